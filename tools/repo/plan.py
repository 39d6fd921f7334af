"""From a patch, or a record to undo, to the steps that the work tree as it is now needs."""

import os
from collections.abc import Sequence
from dataclasses import dataclass

from tools.errors import UserError
from tools.repo.git import Git
from tools.repo.journal import Intent, Step
from tools.repo.merge import Conflict, merge
from tools.repo.patch import FileChange, Patch
from tools.repo.tree import Content
from tools.repo.worktree import FileState, WorkTree


@dataclass(frozen=True)
class Plan:
    """What to do; `merged` are the paths where the user's change meanwhile is kept too."""

    steps: tuple[Step, ...]
    made: tuple[str, ...]
    emptied: tuple[str, ...]
    merged: tuple[str, ...]


def plan_patch(git: Git, patch: Patch) -> Plan:
    """The steps that apply a patch; a `Conflict` names every path where it cannot be."""
    planner = _Planner(git)
    for change in patch.files:
        planner.add_change(change)
    return planner.plan("while the run went on")


def plan_undo(git: Git, done: Intent) -> Plan:
    """The steps that take a done intent back; a `Conflict` names the paths where it cannot be."""
    planner = _Planner(git)
    for step in done.steps:
        planner.add_reversal(step)
    plan = planner.plan("since the run")
    return Plan(plan.steps, plan.made, done.made, plan.merged)


class _Planner:
    def __init__(self, git: Git) -> None:
        self._git = git
        self._tree = WorkTree(git.folder)
        self._steps: list[Step] = []
        self._merged: list[str] = []
        self._conflicts: list[str] = []

    def add_change(self, change: FileChange) -> None:
        origin = change.source or change.path
        current = self._tree.read(origin)
        if change.old is None:
            self._add_creation(change.path, change.new, current)
        elif current is None:
            self._conflicts.append(origin)
        elif change.new is None:
            self._add_deletion(origin, change.old, current)
        else:
            target = self._target(origin, change.old, change.new, current)
            if target and change.source:
                self._add_rename(change, current, target)
            elif target:
                self._add(Step(change.path, current, target))

    def add_reversal(self, step: Step) -> None:
        current = self._tree.read(step.path)
        if current == step.before:
            return
        if current == step.after:
            self._add(Step(step.path, current, step.before))
        elif current and step.before and step.after:
            data = merge(self._git, step.after.data, current.data, step.before.data)
            mode = step.before.mode if current.mode == step.after.mode else current.mode
            self._add_merged(step.path, current, data, mode)
        else:
            self._conflicts.append(step.path)

    def plan(self, when: str) -> Plan:
        if self._conflicts:
            named = ", ".join(f"`{path}`" for path in self._conflicts)
            raise Conflict(f"nothing was changed, since you changed {named} {when}")
        for step in self._steps:
            self._tree.demand_writable(step.path)
        made = {
            name
            for step in self._steps
            if step.after
            for name in self._tree.missing_folders(step.path)
        }
        emptied = {name for step in self._steps if not step.after for name in _folders(step.path)}
        return Plan(
            tuple(self._steps), tuple(sorted(made)), tuple(sorted(emptied)), tuple(self._merged)
        )

    def _add(self, step: Step) -> None:
        if step.before != step.after:
            self._steps.append(step)

    def _add_creation(self, path: str, new: Content | None, current: FileState | None) -> None:
        assert new
        if current is None:
            mode = _new_mode(new.executable)
            self._add(Step(path, None, FileState(new.data, mode)))
        elif current.data != new.data:
            self._conflicts.append(path)

    def _add_deletion(self, path: str, old: Content, current: FileState) -> None:
        if current.data == old.data:
            self._add(Step(path, current, None))
        else:
            self._conflicts.append(path)

    def _add_rename(self, change: FileChange, current: FileState, target: FileState) -> None:
        assert change.source
        if self._tree.read(change.path) is None:
            self._add(Step(change.source, current, None))
            self._add(Step(change.path, None, target))
        else:
            self._conflicts.append(change.path)

    def _target(
        self, path: str, old: Content, new: Content, current: FileState
    ) -> FileState | None:
        """What the file becomes; None after a conflict was noted."""
        mode = current.mode
        if old.executable != new.executable:
            mode = mode | (mode >> 2 & 0o111) if new.executable else mode & ~0o111
        data = merge(self._git, old.data, current.data, new.data)
        if data is None:
            self._conflicts.append(path)
            return None
        if current.data != old.data:
            self._merged.append(path)
        return FileState(data, mode)

    def _add_merged(self, path: str, current: FileState, data: bytes | None, mode: int) -> None:
        if data is None:
            self._conflicts.append(path)
        else:
            self._merged.append(path)
            self._add(Step(path, current, FileState(data, mode)))


def _folders(path: str) -> Sequence[str]:
    parts = path.split("/")[:-1]
    return ["/".join(parts[: count + 1]) for count in range(len(parts))]


def _new_mode(executable: bool) -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return (0o777 if executable else 0o666) & ~mask


def as_it_is(git: Git, steps: Sequence[Step]) -> tuple[Step, ...]:
    """The same steps, ending in what lies there now: hooks may have formatted the files."""
    tree = WorkTree(git.folder)
    return tuple(Step(step.path, step.before, tree.read(step.path)) for step in steps)


def demand_one_place(intent: Intent, root: str) -> None:
    """Refuse to undo in another work tree than the one where the run was applied."""
    if intent.root != root:
        hint = f"run `offdroid undo --path {intent.root} {intent.run}`"
        raise UserError(f"`{intent.run}` was applied in the work tree `{intent.root}`", hint)
