"""Code takes the indentation of the place where it goes."""

import pytest

from tools.edits.indentation import shift, unit_of


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("class A {\n    fun a() {\n        b()\n    }\n}", "    "),
        ("class A {\n  fun a() {\n    b()\n  }\n}", "  "),
        ("class A {\n\tfun a() {\n\t\tb()\n\t}\n}", "\t"),
        ("/**\n * Doc.\n */\nclass A {\n    val a = 1\n}", "    "),
        ("val a = 1", "    "),
        (
            "fun a(\n        b: Int,\n        c: Int,\n) {\n    d()\n}\nfun e() {\n    f()\n}",
            "    ",
        ),
    ],
)
def test_the_step_of_a_text(text: str, unit: str) -> None:
    assert unit_of(text) == unit


@pytest.mark.parametrize(
    ("code", "base", "unit", "wanted"),
    [
        ("fun a() {\n    b()\n}", "    ", "    ", "    fun a() {\n        b()\n    }"),
        ("fun a() {\n  b()\n}", "    ", "    ", "    fun a() {\n        b()\n    }"),
        ("fun a() {\n    b()\n}", "\t", "\t", "\tfun a() {\n\t\tb()\n\t}"),
        ("        fun a() {\n            b()\n        }", "", "  ", "fun a() {\n  b()\n}"),
        ("fun a() {\n        b()\n    }", "    ", "    ", "    fun a() {\n        b()\n    }"),
        ("fun a() {\n\n    b()\n}", "    ", "    ", "    fun a() {\n\n        b()\n    }"),
        (
            'val a = """\n  x\n"""\nval b = 1',
            "    ",
            "    ",
            '    val a = """\n  x\n"""\n    val b = 1',
        ),
        (
            'val a = """\n    x\n""".trimIndent()',
            "    ",
            "    ",
            '    val a = """\n        x\n    """.trimIndent()',
        ),
    ],
)
def test_moved(code: str, base: str, unit: str, wanted: str) -> None:
    assert shift(code, base, unit) == wanted
