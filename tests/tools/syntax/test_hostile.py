"""Garbage, mutations of real files and hostile repetition: read to the end, without a fault."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.edits.soundness import new_faults
from tools.index.facts import extract
from tools.syntax import kotlin
from tools.syntax.xml import elements, faults

KOTLIN = "app/src/main/kotlin/A.kt"
PATHS = (
    KOTLIN,
    "app/src/main/java/A.java",
    "app/src/main/res/layout/a.xml",
    "app/src/main/res/values/strings.xml",
    "gradle/libs.versions.toml",
    "app/build.gradle",
    "settings.gradle.kts",
)
REAL = (
    '@file:Suppress("a")\npackage a.b\n\nimport c.d as e\n\n/** K. */\n@Composable\n'
    "internal fun <T : Any> List<T>.f(x: (Int) -> Unit = {}, y: Map<String, T>?) where T : B =\n"
    '    "a ${g("b $c")} ${\'d\'}".trim()\n\n'
    "enum class E(val x: Int) { A(1) { fun z() = 2 }, B(2); }\n"
    "sealed interface S<out T> { data object O : S<Nothing>; var p: Int get() = 1 set(v) {} }\n",
    "package a.b;\nimport static c.D.*;\n"
    "@A(x = 1) public final class E<T extends F> implements G {\n"
    "  private int a, b = 2;\n"
    '  <U> U f(int... x) throws H { return R.string.a == "b" ? null : c; }\n}\n',
    '<?xml version="1.0"?>\n<resources xmlns:x="y"><!-- a -->\n  <string name="a">b <b>c</b> %1$s'
    '</string><plurals name="p"><item quantity="one">@string/a</item></plurals>\n</resources>\n',
    '[versions]\na = "1"\n[libraries]\nb = { module = "c:d", version.ref = "a" }\n'
    '[bundles]\ne=["b"]\n',
    "plugins { id 'a' version '1' }\ndef x = \"${y}\"\n"
    "dependencies { implementation project(':a') }\n",
)
PIECES = (
    *(
        "<",
        "<a ",
        "<a>",
        "<a b='",
        "<!--",
        "<![CDATA[",
        "<!DOCTYPE a [",
        "&#",
        "@string/",
        "?attr/",
    ),
    *("(", "[", "{", "}", "/*", '"', '"""', '"${', "${", "$", "`", "'", "@", "@A(", "\\", "\n"),
    *(
        "a.",
        "A<",
        "A<B,",
        "<T",
        "->",
        "a: A, ",
        "fun f(",
        "fun A.",
        "val x: ",
        "val x by ",
        "R.string.",
    ),
    *(
        "class A ",
        "class A { ",
        "enum class E { ",
        "import a.b\n",
        "where T : ",
        "context(",
        "public ",
    ),
    *("= ", "=\n", "else ", "when(x){", "package a\n", 'id("', "[[", "a = [", "apply plugin: "),
)
SIZE = 40_000


@pytest.mark.parametrize("piece", PIECES)
def test_repetition_is_read_to_the_end(piece: str) -> None:
    text = piece * (SIZE // len(piece))
    for path in PATHS:
        assert extract(path, text).path == path
    faults(text)
    assert kotlin.parse(KOTLIN, text, check=False).path == KOTLIN


def test_templates_that_would_abort_the_second_parser_are_not_shown_to_it() -> None:
    text = "val a = " + '"${' * 3_000
    assert kotlin.parse(KOTLIN, text).errors
    assert new_faults(KOTLIN, "val a = 1\n", text)


def test_templates_as_deep_as_people_write_are_read() -> None:
    text = 'val a = "x ${f("y ${g("z ${h}")}")}"\nval b = h\n'
    uses = [one.name for one in kotlin.parse(KOTLIN, text).identifiers]
    assert uses == ["f", "g", "h", "h"]


def test_many_templates_beside_each_other_are_no_fault() -> None:
    text = "".join(f'val a{n} = "${{b{n}}}"\n' for n in range(700))
    assert kotlin.parse(KOTLIN, text).errors == 0


def test_an_entity_bomb_is_refused_and_costs_nothing() -> None:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<!DOCTYPE r [<!ENTITY l0 "ha">{levels}]><r>&l11;</r>'
    assert faults(bomb)[0].message == "entity declarations are not read"
    assert [one.name for one in elements(bomb)] == ["r"]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(PATHS), st.text())
def test_any_text_is_read(path: str, text: str) -> None:
    extract(path, text)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(REAL), st.sampled_from(PATHS), st.data())
def test_mutations_of_real_files_are_read(text: str, path: str, data: st.DataObject) -> None:
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 30)))
        text = text[:start] + data.draw(st.sampled_from((*PIECES, ""))) + text[end:]
    facts = extract(path, text)
    for symbol in facts.symbols:
        assert 0 <= symbol.start <= symbol.name_start <= symbol.end <= len(text)
