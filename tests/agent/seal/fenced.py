"""Raises the write fence around a repository, and tries to write: `HOME` must hold `repo`.

Prints `{attempt: outcome}`, with "done" where it could be written.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from agent.seal import close, kernel
from agent.seal.fence import Fence, own_folders
from tests.agent.seal.closing import enter_docker, enter_namespace

SPOOL = "cd /var/spool; cd cron/crontabs || true; touch offdroid-lab && rm offdroid-lab"
IDENTITY = "git -c user.name=a -c user.email=a@b"
ATTEMPTS = {
    "a source file": "echo x > repo/A.kt",
    "a commit": f"cd repo && git add -A && {IDENTITY} commit -qm x",
    "a temporary file": "f=$(mktemp) && echo x > $f && rm $f",
    "our own folder": "echo x > .cache/offdroid/x",
    "git's hook": "echo x > repo/.git/hooks/post-checkout",
    "git's setting": "git -C repo config core.fsmonitor evil",
    "git's settings by rename": "echo > repo/.git/c && mv repo/.git/c repo/.git/config",
    "the hooks moved away": "mv repo/.git/hooks repo/.git/h2 && mv repo/.git/h2 repo/.git/hooks",
    "git moved away": "mv repo/.git repo/g2 && mv repo/g2 repo/.git",
    "a linked work tree moved away": "cd repo/.git/worktrees && mv more m && mv m more",
    "all linked work trees moved away": "cd repo/.git && mv worktrees w && mv w worktrees",
    "hooks that the settings name": "echo x > repo/.githooks/pre-commit",
    "settings that the settings include": "echo > repo/.gitconfig",
    "what a hook leads to": "echo x >> repo/scripts/post-merge",
    "the fence taken away": "umount repo/.git/hooks",
    "a hook of a submodule": "echo x > repo/.git/modules/sub/hooks/post-checkout",
    "start-up file of the shell": "echo x >> .bashrc",
    "new start-up file": "echo x > .zshenv",
    "script that every build runs": "mkdir -p .gradle/init.d && echo x > .gradle/init.d/x.gradle",
    "through a link": "ln -sfn $HOME/.bashrc repo/link && echo x >> repo/link",
    "by a hard link": "ln .bashrc repo/hard && echo x >> repo/hard",
    "a unit of the session": "mkdir -p .config/systemd/user && echo x > .config/systemd/user/x",
    "a program that starts by itself": "mkdir -p .config/autostart",
    "the own settings": "mkdir -p .config/offdroid && echo x > .config/offdroid/config.toml",
    "a job for later": "echo true | at now",
    "the spool of cron": SPOOL,
    "the kernel's settings": "echo 0 > /proc/self/oom_score_adj",
}


FENCES = {"namespace": "whole", "supervised": "folders", "filter": "folders"}
"""Tier -> which walls of the fence it has."""


def main() -> None:
    """Fence or not, try all, print."""
    home = Path(os.environ["HOME"])
    mode = sys.argv[1]
    if mode == "supervised":
        enter_namespace(kernel.CLONE_NEWUSER)
    elif mode == "filter":
        enter_docker()
    if mode != "open":
        own = own_folders([str(home / ".cache/offdroid")])
        sealed = close("required", None, Fence(str(home / "repo"), own))
        assert (sealed.tier, sealed.fence) == (mode, FENCES[mode]), sealed
    outcomes = {}
    for name, script in ATTEMPTS.items():
        ended = subprocess.run(
            ["bash", "-ec", script], cwd=home, capture_output=True, text=True, check=False
        )
        outcomes[name] = ended.stderr.strip() or "failed" if ended.returncode else "done"
    print(json.dumps(outcomes))


if __name__ == "__main__":
    main()
