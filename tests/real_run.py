"""A whole run on a copy of the sample with a real model: it ends, and never breaks a file.

A tiny model cannot do the work; what counts is that whatever it says, the files stay whole.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.agent.project import ROOT, git
from tools.syntax import kotlin

REQUEST = "make the login button say Sign in"
_SECONDS = 1500


def run_on_the_sample(folder: Path, *flags: str, **environment: str) -> list[dict[str, object]]:
    """Run the request on a copy of the sample in `folder`; the events, once all was checked."""
    shutil.copytree(ROOT / "fixtures" / "android_sample", folder)
    for arguments in (("init", "-q", "-b", "main"), ("add", "-A"), ("commit", "-qm", "Start")):
        git(folder, *arguments)
    done = subprocess.run(
        [sys.executable, "-P", "-m", "agent", "run", REQUEST, "--json", "--max-turns", "4", *flags],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=_SECONDS,
    )
    assert done.returncode in (0, 1), done.stderr
    changed = git(folder, "status", "--porcelain").split("\n")[:-1]
    assert done.returncode == 0 or changed == []
    for line in changed:
        path = folder / line[3:]
        if path.suffix == ".kt" and path.exists():
            assert kotlin.parse(line[3:], path.read_text(encoding="utf-8")).errors == 0, path
    return [json.loads(line) for line in done.stdout.splitlines()]


def replies(events: list[dict[str, object]]) -> list[dict[str, object]]:
    """The exchanges with the model."""
    return [event for event in events if event["event"] == "model-replied"]
