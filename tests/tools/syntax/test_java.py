"""Java: declarations, imports, uses."""

from tools.syntax.java import parse

SOURCE = """\
package a.b;

import x.Y;
import static q.W.*;

/** Ünïcode. */
@Foo(1)
public class A<T extends B<C>> extends D<E> implements F, G<H> {
    private static final int LIMIT = 1;
    private String text = "class No { R.string.no }"; // void no()

    /** Runs. */
    @Override public void run(final String name, int... rest) throws IOException {
        this.x.foo(name).bar(R.string.hello);
    }

    enum Kind { ONE(1), TWO; void all() {} }
}
"""


def test_declarations_of_java() -> None:
    parsed = parse("A.java", SOURCE)
    found = {symbol.qualified: symbol for symbol in parsed.symbols}

    assert parsed.package == "a.b"
    assert parsed.errors == 0
    assert {name: symbol.kind for name, symbol in found.items()} == {
        "a.b.A": "class",
        "a.b.A.LIMIT": "property",
        "a.b.A.text": "property",
        "a.b.A.run": "function",
        "a.b.A.Kind": "enum",
        "a.b.A.Kind.ONE": "enum_entry",
        "a.b.A.Kind.TWO": "enum_entry",
        "a.b.A.Kind.all": "function",
    }
    run = found["a.b.A.run"]
    assert SOURCE[run.start : run.end].startswith("/** Runs. */")
    assert SOURCE[run.name_start :].startswith("run(")
    assert run.signature == "public void run(final String name, int... rest) throws IOException"
    assert [(p.name, p.type) for p in run.parameters] == [("name", "String"), ("rest", "int...")]
    assert found["a.b.A"].supertypes == ("D", "F", "G")
    assert found["a.b.A"].annotations == ("Foo",)


def test_imports_of_java() -> None:
    parsed = parse("A.java", SOURCE)

    assert [(i.name, i.star, i.static, i.line) for i in parsed.imports] == [
        ("x.Y", False, False, 3),
        ("q.W", True, True, 4),
    ]


def test_uses_in_java_leave_texts_and_comments_out() -> None:
    parsed = parse("A.java", SOURCE)
    uses = {(use.name, use.role, use.receiver) for use in parsed.identifiers}

    assert ("bar", "call", "this.x.foo(name)") in uses
    assert ("hello", "name", "R.string") in uses
    assert not {use.name for use in parsed.identifiers} & {"No", "no", "run", "Kind"}
    assert all(SOURCE[use.start :].startswith(use.name) for use in parsed.identifiers)
