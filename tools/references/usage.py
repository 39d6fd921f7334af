"""What `usages` finds: a thing of the project, where it is declared, and who uses it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tools.references.project import Code


@dataclass(frozen=True, slots=True, order=True)
class Use:
    """One place: line and column from 1, the stripped line as `code`.

    `doubt` says why it is not certain, "" where it is; `note` how it names the thing, "" where
    it is by its own name.
    """

    path: str
    line: int
    column: int
    code: str
    doubt: str = ""
    note: str = ""


@dataclass(frozen=True)
class Found:
    """A thing that the name can mean. `uses`: certain ones first, then by place.

    `is_searched` is unset where there were too many things to look for the uses of each.
    """

    kind: str
    name: str
    declared: tuple[Use, ...]
    uses: tuple[Use, ...] = ()
    is_searched: bool = True


@dataclass(frozen=True)
class Usages:
    """All things that a name can mean; `near` are similar names where there is none."""

    found: tuple[Found, ...]
    near: tuple[str, ...] = ()


def use_at(code: "Code", path: str, offset: int, *, doubt: str = "", note: str = "") -> Use:
    """The place of an offset in a file."""
    source = code.source(path)
    column = offset - source.text.rfind("\n", 0, offset)
    return Use(path, source.line(offset), column, source.line_text(offset), doubt, note)


def found(kind: str, name: str, declared: Iterable[Use], uses: Iterable[Use]) -> Found:
    """A thing with its uses in order; of two at the same place the certain one counts."""
    own = tuple(sorted(set(declared)))
    seen = {(one.path, one.line, one.column) for one in own}
    kept: list[Use] = []
    for one in sorted(uses, key=lambda use: (bool(use.doubt), use)):
        place = (one.path, one.line, one.column)
        if place not in seen:
            seen.add(place)
            kept.append(one)
    return Found(kind, name, own, tuple(kept))
