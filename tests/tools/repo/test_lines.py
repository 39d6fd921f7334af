"""Which lines of two texts are the same."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tools.repo.lines import altered_span, equal_blocks

_LINES = st.lists(st.sampled_from(["", "a", "b", "ab", "  é"])).map("\n".join)


@settings(max_examples=500, deadline=None)
@given(_LINES, _LINES)
def test_outside_of_the_altered_spans_two_texts_are_the_same(one: str, other: str) -> None:
    start, end = altered_span(one, other)
    other_start, other_end = altered_span(other, one)
    assert (one[:start], one[end:]) == (other[:other_start], other[other_end:])
    for text, first, last in ((one, start, end), (other, other_start, other_end)):
        assert first in (0, len(text)) or text[first - 1] == "\n"
        assert last == len(text) or text[last] == "\n"
    if one == other:
        assert start == end


def test_the_altered_span_has_a_line_too_many_at_the_most() -> None:
    lines = [f"line {number}" for number in range(1000)]
    old, new = "\n".join(lines), "\n".join([*lines[:500], "more", *lines[500:]])
    start, end = altered_span(new, old)
    assert new[start:end] == "more\nline 500"
    start, end = altered_span(old, new)
    assert old[start:end] == "line 500"


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from("abcde")), st.lists(st.sampled_from("abcdef")))
def test_equal_blocks_are_equal_rising_and_end_the_lists(old: list[str], new: list[str]) -> None:
    blocks = equal_blocks(old, new)
    at_old = at_new = 0
    for block in blocks:
        assert block.old >= at_old
        assert block.new >= at_new
        end = block.old + block.size
        assert old[block.old : end] == new[block.new : block.new + block.size]
        at_old, at_new = end, block.new + block.size
    assert (at_old, at_new) == (len(old), len(new))
