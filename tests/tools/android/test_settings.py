"""Which modules, builds and catalogs settings give, in all the ways that they are written."""

import pytest

from tests.tools.android.making import project

ROOT = "settings.gradle.kts"
GROOVY = "settings.gradle"


def paths(settings: str, *folders: str, name: str = ROOT) -> dict[str, str]:
    """Path and folder of each module but the root."""
    files = {name: settings} | {f"{one}/build.gradle.kts": "" for one in folders}
    return {one.path: one.directory for one in project(files).modules if one.path != ":"}


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ('include(":a", ":b:c")', [":a", ":b:c"]),
        ("include ':a', ':b:c'", [":a", ":b:c"]),
        ("include ':a',\n        ':b:c'\n", [":a", ":b:c"]),
        ('include("a",\n    "b:c", // the last one\n)', [":a", ":b:c"]),
        ('include(listOf(":a", ":b:c"))', [":a", ":b:c"]),
        ('listOf("a", "b:c").forEach { include(":$it") }', [":a", ":b:c"]),
        ("['a', 'b:c'].each { include it }", [":a", ":b:c"]),
        ('val all = arrayOf(":a", ":b:c")\ninclude(*all)', [":a", ":b:c"]),
        ('for (name in listOf("c")) { include(":b:$name") }\ninclude(":a")', [":a", ":b:c"]),
        ('// include(":b:c")\n/* include(":b:c") */\ninclude(":a")', [":a"]),
        ('include(":a")\nval help = "include(\\":b:c\\")"', [":a"]),
    ],
)
def test_modules_are_found_however_they_are_included(settings: str, expected: list[str]) -> None:
    assert list(paths(settings, "a", "b/c")) == expected


@pytest.mark.parametrize(
    "line",
    [
        'project(":x").projectDir = file("other/place")',
        "project(':x').projectDir = new File(rootDir, 'other/place')",
        'project(":x").projectDir = File(settingsDir, "other/place")',
        'project(":x").projectDir = file("$rootDir/other/place")',
        'project(":x").projectDir = rootDir.resolve("other/place")',
        "findProject(':x')?.projectDir = file('other/place')",
        'project(":x").apply { projectDir = file("other/place") }',
    ],
)
def test_a_module_may_lie_elsewhere(line: str) -> None:
    assert paths(f'include(":x")\n{line}\n', "other/place") == {":x": "other/place"}


def test_a_folder_outside_of_the_repository_is_not_taken() -> None:
    settings = 'include(":x")\nproject(":x").projectDir = file("../../x")\nincludeBuild("../y")\n'

    assert paths(settings, "x") == {":x": "x"}


def test_flat_modules_lie_beside_the_repository_and_not_in_it() -> None:
    assert paths("includeFlat 'x'\ninclude ':y'", "x", "y") == {":y": "y"}


def test_a_look_at_folders_leaves_out_what_is_no_module() -> None:
    settings = (
        "rootDir.eachDir { parent ->\n"
        '    if (isModule(parent)) { include ":${parent.name}" } else { parent.eachDir { child ->\n'
        '        include ":${child.name}"\n'
        '        project(":${child.name}").projectDir = new File("${parent.name}/${child.name}")\n'
        "    } }\n}\n"
    )
    folders = ("app", "net/net-api", ".cache/x", "app/src/test/golden/y", "node_modules/z")

    found = paths(settings, *folders, name=GROOVY)

    assert found == {":app": "app", ":net-api": "net/net-api"}


def test_paths_that_a_function_builds_are_those_of_the_folders() -> None:
    settings = (
        'include(":app")\nfun all(folder: File, path: String) { folder.listFiles().forEach {\n'
        '    val newPath = "$path:${it.name}"\n    include(newPath)\n} }\n'
        'all(File(rootDir, "features"), ":features")\n'
    )

    found = paths(settings, "app", "features/login/api")

    assert found == {":app": "app", ":features:login:api": "features/login/api"}


def test_an_included_file_pattern_is_no_module() -> None:
    settings = "include ':a'\nfileTree('x') { include '**/*.gradle' }\n"

    assert list(paths(settings, "a", name=GROOVY)) == [":a"]


def test_builds_that_stand_side_by_side_have_their_own_catalogs() -> None:
    files: dict[str, str] = {}
    for name, version in (("One", "24"), ("Two", "31")):
        files |= {
            f"{name}/settings.gradle.kts": 'include(":app")',
            f"{name}/gradle/libs.versions.toml": f'[versions]\nsdk = "{version}"\n',
            f"{name}/app/build.gradle.kts": (
                'plugins { id("com.android.application") }\n'
                "android { defaultConfig { minSdk = libs.versions.sdk.get().toInt() } }\n"
                'dependencies { implementation(project(":app")) }\n'
            ),
        }
    model = project(files)

    assert {one.path: one.minimum_sdk for one in model.modules} == {":One:app": 24, ":Two:app": 31}
    found = model.alias("libs.versions.sdk", "Two/app/build.gradle.kts")
    assert found is not None
    assert found.target == "31"
    two = model.module(":Two:app")
    assert two is not None
    assert [edge.target for edge in two.dependencies] == [":Two:app"]
    assert model.module_of("Two/app/src/main/A.kt") == two


