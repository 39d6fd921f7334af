"""What stands beside the best files: changes with, tests, shows, is used by or uses them."""

import re
from collections.abc import Iterator
from math import log
from typing import TYPE_CHECKING

from tools.index.scoring import Score

if TYPE_CHECKING:
    from tools.index.facts import FileFacts
    from tools.index.index import Index
    from tools.index.touched import Touched

_TOGETHER, _SIBLING, _IMPORTED, _IMPORTS = 0.45, 0.15, 0.1, 0.22
_FAMILY, _SHOWN = 0.1, 0.2
_SHOWS = frozenset(("layout", "menu", "navigation", "xml"))
_NOTABLE = 0.05
_ROLE = re.compile(r"(?:Impl)?(?:Tests?)?$")
_PARTS = re.compile(
    r"(?<=\w{3})(?:Tests?|Impl|Fragment|Activity|Screen|ViewModel|UiState|State|Module|Repository|Dao"
    r"|Adapter|Extensions|Ext|Utils?|Item|Dialog|View|Manager|Service|Controller|Previews?)+$"
)
_ROLES = ("", "Impl", "Test", "Tests", "ImplTest")


def credit_related(
    index: "Index", touched: "Touched", scores: dict[int, Score], leaders: list[int]
) -> None:
    """Give what stands beside the leaders, best first, a share of their scores."""
    most = scores[leaders[0]].value if leaders else 1.0
    gained: dict[int, tuple[float, float, str]] = {}
    for leader in leaders:
        path = index.lengths()[leader][0]
        name = path.rpartition("/")[2]
        for version, share, relation in _beside(index, touched, leader, path):
            gain = share * scores[leader].value / (most or 1.0)
            total, best, label = gained.get(version, (0.0, 0.0, ""))
            label = f"{relation} {name}" if gain > best else label
            gained[version] = total + gain, max(best, gain), label
    for version, (total, best, label) in gained.items():
        score = scores.setdefault(version, Score())
        score.value += total
        if best > _NOTABLE:
            score.more += (label,)


def _beside(
    index: "Index", touched: "Touched", leader: int, path: str
) -> Iterator[tuple[int, float, str]]:
    """Versions with a share, and what relates them to a leader."""
    for version, share in sorted(touched.together(leader).items()):
        yield version, _TOGETHER * share, "changes with"
    siblings = _siblings(touched, leader, path)
    for version in siblings:
        yield version, _SIBLING * len(siblings) ** -0.5, "belongs to"
    for version in _family(touched, path):
        yield version, _FAMILY, "goes with"
    facts = index.file(path)
    if facts is None:
        return
    for version in _shown(index, touched, facts):
        yield version, _SHOWN, "is shown by"
    homes = index.declaring({one.name for one in facts.imports if not one.star})
    importers = index.find_each("imported", homes)
    used = {
        target: len(importers[one.name])
        for one in facts.imports
        if not one.star
        for target in homes.get(one.name, ())
        if target != path and target in touched.live
    }
    for target, users in sorted(used.items()):
        yield touched.live[target], _IMPORTED / log(2 + users) * len(used) ** -0.3, "is used by"
    declared = {one.qualified for one in facts.symbols if not one.owner}
    users_of = set[str]().union(*index.find_each("imported", declared).values()) - {path}
    for user in sorted(users_of & touched.live.keys()):
        yield touched.live[user], _IMPORTS * len(users_of) ** -0.5, "uses"


def _siblings(touched: "Touched", leader: int, path: str) -> list[int]:
    """The tests and implementations of a file, and what it tests or implements."""
    stem, dot, kind = path.rpartition("/")[2].partition(".")
    base = _ROLE.sub("", stem, count=1)
    names = dict.fromkeys(f"{base}{role}{dot}{kind}" for role in _ROLES)
    return [one for name in names for one in touched.named.get(name, ()) if one != leader]


def _family(touched: "Touched", path: str) -> list[int]:
    """The files of the same feature: `LoginScreen`, `LoginViewModel` and `Login` are one family."""
    name = path.rpartition("/")[2]
    stem = name.partition(".")[0]
    base = _PARTS.sub("", stem)
    return [
        version
        for other in touched.beginning(base)
        if other != name and _PARTS.sub("", other.partition(".")[0]) == base
        for version in touched.named[other]
    ]


def _shown(index: "Index", touched: "Touched", facts: "FileFacts") -> list[int]:
    """The layouts, menus, graphs and other XML files that a file names."""
    names = dict.fromkeys(f"{one.type}/{one.name}.xml" for one in facts.resource_refs)
    live = index.lengths()
    return [
        version
        for name in names
        if name.partition("/")[0] in _SHOWS
        for version in touched.named.get(name.partition("/")[2], ())
        if live[version][0].endswith(f"/res/{name}")
    ]
