"""Names that a build generates, from what it generates them."""

from tests.tools.android.making import project
from tools.android.generated import Generated, read_generated

APP = "app/src/main/res"


def generated(script: str, files: dict[str, str]) -> Generated:
    """What an app with this script and these files generates."""
    texts = {"settings.gradle.kts": 'rootProject.name = "my-shop"\ninclude(":app")', **files}
    texts["app/build.gradle.kts"] = (
        'plugins { id("com.android.application")\n' + script + "\n}\n"
        if "{" not in script
        else script
    )
    return read_generated(project(texts), sorted(texts), lambda path: texts.get(path, ""))


def android(inner: str, *plugins: str) -> str:
    """A build script."""
    applied = "\n".join(f'id("{one}")' for one in ("com.android.application", *plugins))
    return f'plugins {{\n{applied}\n}}\nandroid {{\nnamespace = "shop.app"\n{inner}\n}}\n'


def test_r_and_what_is_switched_on() -> None:
    plain = generated(android(""), {})
    full = generated(android("buildFeatures { buildConfig = true\n dataBinding = true }"), {})

    assert set(plain.names) == {"shop.app.R", "shop.app.Manifest", "shop.app.test.R"}
    assert full.names.keys() - plain.names.keys() == {"shop.app.BuildConfig", "shop.app.BR"}


def test_old_plugins_make_a_build_config_unasked() -> None:
    files = {"build.gradle": "plugins { id 'com.android.application' version '7.1' apply false }"}

    assert "shop.app.BuildConfig" in generated(android(""), files).names


def test_layouts_make_bindings() -> None:
    files = {
        f"{APP}/layout/activity_main_2.xml": "<LinearLayout/>",
        f"{APP}/layout-land/row.xml": "<LinearLayout/>",
        f"{APP}/values/strings.xml": "<resources/>",
    }
    on = generated(android("buildFeatures { viewBinding = true }"), files)
    off = generated(android(""), files)

    assert on.names.items() - off.names.items() == {
        ("shop.app.databinding.ActivityMain2Binding", f"{APP}/layout/activity_main_2.xml"),
        ("shop.app.databinding.RowBinding", f"{APP}/layout-land/row.xml"),
    }


def test_data_binding_asks_for_a_layout_element() -> None:
    files = {
        f"{APP}/layout/one.xml": "<layout><data/><View/></layout>",
        f"{APP}/layout/two.xml": "<View/>",
        f"{APP}/layout/three.xml": '<layout><data class="Third"><import/></data></layout>',
    }
    found = generated(android("dataBinding { enabled = true }"), files).names

    assert {one for one in found if "databinding" in one} == {
        "shop.app.databinding.OneBinding",
        "shop.app.databinding.OneBindingImpl",
        "shop.app.databinding.Third",
    }


def test_navigation_makes_arguments_and_directions() -> None:
    graph = """\
<navigation xmlns:android="a" android:id="@+id/main_nav">
    <action android:id="@+id/home"/>
    <fragment android:id="@+id/x" android:name=".ui.ListFragment"/>
    <fragment android:name="other.EditFragment"><argument android:name="id"/></fragment>
</navigation>
"""
    files = {f"{APP}/navigation/main.xml": graph}
    found = generated(android("", "androidx.navigation.safeargs.kotlin"), files).names

    assert {one for one in found if one.endswith(("Args", "Directions"))} == {
        "shop.app.MainNavDirections",
        "shop.app.ui.ListFragmentDirections",
        "other.EditFragmentArgs",
        "other.EditFragmentDirections",
    }
    assert "shop.app.MainNavDirections" not in generated(android(""), files).names


def test_sql_makes_queries_tables_and_the_database() -> None:
    script = android("", "app.cash.sqldelight") + (
        'sqldelight { databases { create("ShopDb") { packageName.set("shop.db") } } }\n'
    )
    sql = "CREATE TABLE IF NOT EXISTS item (id INTEGER);\nall:\nSELECT * FROM item;\n"
    found = generated(script, {"app/src/main/sqldelight/shop/data/Item.sq": sql}).names

    assert {
        "shop.db.ShopDb",
        "shop.data.ItemQueries",
        "shop.data.Item",
        "shop.data.All",
    } <= found.keys()


def test_interfaces_and_messages() -> None:
    proto = (
        'syntax = "proto3";\n// message No {}\noption java_package = "shop.proto";\n'
        "option java_multiple_files = true;\nmessage Settings { message Inner {} }\n"
    )
    files = {
        "app/src/main/aidl/shop/IShop.aidl": "package shop;\ninterface IShop { void buy(); }\n",
        "app/src/main/proto/settings.proto": proto,
        "app/src/main/proto/outer.proto": "package plain;\nmessage Outer {}\nmessage B {}\n",
    }
    found = generated(android(""), files).names

    assert {
        "shop.IShop.Stub",
        "shop.proto.Settings",
        "shop.proto.SettingsKt",
        "shop.proto.settings",
        "plain.OuterOuterClass.B",
    } <= found.keys()
    assert not {one for one in found if one.endswith((".No", ".Inner"))}


def test_resources_of_compose_lie_in_a_package_of_their_own() -> None:
    given = generated(
        android('compose.resources { packageOfResClass = "shop.res" }', "org.jetbrains.compose"), {}
    )
    default = generated(android("", "org.jetbrains.compose"), {})

    assert "shop.res.Res" in given.names
    assert given.packages == {"shop.res"}
    assert default.packages == {"my_shop.app.generated.resources"}


def test_moko_resources() -> None:
    script = android("") + 'multiplatformResources { resourcesPackage.set("shop.i18n") }\n'

    assert "shop.i18n.MR" in generated(script, {}).names
