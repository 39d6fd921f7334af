"""The composition root: builds repository, index, engine and sinks, and puts them together."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agent.engines.base import Engine
    from agent.events import Sink
    from agent.settings import Settings
    from tools.index import Index
    from tools.repo import Repository

Ask = Callable[[str], bool | None]
"""Puts a yes-or-no question to the person. None: there is nobody to ask."""


@dataclass(frozen=True)
class Session:
    """What one request works with. `run` is its id; `connect` builds the engine, once.

    `seal` is the one line that says how the network is closed.
    """

    settings: "Settings"
    repository: "Repository"
    index: "Index"
    connect: "Callable[[], Engine]"
    emit: "Sink"
    run: str
    ask: Ask
    seal: str = ""

    @cached_property
    def engine(self) -> "Engine":
        """The model, connected when first asked for.

        Raises `UserError` (no model) where none can be used: requests that need no model never
        get here, so they pay nothing for it.
        """
        return self.connect()
