"""Git as offdroid calls it: no hooks, no filters, no network, no prompts, no signing, no upkeep.

Filter drivers (`filter.NAME.clean`, `.smudge`, `.process`) are programs that a repository names;
they are switched off by name in every call, so that a file's content in git's form is its raw
content but for line ends. The one exception to all of this is `user_environment`: `git commit`
on the user's behalf, with the user's hooks.
"""

import os
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from pathlib import Path

from tools.errors import UserError
from tools.process import Completed, run

_KEPT = {  # variables that say who the user is and where their git and its settings are
    *(f"GIT_{who}_{what}" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL", "DATE")),
    "GIT_CONFIG_GLOBAL",
    "GIT_CONFIG_SYSTEM",
    "GIT_CONFIG_NOSYSTEM",
    "GIT_EXEC_PATH",
    "GIT_CEILING_DIRECTORIES",
    "GIT_DISCOVERY_ACROSS_FILESYSTEM",
}
_SAFE_VARIABLES = {
    "LC_ALL": "C",
    "GIT_ALLOW_PROTOCOL": "none",  # unlike `protocol.allow`, no repository setting beats it
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ASKPASS": "false",
    "SSH_ASKPASS": "false",
    "GIT_SSH_COMMAND": "false",
    "GIT_EDITOR": "false",
    "GIT_LFS_SKIP_SMUDGE": "1",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
}
_SAFE_SETTINGS = (
    ("core.hooksPath", "/dev/null"),
    ("core.fsmonitor", "false"),
    ("core.splitIndex", "false"),
    ("core.safecrlf", "false"),
    ("credential.helper", ""),
    ("protocol.allow", "never"),
    ("commit.gpgSign", "false"),
    ("log.showSignature", "false"),
    ("gc.auto", "0"),
    ("maintenance.auto", "false"),
    ("submodule.recurse", "false"),
)
# What a commit of the user's own keeps from the above: a background job would outlive us, and
# a file monitor speaks over a socket that the seal closes.
_COMMIT_SETTINGS = (
    ("core.fsmonitor", "false"),
    ("core.logAllRefUpdates", "true"),
    ("gc.auto", "0"),
    ("maintenance.auto", "false"),
)


class Git:
    """Runs git in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(
        self,
        *args: str,
        stdin: bytes = b"",
        index: Path | None = None,
        check: bool = True,
        meanwhile: Callable[[], None] | None = None,
    ) -> Completed:
        """Run a git command; `index` is used in place of the user's. A failure is a `UserError`.

        `meanwhile` is called while git runs.
        """
        # Whatever writes an index may read files that are as new as it, through their filters.
        writes_index = index is not None or args[0] == "update-index"
        more = self._switched_off if writes_index else ()
        environment = safe_environment(more)
        if index is not None:
            environment["GIT_INDEX_FILE"] = str(index)
        done = run(
            ["git", *args],
            cwd=self.folder,
            environment=environment,
            stdin=stdin,
            meanwhile=meanwhile,
        )
        if check and done.code:
            raise failure(args[0], done)
        return done

    def line(self, *args: str) -> str:
        """What a command prints, without the newline; empty where it fails."""
        done = self.run(*args, check=False)
        return "" if done.code else done.text.removesuffix("\n")

    @cached_property
    def no_object(self) -> str:
        """The id that stands for no object, as long as this repository's ids are."""
        sha256 = self.line("rev-parse", "--show-object-format") == "sha256"
        return "0" * (64 if sha256 else 40)

    @cached_property
    def _switched_off(self) -> tuple[tuple[str, str], ...]:
        """Settings that switch every configured filter driver off."""
        done = run(
            ["git", "config", "-z", "--name-only", "--get-regexp", r"^filter\..*\."],
            cwd=self.folder,
            environment=safe_environment(()),
        )
        drivers = {key.rpartition(".")[0] for key in done.text.split("\0") if key}
        return tuple(
            (f"{driver}.{part}", "false" if part == "required" else "")
            for driver in sorted(drivers)
            for part in ("clean", "smudge", "process", "required")
        )


def safe_environment(more: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The environment of our own git calls; `more` are further settings."""
    settings = [*_user_settings(os.environ), *_SAFE_SETTINGS, *more]
    return _base_environment() | _SAFE_VARIABLES | _as_variables(settings)


def user_environment() -> dict[str, str]:
    """The environment of a git command that the user could have typed: hooks and filters run."""
    settings = [*_user_settings(os.environ), *_COMMIT_SETTINGS]
    return _base_environment() | {"GIT_TERMINAL_PROMPT": "0"} | _as_variables(settings)


def failure(command: str, done: Completed) -> UserError:
    """The error of a failed git command, with a hint where the cause is known."""
    reason = done.error_text.removeprefix("fatal: ").removeprefix("error: ")
    if owned := re.search(r"dubious ownership in repository at '(.+)'", reason):
        return UserError(
            "git does not trust this repository, since it belongs to another user",
            f"run `git config --global --add safe.directory {owned[1]}` if you trust it",
        )
    if "index.lock" in reason:
        hint = "end the other git command, or remove `.git/index.lock` if none runs"
        return UserError("another git command holds the index of this repository", hint)
    first = reason.splitlines()[0] if reason else f"exit code {done.code}"
    return UserError(f"`git {command}` failed: {first.rstrip('.')}")


def _base_environment() -> dict[str, str]:
    return {
        name: value
        for name, value in os.environ.items()
        if name in _KEPT or not name.startswith("GIT_")
    }


def _user_settings(environment: Mapping[str, str]) -> list[tuple[str, str]]:
    """Settings that the user's environment holds (containers mark trusted folders so)."""
    count = environment.get("GIT_CONFIG_COUNT", "0")
    return [
        (environment[f"GIT_CONFIG_KEY_{number}"], environment[f"GIT_CONFIG_VALUE_{number}"])
        for number in range(int(count) if count.isdecimal() else 0)
        if f"GIT_CONFIG_KEY_{number}" in environment and f"GIT_CONFIG_VALUE_{number}" in environment
    ]


def _as_variables(settings: list[tuple[str, str]]) -> dict[str, str]:
    variables = {"GIT_CONFIG_COUNT": str(len(settings))}
    for number, (key, value) in enumerate(settings):
        variables[f"GIT_CONFIG_KEY_{number}"] = key
        variables[f"GIT_CONFIG_VALUE_{number}"] = value
    return variables
