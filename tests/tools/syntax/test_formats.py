"""XML, TOML and Gradle scripts: positions that an edit can trust."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.syntax import gradle, kotlin, masking, toml, xml

LAYOUT = """\
<?xml version="1.0" encoding="utf-8"?>
<!-- <Hidden android:id="@+id/no"/> -->
<LinearLayout xmlns:android="http://schemas.android.com/apk/res/android"
    android:text='a > b'>
    <TextView android:id="@+id/title" android:text="@string/wel&amp;come" />
    <![CDATA[ <No/> ]]>
</LinearLayout>
"""


def test_elements_carry_positions() -> None:
    root, text = xml.elements(LAYOUT)
    value = text.attribute("android:text")

    assert (root.name, text.name, text.parent) == ("LinearLayout", "TextView", root)
    assert LAYOUT[root.start : root.end] == LAYOUT[LAYOUT.index("<Linear") :].rstrip()
    assert value is not None
    assert LAYOUT[value.start : value.end] == "@string/wel&amp;come"
    assert root.get("android:text") == "a > b"


def test_a_broken_file_still_gives_its_elements() -> None:
    found = xml.elements('<a><b x="1"><c></a><d')

    assert [element.name for element in found] == ["a", "b", "c"]
    assert xml.faults("<a>\n<b></a>")[0].line == 2
    assert xml.faults(LAYOUT) == ()


def test_entity_declarations_are_refused() -> None:
    bomb = '<!DOCTYPE a [<!ENTITY x "yy">]><a>&x;</a>'

    assert xml.faults(bomb)[0].message == "entity declarations are not read"


def test_toml_values_have_their_place() -> None:
    text = (
        '[versions]\nkotlin = "2.3é"\n'
        '[libraries]\na-b = { module = "g:n", version.ref = "kotlin" }\n'
    )
    found = {entry.key: entry for entry in toml.entries(text)}

    assert found["versions", "kotlin"].value == "2.3é"
    module = found["libraries", "a-b", "module"]
    assert text[module.start : module.end] == '"g:n"'
    assert module.line == 4
    assert found["libraries", "a-b", "version", "ref"].value == "kotlin"
    assert toml.faults("a = ")[0][0] == 1
    assert toml.faults(text) == ()


def test_a_kotlin_script_gives_calls_in_their_blocks() -> None:
    script = gradle.read(
        'plugins {\n    alias(libs.plugins.app)\n    id("x") version "1"\n}\n'
        'android { namespace = "a.b"\n defaultConfig { minSdk = 24 } }\n'
        'dependencies { // implementation(project(":no"))\n'
        '    implementation(project(":core:data"))\n    "ksp"(libs.room) }\n'
    )

    assert [(c.name, c.values, c.within) for c in script.called("id", "project")] == [
        ("id", ("x",), ("plugins",)),
        ("project", (":core:data",), ("dependencies", "implementation")),
    ]
    assert [(a.name, a.value or a.text, a.within) for a in script.assignments] == [
        ("namespace", "a.b", ("android",)),
        ("minSdk", "24", ("android", "defaultConfig")),
    ]
    assert ("libs.room", ("dependencies", "ksp")) in [(r.name, r.within) for r in script.references]


def test_a_groovy_script_gives_calls_without_brackets() -> None:
    script = gradle.read(
        "apply plugin: 'com.android.library'\ninclude ':a',\n    ':b'\n"
        "android {\n    namespace 'a.b'\n}\n"
        "dependencies {\n    api project(':core') /* project(':no') */\n"
        "    implementation 'g:n:1'\n}\n"
    )
    apply, include, namespace = script.called("apply", "include", "namespace")

    assert (apply.arguments[0].name, apply.arguments[0].value) == ("plugin", "com.android.library")
    assert include.values == (":a", ":b")
    assert namespace.values == ("a.b",)
    assert [c.within for c in script.called("project")] == [("dependencies", "api")]
    assert script.called("implementation")[0].values == ("g:n:1",)


@pytest.mark.parametrize("reader", [xml.elements, xml.faults, toml.entries, gradle.read])
@given(text=st.text(alphabet="<>/=\"'{}()[]&;:!-#\n a.$\\é`@", max_size=120))
def test_readers_take_any_text(reader: object, text: str) -> None:
    assert callable(reader)
    reader(text)


@given(text=st.text(alphabet="\"'{}()<>@$`/*\n .:=,;abfunclsvi?é", max_size=120))
def test_kotlin_takes_any_text(text: str) -> None:
    parsed = kotlin.parse("A.kt", text)

    assert len(masking.mask(text).code) == len(text)
    assert all(0 <= s.start <= s.name_start <= s.end <= len(text) for s in parsed.symbols)
