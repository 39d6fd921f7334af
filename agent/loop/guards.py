"""The guards of the loop, each of which can be switched off by name so that it can be measured."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from agent.loop.actions import Action
from tools.base import Retry
from tools.calls.desk import Desk
from tools.calls.explore import read
from tools.registry import Tool

GUARDS = {
    "seen": "An edit is refused until its target was shown.",
    "repeat": "The same look with the same arguments is answered once.",
    "nothing-done": "`done` is refused while nothing was changed.",
}
"""Each guard's name and what it does."""

_EDITS_OF_SEEN = ("replace_symbol", "delete_symbol", "replace_text")


@dataclass
class Guards:
    """Judges an action before it is carried out; raises `Retry` where it is not let through."""

    off: Collection[str] = ()
    _answered: set[str] = field(default_factory=set)

    def check(self, action: Action, desk: Desk) -> None:
        """Let the action through, or say why not."""
        if "repeat" not in self.off:
            self._repeat(action)
        if "seen" not in self.off and action.tool.name in _EDITS_OF_SEEN:
            self._seen(action, desk)
        if "nothing-done" not in self.off and action.tool.name == "done":
            self._nothing_done(desk)

    def open_tools(self, allowed: Sequence[Tool], desk: Desk) -> list[Tool]:
        """The tools that would be let through now: an engine that can hold a model to a schema
        offers it no other."""
        closed = "nothing-done" not in self.off and not _has_done(desk)
        return [tool for tool in allowed if not (closed and tool.name == "done")]

    def changed(self) -> None:
        """The draft has changed: what was looked at may be looked at again."""
        self._answered.clear()

    def _repeat(self, action: Action) -> None:
        if action.tool.phase != "explore":
            return
        if action.key() in self._answered:
            raise Retry("repeat", f"`{action.tool.name}` was already answered")
        self._answered.add(action.key())

    def _seen(self, action: Action, desk: Desk) -> None:
        target = str(next(iter(action.arguments.values())))
        if action.tool.name == "replace_text":
            target = desk.path(target)
        else:
            target = desk.put_symbol(desk.symbol(target))
        if target not in desk.seen:
            shown = read(desk, target)
            raise Retry("unseen", f"`{target}` was not read yet", target=target, text=shown.text)

    def _nothing_done(self, desk: Desk) -> None:
        if not _has_done(desk):
            raise Retry("nothing-done", "nothing was changed yet")


def _has_done(desk: Desk) -> bool:
    return bool(desk.draft.changed()) or desk.nothing_to_do
