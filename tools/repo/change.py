"""Carries an intent out, or takes it back: all files or none."""

from pathlib import Path

from tools.errors import UserError
from tools.repo.git import Git
from tools.repo.journal import Intent, Journal, Step
from tools.repo.merge import Conflict, merge
from tools.repo.worktree import FileState, WorkTree


class Change:
    """One intent on one work tree. `aside` is the folder for versions that fit nowhere else."""

    def __init__(self, git: Git, journal: Journal, intent: Intent, aside: Path) -> None:
        self._git = git
        self._journal = journal
        self._intent = intent
        self._aside = aside
        self._tree = WorkTree(git.folder)
        self._steps = list(enumerate(intent.steps))
        self._begun: set[int] | None = None  # steps begun; None: another process knew
        self._place = "the journal"  # what is being written, for the message of a failure

    def perform(self) -> None:
        """Write the journal, then the files; `Journal.finish` counts the change as done.

        Whatever goes wrong, Ctrl-C included, the files are put back and the error goes on.
        """
        self._begun = set()
        try:
            self._journal.write(self._intent)
            self._write(self._begun)
        except OSError as error:
            self.take_back()
            message = f"nothing was changed, since {self._place} cannot be written"
            hint = "make room or give the rights, then try again"
            raise UserError(f"{message}: {error.strerror}", hint) from error
        except BaseException:
            self.take_back()
            raise

    def take_back(self) -> tuple[str, ...]:
        """Put every file back as it was and forget the intent; harmless if done twice.

        A file that was changed meanwhile keeps that change if it can be merged. If not: after a
        kill it is left as it is; within the same process (a hook rewrote it) its version goes
        `aside` and the file is put back. The paths are handed back.
        """
        try:
            unmerged = tuple(step.path for number, step in self._steps if self._restore(number))
            for number, step in self._steps:
                self._tree.remove(step.path, self._intent.temporary(number))
                self._tree.remove(step.path, self._intent.temporary_back(number))
            for folder in reversed(self._intent.made):
                self._tree.remove_folder(folder)
            self._tree.settle_folders(step.path for _, step in self._steps)
        except OSError as error:
            hint = "make room or give the rights, then run any offdroid command to try again"
            raise UserError(f"the files cannot be put back: {error.strerror}", hint) from error
        self._journal.drop()
        return unmerged

    def _write(self, begun: set[int]) -> None:
        for folder in self._intent.made:
            self._place = f"`{folder}`"
            self._tree.make_folder(folder)
        for number, step in self._steps:
            self._place = f"`{step.path}`"
            if step.after:
                self._tree.stage(step.path, step.after, self._intent.temporary(number))
        for number, step in self._steps:  # all written first: then the disk takes them together
            if step.after:
                self._tree.settle(step.path, self._intent.temporary(number))
        for number, step in self._steps:
            self._place = f"`{step.path}`"
            if self._tree.read(step.path) != step.before:
                raise Conflict(f"`{step.path}` was changed at this very moment", "try again")
            begun.add(number)
            if step.after:
                self._tree.replace(step.path, self._intent.temporary(number))
            else:
                self._tree.remove(step.path)
        for folder in reversed(self._intent.emptied):
            self._tree.remove_folder(folder)
        self._tree.settle_folders([*self._intent.made, *(step.path for _, step in self._steps)])

    def _restore(self, number: int) -> bool:
        """Put one file back; whether its present version could not be kept in it."""
        step = self._intent.steps[number]
        if not self._was_begun(number, step):
            return False
        try:
            current = self._tree.read(step.path)
        except UserError:
            return True  # a link or a folder took its place: not ours to touch
        if current == step.before:
            return False
        if current == step.after:
            self._put(number, step.before)
            return False
        merged = self._merged(step, current)
        if merged:
            self._put(number, merged)
        elif self._begun is not None:
            self._set_aside(step.path, current)
            self._put(number, step.before)
        return merged is None

    def _was_begun(self, number: int, step: Step) -> bool:
        """A staged file that still lies there was not put in its place."""
        if self._begun is not None:
            return number in self._begun
        return not (step.after and self._tree.has(step.path, self._intent.temporary(number)))

    def _put(self, number: int, state: FileState | None) -> None:
        path = self._intent.steps[number].path
        if state is None:
            self._tree.remove(path)
            return
        for folder in self._tree.missing_folders(path):
            self._tree.make_folder(folder)
        self._tree.stage(path, state, self._intent.temporary_back(number))
        self._tree.settle(path, self._intent.temporary_back(number))
        self._tree.replace(path, self._intent.temporary_back(number))

    def _merged(self, step: Step, current: FileState | None) -> FileState | None:
        """The file with the change since kept and ours taken back."""
        if not (current and step.before and step.after):
            return None
        data = merge(self._git, step.after.data, current.data, step.before.data)
        mode = step.before.mode if current.mode == step.after.mode else current.mode
        return None if data is None else FileState(data, mode)

    def _set_aside(self, path: str, state: FileState | None) -> None:
        if state:
            place = self._aside / path
            place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            place.write_bytes(state.data)
            place.chmod(0o600)
