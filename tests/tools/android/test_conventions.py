"""Convention plugins: what they apply and add counts for the modules that use them."""

import pytest

from tests.tools.android.making import module, project

SETTINGS = 'pluginManagement { includeBuild("build-logic") }\ninclude(":app", ":core")\n'
CATALOG = """\
[libraries]
room = "androidx.room:room:1"
[bundles]
test = ["room"]
[plugins]
android-library = { id = "com.android.library", version = "8.1" }
shop-library = { id = "shop.library" }
"""
REGISTERED = """\
gradlePlugin { plugins { register("library") {
    id = %s
    implementationClass = "shop.LibraryPlugin"
} } }
"""
PLUGIN = """\
package shop
class LibraryPlugin : Plugin<Project> {
    override fun apply(target: Project) {
        %s
    }
}
"""
ROOT = {
    "settings.gradle.kts": SETTINGS,
    "gradle/libs.versions.toml": CATALOG,
    "core/build.gradle.kts": "",
    "build-logic/settings.gradle.kts": 'include(":convention")',
}
LOGIC = "build-logic/convention"


def with_plugin(body: str, identity: str = '"shop.library"', **more: str) -> dict[str, str]:
    """A project whose app applies `shop.library`, with this body."""
    return {
        **ROOT,
        f"{LOGIC}/build.gradle.kts": REGISTERED % identity,
        f"{LOGIC}/src/main/kotlin/LibraryPlugin.kt": PLUGIN % body,
        "app/build.gradle.kts": "plugins { alias(libs.plugins.shop.library) }\n",
        **more,
    }


@pytest.mark.parametrize(
    "body",
    [
        'target.pluginManager.apply("com.android.library")',
        'target.apply(plugin = "com.android.library")',
        'with(target) { with(pluginManager) { apply("com.android.library") } }',
        "target.pluginManager.apply(libs.plugins.android.library.get().pluginId)",
        'target.apply(plugin = libs.findPlugin("android-library").get().get().pluginId)',
        "target.apply(plugin = libs.plugins.android.library.getPluginId())",
        "target.apply(plugin = rootProject.libs.plugins.android.library.get().pluginId)",
        "target.plugins.apply(AndroidPlugin::class.java)",
        "target.apply<AndroidPlugin>()",
        "AndroidPlugin().apply(target)",
        "target.applyAll()",
        "target.run { applyAll() }",
    ],
)
def test_what_a_plugin_applies_is_applied(body: str) -> None:
    other = (
        'class AndroidPlugin : Plugin<Project> { fun apply() { apply("com.android.library") } }\n'
        'fun Project.applyAll() { pluginManager.apply("com.android.library") }\n'
    )
    found = module({**with_plugin(body), f"{LOGIC}/src/main/kotlin/Other.kt": other})

    assert found.kind == "library"
    assert "com.android.library" in found.plugins


@pytest.mark.parametrize(
    "identity",
    ['"shop.library"', "libs.plugins.shop.library.get().pluginId", "Ids.LIBRARY"],
)
def test_a_plugin_is_registered_by_text_accessor_or_constant(identity: str) -> None:
    constant = {
        f"{LOGIC}/src/main/kotlin/Ids.kt": 'object Ids { const val LIBRARY = "shop.library" }'
    }
    found = module(
        {**with_plugin('target.apply(plugin = "com.android.library")', identity), **constant}
    )

    assert found.kind == "library"


def test_a_plugin_gives_properties_and_dependencies() -> None:
    body = (
        "target.extensions.configure<LibraryExtension> {\n"
        "    namespace = Base.NAME\n    compileSdk = 36\n    defaultConfig.minSdk = 24\n"
        "    buildFeatures.viewBinding = true\n}\n"
        'target.dependencies { "implementation"(libs.findLibrary("room").get())\n'
        '    add("testImplementation", libs.findBundle("test").get())\n'
        '    add("api", project(":core")) }\n'
    )
    constant = {f"{LOGIC}/src/main/kotlin/Base.kt": 'object Base { const val NAME = "shop.base" }'}
    found = module({**with_plugin(body), **constant})

    assert (found.namespace, found.compile_sdk, found.minimum_sdk) == ("shop.base", 36, 24)
    assert found.features == ("viewBinding",)
    assert {(one.configuration, one.target, one.source) for one in found.dependencies} == {
        ("implementation", "libs.room", "LibraryPlugin"),
        ("testImplementation", "libs.bundles.test", "LibraryPlugin"),
        ("api", ":core", "LibraryPlugin"),
    }


def test_a_module_has_the_last_word() -> None:
    body = 'target.android { namespace = "base"\n minSdk = 21\n buildFeatures.buildConfig = true }'
    own = (
        'plugins { id("shop.library") }\nandroid { namespace = "own"\n'
        " defaultConfig { minSdk = 28 }\n buildFeatures { buildConfig = false } }\n"
    )
    found = module({**with_plugin(body), "app/build.gradle.kts": own})

    assert (found.namespace, found.minimum_sdks, found.features) == ("own", (28,), ())


@pytest.mark.parametrize("package", ["", "shop.conventions"])
def test_a_precompiled_script_is_called_after_its_file(package: str) -> None:
    identity = f"{package}.library" if package else "library"
    head = f"package {package}\n" if package else ""
    files = {
        **ROOT,
        f"{LOGIC}/src/main/kotlin/library.gradle.kts": (
            head + 'plugins { id("com.android.library") }\ndependencies { api(project(":core")) }\n'
        ),
        "app/build.gradle.kts": f'plugins {{ id("{identity}") }}\n',
    }
    found = module(files)

    assert found.kind == "library"
    assert [one.target for one in found.dependencies] == [":core"]


