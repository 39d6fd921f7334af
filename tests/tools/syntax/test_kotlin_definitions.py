"""Kotlin declarations in awkward places: each is found, and spans just its own text."""

from pathlib import Path

import pytest

from tools.syntax.kotlin import read

CASES = {
    "imports without a package": (
        '@file:JvmName("A")\n@file:[Foo Bar]\n\n'
        "import a.b\nimport c.*\n\nval first = 1\nfun f() {}",
        {"first": "val first = 1", "f": "fun f() {}"},
    ),
    "commas of type arguments in a default": (
        "class A(val a: M<K, V> = of<K, V>(), val b: Boolean = 1 < 2, val c: T = x.y<K, V> { })",
        {
            "a": "val a: M<K, V> = of<K, V>()",
            "b": "val b: Boolean = 1 < 2",
            "c": "val c: T = x.y<K, V> { }",
        },
    ),
    "delegation to an expression": (
        "class A : B by c as D<E>, F by g ?: h, I by j.k()!! { val a = 1 }\n"
        "class Z(i: I) : I by i as J",
        {"a": "val a = 1", "Z": "class Z(i: I) : I by i as J"},
    ),
    "a dynamic type at the end of a line": (
        "external val a: dynamic\n"
        "private val b: dynamic\n    get() = 1\nfun c(): dynamic\nval d = 1",
        {
            "a": "external val a: dynamic",
            "b": "private val b: dynamic\n    get() = 1",
            "c": "fun c(): dynamic",
            "d": "val d = 1",
        },
    ),
    "a type over several lines": (
        "class A(val a: B\n    .C\n    .D<E>, val b: F ? = null)",
        {"a": "val a: B\n    .C\n    .D<E>", "b": "val b: F ? = null"},
    ),
    "receivers of properties": (
        "val @receiver:A String.a get() = 1\n"
        "val (A.() -> Unit).b: Int get() = 2\n"
        "val Foo\n    .c get() = 3\n"
        "val <T> List<T>?.d: T get() = 4",
        {
            "a": "val @receiver:A String.a get() = 1",
            "b": "val (A.() -> Unit).b: Int get() = 2",
            "c": "val Foo\n    .c get() = 3",
            "d": "val <T> List<T>?.d: T get() = 4",
        },
    ),
    "declarations on one line": (
        "class A { fun a() = run { 1 } fun b() {} }\n"
        "class B { val c = run { 1 }; private val d = 2 }",
        {
            "a": "fun a() = run { 1 }",
            "b": "fun b() {}",
            "c": "val c = run { 1 }",
            "d": "private val d = 2",
        },
    ),
    "a bare return": (
        "fun a() = b ?: return\nval c = 1",
        {"a": "fun a() = b ?: return", "c": "val c = 1"},
    ),
    "soft keywords as names": (
        "enum class E { data, value }\nclass A { fun open() {}\n val get = 1\n val field = 2 }",
        {"open": "fun open() {}", "value": "value", "get": "val get = 1", "field": "val field = 2"},
    ),
    "accessors and backing fields": (
        "class A {\n"
        "    val a: List<B>\n        field = mutableListOf()\n"
        "    var b = 1; private set\n"
        "    val c\n        @Composable get() = 2\n"
        "    context(d: D)\n    val e: Int get() = 3\n}",
        {
            "a": "val a: List<B>\n        field = mutableListOf()",
            "b": "var b = 1; private set",
            "c": "val c\n        @Composable get() = 2",
            "e": "context(d: D)\n    val e: Int get() = 3",
        },
    ),
}


@pytest.mark.parametrize(("source", "expected"), CASES.values(), ids=CASES.keys())
def test_each_declaration_spans_its_text(source: str, expected: dict[str, str]) -> None:
    found = {one.name: source[one.start : one.end] for one in read("A.kt", source)[0].symbols}

    assert {name: found.get(name) for name in expected} == expected


@pytest.mark.toolchain
def test_kotlin_itself_sees_the_same(tmp_path: Path) -> None:
    from bench.definitions import compare
    from tests.toolchain.compiler import Toolchain

    if reason := Toolchain.available():
        pytest.skip(reason)
    for number, (source, _) in enumerate(CASES.values()):
        (tmp_path / f"Case{number}.kt").write_text(source, "utf-8")

    tally = compare(tmp_path)

    assert (tally.files, tally.invalid) == (len(CASES), 0)
    assert tally.missed + tally.extra + tally.spanned == []
