"""Files that nobody meant well: every reader ends, and none raises."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.tools.android.making import project
from tools.android.catalog import read_catalog
from tools.android.manifest import read_manifest
from tools.android.navigation import arguments
from tools.android.policy import read_policy
from tools.android.schemas import schema_names
from tools.android.values import Values
from tools.syntax import gradle, toml, xml

WORDS = """
include includeBuild project( create( versionCatalogs from(files( alias( libs.x.y projects.core
plugins id dependencies implementation api minSdk namespace apply from: subprojects if(x) ?: .get()
.toInt() release( projectDir listFiles() ext. [versions] [libraries] version.ref <manifest <activity
android:name=" /> </ <!-- --> <![CDATA[ ]]> &a; // /* */ ${ $x \"\"\" ''' a B1 24
"""
PIECES = st.sampled_from(
    [
        *"{}()[]\"'`$/\\\n\t ,:;=+-.?<>&#@!*|%\ufeff\x00é𝄞\u2028",
        *WORDS.split(),
        " else ",
        "val x by ",
        "const val A = B",
        "<!ENTITY a '&a;&a;'>",
    ]
)
TEXTS = st.lists(PIECES, max_size=60).map("".join) | st.text(max_size=80)
FUZZ = settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@FUZZ
@given(TEXTS)
def test_the_scanner_keeps_offsets_and_never_fails(text: str) -> None:
    script = gradle.read(text)

    assert len(script.code) == len(text)
    for call in script.calls:
        assert 0 <= call.start < call.end <= len(text) + 1
        for one in call.arguments:
            assert text[one.start : one.end] == one.text
    for assignment in script.assignments:
        assert assignment.text in text


@FUZZ
@given(TEXTS, TEXTS, TEXTS, TEXTS)
def test_any_project_is_modelled(settings_text: str, build: str, catalog: str, code: str) -> None:
    files = {
        "settings.gradle.kts": settings_text,
        "build.gradle": build,
        "gradle.properties": catalog,
        "gradle/libs.versions.toml": catalog,
        "app/build.gradle.kts": build,
        "app/src/main/AndroidManifest.xml": code,
        "app/src/main/res/navigation/main.xml": code,
        "app/src/main/sqldelight/a/B.sq": code,
        "app/src/main/proto/a.proto": code,
        "app/src/main/aidl/a/B.aidl": code,
        "buildSrc/src/main/kotlin/Code.kt": code,
        "buildSrc/src/main/groovy/Other.groovy": code,
        "buildSrc/src/main/kotlin/x.gradle.kts": build,
        "AGENTS.md": code,
        ".editorconfig": code,
    }
    model = project(files)
    schema_names(model, sorted(files), lambda path: files[path])
    list(arguments(model.modules[0], "main", code))
    read_policy(files, lambda path: files[path])


@FUZZ
@given(TEXTS)
def test_catalogs_manifests_and_values_are_read(text: str) -> None:
    for alias in read_catalog("libs", "gradle/libs.versions.toml", text).aliases:
        assert alias.line >= 1
    read_manifest("AndroidManifest.xml", text, "shop.app")
    Values().of(text)
    toml.faults(text)


@FUZZ
@given(st.integers(min_value=0, max_value=400))
def test_a_file_that_ends_too_early_is_read(length: int) -> None:
    text = (
        'plugins { id("com.android.application") }\nandroid { namespace = "a.b"\n'
        "    defaultConfig { minSdk = if (x) 24 else libs.versions.min.get().toInt() }\n}\n"
        'dependencies {\n    implementation(projects.core) { exclude(group = "a", module = "b") }\n'
        '    """ text ${ x { "y" } } """\n    add("api", project(":core"))\n}\n'
    )[:length]
    files = {"settings.gradle.kts": 'include(":app")', "app/build.gradle.kts": text}

    project(files)


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE m [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY x SYSTEM "file:///etc/passwd">]>'
    '<manifest package="&c;"><application><activity android:name="&x;"/></application></manifest>'
)


def test_entities_are_not_expanded_and_called_a_fault() -> None:
    manifest = read_manifest("AndroidManifest.xml", BOMB)

    assert manifest.package == "&c;"
    assert manifest.components[0].name == "&x;"
    assert xml.faults(BOMB)


HOSTILE = {
    "brackets": "a(" * 7500,
    "braces": "a {" * 7500,
    "closed": "a(" * 5000 + ")" * 5000,
    "templates": '"' + "${a}" * 5000,
    "quotes": '"' * 15000,
    "comment": "/*" * 7500,
    "dots": "a" + ".a" * 10000,
    "blanks": "a" + " " * 15000 + "b",
    "lines": "a\n" * 10000,
    "commas": "include(" + "':a'," * 5000 + ")",
    "sums": "minSdk = 1" + " + 1" * 5000,
    "ifs": "minSdk = " + "if (x) 1 else " * 2500 + "1",
    "by": "val a by extra(" * 2500,
    "apply": 'apply(from = "x.gradle") version ' * 1250,
    "maps": "ext.a = [" + "b: '1', " * 3750 + "]",
    "names": "a" * 25000,
    "plugins": "plugins {" + " `a`" * 5000,
    "folders": "sourceSets { main.java.srcDirs " * 1250,
    "layers": "Never depend on `a` " * 1250,
    "items": "- must not: edit `a/b`\n" * 1250,
    "create": 'versionCatalogs { create("a") { ' * 750,
    "markup": "<a " * 7500,
    "tables": "[a]\n" * 3750,
    "arrays": "a = " + "[" * 1250,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_was_made_to_be_slow_ends(name: str) -> None:
    text = HOSTILE[name]
    files = {
        "settings.gradle": text,
        "build.gradle": text,
        "gradle.properties": text,
        "app/build.gradle": text,
        "gradle/libs.versions.toml": text,
        "buildSrc/src/main/kotlin/x.gradle.kts": text,
        "buildSrc/src/main/kotlin/Code.kt": f"object Code {{ {text}",
        "AGENTS.md": text,
        "app/src/main/AndroidManifest.xml": text,
    }
    project(files)
    read_policy(files, lambda path: files[path])
