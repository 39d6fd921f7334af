"""One request from snapshot to patch: direct where no model is needed, else by turns."""

from dataclasses import replace
from typing import TYPE_CHECKING

from agent.events import (
    Acted,
    Answered,
    Finished,
    Indexed,
    IndexProgress,
    Located,
    Noted,
    Planned,
)
from agent.exits import Exit
from agent.loop.deliver import demand, hand_over, keep, show
from agent.loop.verify import Verdict, judge_draft, tell
from agent.review.selection import Choice
from tools.calls.desk import Desk
from tools.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent.app import Session
    from agent.loop.direct import Step
    from agent.loop.turns import End
    from tools.base import ToolFault

FIRST_PROMPT = 1400
"""The most tokens of the first prompt, system text included."""

RULES = 600
"""How many characters of the repository's AGENTS.md a model is shown."""


def prepare(session: "Session") -> Desk:
    """Refresh the index and lay an empty draft on the desk."""
    from tools.repo.draft import Draft

    refreshed = session.index.refresh(lambda done, total: session.emit(IndexProgress(done, total)))
    session.emit(Indexed(refreshed.files, refreshed.parsed, refreshed.modules, refreshed.seconds))
    snapshot = session.repository.snapshot()
    for note in (*refreshed.notes, *snapshot.notes):
        session.emit(Noted(note))
    return Desk(Draft(snapshot), session.index)


def run_request(session: "Session", request: str) -> Finished:
    """Do what the request asks and deliver the patch; the event `Finished` is emitted too."""
    demand(session)
    with session.repository.lock(f"run {session.run}"):
        desk = prepare(session)
        steps = _bind(session, desk, request)
        if steps is not None:
            finished = _direct(session, desk, steps, request)
        else:
            finished = _by_model(session, desk, request)
    session.emit(finished)
    return finished


def run_steps(session: "Session", steps: "Sequence[Step]", request: str) -> Finished:
    """Run these recipes and deliver the patch; `request` says in words what was asked."""
    demand(session)
    with session.repository.lock(f"run {session.run}"):
        finished = _direct(session, prepare(session), steps, request)
    session.emit(finished)
    return finished


def _bind(session: "Session", desk: Desk, request: str) -> "tuple[Step, ...] | None":
    """The recipes that fulfil the request; None where a model is needed or was asked for."""
    if session.settings.engine not in ("auto", "direct"):
        return None
    from agent.loop.direct import bind_or_doubt

    steps, doubt = bind_or_doubt(request, desk.facts())
    if doubt:
        session.emit(Noted(f"no recipe was used: {doubt}"))
    if steps is None and session.settings.engine == "direct":
        raise UserError(
            "no recipe does exactly what the request says",
            "see `offdroid recipe list`, or let a model do it with `--engine ollama`",
        )
    return steps


def plan_request(session: "Session", request: str) -> Finished:
    """Say what would be done; nothing is changed."""
    desk = prepare(session)
    steps = _bind(session, desk, request)
    if steps is not None:
        session.emit(Planned(tuple(step.sentence for step in steps), by_model=False))
    else:
        end = _turns(session, desk, request, ("explore", "plan"), ("give_up",))
        if end.how != "plan":
            finished = Finished(session.run, Exit.NOT_DONE, f"no plan: {end.text}")
            session.emit(finished)
            return finished
    finished = Finished(session.run, Exit.DONE, "planned; nothing was changed")
    session.emit(finished)
    return finished


def ask_question(session: "Session", question: str) -> Finished:
    """Answer a question about the project; nothing is changed."""
    desk = prepare(session)
    end = _turns(session, desk, question, ("explore",), ("give_up", "answer"))
    if end.how == "answer":
        session.emit(Answered(end.text))
        finished = Finished(session.run, Exit.DONE, "answered")
    else:
        finished = Finished(session.run, Exit.NOT_DONE, f"no answer: {end.text}")
    session.emit(finished)
    return finished


