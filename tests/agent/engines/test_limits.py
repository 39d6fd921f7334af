"""When a reply is cut, and when it is not."""

from pathlib import Path

import pytest

from agent.engines.limits import Limits, Watch


def _cut(pieces: list[str], limits: Limits) -> str:
    watch = Watch(limits)
    return next((reason for piece in pieces if (reason := watch.feed(piece))), "")


@pytest.mark.parametrize(
    ("pieces", "reason"),
    [
        ([" word"] * 200, "too many tokens"),
        ([f"{number:050}" for number in range(60)], "too many characters"),
        (["{", *["\n"] * 60], "white space without end"),
        (["a ", " " * 60], "white space without end"),
    ],
)
def test_what_has_no_end_is_cut(pieces: list[str], reason: str) -> None:
    assert _cut(pieces, Limits(100, white_space=50)) == reason


@pytest.mark.parametrize("cycle", ["a", "ab ", "    null,\n", "@Composable fun A() = B()\n" * 4])
def test_a_text_that_repeats_itself_is_cut_early(cycle: str) -> None:
    watch = Watch(Limits(100_000))
    fed = 0
    while not watch.feed(cycle[fed % len(cycle)]):
        fed += 1
    assert 1000 < fed < 1200


def test_repetition_may_be_allowed() -> None:
    assert _cut(["val a = 1\n"] * 900, Limits(1000, cycle=False)) == ""


def test_real_code_is_not_cut() -> None:
    for path in sorted(Path("tools").rglob("*.py"))[:40] + sorted(Path("fixtures").rglob("*.xml")):
        text = path.read_text(encoding="utf-8")
        pieces = [text[start : start + 4] for start in range(0, len(text), 4)]
        assert _cut(pieces, Limits(len(pieces))) == "", path
