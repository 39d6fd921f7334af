"""Replaces quoted text in a file of the draft."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tools.base import Retry
from tools.edits.elision import elisions
from tools.edits.matching import Place, find, reindent

if TYPE_CHECKING:
    from tools.repo.draft import Draft


@dataclass(frozen=True)
class Edited:
    """An edit that landed in the draft: the file, and a sentence for each automatic repair."""

    path: str
    repairs: tuple[str, ...] = ()


def replace_text(
    draft: "Draft", path: str, old: str, new: str, *, near: int | None = None
) -> Edited:
    """Put `new` in the place of the text `old`; `near` is a line that picks among several places.

    Retry codes: `not-found`, `ambiguous`, `noop`, `elided`, `syntax`.
    """
    from tools.edits.soundness import demand_sound

    text = draft.text(path)
    refuse_elided(new, text, path)
    place = find(text, old, near=near, path=path)
    changed = _replaced(text, place, reindent(new, old, text, place))
    if changed == text:
        raise Retry("noop", f"the edit would not change `{path}`", path=path)
    demand_sound(path, text, changed)
    draft.write(path, changed)
    return Edited(path, _told(text, place, path))


def refuse_elided(new: str, old: str, path: str) -> None:
    """Retry `elided` where the new text has a line that stands for code left out."""
    found = elisions(new, old)
    if found:
        sentence = f"line {found[0].line} of the code stands for code left out: {found[0].text}"
        raise Retry("elided", sentence, path=path, line=found[0].line, text=found[0].text)


def _replaced(text: str, place: Place, new: str) -> str:
    start, end = place.start, place.end
    if not new.strip():
        line_start = text.rfind("\n", 0, start) + 1
        line_end = text.find("\n", end)
        line_end = len(text) if line_end < 0 else line_end
        if not text[line_start:start].strip() and not text[end:line_end].strip():
            return text[:line_start] + text[line_end + 1 :]
    return text[:start] + new + text[end:]


def _told(text: str, place: Place, path: str) -> tuple[str, ...]:
    line = text.count("\n", 0, place.start) + 1
    if place.how == "spaces":
        return (f"found the text at line {line} of `{path}` with other white space",)
    if place.how == "fuzzy":
        return (f"found a text that differs a little at line {line} of `{path}` and replaced it",)
    return ()
