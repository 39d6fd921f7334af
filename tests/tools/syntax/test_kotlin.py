"""Kotlin: declarations with their spans, and uses with their roles."""

from collections.abc import Mapping

import pytest

from tools.syntax.kotlin import parse
from tools.syntax.symbols import ParsedSource, Symbol

LOGIN = """\
package app.feature.login

import app.core.Session as CoreSession
import app.core.data.*

/**
 * Überprüft die Sitzung: `Foo`, "class Bar".
 */
@HiltViewModel
@Suppress("unused")
internal class LoginViewModel @Inject constructor(
    private val sessions: SessionRepository, // class Nope
    @Named("b") var other: String = "x, y",
    plain: Int,
) : ViewModel(), Tracker<String> by tracker {
    val state: StateFlow<UiState> = MutableStateFlow(UiState())
    val size get() = 3
    var count = mutableMapOf<String, Int>()
        private set

    /** Signs in. */
    suspend fun String.login(name: String, done: (Int) -> Unit = {}): Result<Unit> {
        val session: CoreSession = sessions.loginUser(name, password = "é $name ${other.trim()}")
        return Result.success(Unit)
    }

    companion object {
        const val KEY = "key"
    }
}

sealed interface Step {
    data object First : Step
    enum class Kind(val id: Int) { ONE(1), TWO(2) { override fun text() = "b" }; fun all() = 1 }
}
@Preview @Composable private fun Shown() {}
typealias Done = (Int) -> Unit
"""


def _symbols(parsed: ParsedSource) -> Mapping[str, Symbol]:
    return {
        symbol.qualified.removeprefix("app.feature.login."): symbol for symbol in parsed.symbols
    }


def test_declarations_are_found_with_their_owners() -> None:
    symbols = _symbols(parse("Login.kt", LOGIN))

    assert {name: symbol.kind for name, symbol in symbols.items()} == {
        "LoginViewModel": "class",
        "LoginViewModel.sessions": "property",
        "LoginViewModel.other": "property",
        "LoginViewModel.state": "property",
        "LoginViewModel.size": "property",
        "LoginViewModel.count": "property",
        "LoginViewModel.login": "function",
        "LoginViewModel.Companion": "object",
        "LoginViewModel.Companion.KEY": "property",
        "Step": "interface",
        "Step.First": "object",
        "Step.Kind": "enum",
        "Step.Kind.id": "property",
        "Step.Kind.ONE": "enum_entry",
        "Step.Kind.TWO": "enum_entry",
        "Step.Kind.TWO.text": "function",
        "Step.Kind.all": "function",
        "Shown": "function",
        "Done": "typealias",
    }


def test_spans_hold_documentation_annotations_and_body() -> None:
    symbols = _symbols(parse("Login.kt", LOGIN))
    text = {name: LOGIN[symbol.start : symbol.end] for name, symbol in symbols.items()}

    assert text["LoginViewModel"].startswith("/**\n * Über")
    assert text["LoginViewModel"].endswith('"key"\n    }\n}')
    assert text["LoginViewModel.login"].startswith("/** Signs in. */\n    suspend fun")
    assert text["LoginViewModel.login"].endswith("success(Unit)\n    }")
    assert text["LoginViewModel.count"] == (
        "var count = mutableMapOf<String, Int>()\n        private set"
    )
    assert text["LoginViewModel.other"] == '@Named("b") var other: String = "x, y"'
    assert text["Step.Kind.TWO"] == 'TWO(2) { override fun text() = "b" }'
    assert text["Shown"] == "@Preview @Composable private fun Shown() {}"
    assert all(
        LOGIN[symbol.name_start :].startswith(symbol.name)
        for symbol in symbols.values()
        if symbol.name != "Companion"
    )


def test_a_class_tells_what_it_is() -> None:
    model = _symbols(parse("Login.kt", LOGIN))["LoginViewModel"]

    assert model.annotations == ("HiltViewModel", "Suppress")
    assert model.supertypes == ("ViewModel", "Tracker")
    assert model.visibility == "internal"
    assert [(p.name, p.type, p.has_default) for p in model.parameters] == [
        ("sessions", "SessionRepository", False),
        ("other", "String", True),
        ("plain", "Int", False),
    ]
    assert model.line == 11


def test_a_signature_is_one_line_without_the_body() -> None:
    symbols = _symbols(parse("Login.kt", LOGIN))

    assert symbols["LoginViewModel.login"].signature == (
        "suspend fun String.login(name: String, done: (Int) -> Unit = {}): Result<Unit>"
    )
    assert symbols["LoginViewModel.login"].receiver == "String"
    assert symbols["LoginViewModel.count"].signature == "var count = mutableMapOf<String, Int>()"
    assert symbols["LoginViewModel.size"].signature == "val size"


