"""The turns of a run with a model: choice, guard, code, action, verdict, until it ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from agent.engines.base import Reply
from agent.events import Acted, Faulted, Planned
from agent.loop.actions import Action, example, read_action, schema
from agent.loop.conversation import Conversation
from agent.loop.guards import Guards
from agent.loop.verify import Verdict, judge_draft
from agent.review.selection import Choice
from prompts import render
from tools.base import Retry, ToolFault, ToolResult
from tools.calls.desk import Desk
from tools.errors import UserError
from tools.registry import Tool

if TYPE_CHECKING:
    from agent.settings import Settings

RECODED = (
    "ambiguous",
    "divider",
    "elided",
    "fence",
    "noop",
    "not-found",
    "scope",
    "syntax",
    "wrapper",
)
"""Faults of code that are answered by asking for the code once more."""

Ending = Literal["done", "give_up", "plan", "answer", "unverified", "turns"]


@dataclass(frozen=True)
class End:
    """How the turns ended and what the model said of it."""

    how: Ending
    text: str


class Turns:
    """One conversation that works on a desk until an ending action or a limit."""

    def __init__(
        self,
        conversation: Conversation,
        desk: Desk,
        allowed: Sequence[Tool],
        settings: "Settings",
    ) -> None:
        self.conversation = conversation
        self.desk = desk
        self.allowed = allowed
        self.emit = conversation.emit
        self.settings = settings
        self.guards = Guards(settings.no_guard)
        self.faults = 0
        self.rounds = 0

    def take(self) -> End:
        """Turn after turn up to the limit. Too many faults in a row raise `UserError`."""
        most = self.settings.max_turns
        for _ in range(most):
            try:
                end = self._turn()
            except ToolFault as fault:
                self._fault(fault)
                continue
            self.faults = 0
            if end is not None:
                return end
        return End("turns", f"the limit of {most} turns was reached")

    def _turn(self) -> End | None:
        offered = self.guards.open_tools(self.allowed, self.desk)
        reply = self.conversation.choose(schema(offered, self.desk))
        if reply.finish == "cut":
            raise Retry("runaway", "the reply did not end and was cut")
        action = read_action(reply.text, self.allowed)
        self.guards.check(action, self.desk)
        if action.tool.phase == "end":
            return self._end(action)
        result = self._carry_out(action)
        self.emit(Acted(action.tool.name, result.summary, result.left))
        if action.tool.name == "plan":
            return self._planned(action, result)
        self._answer(action, result)
        return None

    def _carry_out(self, action: Action) -> ToolResult:
        if not action.tool.wants_code:
            return action.tool.function(self.desk, **action.arguments)
        arguments = dict(action.arguments)
        target = arguments.get("symbol") or arguments.get("anchor") or arguments.get("path")
        path = arguments.get("path") or self.desk.symbol(str(target)).path
        self.conversation.say(
            render(
                "code",
                action=action.tool.name,
                target=target,
                path=path,
                position=arguments.get("position", ""),
            )
        )
        name = str(arguments.get("symbol", "")).rpartition(".")[2]
        try:
            return action.tool.function(self.desk, **arguments, code=self._code(name))
        except ToolFault as fault:
            if fault.code not in RECODED:
                raise
            self._fault(fault, block=True)
            return action.tool.function(self.desk, **arguments, code=self._code(name))

    def _code(self, name: str) -> str:
        """The fenced code of a reply; of several blocks the one that declares `name`."""
        from tools.edits import unfence

        reply = self.conversation.write("code")
        _whole(reply)
        return unfence(reply.text, name=name)

    def _answer(self, action: Action, result: ToolResult) -> None:
        verdict = Verdict((), ())
        if action.tool.mutates:
            self.guards.changed()
            verdict = judge_draft(self.desk, self.emit, Choice.of(self.settings))
        self.conversation.say(
            render("result", text=result.text, repairs=verdict.repairs, findings=verdict.lines())
        )

    def _planned(self, action: Action, result: ToolResult) -> End | None:
        steps = action.arguments["steps"]
        assert isinstance(steps, list)
        self.emit(Planned(tuple(steps), by_model=True))
        if any(tool.phase == "edit" for tool in self.allowed):
            self.conversation.say(result.text)
            return None
        return End("plan", "\n".join(steps))

    def _end(self, action: Action) -> End | None:
        text = str(next(iter(action.arguments.values()), ""))
        if action.tool.name == "give_up":
            return End("give_up", text)
        if action.tool.name == "answer":
            self.conversation.say(render("answer"))
            reply = self.conversation.write("answer")
            _whole(reply)
            return End("answer", reply.text.strip())
        verdict = judge_draft(self.desk, self.emit, Choice.of(self.settings))
        if not verdict.blocking:
            return End("done", text)
        if self.rounds == self.settings.max_repairs:
            return End("unverified", text)
        self.rounds += 1
        self.conversation.say(
            render("result", text="Not yet.", repairs=verdict.repairs, findings=verdict.lines())
        )
        return None

    def _fault(self, fault: ToolFault, *, block: bool = False) -> None:
        """Answer a fault; `block`: the code is asked for again, and not an action."""
        self.faults += 1
        self.emit(Faulted(fault.code, str(fault), self.faults))
        if self.faults == self.settings.max_faults:
            raise UserError(
                f"{self.faults} faults in a row; the last: {fault}",
                "ask for a smaller change, or use a larger model with `--model`",
            )
        known = {
            "detail": "",
            "example": example(),
            "sentence": str(fault),
            "text": "",
            "block": block,
        }
        self.conversation.say(render("fault", **{"code": fault.code, **known, **fault.values}))


def _whole(reply: Reply) -> None:
    if reply.finish == "cut":
        raise Retry("runaway", "the reply did not end and was cut")
    if reply.finish == "length":
        raise Retry("length", "the reply was longer than allowed; write less at once")
    if not reply.text.strip():
        raise Retry("empty", "the reply was empty")
