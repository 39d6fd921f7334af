"""Resources: what XML defines, and who refers to it."""

import pytest

from tools.android.resources import folder, key, shown_text
from tools.index import extract

STRINGS = """\
<resources xmlns:tools="http://schemas.android.com/tools">
    <!-- <string name="no">No</string> -->
    <string name="greeting">Don\\'t <b>stop</b> &amp; go</string>
    <plurals name="items"><item quantity="one">%d item</item></plurals>
    <string-array name="days"><item>@string/greeting</item></string-array>
    <style name="Theme.Shop" parent="Theme.Base"><item name="a">@color/red</item></style>
    <declare-styleable name="Chart"><attr name="line" format="color"/></declare-styleable>
    <item name="ratio" type="dimen" format="float">1.5</item>
    <id name="anchor"/>
</resources>
"""
LAYOUT = """\
<FrameLayout xmlns:android="a" xmlns:app="b" xmlns:tools="t"
    android:background="?attr/colorSurface" android:foreground="?android:attr/selectableItem">
    <shop.ui.ChartView android:id="@+id/chart" android:text="@string/greeting"
        tools:text="@tools:sample/lorem" app:layout_toEndOf="@id/anchor"
        tools:context=".LoginActivity"/>
</FrameLayout>
"""
CODE = """\
package shop.app.login

import shop.core.ui.R as UiR
import shop.core.ui.R.string
import androidx.core.R.drawable

// R.string.comment
fun show() {
    text(R.string.greeting, "R.string.nope ${R.plurals.items}")
    text(UiR.string.title + shop.data.R.id.anchor + android.R.string.ok)
    text(string.short, Res.string.multiplatform, theme.R.style.Theme_Shop)
    val dragon = CAR.string.x.length
}
"""


def test_values_files_define_resources() -> None:
    facts = extract("app/src/main/res/values-de/strings.xml", STRINGS)

    assert [(r.type, r.name, r.qualifier, r.line) for r in facts.resources] == [
        ("string", "greeting", "de", 3),
        ("plurals", "items", "de", 4),
        ("array", "days", "de", 5),
        ("style", "Theme.Shop", "de", 6),
        ("styleable", "Chart", "de", 7),
        ("attr", "line", "de", 7),
        ("styleable", "Chart_line", "de", 7),
        ("dimen", "ratio", "de", 8),
        ("id", "anchor", "de", 9),
    ]
    greeting = facts.resources[0]
    assert STRINGS[greeting.start : greeting.end].startswith('<string name="greeting">')
    assert shown_text(greeting.value) == "Don't stop & go"
    assert {(r.type, r.name) for r in facts.resource_refs} == {
        ("string", "greeting"),
        ("style", "Theme.Base"),
        ("color", "red"),
    }


def test_a_layout_defines_itself_and_its_ids() -> None:
    facts = extract("app/src/main/res/layout/login.xml", LAYOUT)

    assert [(r.type, r.name) for r in facts.resources] == [("layout", "login"), ("id", "chart")]
    assert [(r.type, r.name, r.holder, r.place) for r in facts.resource_refs] == [
        ("attr", "colorSurface", "", "xml"),
        ("attr", "selectableItem", "android", "xml"),
        ("string", "greeting", "", "xml"),
        ("id", "anchor", "", "xml"),
    ]
    assert all(LAYOUT[r.start :].startswith(r.name) for r in facts.resource_refs)
    assert [c.name for c in facts.class_refs] == ["shop.ui.ChartView", ".LoginActivity"]


def test_code_refers_by_class_alias_and_import() -> None:
    facts = extract("app/src/main/kotlin/A.kt", CODE)

    assert [(r.type, r.name, r.holder, r.resolved, r.line) for r in facts.resource_refs] == [
        ("string", "greeting", "R", "", 9),
        ("plurals", "items", "R", "", 9),
        ("string", "title", "UiR", "shop.core.ui.R", 10),
        ("id", "anchor", "shop.data.R", "shop.data.R", 10),
        ("string", "ok", "android.R", "android.R", 10),
        ("string", "multiplatform", "Res", "", 11),
        ("style", "Theme_Shop", "theme.R", "theme.R", 11),
        ("string", "short", "string", "shop.core.ui.R", 11),
    ]
    assert all(CODE[r.start :].startswith(r.name) for r in facts.resource_refs)


def test_style_names_match_in_both_spellings() -> None:
    assert key("style", "Theme.Shop") == key("style", "Theme_Shop")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("app/src/main/res/values/strings.xml", ("android", "values", "")),
        ("app/src/main/res/drawable-night-v21/a.xml", ("android", "drawable", "night-v21")),
        ("a/src/commonMain/composeResources/values-de/s.xml", ("composeResources", "values", "de")),
        ("i18n/src/commonMain/moko-resources/base/strings.xml", ("moko-resources", "values", "")),
        ("app/src/main/java/res/Foo.kt", None),
        ("app/res/other/x.xml", None),
    ],
)
def test_folders_of_resources(path: str, expected: tuple[str, str, str] | None) -> None:
    found = folder(path)

    assert (found and (found.kind, found.type, found.qualifier)) == expected


def test_pictures_are_resources_too() -> None:
    facts = extract("app/src/main/res/mipmap-hdpi/ic_launcher.webp", "")

    assert [(r.type, r.name, r.qualifier) for r in facts.resources] == [
        ("mipmap", "ic_launcher", "hdpi")
    ]
