"""Imports go where the file would have them, and never twice."""

import pytest

from tools.edits.imports import add_imports, header, remove_imports, set_package


def block(*names: str, package: str = "a.b") -> str:
    lines = "\n".join(f"import {name}" for name in names)
    return f"package {package}\n\n{lines}\n\nclass A\n"


@pytest.mark.parametrize(
    ("names", "added", "wanted"),
    [
        (["a.A", "c.C"], "b.B", ["a.A", "b.B", "c.C"]),
        (["b.B"], "a.A", ["a.A", "b.B"]),
        (["a.A"], "z.Z", ["a.A", "z.Z"]),
        (["a.A", "java.util.UUID"], "b.B", ["a.A", "b.B", "java.util.UUID"]),
        (
            ["org.x.Y", "java.util.UUID", "kotlin.time.Duration"],
            "z.Z",
            ["org.x.Y", "z.Z", "java.util.UUID", "kotlin.time.Duration"],
        ),
        (["a.A", "z.Z", "b.B as C"], "c.D", ["a.A", "c.D", "z.Z", "b.B as C"]),
        (["a.A"], "a.A", ["a.A"]),
        (["x.*"], "x.Y", ["x.*"]),
        (["x.Y"], "a.b.Other", ["x.Y"]),
        (["c.C", "a.A", "b.x.B"], "b.x.C", ["c.C", "a.A", "b.x.B", "b.x.C"]),
    ],
)
def test_sorted_in(names: list[str], added: str, wanted: list[str]) -> None:
    assert add_imports(block(*names), [added]) == block(*wanted)


def test_the_first_import() -> None:
    assert add_imports("package a\n\nclass A\n", ["b.B"]) == "package a\n\nimport b.B\n\nclass A\n"
    licensed = "/* Licence */\n\npackage a\n\nclass A\n"
    wanted = "/* Licence */\n\npackage a\n\nimport b.B\n\nclass A\n"
    assert add_imports(licensed, ["b.B"]) == wanted
    assert add_imports("class A\n", ["b.B"]) == "import b.B\n\nclass A\n"


def test_java_gets_semicolons_and_keeps_its_groups() -> None:
    text = "package a;\n\nimport a.x.X;\n\nimport java.util.List;\n\nclass A {}\n"
    wanted = text.replace("import java.util.List;", "import java.util.List;\nimport java.util.Set;")
    assert add_imports(text, ["java.util.Set"]) == wanted
    assert add_imports("package a;\n\nclass A {}\n", ["b.B"]).startswith(
        "package a;\n\nimport b.B;\n\nclass"
    )


def test_the_word_import_below_the_header_is_no_import() -> None:
    text = 'package a\n\nimport b.B\n\nval text = """\nimport c.C\n"""\n/* \nimport d.D\n*/\n'
    assert [one.key for one in header(text).imports] == ["b.B"]


def test_removed() -> None:
    assert remove_imports(block("a.A", "b.B as C", "c.*"), ["b.B as C"]) == block("a.A", "c.*")
    assert remove_imports(block("a.A"), ["a.A"]) == "package a.b\n\nclass A\n"


def test_the_package_line() -> None:
    assert set_package("package a\n\nclass A\n", "b.c") == "package b.c\n\nclass A\n"
    assert set_package("import x.Y\n\nclass A\n", "b") == "package b\n\nimport x.Y\n\nclass A\n"
    assert set_package("// note\nclass A\n", "b") == "package b\n\n// note\nclass A\n"
    annotated = '@file:JvmName("A")\n\nfun a() = 1\n'
    assert set_package(annotated, "b") == '@file:JvmName("A")\n\npackage b\n\nfun a() = 1\n'
