"""The sample is what its files say it is: no compiler is needed for this."""

import re
import tomllib
from xml.etree import ElementTree

import pytest

from tests.toolchain.gradle_project import GradleProject
from tests.toolchain.packages import LIST
from tests.toolchain.sample import SAMPLE, Mention, Sin, mentions, sins

_TEXT_CALL = re.compile(r'(?:\bText\(|setTitle\(|makeText\(this, |contentDescription = )"')
_TEXT_ATTRIBUTE = re.compile(r'android:(?:text|hint|title|contentDescription)="(?![@?])')


@pytest.mark.parametrize("entry", [*sins(), *mentions()], ids=lambda entry: entry.line[:40])
def test_a_listed_line_occurs_once(entry: Sin | Mention) -> None:
    lines = [line.strip() for line in (SAMPLE / entry.path).read_text("utf-8").splitlines()]

    assert lines.count(entry.line) == 1


def test_every_hard_coded_text_is_listed() -> None:
    found = {
        (path.relative_to(SAMPLE).as_posix(), line.strip())
        for pattern, ending in ((_TEXT_CALL, "kt"), (_TEXT_ATTRIBUTE, "xml"))
        for path in SAMPLE.rglob(f"src/main/**/*.{ending}")
        for line in path.read_text("utf-8").splitlines()
        if pattern.search(line)
    }

    assert found == {(sin.path, sin.line) for sin in sins() if sin.kind.endswith("-text")}


@pytest.mark.parametrize("sin", [sin for sin in sins() if sin.equal], ids=lambda sin: sin.equal)
def test_an_equal_string_is_equal(sin: Sin) -> None:
    module = sin.path.partition("/src/")[0]
    strings = ElementTree.parse(SAMPLE / module / "src/main/res/values/strings.xml")
    named = {element.get("name"): element.text for element in strings.iter("string")}

    assert named[sin.equal] == sin.text


@pytest.mark.parametrize("locale", ["de", "fr"])
@pytest.mark.parametrize("module", ["app", "core/ui", "feature/feed", "feature/login"])
def test_every_text_has_its_translations(module: str, locale: str) -> None:
    resources = SAMPLE / module / "src" / "main" / "res"
    default, translated = (
        {
            element.get("name"): sorted(re.findall(r"%\d\$\w", "".join(element.itertext())))[:2]
            for element in ElementTree.parse(resources / folder / "strings.xml").getroot()
            if element.get("translatable") != "false"
        }
        for folder in ("values", f"values-{locale}")
    )

    assert translated == default


def test_the_modules_are_those_of_the_settings() -> None:
    modules = GradleProject(SAMPLE).modules
    feed = modules[":feature:feed"]

    assert list(modules)[-1] == ":app"
    assert {path: module.namespace for path, module in modules.items()} == {
        ":app": "dev.trailhead",
        ":core:analytics": "dev.trailhead.core.analytics",
        ":core:data": "dev.trailhead.core.data",
        ":core:ui": "dev.trailhead.core.ui",
        ":feature:feed": "dev.trailhead.feature.feed",
        ":feature:login": "dev.trailhead.feature.login",
    }
    # One of the two is named by the module's script, the other by a convention plugin.
    visible = [module.path for module in GradleProject(SAMPLE).visible(feed)]
    assert visible == [":core:data", ":core:ui"]


def test_the_compilers_get_the_versions_of_the_catalog() -> None:
    catalog = tomllib.loads((SAMPLE / "gradle" / "libs.versions.toml").read_text("utf-8"))
    fetched = {
        f"{group}:{name}": version
        for section in tomllib.loads(LIST.read_text("utf-8")).values()
        for group, artifact, version, *_ in (name.split(":") for name in section["packages"])
        for name in (artifact, re.sub(r"-(android|jvm)$", "", artifact))
    }
    only_for_gradle = ("com.android.tools.build:", "org.jetbrains.kotlin:")
    wanted = {
        library["module"]: catalog["versions"][library["version"]["ref"]]
        for library in catalog["libraries"].values()
        if "version" in library and not library["module"].startswith(only_for_gradle)
    }
    wanted["org.jetbrains.kotlin:kotlin-stdlib"] = catalog["versions"]["kotlin"]
    wanted["com.google.devtools.ksp:symbol-processing-api"] = catalog["versions"]["ksp"]
    del wanted["androidx.compose:compose-bom"]

    assert {name: fetched.get(name) for name in wanted} == wanted
