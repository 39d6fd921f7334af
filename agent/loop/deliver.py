"""Hands a judged patch over: to the work tree, a commit, a branch or a file."""

from pathlib import Path
from typing import TYPE_CHECKING

from agent.events import Asked, Diffed, Finished, Noted
from agent.exits import Exit
from agent.loop.policy import question
from tools.repo.patch import Patch

if TYPE_CHECKING:
    from agent.app import Session


def demand(session: "Session") -> None:
    """Refuse before any work what the delivery would refuse after it."""
    settings = session.settings
    if settings.patch:
        Patch.demand_place(Path(settings.patch))
    if settings.branch:
        session.repository.demand_branch(settings.branch)
    if settings.commit:
        session.repository.demand_author()


def show(session: "Session", patch: Patch) -> None:
    """Show the whole diff."""
    session.emit(Diffed(patch.text, len(patch.files), patch.added, patch.removed))


def keep(session: "Session", patch: Patch, outcome: str) -> Finished:
    """Apply nothing; keep the patch beside the transcript and say where."""
    if patch.empty:
        return Finished(session.run, Exit.NOT_DONE, outcome)
    path = session.repository.state / "runs" / session.run / "kept.patch"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    patch.write(path)
    return Finished(session.run, Exit.NOT_DONE, f"{outcome}; nothing was applied", patch=str(path))


def hand_over(session: "Session", patch: Patch, message: str, *, asked: bool) -> Finished:
    """Apply the patch as the settings say. `asked`: whether the person asked for just this."""
    settings = session.settings
    touches = not (settings.patch or settings.branch)
    doubt = question(patch, settings.ask_above) if touches and not asked else ""
    if doubt:
        answer = session.ask(doubt)
        session.emit(Asked(doubt, answer))
        if not answer:
            refused = "refused" if answer is False else "nobody to ask (use `--yes`)"
            return keep(session, patch, f"not applied: {refused}")
    paths = tuple(change.path for change in patch.files)
    count = f"{len(paths)} file{'s' if len(paths) != 1 else ''} changed"
    undo = f"offdroid undo {session.run}"
    if settings.patch:
        patch.write(Path(settings.patch))
        outcome = f"patch written to {settings.patch}"
        return Finished(session.run, 0, outcome, patch=settings.patch, files=paths)
    if settings.branch:
        made = session.repository.branch(settings.branch, patch, message)
        _say(session, made.notes)
        outcome = f"{count} on the branch `{settings.branch}`"
        return Finished(session.run, 0, outcome, commit=made.commit, files=paths)
    if settings.commit:
        made = session.repository.commit(patch, message, session.run)
        _say(session, made.notes)
        outcome = f"{count} and committed as {made.commit[:10]}"
        return Finished(session.run, 0, outcome, undo=undo, commit=made.commit, files=paths)
    applied = session.repository.apply(patch, session.run)
    _say(session, applied.notes)
    return Finished(session.run, 0, count, undo=undo, files=paths)


def _say(session: "Session", notes: tuple[str, ...]) -> None:
    for note in notes:
        session.emit(Noted(note))
