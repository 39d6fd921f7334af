"""The code of a view, as all checks of a judgement read it."""

from tools.references.project import Code
from tools.references.source import Source

_KEPT = 400


class Read(Code):
    """Code of a view, with what the view has parsed already."""

    def source(self, path: str) -> Source:
        """One file of code."""
        if path not in self._sources and (parsed := self.facts.parsed(path)) is not None:
            if len(self._sources) >= _KEPT:
                self._sources.clear()
            source = self._sources[path] = Source(path, parsed.text)
            source.parsed = parsed
        return super().source(path)