def test_imports_and_package() -> None:
    parsed = parse("Login.kt", LOGIN)

    assert parsed.package == "app.feature.login"
    assert [(i.name, i.alias, i.star, i.simple) for i in parsed.imports] == [
        ("app.core.Session", "CoreSession", False, "CoreSession"),
        ("app.core.data", None, True, "data"),
    ]


def test_uses_carry_role_and_receiver() -> None:
    parsed = parse("Login.kt", LOGIN)
    uses = {(u.line, u.name, u.role, u.receiver) for u in parsed.identifiers}

    assert (23, "loginUser", "call", "sessions") in uses
    assert (23, "password", "argument", "") in uses
    assert (23, "name", "name", "") in uses
    assert (23, "trim", "call", "other") in uses
    assert (23, "CoreSession", "type", "") in uses
    assert (9, "HiltViewModel", "type", "") in uses
    assert not any(
        u.name in {"Foo", "Bar", "Nope", "class", "key", "é"} for u in parsed.identifiers
    )
    assert all(LOGIN[u.start :].startswith(u.name) for u in parsed.identifiers)
    assert {"session", "name", "done", "plain"} <= {one.name for one in parsed.locals}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("class A {\n  val m = map<A, B>()\n  val n = 1\n}", ["A", "m", "n"]),
        ("class A : I by x {\n  fun f() = 1\n}", ["A", "f"]),
        ("class A : I by lazy { y } {\n  fun f() = 1\n}", ["A", "f"]),
        ("class A\n@Inject constructor(val x: Int)", ["A", "x"]),
        ("context(a: B) fun f() {}\nfun g() {}", ["f", "g"]),
        ('val a = $$"x $y $${z}"\nval b = 1', ["a", "b"]),
        ("fun f(x: Any) = when (x) {\n  is A if x.ok -> 1\n  else -> 2\n}\nfun g() {}", ["f", "g"]),
        ("val s\n  @Composable get() = x\nval t = 1", ["s", "t"]),
        ("val c: StateFlow<Int>\n  field = MutableStateFlow(1)\nval d = 1", ["c", "d"]),
        ("val x = null as Uri?\nval y = 1", ["x", "y"]),
        ("fun f(by: Int) = 1 + by\n@A fun g() {}", ["f", "g"]),
        ("fun f(to: B) = a + to\nfun g() {}", ["f", "g"]),
        ("fun f() = a to\n  b\nfun g() {}", ["f", "g"]),
        ("val x =\n  object : A() {\n  fun no() {}\n}\nval y = 1", ["x", "y"]),
        ("fun interface F { fun run() }", ["F", "run"]),
        ("@Qualifier @Retention(BINARY) annotation class X", ["X"]),
        ("fun (@Composable () -> Unit).f() {}", ["f"]),
        ("fun `a (b) c`() {}\nval z = 1", ["a (b) c", "z"]),
        ("/* a /* b */ fun no() {} */ fun f() {}", ["f"]),
        ('val t = """\nfun no() {}\n${a("}")}\n"""\nfun f() {}', ["t", "f"]),
        ("class A { companion object\n fun f() {} }", ["A", "Companion", "f"]),
        ("val x by lazy {\n 1 }\nval y = 2", ["x", "y"]),
        ("val <T> List<T>.head: T get() = first()\nval y = 2", ["head", "y"]),
        ("fun f(): Int =\n  a\n    .b { }\n    ?: c\nprivate fun g() {}", ["f", "g"]),
        ("typealias A<T> = @Composable (T) -> Unit\nval b = 1", ["A", "b"]),
        ("class A<T>(x: T) where T : B, T : C {\n fun f() {} }", ["A", "f"]),
        ("enum class E { A, B, ; fun f() {} }", ["E", "A", "B", "f"]),
        ("enum class E(val x: Int) {\n A(1),\n // last\n B(2),\n}", ["E", "x", "A", "B"]),
    ],
)
def test_new_and_awkward_syntax_hides_nothing(source: str, expected: list[str]) -> None:
    assert [symbol.name for symbol in parse("A.kt", source).symbols] == expected


def test_broken_code_counts_errors_and_keeps_what_is_whole() -> None:
    parsed = parse("A.kt", "class A {\n  fun f() { if (x { }\n}\nfun g() {}\n")

    assert parsed.errors > 0
    assert [symbol.name for symbol in parsed.symbols][:2] == ["A", "f"]
    assert parse("A.kt", 'class A {\n  fun f() = $$"x"\n}\n').errors == 0


def test_a_reference_at_the_start_of_a_line_has_no_receiver() -> None:
    text = "fun f(k: Any) = when (k) {\n    ::a.name -> a\n    ::b.name -> b\n    else -> k\n.c}\n"
    found = [(one.name, one.receiver) for one in parse("A.kt", text).identifiers]
    assert ("b", "") in found
    assert ("c", "k") in found
