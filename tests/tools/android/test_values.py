"""Constants: found wherever scripts keep them, and unknown where nobody can know."""

import pytest

from tests.tools.android.making import module

BUILD = "app/build.gradle.kts"
CATALOG = {"gradle/libs.versions.toml": '[versions]\nmin-sdk = "24"\nname = "x"\n'}
CODE = "build-logic/src/main/kotlin/Build.kt"
LOGIC = {
    "settings.gradle.kts": 'pluginManagement { includeBuild("build-logic") }\ninclude(":app")',
    "build-logic/build.gradle.kts": "",
}


def minimums(value: str, files: dict[str, str] | None = None) -> tuple[int, ...]:
    """What `minSdk = value` gives in a module of this project."""
    script = f"android {{\n    defaultConfig {{\n        minSdk = {value}\n    }}\n}}\n"
    return module({**LOGIC, **CATALOG, BUILD: script, **(files or {})}).minimum_sdks


@pytest.mark.parametrize(
    "value",
    [
        "24",
        "24 // not 21",
        "libs.versions.min.sdk.get().toInt()",
        "libs.versions.min.sdk\n            .get()\n            .toInt()",
        'libs.findVersion("min-sdk").get().requiredVersion.toInt()',
        "Integer.parseInt(libs.versions.min.sdk.get())",
        "(libs.versions.min.sdk.get() as String).toInt()",
    ],
)
def test_numbers_and_catalog_versions(value: str) -> None:
    assert minimums(value) == (24,)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("MIN", "const val MIN = 24"),
        ("Sdk.MIN", "object Sdk { const val MIN = 24 }"),
        ("shop.Sdk.MIN", "package shop\nobject Sdk { const val MIN = 24 }"),
        ("Sdk.MIN", "object Sdk { private const val FOSS = 24\n val MIN = FOSS }"),
        ("Config.Android.min", "object Config { object Android { val min: Int = 24 } }"),
        ("Sdk.MIN.toInt()", 'object Sdk { const val MIN = "24" }'),
    ],
)
def test_constants_of_the_builds_code(value: str, code: str) -> None:
    assert minimums(value, {CODE: code}) == (24,)


@pytest.mark.parametrize(
    ("value", "script"),
    [
        ("rootProject.ext.min_sdk", "ext { min_sdk = 24 }"),
        ("min_sdk", "buildscript { ext { min_sdk = 24 } }"),
        ('rootProject.extra["min"] as Int', 'extra["min"] = 24'),
        ("rootProject.ext.versions.min", "ext.versions = [min: 24, target: 30]"),
        ('rootProject.ext["min"] as Int', 'ext.set("min", 24)'),
        ('property("min") as Int', "val min by extra(24)"),
        (
            'project.property("min") as Int',
            'val x = 1\nproject.apply { extra.apply { set("min", 24) } }',
        ),
        ('intProperty("min")', "val min by extra(24)"),
    ],
)
def test_extra_properties_of_the_root(value: str, script: str) -> None:
    files = {"build.gradle": script} if "val" not in script else {"build.gradle.kts": script}

    assert minimums(value, files) == (24,)


@pytest.mark.parametrize(
    "value",
    [
        'property("app.min").toString().toInt()',
        'providers.gradleProperty("app.min").get().toInt()',
        'findProperty("app.min") as Int',
        '(project.properties["app.min"] as String).toInt()',
    ],
)
def test_gradle_properties(value: str) -> None:
    assert minimums(value, {"gradle.properties": "# app.min=1\napp.min = 24\n"}) == (24,)


@pytest.mark.parametrize(
    "value",
    [
        'System.getenv("MIN").toInt()',
        'providers.environmentVariable("MIN").get().toInt()',
        "unknownThing",
        "MIN",  # two objects have one: which is meant is not known
        "libs.versions.name.get().toInt()",
        "if (isFast) unknownThing else 24",
        "computeMin(24)",
    ],
)
def test_what_is_not_known_stays_unknown(value: str) -> None:
    code = "object A { const val MIN = 21 }\nobject B { const val MIN = 24 }\n"

    assert minimums(value, {CODE: code}) == ()


@pytest.mark.parametrize(
    "value",
    ["if (isEnterprise) 33 else 24", "isEnterprise ? 33 : 24", "Sdk.MIN"],
)
def test_a_condition_gives_both(value: str) -> None:
    code = "object Sdk { const val A = 33\n const val B = 24\n val MIN = if (x()) A else B }"

    assert minimums(value, {CODE: code}) == (24, 33)


def test_flavours_may_ask_for_more() -> None:
    script = (
        "android {\n  defaultConfig { minSdk 21 }\n  productFlavors {\n"
        "    free { minSdk 24 }\n    paid { applicationId 'x' }\n  }\n}\n"
    )
    found = module({"settings.gradle": "include ':app'", "app/build.gradle": script})

    assert found.minimum_sdks == (21, 24)
    assert found.minimum_sdk == 21
    assert found.flavours == ("free", "paid")


@pytest.mark.parametrize(
    "block",
    [
        "compileSdk = 36",
        "compileSdk 36",
        "compileSdkVersion(36)",
        "compileSdkVersion 36",
        "compileSdk { version = release(36) }",
        "compileSdk.set(36)",
    ],
)
def test_every_way_to_write_compile_sdk(block: str) -> None:
    files = {"settings.gradle": "include ':app'", BUILD: f"android {{\n    {block}\n}}\n"}

    assert module(files).compile_sdk == 36


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ('"shop.app"', "shop.app"),
        ('"shop.${project.name}"', "shop.app"),
        ('"shop." + project.name', "shop.app"),
        ('"shop${project.path.replace(":", ".")}"', "shop.app"),
        ('"$BASE.app"', "shop.app"),
        ('"$GROUP.app"', None),
    ],
)
def test_a_namespace_may_be_put_together(value: str, expected: str | None) -> None:
    script = f"android {{\n    namespace = {value}\n}}\n"
    files = {**LOGIC, BUILD: script, CODE: 'const val BASE = "shop"'}

    assert module(files).namespace == expected


def test_constants_that_name_each_other_end() -> None:
    code = 'const val A = "$B$B$B$B$B$B$B$B"\nconst val B = "$A$A$A$A$A$A$A$A"\n'

    assert minimums("A.toInt()", {CODE: code}) == ()


def test_groovy_maps_of_coordinates() -> None:
    dependencies = """\
ext.versions = [core: '1.2', 'min-x': 3]
ext {
    deps = [
        androidx: [
            core: "androidx.core:core:$versions.core",
            "test-x": 'androidx.test:x:1',
        ],
        room: "androidx.room:room:${versions.core}",
    ]
}
"""
    files = {
        "settings.gradle": "include ':app'",
        "build.gradle": "buildscript { apply from: 'gradle/dependencies.gradle' }\n",
        "gradle/dependencies.gradle": dependencies + "apply from: '../build.gradle'\n",
        "app/build.gradle": (
            "dependencies {\n    implementation deps.androidx.core\n    api deps.room\n"
            "    api rootProject.ext.deps.room\n    implementation deps.unknown\n}\n"
        ),
    }
    found = module(files).dependencies

    assert {(one.configuration, one.target, one.kind) for one in found} == {
        ("implementation", "androidx.core:core:1.2", "coordinate"),
        ("api", "androidx.room:room:1.2", "coordinate"),
    }
