"""The project model: modules, accessors, catalogs, convention plugins, included builds."""

import pytest

from tools.android.codec import decode, encode
from tools.android.modules import read_project
from tools.android.project import Project

SETTINGS = """\
pluginManagement { includeBuild("build-logic") }
rootProject.name = "shop"
enableFeaturePreview("TYPESAFE_PROJECT_ACCESSORS")
includeBuild("parts") {
    dependencySubstitution { substitute(module("shop.parts:ui")).using(project(":ui")) }
}
// include(":no")
include(
    ":app",
    ":core:data-test",
)
include(":core:data") /* include(":never") */
project(":tools").projectDir = file("extra/tools")
"""
CATALOG = """\
[versions]
minSdk = "26"
room = { strictly = "2.7" }
[libraries]
room-ktx = { module = "androidx.room:room-ktx", version.ref = "room" }
room = "androidx.room:room:1.0"
rich = { module = "r:i", version = { strictly = "[1, 2[", prefer = "1.5" } }
okhttp_mock = { group = "ok", name = "mock" }
parts-ui = "shop.parts:ui:1"
[bundles]
room = [
  "room", # first
  "room-ktx",
]
none = []
[plugins]
android-library = { id = "com.android.library", version = "9" }
shop-library = { id = "shop.library" }
"""
PLUGIN = """\
package shop
class LibraryPlugin : Plugin<Project> {
    override fun apply(target: Project) = with(target) {
        apply(plugin = "com.android.library")
        configureAndroid()
        dependencies { "implementation"(libs.findLibrary("room-ktx").get()) }
    }
}
internal fun Project.configureAndroid() {
    extensions.configure<LibraryExtension> { defaultConfig.minSdk = Sdk.MINIMUM }
}
object Sdk { const val MINIMUM = 24 }
"""
FILES = {
    "settings.gradle.kts": SETTINGS,
    "gradle/libs.versions.toml": CATALOG,
    "build.gradle.kts": "plugins { alias(libs.plugins.android.library) apply false }\n",
    "app/build.gradle.kts": (
        'plugins { id("com.android.application") }\n'
        'android { namespace = "shop.app"\n defaultConfig {'
        " minSdk = libs.versions.minSdk.get().toInt() } }\n"
        "dependencies {\n    implementation(projects.core.dataTest)\n"
        "    implementation(libs.parts.ui)\n    testImplementation(libs.bundles.room)\n"
        '    implementation(libs.okhttp.mock) { exclude(group = "x") }\n'
        '    implementation(platform("a.b:bom:1"))\n}\n'
    ),
    "core/data-test/build.gradle": (
        "apply plugin: 'com.android.library'\nandroid {\n    namespace 'shop.test'\n}\n"
        "dependencies {\n    api project(':core:data')\n    implementation 'a:b:1'\n}\n"
    ),
    "core/data/build.gradle.kts": "plugins { alias(libs.plugins.shop.library) }\n",
    "core/data/src/main/AndroidManifest.xml": '<manifest package="shop.data"/>',
    "extra/tools/build.gradle.kts": "plugins { `java-library` }\n",
    "build-logic/settings.gradle.kts": 'include(":convention")\n',
    "build-logic/convention/build.gradle.kts": (
        'gradlePlugin { plugins { register("l") {\n'
        "    id = libs.plugins.shop.library.get().pluginId\n"
        '    implementationClass = "shop.LibraryPlugin"\n} } }\n'
    ),
    "build-logic/convention/src/main/kotlin/LibraryPlugin.kt": PLUGIN,
    "parts/settings.gradle.kts": 'include(":ui")\n',
    "parts/ui/build.gradle.kts": "dependencies { implementation(projects.core) }\n",
}


@pytest.fixture
def project() -> Project:
    return read_project(FILES, lambda path: FILES.get(path, ""))


def test_modules_and_their_folders(project: Project) -> None:
    assert {m.path: (m.directory, m.kind) for m in project.modules} == {
        ":": ("", "root"),
        ":app": ("app", "application"),
        ":core:data": ("core/data", "library"),
        ":core:data-test": ("core/data-test", "library"),
        ":tools": ("extra/tools", "kotlin"),
        ":build-logic:convention": ("build-logic/convention", "build-logic"),
        ":parts:ui": ("parts/ui", "other"),
    }


