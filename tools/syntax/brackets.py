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
    stack: list[int] = []
    for match in _BRACKET.finditer(code):
        position = match.start()
        wanted = _OPENING.get(code[position])
        if wanted is None:
            stack.append(position)
        elif stack and code[stack[-1]] == wanted:
            opening = stack.pop()
            partner[opening] = position
            partner[position] = opening
        else:
            fits = (i for i in range(len(stack) - 1, -1, -1) if code[stack[i]] == wanted)
            _recover(stack, next(fits, -1), position, partner, unmatched)
    unmatched.extend(stack)
    return Brackets(partner, tuple(sorted(unmatched)))


def _recover(
    stack: list[int],
    depth: int,
    position: int,
    partner: dict[int, int],
    unmatched: list[int],
) -> None:
    """A closing bracket that the last opening one does not fit: believe the nearest that fits.

    `depth` is the place of that one on the stack, -1 where there is none.
    """
    if depth < 0:
        unmatched.append(position)
        return
    unmatched.extend(stack[depth + 1 :])
    partner[stack[depth]] = position
    partner[position] = stack[depth]
    del stack[depth:]
