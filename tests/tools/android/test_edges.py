"""Dependencies: their configurations, source sets, and what is visible through them."""

import pytest

from tests.tools.android.making import module, project
from tools.android.project import is_test_configuration

SETTINGS = {"settings.gradle.kts": 'include(":app", ":core", ":core:api")'}
CATALOG = {"gradle/libs.versions.toml": '[libraries]\nx = "a:x:1"\n[bundles]\nall = ["x"]\n'}


def edges(script: str, name: str = "app/build.gradle.kts") -> list[tuple[str, str]]:
    """Configuration and target of each dependency of a script."""
    files = {**SETTINGS, **CATALOG, "core/build.gradle": "", "core/api/build.gradle": ""}
    found = module({**files, name: script}).dependencies
    return sorted((one.configuration, one.target) for one in found)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('implementation(project(":core"))', ("implementation", ":core")),
        ("implementation project(':core')", ("implementation", ":core")),
        ('implementation(project(path = ":core"))', ("implementation", ":core")),
        ("implementation project(path: ':core', configuration: 'x')", ("implementation", ":core")),
        ("implementation(projects.core.api)", ("implementation", ":core:api")),
        ("releaseImplementation(projects.core)", ("releaseImplementation", ":core")),
        ('"demoImplementation"(projects.core)', ("demoImplementation", ":core")),
        ('add("kapt", projects.core)', ("kapt", ":core")),
        ("testImplementation(testFixtures(projects.core))", ("testImplementation", ":core")),
        ('implementation(project(":core")) { isTransitive = false }', ("implementation", ":core")),
        ("api(libs.x)", ("api", "libs.x")),
        ("api libs.bundles.all", ("api", "libs.bundles.all")),
        ("implementation(platform(libs.x))", ("implementation", "libs.x")),
        ("ksp(libs.x)", ("ksp", "libs.x")),
        ('implementation("a.b:c:1.0")', ("implementation", "a.b:c:1.0")),
        ("debugImplementation 'a.b:c:1.0@aar'", ("debugImplementation", "a.b:c:1.0@aar")),
        ("compile 'a.b:c:1.0'", ("compile", "a.b:c:1.0")),
    ],
)
def test_every_way_to_write_a_dependency(line: str, expected: tuple[str, str]) -> None:
    assert edges(f"dependencies {{\n    {line}\n}}\n") == [expected]


@pytest.mark.parametrize(
    "line",
    [
        '// implementation(project(":core"))',
        'println("implementation(libs.x)")',
        'val core = project(":core")',
        'if (libs.versions.x.get() == "1") println()',
        'exclude(group = "a.b", module = "c")',
    ],
)
def test_what_is_no_dependency(line: str) -> None:
    assert edges(f"dependencies {{\n    {line}\n}}\n") == []


def test_constants_of_the_builds_code_are_coordinates() -> None:
    files = {
        "settings.gradle": "include ':app'",
        "buildSrc/src/main/java/Deps.kt": (
            'object V { const val A = "1.2" }\n'
            'object Deps { const val core = "a.b:core:${V.A}"\n const val other = "x" }'
        ),
        "app/build.gradle": (
            "dependencies {\n    implementation Deps.core\n    api(Deps.other)\n"
            "    testImplementation Unknown.thing\n}\n"
        ),
    }
    found = module(files).dependencies

    assert [(one.configuration, one.target, one.kind) for one in found] == [
        ("implementation", "a.b:core:1.2", "coordinate")
    ]


@pytest.mark.parametrize(
    "block",
    [
        "commonMain.dependencies { %s }",
        "commonMain { dependencies { %s } }",
        "val commonMain by getting { dependencies { %s } }",
        'getByName("commonMain") { dependencies { %s } }',
        'getByName("commonMain").dependencies { %s }',
        "commonMain.get().dependencies { %s }",
        'named("commonMain") { dependencies { %s } }',
    ],
)
def test_source_sets_of_multiplatform_modules_name_the_configuration(block: str) -> None:
    other = 'getByName("jvmTest") { dependencies { implementation(libs.x) } }'
    inner = block % "implementation(projects.core)\n api(projects.core.api)"
    script = f"kotlin {{ sourceSets {{\n{other}\n{inner}\n}} }}\n"

    assert edges(script) == [
        ("commonMainApi", ":core:api"),
        ("commonMainImplementation", ":core"),
        ("jvmTestImplementation", "libs.x"),
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("testImplementation", True),
        ("androidTestImplementation", True),
        ("testDebugApi", True),
        ("commonTestImplementation", True),
        ("androidHostTestApi", True),
        ("implementation", False),
        ("commonMainApi", False),
        ("testFixturesApi", True),
        ("latestImplementation", False),
    ],
)
def test_configurations_of_tests(name: str, expected: bool) -> None:
    assert is_test_configuration(name) is expected


def test_only_what_is_exported_is_seen_through_another_module() -> None:
    files = {
        "settings.gradle": "include ':app', ':a', ':b', ':c', ':d', ':e'",
        "app/build.gradle": (
            "dependencies { implementation project(':a')\n testImplementation project(':e') }"
        ),
        "a/build.gradle": (
            "dependencies { api project(':b')\n implementation project(':c')\n"
            " testApi project(':d') }"
        ),
        "b/build.gradle.kts": (
            'kotlin { sourceSets { commonMain { dependencies { api(project(":a")) } } } }'
        ),
        **{f"{name}/build.gradle": "" for name in "cde"},
    }
    model = project(files)
    app = model.module(":app")
    assert app is not None

    assert [one.path for one in model.visible_modules(app)] == [":a", ":app", ":b", ":e"]
    assert [one.path for one in model.visible_modules(app, tests=False)] == [":a", ":app", ":b"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("rootProject.subprojects.forEach { implementation(project(it.path)) }", True),
        ('for (p in subprojects) { add("implementation", p) }', True),
        ("rootDir.listFiles().each { implementation project(name) }", True),
        ("subprojects.forEach { kover(project(it.path)) }", False),
        ("subprojects.forEach { println(it.path) }\nimplementation(libs.x)", False),
    ],
)
def test_a_loop_over_modules_leaves_the_edges_open(line: str, expected: bool) -> None:
    files = {**SETTINGS, **CATALOG, "app/build.gradle.kts": f"dependencies {{\n{line}\n}}\n"}

    assert module(files).open_ended is expected
