"""Who uses a name: each way in which Android names a thing is a case."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.tools.references.conftest import Ask, places
from tools.index import Index
from tools.references.usages import SEARCHED, usages


def test_a_class_in_code_layouts_navigation_and_rules(ask: Ask) -> None:
    (found,) = ask("Session").values()

    assert found.name == "shop.data.Session"
    assert [f"{one.path}:{one.line}" for one in found.declared] == [
        "core/data/src/main/kotlin/shop/data/Session.kt:3"
    ]
    assert places(found) == [
        "proguard-rules.pro:2",
        "proguard-rules.pro:3",
        "proguard-rules.pro:4",
        "proguard-rules.pro:6",
        "proguard-rules.pro:7",
        "Login.kt:6",
        "Login.kt:31",
        "row_login.xml:3",
        "row_login.xml:9",
        "main.xml:3",
        "consumer-rules.txt:1",
        "shop.Api:1",
    ]
    notes = {use.line: use.note for use in found.uses if use.path.endswith((".pro", ".kt"))}
    assert notes[4] == "the rule matches `shop.d*.Sess???`"
    assert notes[31] == "imported as `Signed`"


def test_components_destinations_and_views(ask: Ask) -> None:
    assert places(ask("LoginActivity")["class shop.app.ui.LoginActivity"]) == [
        "AndroidManifest.xml:4",
        "row_login.xml:10",
    ]
    assert places(ask("HomeFragment")["class shop.app.ui.HomeFragment"]) == [
        "Login.kt:35",
        "main.xml:2",
    ]
    assert places(ask("shop.app.ui.Badge")["class shop.app.ui.Badge"]) == ["row_login.xml:7"]


def test_a_nested_type_through_a_type_below_its_owner(ask: Ask) -> None:
    assert places(ask("OnPick")["interface shop.app.Base.OnPick"]) == ["Lists.java:9"]


def test_members_by_receiver_accessor_and_binding(ask: Ask) -> None:
    found = ask("busy")

    assert places(found["property shop.app.ui.LoginModel.busy"]) == [
        "Old.java:7",
        "Login.kt:28",
        "row_login.xml:8",
        "Login.kt:33?",
    ]
    assert places(found["property shop.app.ui.Other.busy"]) == ["row_login.xml:9", "Login.kt:33?"]
    assert places(ask("LoginActivity.submit")["function shop.app.ui.LoginActivity.submit"]) == [
        "row_login.xml:10"
    ]
    assert places(ask("Session.signIn")["function shop.data.Session.signIn"]) == [
        "proguard-rules.pro:3",
        "Login.kt:32",
    ]


def test_scripts_name_constants_and_the_runner(ask: Ask) -> None:
    assert places(ask("Sdk.target")["property Sdk.target"]) == ["build.gradle.kts:5"]
    assert places(ask("ShopRunner")["class shop.app.ShopRunner"]) == ["build.gradle.kts:6"]


TITLE = [
    "Old.java:7",
    "Login.kt:28",
    "Login.kt:29",
    "Login.kt:30",
    "Login.kt:37",
    "row_login.xml:8",
    "strings.xml:4",
    "strings.xml:6",
]


@pytest.mark.parametrize(
    "name", ["R.string.title", "string/title", "@string/title", "shop.app.R.string.title"]
)
def test_a_string_however_it_is_written(ask: Ask, name: str) -> None:
    (found,) = ask(name).values()

    assert (found.kind, found.name) == ("resource", "string/title")
    assert [f"{one.path}:{one.line}" for one in found.declared] == [
        "app/src/main/res/values/strings.xml:3"
    ]
    assert places(found) == TITLE


def test_a_simple_name_finds_a_resource_too(ask: Ask) -> None:
    assert places(ask("title")["resource string/title"]) == TITLE


def test_styles_that_inherit_by_name(ask: Ask) -> None:
    assert places(ask("style/Shop")["resource style/Shop"]) == ["strings.xml:6"]
    assert places(ask("@style/Shop.Dark")["resource style/Shop.Dark"]) == ["AndroidManifest.xml:3"]


def test_what_bindings_and_directions_are_generated_from(ask: Ask) -> None:
    assert places(ask("R.layout.row_login")["resource layout/row_login"]) == [
        "Login.kt:7",
        "Login.kt:27",
    ]
    assert places(ask("@id/login_button")["resource id/login_button"]) == ["Login.kt:34"]
    assert places(ask("id/action_home_to_login")["resource id/action_home_to_login"]) == [
        "Login.kt:35"
    ]


def test_a_resource_that_a_script_defines(ask: Ask) -> None:
    found = ask("R.string.flavour_name")["resource string/flavour_name"]

    assert [f"{one.path}:{one.line}" for one in found.declared] == ["app/build.gradle.kts:7"]
    assert places(found) == ["Login.kt:38"]


@pytest.mark.parametrize("name", [":core:data", "core:data", "projects.core.data"])
def test_a_module_in_both_kinds_of_scripts(ask: Ask, name: str) -> None:
    found = ask(name)["module :core:data"]

    assert places(found) == [
        "build.gradle.kts:11",
        "build.gradle:2",
        "build.gradle:5",
        "Convention.kt:5",
        "settings.gradle.kts:4",
    ]
    assert [use.note for use in found.uses if use.note] == ["the path `:core:data:test`"]


@pytest.mark.parametrize("name", ["libs.androidx.room.ktx", "androidx-room-ktx"])
def test_a_catalog_alias(ask: Ask, name: str) -> None:
    (found,) = ask(name).values()

    assert [one.line for one in found.declared] == [4]
    assert places(found) == [
        "build.gradle.kts:13",
        "build.gradle:3",
        "Convention.kt:4",
        "libs.versions.toml:8",
    ]


def test_versions_and_bundles_of_a_catalog(ask: Ask) -> None:
    assert places(ask("libs.versions.room")["version libs.versions.room"]) == [
        "libs.versions.toml:4",
        "libs.versions.toml:5",
    ]
    assert places(ask("libs.bundles.database")["bundle libs.bundles.database"]) == [
        "build.gradle.kts:14"
    ]


@pytest.mark.parametrize("name", ["android.permission.CAMERA", "CAMERA"])
def test_a_permission(ask: Ask, name: str) -> None:
    found = ask(name)["permission android.permission.CAMERA"]

    assert [one.line for one in found.declared] == [2]
    assert places(found) == ["AndroidManifest.xml:5", "Login.kt:36", "Login.kt:36"]


def test_meta_data(ask: Ask) -> None:
    assert places(ask("shop.channel")["meta-data shop.channel"]) == ["Login.kt:36"]


def test_a_class_of_a_library(ask: Ask) -> None:
    found = ask("ViewModel")["library name androidx.lifecycle.ViewModel"]

    assert found.declared == ()
    assert places(found) == ["Login.kt:3", "Login.kt:15"]


def test_a_package_and_namespace(ask: Ask) -> None:
    found = ask("shop.app")["package shop.app"]

    assert [one.path.rpartition("/")[2] for one in found.declared] == [
        "ShopRunner.kt",
        "Lists.java",
        "Old.java",
    ]
    assert "build.gradle.kts:3" in places(found)
    assert "Login.kt:4" in places(found)
    assert "Old.java:3" not in places(found)  # it imports from shop.app.ui


def test_unknown_names_give_near_ones(shop: Index) -> None:
    near = {
        name: usages(shop.view(), name).near[:1]
        for name in ("Sesion", "R.string.titel", ":core:date", "libs.androidx.rom", "Sesion.signin")
    }
    assert near == {
        "Sesion": ("Session",),
        "R.string.titel": ("R.string.title",),
        ":core:date": (":core:data",),
        "libs.androidx.rom": ("libs.androidx.room",),
        "Sesion.signin": ("shop.data.Session.signIn",),
    }
    assert usages(shop.view(), "").found == ()
    assert usages(shop.view(), "§$%&/()").found == ()


def test_a_name_declared_too_often_is_listed_by_declaration(shop: Index) -> None:
    from tools.repo.draft import Draft
    from tools.repo.tree import FolderTree

    draft = Draft(FolderTree(shop.root))
    text = "".join(f"class Kind{at} {{ val name = 1 }}\n" for at in range(SEARCHED + 1))
    draft.create("app/src/main/kotlin/shop/app/Kinds.kt", f"package shop.app\n{text}")
    found = usages(shop.view(draft), "name").found

    assert len(found) == SEARCHED + 1
    assert {one.is_searched for one in found} == {False}
    assert usages(shop.view(draft), "Kind0.name").found[0].is_searched


_WORDS = st.sampled_from(
    ["Session", "title", "libs", "R", "string", "core", "data", ":", ".", "/", "@", "?", "`", "*",
     "(", "[", "\\", "$", "shop", "busy", "room", "versions", "projects", "id", "style", " "]
)  # fmt: skip


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(name=st.one_of(st.lists(_WORDS, max_size=6).map("".join), st.text(max_size=12)))
def test_any_name_is_answered_the_same_each_time(shop: Index, name: str) -> None:
    answer = usages(shop.view(), name)

    assert answer == usages(shop.view(), name)
    for found in answer.found:
        kinds = [bool(use.doubt) for use in found.uses]
        assert kinds == sorted(kinds)
        assert len({(use.path, use.line, use.column) for use in found.uses}) == len(found.uses)
