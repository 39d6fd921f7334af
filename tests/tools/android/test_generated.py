"""Names that a build generates, from what it generates them: each asked of an index."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tools.index import Index

APP = "app/src/main/res"
NEW = {"build.gradle": "plugins { id 'com.android.application' version '8.1' apply false }"}
Ask = Callable[..., set[str]]


@pytest.fixture
def ask(tmp_path: Path) -> Iterator[Ask]:
    """Of the full names in a text, those that an app with a script and files generates."""
    with ExitStack() as opened:

        def known(script: str, files: dict[str, str], names: str) -> set[str]:
            root = tmp_path / str(len(list(tmp_path.iterdir())))
            texts = {"settings.gradle.kts": 'rootProject.name = "my-shop"\ninclude(":app")'}
            for path, text in (texts | {"app/build.gradle.kts": script} | files).items():
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                (root / path).write_text(text, encoding="utf-8")
            index = opened.enter_context(Index.open(root, root / "index.sqlite"))
            index.refresh()
            facts = index.view()
            return {one for one in names.split() if facts.generated(one)}

        yield known


def android(inner: str, *plugins: str) -> str:
    """A build script."""
    applied = "\n".join(f'id("{one}")' for one in ("com.android.application", *plugins))
    return f'plugins {{\n{applied}\n}}\nandroid {{\nnamespace = "shop.app"\n{inner}\n}}\n'


def test_r_and_what_is_switched_on(ask: Ask) -> None:
    always = "R R.string test.R Manifest Manifest.permission"
    on = "BuildConfig BuildConfig.DEBUG BR"
    names = [f"shop.app.{one}" for one in f"{always} {on}".split()]
    asked = " ".join([*names, "shop.other.R"])
    switches = android("buildFeatures { buildConfig = true\n dataBinding = true }")

    assert ask(android(""), NEW, asked) == set(names[:5])
    assert ask(switches, NEW, asked) == set(names)


def test_a_resource_that_is_imported_has_to_exist(ask: Ask) -> None:
    values = '<resources><style name="Theme.Shop"/></resources>'
    names = "shop.app.R.style.Theme_Shop shop.app.R.style.Theme_Shoop"

    assert ask(android(""), {f"{APP}/values/themes.xml": values}, names) == {
        "shop.app.R.style.Theme_Shop"
    }


def test_old_plugins_make_a_build_config_unasked(ask: Ask) -> None:
    files = {"build.gradle": "plugins { id 'com.android.application' version '7.1' apply false }"}

    assert ask(android(""), files, "shop.app.BuildConfig")
    assert not ask(android(""), NEW, "shop.app.BuildConfig")


def test_layouts_make_bindings(ask: Ask) -> None:
    files = {
        f"{APP}/layout/activity_main_2.xml": "<LinearLayout/>",
        f"{APP}/layout-land/row.xml": "<LinearLayout/>",
        f"{APP}/values/strings.xml": "<resources/>",
    }
    base = "shop.app.databinding"
    names = f"{base}.ActivityMain2Binding {base}.RowBinding {base}.RowBinding.inflate"
    more = f"{names} {base}.RawBinding {base}.StringsBinding {base}.RowBindingImpl"

    assert ask(android("buildFeatures { viewBinding = true }"), files, more) == set(names.split())
    assert not ask(android(""), files, more)


def test_data_binding_asks_for_a_layout_element(ask: Ask) -> None:
    files = {
        f"{APP}/layout/one.xml": "<layout><data/><View/></layout>",
        f"{APP}/layout/two.xml": "<View/>",
        f"{APP}/layout/three.xml": '<layout><data class="ThirdBinding"><import/></data></layout>',
    }
    base = "shop.app.databinding"
    names = f"{base}.OneBinding {base}.OneBindingImpl {base}.ThirdBinding"

    found = ask(android("dataBinding { enabled = true }"), files, f"{names} {base}.TwoBinding")
    assert found == set(names.split())


def test_navigation_makes_arguments_and_directions(ask: Ask) -> None:
    graph = """\
<navigation xmlns:android="a" android:id="@+id/main_nav">
    <action android:id="@+id/home"/>
    <fragment android:id="@+id/x" android:name=".ui.ListFragment"/>
    <fragment android:name="other.EditFragment"><argument android:name="id"/></fragment>