def test_settings_in_test_data_make_no_build() -> None:
    files = {
        ROOT: 'include(":app")',
        "app/build.gradle.kts": "",
        "app/src/test/resources/sample/settings.gradle": "include ':lib'",
        "app/src/test/resources/sample/lib/build.gradle": "",
        "templates/new/settings.gradle": "include ':lib'",
    }

    assert [one.path for one in project(files).modules] == [":app"]


def test_builds_that_include_each_other_end() -> None:
    files = {
        ROOT: 'includeBuild("one")',
        "one/settings.gradle.kts": 'includeBuild("../two")\nincludeBuild(".")\ninclude(":a")',
        "one/a/build.gradle.kts": "",
        "two/settings.gradle.kts": 'includeBuild("../one")\nincludeBuild("..")\ninclude(":b")',
        "two/b/build.gradle.kts": "",
    }

    assert [one.path for one in project(files).modules] == [":one:a", ":two:b"]


def test_settings_may_apply_other_scripts() -> None:
    files = {
        GROOVY: "apply from: 'gradle/modules.gradle'\n",
        "gradle/modules.gradle": (
            "include ':a'\napply from: 'more.gradle'\napply from: '../settings.gradle'\n"
        ),
        "gradle/more.gradle": "include ':b'\nincludeBuild 'c'\n",
        "a/build.gradle": "",
        "b/build.gradle": "",
        "c/build.gradle": "",
    }

    assert [one.path for one in project(files).modules] == [":a", ":b", ":c"]


CODE = """
dependencyResolutionManagement {
    defaultLibrariesExtensionName.set("deps")
    versionCatalogs {
        create("tools") {
            version("ktlint", "1.3")
            library("ktlint-cli", "com.pinterest:ktlint-cli:1.2")
            library("rules", "a.b", "rules").versionRef("ktlint")
            library("free", "a.b", "free").withoutVersion()
            plugin("detekt", "io.detekt").version("1.23")
            bundle("all", listOf("ktlint-cli", "rules"))
        }
        create("company") { from("org.company:catalog:1.0") }
        val test by creating { from(files("gradle/test.versions.toml")) }
        maybeCreate("made").apply { from(files("gradle/test.versions.toml")) }
        create("odd") { from(files("gradle/odd.toml")) }
    }
}
include(":app")
"""


def test_catalogs_come_from_files_from_code_and_from_artifacts() -> None:
    files = {
        ROOT: CODE,
        "app/build.gradle.kts": "",
        "gradle/libs.versions.toml": '[libraries]\nx = "a:b:1"\n',
        "gradle/test.versions.toml": '[libraries]\njunit = "junit:junit:4"\n',
        "gradle/odd.toml": '[libraries]\nodd = "o:d:1"\n',
    }
    model = project(files)
    accessors = {
        "deps.x": ("a:b", "1"),
        "tools.versions.ktlint": ("1.3", ""),
        "tools.ktlint.cli": ("com.pinterest:ktlint-cli", "1.2"),
        "tools.rules": ("a.b:rules", "1.3"),
        "tools.free": ("a.b:free", ""),
        "tools.plugins.detekt": ("io.detekt", "1.23"),
        "tools.bundles.all": ("ktlint-cli,rules", ""),
        "test.junit": ("junit:junit", "4"),
        "made.junit": ("junit:junit", "4"),
        "odd.odd": ("o:d", "1"),
    }

    found = {name: model.alias(name, "app/build.gradle.kts") for name in accessors}

    assert {n: (a.target, a.version) for n, a in found.items() if a} == accessors
    assert model.alias("libs.x") is None
    assert [one.name for one in model.catalogs if one.published] == ["company"]


def test_code_of_an_included_build_sees_the_catalog_that_it_imports() -> None:
    files = {
        ROOT: 'pluginManagement { includeBuild("gradle/logic") }\ninclude(":app")',
        "app/build.gradle.kts": "",
        "gradle/libs.versions.toml": '[libraries]\nx = "a:b:1"\n',
        "gradle/logic/settings.gradle.kts": (
            "dependencyResolutionManagement { versionCatalogs {"
            ' create("libs") { from(files("../libs.versions.toml")) } } }'
        ),
        "gradle/logic/build.gradle.kts": "",
    }
    model = project(files)

    assert model.alias("libs.x", "gradle/logic/build.gradle.kts") is not None
    assert [one.builds for one in model.catalogs] == [("", "gradle/logic")]
    assert {one.path: one.kind for one in model.modules} == {
        ":app": "other",
        ":logic": "build-logic",
    }
    assert model.build_of("gradle/logic/src/main/kotlin/A.kt") == "gradle/logic"


def test_substitution_in_a_comment_is_none() -> None:
    build = 'includeBuild("parts") { dependencySubstitution {\n'
    line = 'substitute(module("a.b:ui:1")).using(project(":ui"))\n'
    groovy = "substitute module('a.b:core') using project(':core')\n"
    files = {
        ROOT: f"{build}// {line}{groovy}}} }}\n",
        "parts/settings.gradle": "include ':ui', ':core'",
        "parts/ui/build.gradle": "",
    }

    assert project(files).substitutions == (("a.b:core", ":parts:core"),)


def test_the_root_project_may_stand_in_an_accessor() -> None:
    files = {
        ROOT: 'rootProject.name = "my-shop"\ninclude(":core:data_test")',
        "core/data_test/build.gradle.kts": "",
    }
    model = project(files)

    for name in ("projects.core.dataTest", "projects.myShop.core.dataTest.dependencyProject"):
        found = model.accessor(name)
        assert found is not None
        assert found.path == ":core:data_test"