def _direct(
    session: "Session",
    desk: Desk,
    steps: "Sequence[Step]",
    request: str,
) -> Finished:
    from tools.base import ToolFault
    from tools.calls.change import recipe

    session.emit(Planned(tuple(step.sentence for step in steps), by_model=False))
    left = False
    for step in steps:
        try:
            result = recipe(desk, step.recipe, **step.arguments)
        except ToolFault as fault:
            raise UserError(str(fault), _hint(fault)) from fault
        session.emit(Acted(step.recipe, result.summary, result.left))
        left = left or bool(result.left)
    if left and not desk.draft.changed():
        return Finished(session.run, Exit.NOT_DONE, "nothing was changed; the rest is for you")
    return _deliver(session, desk, request, asked=True)


def _hint(fault: "ToolFault") -> str:
    """What to do about a recipe that did not work."""
    near = fault.values.get("near")
    if isinstance(near, list | tuple) and near and "hint" not in fault.values:
        return f"did you mean {', '.join(f'`{name}`' for name in near[:3])}"
    return str(fault.values.get("hint", "nothing was applied"))


def _by_model(session: "Session", desk: Desk, request: str) -> Finished:
    phases = ("explore", "plan", "edit", "verify")
    desk.request = request
    end = _turns(session, desk, request, phases, ("done", "give_up"))
    if end.how in ("give_up", "turns"):
        reason = f"given up: {end.text}" if end.how == "give_up" else end.text
        return keep(session, desk.draft.patch(), reason)
    return _deliver(session, desk, end.text or request, asked=False)


def _turns(
    session: "Session",
    desk: Desk,
    request: str,
    phases: tuple[str, ...],
    endings: tuple[str, ...],
) -> "End":
    from agent.loop.context import system_prompt, task_prompt
    from agent.loop.conversation import Conversation
    from agent.loop.turns import Turns
    from tools.registry import tools

    engine = session.engine
    allowed = [tool for tool in tools().values() if tool.phase in phases or tool.name in endings]
    conversation = Conversation(engine, session.emit)
    system = system_prompt(allowed)
    conversation.system(system)
    budget = FIRST_PROMPT - engine.count_tokens(system)
    desk.count = engine.count_tokens
    conversation.say(task_prompt(desk, request, rules=_rules(desk), budget=budget))
    session.emit(Located(tuple(desk.paths)))
    return Turns(conversation, desk, allowed, session.settings).take()


def _rules(desk: Desk) -> str:
    for name in ("AGENTS.md", "CLAUDE.md"):
        if desk.draft.exists(name):
            text = desk.draft.text(name)
            kept = text[:RULES].rpartition("\n")[0]
            return text if len(text) <= RULES else f"{kept}\n(and more in {name})"
    return ""


def _deliver(session: "Session", desk: Desk, message: str, *, asked: bool) -> Finished:
    verdict = judge_draft(desk, session.emit, Choice.of(session.settings))
    patch = desk.draft.patch()
    if patch.empty:
        return Finished(session.run, Exit.DONE, "nothing to do: the project is so already")
    show(session, patch)
    tell(verdict, session.emit)
    if verdict.blocking and not session.settings.keep_unverified:
        return keep(session, patch, _new_errors(verdict))
    finished = hand_over(session, patch, message, asked=asked)
    if desk.open_places and finished.exit == Exit.DONE:
        finished = replace(finished, outcome=f"{finished.outcome}; {_need_you(desk.open_places)}")
    if verdict.blocking and finished.exit == Exit.DONE:
        outcome = f"{finished.outcome}, with {_new_errors(verdict)}"
        return replace(finished, exit=int(Exit.UNVERIFIED), outcome=outcome)
    return finished


def _new_errors(verdict: Verdict) -> str:
    count = len(verdict.blocking)
    return f"{count} new error{'s' if count != 1 else ''}"


def _need_you(places: int) -> str:
    return "1 place above needs you" if places == 1 else f"{places} places above need you"
