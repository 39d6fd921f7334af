"""The code of a view, as all checks of a judgement read it."""

from typing import TYPE_CHECKING

from tools.references.project import Code
from tools.references.source import Source

if TYPE_CHECKING:
    from tools.index import Facts

_KEPT = 400


class Read(Code):
    """Code of a view. Of the files that are judged the view has parsed all, of others nothing."""

    def __init__(self, facts: "Facts", judged: frozenset[str]) -> None:
        super().__init__(facts, facts)
        self._judged = judged

    def source(self, path: str) -> Source:
        """One file of code."""
        if len(self._sources) >= _KEPT:
            self._sources.clear()
        source = super().source(path)
        if path in self._judged and "parsed" not in vars(source):
            parsed = self.facts.parsed(path)
            if parsed is not None:
                source.parsed = parsed
        return source
