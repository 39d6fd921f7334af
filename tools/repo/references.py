"""Branches and HEAD through GitPython, whose every git call goes the safe way of `Git`.

`import git` starts `git version`, so this module is imported only where a reference is moved.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import git as gitpython

from tools.errors import Kind, UserError
from tools.repo.git import Git


class _SafeCommand(gitpython.Git):
    """GitPython's way to call git, over ours: same environment, no process of its own."""

    def execute(  # type: ignore[override]  # the overloads promise process handles too
        self,
        command: str | Sequence[str],
        istream: None = None,
        with_extended_output: bool = False,
        with_exceptions: bool = True,
        **_: object,
    ) -> str | tuple[int, str, str]:
        assert not isinstance(command, str)
        done = Git(Path(self.working_dir or ".")).run(*command[1:], check=False)
        if with_exceptions and done.code:
            raise gitpython.GitCommandError(list(command), done.code, done.stderr)
        output = done.text.removesuffix("\n")
        return (done.code, output, done.error_text) if with_extended_output else output


class _SafeRepo(gitpython.Repo):
    GitCommandWrapperType = _SafeCommand


class References:
    """The branches and HEAD of a work tree."""

    def __init__(self, repo: gitpython.Repo) -> None:
        self._repo = repo

    def demand_new_branch(self, name: str) -> None:
        """Refuse a name that no branch can have, or that one has."""
        status, _, _ = self._repo.git.check_ref_format(
            f"refs/heads/{name}", with_extended_output=True, with_exceptions=False
        )
        if status or name.startswith("-") or name == "HEAD":
            raise UserError(f"`{name}` is not a name that a branch can have", kind=Kind.USAGE)
        taken = self._repo.git.for_each_ref(f"refs/heads/{name}", format="%(refname)").splitlines()
        if f"refs/heads/{name}" in taken:
            raise UserError(f"the branch `{name}` exists already", "name another one")

    def create_branch(self, name: str, commit: str, reason: str) -> None:
        """Make a branch at a commit; no file and no HEAD is touched."""
        self._update("--create-reflog", "-m", reason, f"refs/heads/{name}", commit, "")

    def commit_tree(self, tree: str, parent: str, message: str) -> str:
        """Make a commit object and hand back its id; an empty `parent` makes a first commit."""
        parents = ["-p", parent] if parent else []
        return str(self._repo.git.commit_tree(tree, *parents, "-m", message))

    def move_head(self, old: str, new: str, reason: str) -> None:
        """Move HEAD's branch (or a detached HEAD) if it is still at `old`; empty: no commit."""
        if new:
            self._update("-m", reason, "HEAD", new, old)
        else:
            self._update("-m", reason, "-d", "HEAD", old)

    def published(self, commit: str) -> str:
        """A remote branch that holds the commit; empty if none is known to."""
        names = self._repo.git.for_each_ref(
            "refs/remotes", contains=commit, count=1, format="%(refname:short)"
        )
        return str(names)

    def _update(self, *args: str) -> None:
        try:
            self._repo.git.update_ref(*args)
        except gitpython.GitCommandError as error:
            reason = str(error.stderr).strip().strip("'").removeprefix("stderr: '")
            raise UserError(f"git cannot move the reference: {reason}") from error


@contextmanager
def references(root: Path) -> Iterator[References]:
    """The references of the work tree at `root`."""
    with _SafeRepo(root) as repo:
        yield References(repo)
