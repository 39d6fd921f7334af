"""The script of our pre-commit hook, which finds this very installation without `PATH`."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from shlex import join, quote

from tools.repo.hooks import KEPT, MARK

LINE = "offdroid review --staged"
_PROGRAM = "import sys; sys.path.insert(0, {home!r}); from agent.__main__ import main; main()"

_SCRIPT = """#!/bin/sh
{mark} `offdroid hook uninstall` takes it away.
# It reviews what is about to be committed; `git commit --no-verify` skips it.
before="$(dirname "$0")/{kept}"
if [ -x "$before" ] && [ -z "$PRE_COMMIT_RUNNING_LEGACY" ]; then
    "$before" "$@" || exit $?
fi
folder="$(git rev-parse --git-dir)" || exit 0
for doing in MERGE_HEAD CHERRY_PICK_HEAD REVERT_HEAD rebase-merge rebase-apply; do
    [ -e "$folder/$doing" ] && exit 0
done
if {there}; then
    {command} review --staged
elif command -v offdroid >/dev/null 2>&1; then
    offdroid review --staged
else
    echo {gone} >&2
    exit 0
fi
case $? in
1 | 130)
    echo 'offdroid: not committed; `git commit --no-verify` skips the review' >&2
    exit 1
    ;;
esac
exit 0
"""


@dataclass(frozen=True)
class Launcher:
    """How this installation is started; it is gone where one of `files` is."""

    command: tuple[str, ...]
    files: tuple[Path, ...]


def launcher() -> Launcher:
    """The command that started this process, in a form that works from anywhere."""
    started = Path(sys.argv[0])
    if started.name.startswith("offdroid") and os.access(started, os.X_OK):
        script = started.absolute()
        return Launcher((str(script),), (script,))
    home = Path(__file__).resolve().parent.parent.parent
    command = (sys.executable, "-P", "-c", _PROGRAM.format(home=str(home)))
    return Launcher(command, (Path(sys.executable), home / "agent" / "__main__.py"))


def script() -> str:
    """The hook as a shell script."""
    found = launcher()
    first, *others = found.files
    there = [f"[ -x {quote(str(first))} ]", *(f"[ -f {quote(str(file))} ]" for file in others)]
    gone = (
        f"offdroid is no longer at {first}: this commit is not reviewed "
        "(install it again, or remove this hook)"
    )
    return _SCRIPT.format(
        mark=MARK,
        kept=KEPT,
        there=" && ".join(there),
        command=join(found.command),
        gone=quote(gone),
    )
