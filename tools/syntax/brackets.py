"""Which bracket closes which, in masked code."""

import re
from dataclasses import dataclass

_BRACKET = re.compile(r"[()\[\]{}]")
_OPENING = {")": "(", "]": "[", "}": "{"}


@dataclass(frozen=True, slots=True)
class Brackets:
    """`partner` maps the offset of each matched bracket to that of its partner."""

    partner: dict[int, int]
    unmatched: tuple[int, ...]


def match_brackets(code: str) -> Brackets:
    """Pair the brackets of masked code; a wrong one is left unmatched."""
    partner: dict[int, int] = {}
    unmatched: list[int] = []
    stack: list[tuple[str, int]] = []
    for match in _BRACKET.finditer(code):
        bracket, position = match.group(), match.start()
        wanted = _OPENING.get(bracket)
        if wanted is None:
            stack.append((bracket, position))
        elif stack and stack[-1][0] == wanted:
            opening = stack.pop()[1]
            partner[opening] = position
            partner[position] = opening
        else:
            _recover(stack, wanted, position, partner, unmatched)
    unmatched.extend(position for _, position in stack)
    return Brackets(partner, tuple(sorted(unmatched)))


def _recover(
    stack: list[tuple[str, int]],
    wanted: str,
    position: int,
    partner: dict[int, int],
    unmatched: list[int],
) -> None:
    """A closing bracket that the last opening one does not fit: believe the nearest that fits."""
    depth = next((i for i in range(len(stack) - 1, -1, -1) if stack[i][0] == wanted), -1)
    if depth < 0:
        unmatched.append(position)
        return
    unmatched.extend(opening for _, opening in stack[depth + 1 :])
    partner[stack[depth][1]] = position
    partner[position] = stack[depth][1]
    del stack[depth:]
