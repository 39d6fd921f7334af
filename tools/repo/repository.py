"""A user's git repository: what a run takes from it, and the only way changes come into it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Literal

from tools.errors import UserError
from tools.repo import commit as commits
from tools.repo.change import Change
from tools.repo.git import Git, failure
from tools.repo.journal import CommitIntent, Intent, Journal, now
from tools.repo.lock import Held, hold
from tools.repo.merge import Conflict
from tools.repo.outcome import Applied, AppliedRun, Committed, Undone
from tools.repo.patch import Patch
from tools.repo.plan import Plan, as_it_is, demand_one_place, plan_patch, plan_undo
from tools.repo.snapshot import Snapshot, take


class Repository:
    """A work tree with its git directory.

    `root` is the work tree, `git_dir` its own git directory, `common_dir` the one that linked
    work trees share, `state` our folder in there (0700).
    """

    def __init__(self, root: Path, git_dir: Path, common_dir: Path) -> None:
        self.root = root
        self.git_dir = git_dir
        self.common_dir = common_dir
        self.state = common_dir / "offdroid"
        self._git = Git(root)
        self._journal = Journal(self.state)
        self._holds_lock = False
        try:
            self.state.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise UserError(f"`{self.state}` cannot be made: {error.strerror}") from error
        self.state.chmod(0o700)

    @classmethod
    def open(cls, path: Path) -> "Repository":
        """The repository that holds a folder; inside a submodule that is the submodule."""
        ask = ("--is-inside-work-tree", "--git-dir", "--git-common-dir", "--show-toplevel")
        done = Git(path).run("rev-parse", "--path-format=absolute", *ask, check=False)
        lines = done.text.splitlines()
        if done.code == 0 and lines[0] == "true":
            git_dir, common_dir, root = map(Path, lines[1:4])
            return cls(root, git_dir, common_dir)
        if lines:
            hint = "name a folder of a work tree (`git worktree add` makes one)"
            raise UserError(f"`{path}` is a bare repository or a git folder", hint)
        if "not a git repository" in done.error_text:
            raise UserError(f"`{path}` is not in a git repository", "run `git init`")
        raise failure("rev-parse", done)

    @contextmanager
    def lock(self, purpose: str) -> Iterator[None]:
        """Keep other runs out of this repository; may be nested."""
        if self._holds_lock:
            yield
            return
        with hold(self.state / "lock", purpose):
            self._holds_lock = True
            try:
                self._journal.prune()
                yield
            finally:
                self._holds_lock = False

    def recover(self) -> str | None:
        """Finish or take back what a killed process left; one line that says which."""
        if not (self.state / "journal.json").exists():
            return None
        try:
            with self.lock("recover"):
                intent = self._journal.pending()
                return self._recover(intent) if intent else None
        except Held:
            return None  # its process lives and will finish

    def snapshot(self) -> Snapshot:
        """The work tree as it is now, untracked files included."""
        what = commits.under_way(self.git_dir)
        notes = [f"{what} is under way"] if what else []
        return take(self._git, self._index, notes)

    def apply(self, patch: Patch, run: str) -> Applied:
        """Put a patch into the work tree, unstaged: all of it or nothing.

        Where the user changed a file meanwhile both changes are merged; where that cannot be, a
        `Conflict` says so and the patch is kept in the state folder.
        """
        with self._changing(f"apply {run}"):
            plan = self._planned(patch, run)
            intent = self._intent(run, "apply", plan)
            self._change(intent).perform()
            self._journal.finish(intent)
            return Applied(run, patch.paths, plan.merged, _merged_notes(plan))

    def commit(self, patch: Patch, message: str, run: str) -> Committed:
        """Apply a patch and commit only its hunks, with the user's hooks.

        What the user has staged and not staged stays so. A refusing hook is quoted in the
        error; then nothing is applied, and the patch is kept.
        """
        with self._changing(f"commit {run}"):
            head = self._head()
            changes = self._changes_to_commit(patch, head, run)
            plan = self._planned(patch, run)
            intent = replace(self._intent(run, "apply", plan), commit=CommitIntent(head))
            change = self._change(intent)
            change.perform()
            try:
                with commits.prepared_index(self._git, self._index, head, changes) as index:
                    commits.commit_as_user(self._git, index, message, _marker(run))
            except UserError as error:
                self._refuse(error, change, patch, run)
                raise
            except BaseException:
                if not commits.find_commit(self._git, _marker(run)):
                    change.take_back()
                raise
            notes = [*_merged_notes(plan), *commits.unsigned_note(self._git)]
            try:
                notes += self._finish_commit(intent, hooks_ran=True)
            except UserError as error:  # the commit is made: the journal stays for the next time
                notes.append(f"{error.message}; the next offdroid command puts the index right")
            return Committed(self._head(), patch.paths, tuple(notes))

    def demand_author(self) -> None:
        """Refuse where git does not know who commits."""
        commits.demand_identity(self._git)

    def demand_branch(self, name: str) -> None:
        """Refuse what `branch` would refuse whatever the patch is."""
        from tools.repo.references import references

        with references(self.root) as refs:
            refs.demand_new_branch(name)
        self.demand_author()

    def branch(self, name: str, patch: Patch, message: str) -> Committed:
        """Commit a patch's hunks on a new branch from HEAD; the work tree is not touched.

        No hook runs, since nothing is checked out.
        """
        from tools.repo.references import references

        with self.lock(f"branch {name}"), references(self.root) as refs:
            refs.demand_new_branch(name)
            commits.demand_identity(self._git)
            head = self._head()
            changes = commits.changes_on_head(self._git, head, patch)
            with commits.prepared_index(self._git, self._index, head, changes) as index:
                tree = self._git.run("write-tree", "--missing-ok", index=index).text.strip()
            commit = refs.commit_tree(tree, head, message)
            refs.create_branch(name, commit, "offdroid")
            return Committed(commit, patch.paths, commits.unsigned_note(self._git))

    def undo(self, run: str | None) -> Undone:
        """Take back what a run (None: the last one here) changed, byte for byte.

        Where the user changed a file since, both are merged or a `Conflict` is raised. A commit
        of the run is taken back too, as `git reset --soft` would, if HEAD is still there;
        otherwise a `UserError` names `git revert`.
        """
        with self._changing(f"undo {run or ''}".strip()):
            done = self._applied_run(run)
            if done.commit:
                self._demand_last(done.commit.commit)
            plan = plan_undo(self._git, done)
            intent = replace(self._intent(done.run, "undo", plan), commit=done.commit)
            self._change(intent).perform()
            notes = _merged_notes(plan)
            if intent.commit:
                notes = (*notes, *self._take_commit_back(intent, intent.commit))
            self._journal.finish(intent)
            commit = done.commit.commit if done.commit else ""
            return Undone(
                done.run, tuple(step.path for step in done.steps), plan.merged, commit, notes
            )

    def runs_applied(self) -> tuple[AppliedRun, ...]:
        """The runs of the last 30 days whose patch landed, newest first."""
        return tuple(
            AppliedRun(
                done.run,
                done.when,
                Path(done.root),
                tuple(step.path for step in done.steps),
                done.commit.commit if done.commit else "",
                undone,
            )
            for done, undone in self._journal.applied()
        )

    def forget(self, run: str) -> None:
        """Delete what is kept to undo a run."""
        self._journal.forget(run)

    @property
    def _index(self) -> Path:
        return self.git_dir / "index"

    def _head(self) -> str:
        """The id of HEAD's commit; empty before the first one."""
        return self._git.line("rev-parse", "-q", "--verify", "HEAD^{commit}")

    @contextmanager
    def _changing(self, purpose: str) -> Iterator[None]:
        with self.lock(purpose):
            self.recover()
            yield

    def _intent(self, run: str, kind: Literal["apply", "undo"], plan: Plan) -> Intent:
        return Intent(
            run=run,
            kind=kind,
            root=str(self.root),
            token=os.urandom(4).hex(),
            when=now(),
            steps=plan.steps,
            made=plan.made,
            emptied=plan.emptied,
        )

    def _change(self, intent: Intent) -> Change:
        return Change(self._git, self._journal, intent, self._aside(intent.run))

    def _aside(self, run: str) -> Path:
        return self.state / "runs" / run / "aside"

    def _planned(self, patch: Patch, run: str) -> Plan:
        try:
            return plan_patch(self._git, patch)
        except UserError as error:
            error.hint = self._kept(patch, run, error.hint)
            raise

    def _kept(self, patch: Patch, run: str, hint: str = "") -> str:
        """Keep a patch that could not land; the hint that names it."""
        place = self.state / "runs" / run / "kept.patch"
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        patch.write(place)
        place.chmod(0o600)
        kept = f"the patch is kept: `git apply --reject {place}`"
        return f"{hint}; {kept}" if hint else kept

    def _changes_to_commit(self, patch: Patch, head: str, run: str) -> list[commits.BlobChange]:
        """The hunks on HEAD, after everything that could refuse the commit was asked."""
        if what := commits.under_way(self.git_dir):
            hint = f"finish {what.removeprefix('a ')} first, or leave `--commit` out"
            raise UserError(f"{what} is under way, so nothing can be committed", hint)
        if (self.git_dir / "index.lock").exists():
            hint = "end it, or remove `.git/index.lock` if none runs"
            raise UserError("another git command holds the index of this repository", hint)
        commits.demand_identity(self._git)
        try:
            changes = commits.changes_on_head(self._git, head, patch)
            _, met = commits.carried(self._git, changes)
            if met:
                raise Conflict(f"your staged work in `{met[0]}` meets the change")
        except Conflict as error:
            error.hint = self._kept(patch, run, "leave `--commit` out to apply without a commit")
            raise
        return changes

    def _refuse(self, error: UserError, change: Change, patch: Patch, run: str) -> None:
        """Take everything back after a commit that was not made, and say where the patch is."""
        aside = change.take_back()
        error.hint = self._kept(patch, run, error.hint)
        if aside:
            error.hint += f"; what the hooks made of `{aside[0]}` is in `{self._aside(run)}`"

    def _finish_commit(self, intent: Intent, *, hooks_ran: bool = False) -> list[str]:
        """After the commit: note its id, carry the index over, count the change as done."""
        assert intent.commit
        commit = commits.find_commit(self._git, _marker(intent.run))
        steps = as_it_is(self._git, intent.steps) if hooks_ran else intent.steps
        done = replace(intent, steps=steps, commit=replace(intent.commit, commit=commit))
        self._journal.write(done)
        met = commits.carry_index(self._git, intent.commit.head, commit)
        self._journal.finish(done)
        return [f"your staged work in `{path}` was left as it is" for path in met]

    def _applied_run(self, run: str | None) -> Intent:
        if run is None:
            here = (done for done, undone in self._journal.applied() if not undone)
            done = next((done for done in here if done.root == str(self.root)), None)
            if done is None:
                raise UserError("there is no run to undo in this work tree")
            return done
        done = self._journal.find(run)
        if done is None:
            raise UserError(f"there is no applied run `{run}`", "`offdroid runs list` shows them")
        if any(other.run == run and undone for other, undone in self._journal.applied()):
            raise UserError(f"the run `{run}` was undone already")
        demand_one_place(done, str(self.root))
        return done

    def _demand_last(self, commit: str) -> None:
        """Refuse to take a commit back that is not HEAD, or that others may have."""
        from tools.repo.references import references

        hint = f"run `git revert {commit[:10]}`"
        if self._head() != commit:
            raise UserError(f"HEAD has moved on from the run's commit `{commit[:10]}`", hint)
        if what := commits.under_way(self.git_dir):
            raise UserError(f"{what} is under way, so the commit cannot be taken back")
        with references(self.root) as refs:
            if remote := refs.published(commit):
                raise UserError(f"the run's commit `{commit[:10]}` is on `{remote}`", hint)

    def _take_commit_back(self, intent: Intent, made: CommitIntent) -> list[str]:
        from tools.repo.references import references

        try:
            with references(self.root) as refs:
                refs.move_head(made.commit, made.head, f"offdroid undo {intent.run}")
        except BaseException:
            self._change(intent).take_back()
            raise
        met = commits.carry_index(self._git, made.commit, made.head)
        return [f"your staged work in `{path}` was left as it is" for path in met]

    def _recover(self, intent: Intent) -> str:
        if intent.root != str(self.root) and not Path(intent.root).is_dir():
            self._journal.drop()
            return f"the work tree `{intent.root}` of the killed run `{intent.run}` is gone"
        if intent.root != str(self.root):
            return Repository.open(Path(intent.root))._recover(intent)
        if intent.commit and self._commit_went_through(intent, intent.commit):
            return f"finished the killed {_named(intent)}"
        left = self._change(intent).take_back()
        aside = f"; left as it is, since you changed it: `{'`, `'.join(left)}`" if left else ""
        return f"took back the killed {_named(intent)}{aside}"

    def _commit_went_through(self, intent: Intent, made: CommitIntent) -> bool:
        """Finish a change whose commit was made, or taken back, before the kill."""
        if intent.kind == "apply" and commits.find_commit(self._git, _marker(intent.run)):
            self._finish_commit(intent)
            return True
        if intent.kind == "undo" and self._head() == made.head:
            commits.carry_index(self._git, made.commit, made.head)
            self._journal.finish(intent)
            return True
        return False


def _marker(run: str) -> str:
    return f"offdroid {run}"


def _named(intent: Intent) -> str:
    return f"run `{intent.run}`" if intent.kind == "apply" else f"undo of run `{intent.run}`"


def _merged_notes(plan: Plan) -> tuple[str, ...]:
    return tuple(f"`{path}` was changed meanwhile: both changes are kept" for path in plan.merged)
