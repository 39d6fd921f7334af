"""What lies on the table in a run: the draft, and the files and symbols shown so far."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tools.base import Retry
from tools.near import near_names

if TYPE_CHECKING:
    from tools.index import Facts, Index
    from tools.repo.draft import Draft
    from tools.syntax.symbols import Symbol

NEAR = 5
"""How many near names a fault offers."""


@dataclass
class Desk:
    """The draft that calls change, and what the model has been shown of it.

    `paths` and `labels` are what may be named in a choice; `seen` holds the paths and labels
    whose real text was shown. `nothing_to_do` says that a recipe found its work done already,
    `open_places` how many uses the recipes could not decide. `request` is what a model was asked
    for, `count` gives the tokens of a text.
    """

    draft: "Draft"
    index: "Index"
    paths: dict[str, None] = field(default_factory=dict)
    labels: dict[str, tuple[str, str]] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    nothing_to_do: bool = False
    open_places: int = 0
    request: str = ""
    count: Callable[[str], int] = len

    def facts(self) -> "Facts":
        """The project as the draft has it now."""
        return self.index.view(self.draft)

    def fitting(self, lines: Iterable[str], tokens: int) -> list[str]:
        """The first lines that take at most so many tokens together."""
        found: list[str] = []
        for line in lines:
            if self.count("\n".join([*found, line])) > tokens:
                break
            found.append(line)
        return found

    def put_path(self, path: str) -> None:
        """Let a choice name this file."""
        self.paths.setdefault(path)

    def put_symbol(self, symbol: "Symbol") -> str:
        """Let a choice name this symbol; the answer is its label, unique on this desk."""
        key = (symbol.path, symbol.qualified)
        owner = symbol.owner.rpartition(".")[2]
        for label in (f"{owner}.{symbol.name}" if owner else symbol.name, symbol.qualified):
            if self.labels.setdefault(label, key) == key:
                self.put_path(symbol.path)
                return label
        label = f"{symbol.qualified}@{symbol.path}"
        self.labels[label] = key
        self.put_path(symbol.path)
        return label

    def symbol(self, label: str) -> "Symbol":
        """The symbol of a label, with its place in the draft as it is now."""
        facts = self.facts()
        if label in self.labels:
            path, qualified = self.labels[label]
            found = [entry for entry in facts.symbol(qualified) if entry.path == path]
        else:
            name = label.rpartition(".")[2]
            found = [
                entry
                for entry in facts.symbols(name)
                if f".{entry.qualified}".endswith(f".{label}")
            ]
        if len(found) == 1:
            return found[0]
        near = [self.put_symbol(entry) for entry in found] or near_names(label, list(self.labels))
        raise Retry("unknown-symbol", f"no single symbol `{label}`", symbol=label, near=near)

    def path(self, path: str) -> str:
        """The path, if the draft has such a file; a unique tail of a path will do."""
        if self.draft.exists(path):
            return path
        tail = [known for known in self.draft.paths() if known.endswith(f"/{path.lstrip('/')}")]
        if len(tail) == 1:
            return tail[0]
        near = tail[:NEAR] or near_names(path, self.draft.paths())
        raise Retry("unknown-path", f"no file `{path}`", path=path, near=near)

    def is_path(self, target: str) -> bool:
        """Whether a target names a file rather than a symbol."""
        return "/" in target or self.draft.exists(target)