</navigation>
"""
    files = {f"{APP}/navigation/main.xml": graph}
    names = (
        "shop.app.MainNavDirections shop.app.ui.ListFragmentDirections other.EditFragmentArgs"
        " other.EditFragmentDirections other.EditFragmentDirections.ActionHome"
    )
    asked = f"{names} shop.app.ui.ListFragmentArgs shop.app.MainDirections"

    found = ask(android("", "androidx.navigation.safeargs.kotlin"), files, asked)
    assert found == set(names.split())
    assert not ask(android(""), files, asked)


def test_sql_makes_queries_tables_and_the_database(ask: Ask) -> None:
    script = android("", "app.cash.sqldelight") + (
        "sqldelight {\n databases {\n"
        '  create("ShopDb") {\n   packageName.set("shop.db")\n  }\n'
        '  create("OwnDb") {\n   verifyMigrations = true\n  }\n }\n}\n'
    )
    sql = "CREATE TABLE IF NOT EXISTS item (id INTEGER);\nall:\nSELECT * FROM item;\n"
    names = (
        "shop.db.ShopDb shop.app.OwnDb shop.data.ItemQueries shop.data.Item shop.data.All"
        " shop.db.ShopDb.Companion"
    )

    files = {"app/src/main/sqldelight/shop/data/Item.sq": sql}
    assert ask(script, files, f"{names} shop.data.Other") == set(names.split())


def test_interfaces_and_messages(ask: Ask) -> None:
    proto = (
        'syntax = "proto3";\n// message No {}\noption java_package = "shop.proto";\n'
        "option java_multiple_files = true;\nmessage Settings { message Inner {} }\n"
    )
    files = {
        "app/src/main/aidl/shop/IShop.aidl": "package shop;\ninterface IShop { void buy(); }\n",
        "app/src/main/proto/settings.proto": proto,
        "app/src/main/proto/outer.proto": "package plain;\nmessage Outer {}\nmessage B {}\n",
    }
    names = (
        "shop.IShop.Stub shop.proto.Settings shop.proto.SettingsKt shop.proto.settings"
        " plain.OuterOuterClass.B"
    )

    found = ask(android(""), files, f"{names} shop.proto.No shop.proto.Inner plain.B")
    assert found == set(names.split())
    assert ask(android("", "com.squareup.wire"), files, "plain.B")


def test_metrics_and_constants_of_a_script(ask: Ask) -> None:
    files = {"app/metrics.yaml": "---\nevents:\n  app_opened:\n    type: event\ntab.tray:\n  x:\n"}
    script = android("", "com.github.gmazzo.buildconfig") + (
        'buildConfig {\n  packageName("shop.conf")\n  buildConfigField("A", "B")\n}\n'
    )
    names = "shop.app.GleanMetrics.Events shop.app.GleanMetrics.TabTray shop.conf.BuildConfig"

    assert ask(script, files, f"{names} shop.app.GleanMetrics.Other") == set(names.split())


def test_resources_of_compose_lie_in_a_package_of_their_own(ask: Ask) -> None:
    own = android('compose.resources { packageOfResClass = "shop.res" }', "org.jetbrains.compose")
    values = "app/src/commonMain/composeResources/values/strings.xml"
    files = {values: '<resources><string name="buy">Buy</string></resources>'}

    assert ask(own, files, "shop.res.Res shop.res.buy shop.res.sell") == {
        "shop.res.Res",
        "shop.res.buy",
    }
    default = "my_shop.app.generated.resources.Res"
    assert ask(android("", "org.jetbrains.compose"), {}, default) == {default}
    assert not ask(android(""), {}, default)


def test_moko_resources(ask: Ask) -> None:
    script = android("") + 'multiplatformResources { resourcesPackage.set("shop.i18n") }\n'

    assert ask(script, {}, "shop.i18n.MR shop.i18n.R") == {"shop.i18n.MR"}


def test_what_a_build_has_left_is_read(ask: Ask) -> None:
    left = "app/build/generated/ksp/debug/kotlin/shop/made"
    files = {
        f"{left}/Routes.kt": (
            "package shop.made\n\nclass Routes\ninternal object Hidden\n"
            "fun <T> String.routed(): T = TODO()\nval all: List<Routes> = listOf()\n"
        ),
        "app/build/generated/source/buildConfig/debug/shop/app/Made.java": "class Made {}",
    }
    names = "shop.made.Routes shop.made.Hidden shop.made.routed shop.made.all shop.app.Made"

    found = ask(android(""), files, f"{names} shop.made.Other shop.made.listOf other.made.Routes")
    assert found == set(names.split())
