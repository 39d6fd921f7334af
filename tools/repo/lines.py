"""Which lines of two texts are the same: unique lines anchor, the rest is matched between them."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_MOST_PAIRS = 4_000_000  # a gap with more pairs of lines counts as wholly different


@dataclass(frozen=True)
class Block:
    """`size` equal lines, from `old` in the one and `new` in the other (0-based)."""

    old: int
    new: int
    size: int


@dataclass(frozen=True)
class _Span:
    old: int
    old_end: int
    new: int
    new_end: int


def altered_span(one: str, other: str) -> tuple[int, int]:
    """From where to where in `one` the two texts differ, in whole lines; the same where nowhere."""
    most = min(len(one), len(other))
    head = _alike(most, lambda low, high: one[low:high] == other[low:high])
    start = head if head == len(one) == len(other) else one.rfind("\n", 0, head) + 1
    ends = len(one), len(other)
    tail = _alike(
        most - start,
        lambda low, high: (
            one[ends[0] - high : ends[0] - low] == other[ends[1] - high : ends[1] - low]
        ),
    )
    end = one.find("\n", len(one) - tail)
    return start, len(one) if end < 0 else max(end, start)


def _alike(most: int, equal: Callable[[int, int], bool]) -> int:
    """The largest length, at most `most`, up to which all is equal."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if equal(low, middle):
            low = middle
        else:
            high = middle - 1
    return low


def equal_blocks(old: Sequence[str], new: Sequence[str]) -> list[Block]:
    """The runs of equal lines in order, joined where they touch; an empty one ends the list."""
    blocks: list[Block] = []
    for block in _match(old, new, _Span(0, len(old), 0, len(new))):
        last = blocks[-1] if blocks else Block(0, 0, 0)
        if last.old + last.size == block.old and last.new + last.size == block.new and blocks:
            blocks[-1] = Block(last.old, last.new, last.size + block.size)
        elif block.size:
            blocks.append(block)
    return [*blocks, Block(len(old), len(new), 0)]


def _match(old: Sequence[str], new: Sequence[str], span: _Span) -> Iterator[Block]:
    """Equal runs within a span: its equal head, its middle, its equal tail."""
    head = 0
    most = min(span.old_end - span.old, span.new_end - span.new)
    while head < most and old[span.old + head] == new[span.new + head]:
        head += 1
    tail = 0
    while tail < most - head and old[span.old_end - 1 - tail] == new[span.new_end - 1 - tail]:
        tail += 1
    yield Block(span.old, span.new, head)
    middle = _Span(span.old + head, span.old_end - tail, span.new + head, span.new_end - tail)
    if middle.old < middle.old_end and middle.new < middle.new_end:
        yield from _match_middle(old, new, middle)
    yield Block(span.old_end - tail, span.new_end - tail, tail)


def _match_middle(old: Sequence[str], new: Sequence[str], span: _Span) -> Iterator[Block]:
    anchors = _anchors(old, new, span)
    if not anchors:
        yield from _match_without_anchors(old, new, span)
        return
    at_old, at_new = span.old, span.new
    for anchor_old, anchor_new in anchors:
        yield from _match(old, new, _Span(at_old, anchor_old, at_new, anchor_new))
        yield Block(anchor_old, anchor_new, 1)
        at_old, at_new = anchor_old + 1, anchor_new + 1
    yield from _match(old, new, _Span(at_old, span.old_end, at_new, span.new_end))


def _match_without_anchors(old: Sequence[str], new: Sequence[str], span: _Span) -> Iterator[Block]:
    if (span.old_end - span.old) * (span.new_end - span.new) > _MOST_PAIRS:
        return
    left, right = old[span.old : span.old_end], new[span.new : span.new_end]
    for match in SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks():
        yield Block(span.old + match.a, span.new + match.b, match.size)


def _anchors(old: Sequence[str], new: Sequence[str], span: _Span) -> list[tuple[int, int]]:
    """The longest rising sequence of lines that occur once on both sides."""
    old_counts = Counter(old[span.old : span.old_end])
    new_counts = Counter(new[span.new : span.new_end])
    new_place = {new[at]: at for at in range(span.new, span.new_end) if new_counts[new[at]] == 1}
    pairs = [
        (at, new_place[old[at]])
        for at in range(span.old, span.old_end)
        if old_counts[old[at]] == 1 and old[at] in new_place
    ]
    return _longest_rising(pairs)


def _longest_rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    ends: list[int] = []  # the smallest last value of a rising sequence of each length
    last: list[int] = []  # which pair ends it
    before: list[int] = []  # for each pair, the pair before it in its sequence
    for number, (_, value) in enumerate(pairs):
        length = bisect_left(ends, value)
        before.append(last[length - 1] if length else -1)
        if length == len(ends):
            ends.append(value)
            last.append(number)
        else:
            ends[length] = value
            last[length] = number
    rising: list[tuple[int, int]] = []
    at = last[-1] if last else -1
    while at >= 0:
        rising.append(pairs[at])
        at = before[at]
    return rising[::-1]
