"""The declared type of a name at a place."""

import pytest

from tools.syntax import java, kotlin
from tools.syntax.scope import declared_type

KOTLIN = """\
package a

val top: Top = Top()

class Model(private val sessions: SessionRepository, plain: Int) {
    private val cache = Cache<String>(1)
    val unknown = make()

    fun load(name: String, sessions: Other) {
        if (name.isEmpty()) { val made: Inner = x(); made.one() }
        val made = Outer(1)
        made.two(); sessions.three(); cache.four(); top.five(); unknown.six()
    }

    fun other() { sessions.seven() }
}
"""
JAVA = """\
package a;
class Model {
    private final Repository items;
    void load(String name) { Loader one = make(); one.two(name); items.three(); }
}
"""


@pytest.mark.parametrize(
    ("place", "name", "expected"),
    [
        ("one()", "made", "Inner"),
        ("two()", "made", "Outer"),
        ("three()", "sessions", "Other"),
        ("four()", "cache", "Cache"),
        ("five()", "top", "Top"),
        ("six()", "unknown", None),
        ("seven()", "sessions", "SessionRepository"),
        ("two()", "name", "String"),
        ("two()", "absent", None),
    ],
)
def test_the_nearest_definition_wins(place: str, name: str, expected: str | None) -> None:
    source = kotlin.parse("A.kt", KOTLIN)

    assert declared_type(source, KOTLIN.index(place), name) == expected


@pytest.mark.parametrize(
    ("place", "name", "expected"),
    [
        ("two(", "one", "Loader"),
        ("three()", "items", "Repository"),
        ("two(", "name", "String"),
    ],
)
def test_java_is_read_too(place: str, name: str, expected: str) -> None:
    source = java.parse("A.java", JAVA)

    assert declared_type(source, JAVA.index(place), name) == expected
