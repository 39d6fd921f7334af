"""What the index cannot read as it is, as sentences; each is said once a work tree."""

import json
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tools.index.reading import read_data
from tools.index.store import Store

_SUBMODULE = re.compile(r"^\s*path\s*=\s*\"?([^\"\0\n]*?)\"?\s*$", re.MULTILINE)
_NAMED = 3


@dataclass(frozen=True, slots=True)
class LeftOut:
    """The paths that were listed and not read, by reason."""

    large: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    def add(self, path: str, mode: int) -> None:
        """Keep a path that is no small regular file; `mode` is 0 where there is none."""
        kind = self.links if stat.S_ISLNK(mode) else self.large if stat.S_ISREG(mode) else None
        if kind is not None:
            kind.append(path)
        elif not mode:
            self.missing.append(path)


def sentences(root: Path, paths: Iterable[str], left: LeftOut) -> Iterator[str]:
    """What to say about a work tree; `paths` are those read, none where they are as before."""
    if left.large:
        yield f"too large to be read: {_named(left.large)}"
    if left.links:
        yield f"symbolic links are not followed: {_named(left.links)}"
    if left.unread:
        yield f"could not be read: {_named(left.unread)}"
    if left.missing and _is_sparse(root):
        yield f"a sparse checkout: {len(left.missing)} files are not here and not known"
    if clash := _differ_in_case(paths):
        yield f"names that differ in case only are one file on some systems: {_named(clash)}"
    if modules := _submodules(root):
        yield f"a submodule is a project of its own and not read: {_named(modules)}"


def undecodable(store: Store, since: int) -> Iterator[str]:
    """What to say about files whose bytes are no text, read since a version."""
    if found := store.paths_in("binary", since):
        yield f"not text, so not read: {_named(found)}"


def new(store: Store, root: Path, found: Iterable[str]) -> tuple[str, ...]:
    """Those sentences that were not said before, which are remembered as said."""
    key = f"said {root}"
    said = set(json.loads(store.meta(key) or "[]"))
    fresh = tuple(one for one in found if one not in said)
    if fresh:
        store.set_meta(key, json.dumps(sorted(said | set(fresh))))
    return fresh


def _named(paths: list[str]) -> str:
    shown = ", ".join(f"`{path}`" for path in sorted(paths)[:_NAMED])
    more = len(paths) - _NAMED
    return f"{shown} and {more} more" if more > 0 else shown


def _differ_in_case(paths: Iterable[str]) -> list[str]:
    first: dict[str, str] = {}
    clash: list[str] = []
    for path in paths:
        other = first.setdefault(path.casefold(), path)
        if other != path:
            clash += [other, path]
    return list(dict.fromkeys(clash))


def _submodules(root: Path) -> list[str]:
    """Folders of submodules that are checked out."""
    listed = (read_data(root, ".gitmodules") or b"").decode("utf-8", "surrogateescape")
    return [path for path in _SUBMODULE.findall(listed) if (root / path / ".git").exists()]


def _is_sparse(root: Path) -> bool:
    from tools.repo.git import Git

    return Git(root).line("config", "--bool", "core.sparseCheckout") == "true"
