"""Source sets: which are tests, which see which, and folders that scripts add."""

import pytest

from tests.tools.android.making import project
from tools.android.sourcesets import is_test, seen_from

ANDROID = (
    "main", "debug", "release", "demo", "prod", "demoDebug", "test", "testDemo", "testDemoDebug",
    "androidTest", "androidTestDemo", "testFixtures",
)  # fmt: skip
KMP = (
    "commonMain", "commonTest", "androidMain", "androidHostTest", "jvmMain", "jvmTest", "iosMain",
    "iosArm64Main", "appleMain", "nativeMain", "commonJvmMain", "jsMain", "main",
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("main", ()),
        ("debug", ("main",)),
        ("demoDebug", ("debug", "demo", "main")),
        ("test", ("debug", "demo", "demoDebug", "main", "prod", "release", "testFixtures")),
        (
            "testDemoDebug",
            ("debug", "demo", "demoDebug", "main", "test", "testDemo", "testFixtures"),
        ),
        ("androidTestDemo", ("androidTest", "demo", "main", "testFixtures")),
        ("testFixtures", ("debug", "demo", "demoDebug", "main", "prod", "release")),
    ],
)
def test_variants_see_what_they_are_made_of(name: str, expected: tuple[str, ...]) -> None:
    assert sorted(seen_from(name, ANDROID)) == sorted((name, *expected))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("commonMain", ()),
        ("androidMain", ("commonMain", "commonJvmMain", "main")),
        ("jvmMain", ("commonMain", "commonJvmMain")),
        ("iosArm64Main", ("commonMain", "iosMain", "appleMain", "nativeMain", "commonJvmMain")),
        ("jvmTest", ("commonMain", "commonTest", "jvmMain", "commonJvmMain")),
        ("androidHostTest", ("commonMain", "commonTest", "androidMain", "commonJvmMain", "main")),
    ],
)
def test_targets_see_what_they_share(name: str, expected: tuple[str, ...]) -> None:
    assert sorted(seen_from(name, KMP)) == sorted((name, *expected))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("main", False), ("test", True), ("testDebug", True), ("androidTestDemo", True),
        ("commonTest", True), ("androidHostTest", True), ("testFixtures", True),
        ("latest", False), ("testingTools", False), ("contestMain", False),
    ],
)  # fmt: skip
def test_names_of_tests(name: str, expected: bool) -> None:
    assert is_test(name) is expected


@pytest.mark.parametrize(
    "line",
    [
        'getByName("main") { java.srcDirs("../app/src/main/kotlin") }',
        'main { java.srcDir("../app/src/main/kotlin") }',
        "main.java.srcDirs += ['../app/src/main/kotlin']",
        'named("main") { kotlin.srcDirs += listOf("../app/src/main/kotlin") }',
        "main { java { srcDirs = ['../app/src/main/kotlin', 'x'] } }",
        'getByName("main") { kotlin { directories += "../app/src/main/kotlin" } }',
        'named("main") { kotlin.directories.add("../app/src/main/kotlin") }',
        'main.java.setSrcDirs(listOf("$rootDir/app/src/main/kotlin"))',
    ],
)
def test_a_module_may_compile_the_files_of_another(line: str) -> None:
    files = {
        "settings.gradle": "include ':app', ':car'",
        "app/build.gradle": "",
        "car/build.gradle": f"android {{ sourceSets {{ {line} }} }}",
    }
    model = project(files)

    users = model.modules_of("app/src/main/kotlin/A.kt")

    assert [one.path for one in users] == [":app", ":car"]
    assert model.source_set("app/src/main/kotlin/A.kt") == "main"


def test_a_folder_outside_of_src_has_the_set_that_adds_it() -> None:
    files = {
        "settings.gradle": "include ':app'",
        "app/build.gradle": "android { sourceSets { test { java.srcDirs += 'shared' } } }",
    }

    assert project(files).source_set("app/shared/A.kt") == "test"


def test_flavours_and_build_types_by_name() -> None:
    script = (
        "android {\n  productFlavors {\n    free { dimension 'store' }\n"
        '    create("play") { dimension = "store" }\n    register("foss")\n  }\n'
        '  buildTypes { release { } \n    getByName("debug") { }\n  create("beta") { }\n'
        '    named("beta").configure { } }\n}\n'
    )
    found = project({"settings.gradle": "include ':app'", "app/build.gradle": script})
    app = found.module(":app")
    assert app is not None

    assert app.flavours == ("free", "play", "foss")
    assert app.build_types == ("release", "debug", "beta")


def test_flavours_may_be_the_entries_of_an_enum() -> None:
    files = {
        "settings.gradle.kts": 'include(":app")',
        "buildSrc/src/main/kotlin/Flavors.kt": (
            "enum class Flavor { demo, prod }\n"
            "fun Project.flavors() { android { productFlavors {\n"
            "    Flavor.entries.forEach { register(it.name) { dimension = it.kind } }\n} } }\n"
        ),
        "app/build.gradle.kts": "flavors()\n",
    }
    app = project(files).module(":app")
    assert app is not None

    assert app.flavours == ("demo", "prod")


def test_the_r_class_of_device_tests_is_that_of_the_module() -> None:
    files = {
        "settings.gradle": "include ':app', ':other'",
        "app/build.gradle": "android { namespace 'shop.app' }",
        "other/build.gradle": "android { namespace 'shop.other'\n testNamespace 'shop.check' }",
    }
    model = project(files)

    for namespace, path in (("shop.app.test", ":app"), ("shop.check", ":other")):
        found = model.namespace_module(namespace)
        assert found is not None
        assert found.path == path


def test_a_namespace_of_two_apps_is_told_by_the_file_that_uses_it() -> None:
    files = {
        "settings.gradle": "include ':phone', ':watch', ':ui', ':other'",
        "phone/build.gradle": "android { namespace 'shop' }",
        "watch/build.gradle": "android { namespace 'shop' }",
        "ui/build.gradle": "dependencies { implementation project(':watch') }",
        "other/build.gradle": "",
    }
    model = project(files)
    expected = {"phone": ":phone", "watch": ":watch", "ui": ":watch", "other": None}

    for folder, path in expected.items():
        found = model.namespace_module("shop", f"{folder}/src/main/java/A.kt")
        assert (found.path if found else None) == path
    assert model.namespace_module("shop") is None