def test_a_groovy_plugin_and_a_groovy_script() -> None:
    files = {
        "settings.gradle": "include ':app'",
        "buildSrc/build.gradle": (
            "gradlePlugin { plugins { shop { id = 'shop.app'\n"
            "        implementationClass = 'shop.AppPlugin' } } }\n"
        ),
        "buildSrc/src/main/groovy/shop/AppPlugin.groovy": (
            "class AppPlugin implements Plugin<Project> {\n    void apply(Project project) {\n"
            "        project.apply plugin: 'com.android.application'\n    }\n}\n"
        ),
        "buildSrc/src/main/java/shop/Sdk.java": (
            "public final class Sdk { public static final int MIN = 26; }"
        ),
        "app/build.gradle": (
            "apply plugin: 'shop.app'\nandroid { defaultConfig { minSdkVersion Sdk.MIN } }\n"
        ),
    }
    found = module(files)

    assert (found.kind, found.minimum_sdk) == ("application", 26)


def test_what_the_root_says_of_each_module_counts() -> None:
    files = {
        "settings.gradle": "include ':app', ':core'",
        "build.gradle": (
            "buildscript { dependencies { classpath 'com.android.tools.build:gradle:7.4.2' } }\n"
            "plugins { id 'com.android.library' version '7.4.2' apply false }\n"
            "subprojects { apply plugin: 'com.android.library'\n"
            "    android { compileSdk 34 }\n    dependencies { testImplementation 'a:b:1' } }\n"
        ),
        "app/build.gradle": "",
        "core/build.gradle": "android { compileSdk 33 }",
    }
    model = project(files)

    assert {m.path: (m.kind, m.compile_sdk) for m in model.modules} == {
        ":": ("root", None),
        ":app": ("library", 34),
        ":core": ("library", 33),
    }
    assert model.android_plugin == 7
    assert model.transitive_resources


def test_scripts_are_applied_from_where_they_lie() -> None:
    files = {
        "settings.gradle": "include ':net:api'",
        "net/api/build.gradle": 'apply from: "../../gradle/common.gradle"\n',
        "gradle/common.gradle": (
            'apply from: "more.gradle"\napply(from = "$rootDir/gradle/kotlin.gradle.kts")\n'
            "android { namespace 'net.api' }\n"
        ),
        "gradle/more.gradle": (
            'apply from: "${rootProject.projectDir}/gradle/common.gradle"\n'
            "android { defaultConfig { minSdk 23 } }\n"
        ),
        "gradle/kotlin.gradle.kts": 'apply(plugin = "com.android.library")\n',
    }
    found = module(files, ":net:api")

    assert (found.namespace, found.minimum_sdk, found.kind) == ("net.api", 23, "library")


def test_plugins_that_are_not_applied_are_not_there() -> None:
    script = (
        "plugins {\n    alias(libs.plugins.android.library) apply false\n"
        '    id("a.b") version "1" apply false\n    id "c.d" version "2"\n'
        '    id("e.f").version("3").apply(false)\n    kotlin("android")\n    `java-library`\n}\n'
    )
    found = module({**ROOT, "app/build.gradle.kts": script})

    assert found.plugins == ("c.d", "org.jetbrains.kotlin.android", "java-library")


def test_settings_may_give_defaults_to_all_modules() -> None:
    files = {
        "settings.gradle.kts": (
            'plugins { id("com.android.settings") version "8.5" }\ninclude(":app", ":core")\n'
            "android {\n    compileSdk = 35\n    minSdk = 23\n}\n"
        ),
        "app/build.gradle.kts": 'plugins { id("com.android.application") }\n',
        "core/build.gradle.kts": "android { defaultConfig { minSdk = 26 } }\n",
    }
    model = project(files)

    assert {one.path: (one.minimum_sdk, one.compile_sdk) for one in model.modules} == {
        ":app": (23, 35),
        ":core": (26, 35),
    }


@pytest.mark.parametrize(
    "call",
    [
        'library("shop.core")',
        'library(name = "shop.core")',
        'library(min = 30, name = "shop.core")',
    ],
)
def test_helpers_say_what_they_are_called_with(call: str) -> None:
    code = (
        "fun Project.library(name: String, min: Int = 21) = base<LibraryExtension>(name) { }\n"
        "private fun <T : Any> Project.base(space: String, action: T.() -> Unit) {\n"
        '    plugins.apply("com.android.library")\n'
        "    android<T> { namespace = space }\n}\n"
    )
    files = {
        "settings.gradle": "include ':app'",
        "buildSrc/src/main/kotlin/projects.kt": code,
        "app/build.gradle.kts": f"{call}\n",
    }

    assert module(files).namespace == "shop.core"
    assert module(files).kind == "library"


def test_a_method_of_a_list_is_no_helper() -> None:
    helper = 'fun DependencyHandler.addAll() { add("implementation", project(":core")) }'
    body = "target.options.freeCompilerArgs.addAll(listOf())\ntarget.options().addAll()"

    found = module({**with_plugin(body), f"{LOGIC}/src/main/kotlin/Helper.kt": helper})

    assert found.dependencies == ()


@pytest.mark.parametrize(
    ("property_line", "catalog", "expected"),
    [
        ("android.nonTransitiveRClass=false", CATALOG, True),
        ("android.nonTransitiveRClass = true", CATALOG.replace("8.1", "7.1"), False),
        ("", CATALOG, False),
        ("", CATALOG.replace("8.1", "7.1"), True),
        ("", "", False),
    ],
)
def test_r_classes_hold_other_modules_resources_before_version_8(
    property_line: str, catalog: str, expected: bool
) -> None:
    files = {**ROOT, "gradle.properties": property_line, "gradle/libs.versions.toml": catalog}

    assert project(files).transitive_resources is expected