def test_namespace_and_minimum_come_from_wherever_they_stand(project: Project) -> None:
    found = {m.path: (m.namespace, m.minimum_sdk) for m in project.modules}

    assert found[":app"] == ("shop.app", 26)
    assert found[":core:data"] == ("shop.data", 24)
    assert found[":core:data-test"] == ("shop.test", None)
    assert project.namespace_module("shop.test") == project.module(":core:data-test")


def test_dependencies_keep_their_configuration(project: Project) -> None:
    app = project.module(":app")
    assert app is not None

    assert {(d.configuration, d.target, d.kind) for d in app.dependencies} == {
        ("implementation", ":core:data-test", "project"),
        ("implementation", "libs.parts.ui", "alias"),
        ("testImplementation", "libs.bundles.room", "alias"),
        ("implementation", "libs.okhttp.mock", "alias"),
        ("implementation", "a.b:bom:1", "coordinate"),
    }
    data = project.module(":core:data")
    assert data is not None
    assert [(d.target, d.source) for d in data.dependencies] == [("libs.room.ktx", "LibraryPlugin")]
    assert data.plugins == ("shop.library", "com.android.library")


def test_exported_and_substituted_modules_are_visible(project: Project) -> None:
    app = project.module(":app")
    assert app is not None

    assert [m.path for m in project.visible_modules(app)] == [
        ":app",
        ":core:data",
        ":core:data-test",
        ":parts:ui",
    ]


@pytest.mark.parametrize(
    ("accessor", "target"),
    [
        ("libs.room", "androidx.room:room"),
        ("libs.room.ktx", "androidx.room:room-ktx"),
        ("libs.okhttp.mock", "ok:mock"),
        ("libs.bundles.room", "room,room-ktx"),
        ("libs.bundles.none", ""),
        ("libs.plugins.shop.library", "shop.library"),
        ("libs.versions.room", "2.7"),
        ("libs.versions.minSdk.get", "26"),
    ],
)
def test_catalog_accessors(project: Project, accessor: str, target: str) -> None:
    alias = project.alias(accessor)

    assert alias is not None
    assert alias.target == target
    assert CATALOG.split("\n")[alias.line - 1].startswith(alias.name)


def test_unknown_accessors_are_unknown(project: Project) -> None:
    assert project.alias("libs.roon.ktx") is None
    assert project.accessor("projects.core.dataTests") is None


def test_a_file_belongs_to_the_nearest_module(project: Project) -> None:
    path = "core/data-test/src/androidTest/kotlin/A.kt"
    module = project.module_of(path)

    assert module is not None
    assert module.path == ":core:data-test"
    assert project.source_set(path) == "androidTest"
    root = project.module_of("README.md")
    assert root is not None
    assert root.path == ":"


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ('rootDir.walk().forEach { include(":$it") }', [":api", ":data"]),
        ("fileTree.each { include(path) }", [":core:api", ":core:data"]),
        ("", [":core:api", ":core:data"]),
    ],
)
def test_modules_that_code_includes_are_found_by_their_build_files(
    settings: str, expected: list[str]
) -> None:
    files = {"settings.gradle": settings, "core/api/build.gradle": "", "core/data/build.gradle": ""}
    if not settings:
        del files["settings.gradle"]
    project = read_project(files, lambda path: files.get(path, ""))

    assert [module.path for module in project.modules] == expected
    assert project.dynamic


def test_a_catalog_may_have_its_own_name() -> None:
    files = {
        "settings.gradle.kts": (
            'dependencyResolutionManagement { versionCatalogs { create("mihonx") {'
            ' from(files("gradle/mihon.versions.toml")) } } }\ninclude(":a")\n'
        ),
        "gradle/mihon.versions.toml": '[libraries]\nx = "a:b:1"\n',
        "a/build.gradle.kts": "",
    }
    project = read_project(files, lambda path: files.get(path, ""))

    assert project.alias("mihonx.x") is not None


def test_a_project_survives_the_store(project: Project) -> None:
    assert decode(encode(project)) == project
