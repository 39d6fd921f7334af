"""The index of a project: an SQLite store, refreshed by content, and the questions it answers."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tools.index.facts import FileFacts, extract
    from tools.index.index import Index
    from tools.index.outlining import outline
    from tools.index.refresh import Refreshed
    from tools.index.search import Hit
    from tools.index.view import Facts

_HOMES = {
    "FileFacts": "facts",
    "extract": "facts",
    "Index": "index",
    "outline": "outlining",
    "Refreshed": "refresh",
    "Hit": "search",
    "Facts": "view",
}

__all__ = ["Facts", "FileFacts", "Hit", "Index", "Refreshed", "extract", "outline"]


def __getattr__(name: str) -> object:
    """Load a part when it is first asked for."""
    from importlib import import_module

    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(name)
    value = getattr(import_module(f"tools.index.{home}"), name)
    globals()[name] = value
    return value
