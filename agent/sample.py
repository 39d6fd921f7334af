"""The sample app that ships with offdroid, and a scratch copy of it as a git repository."""

import os
import shutil
from pathlib import Path
from tempfile import mkdtemp

from tools.errors import Kind, UserError
from tools.process import run

_HERE = Path(__file__).resolve().parent
_BUILT = shutil.ignore_patterns("build", ".gradle", ".kotlin", ".idea", "local.properties")
_CONFIG = {
    "user.name": "offdroid demo",
    "user.email": "demo@offdroid.invalid",
    "commit.gpgsign": "false",
    "core.hooksPath": os.devnull,
    "core.autocrlf": "false",
    "core.excludesFile": "",
}


def sample_folder() -> Path:
    """Where the sample lies: in the wheel beside this module, in a checkout in `fixtures`."""
    for folder in (_HERE / "android_sample", _HERE.parent / "fixtures" / "android_sample"):
        if (folder / "settings.gradle.kts").exists():
            return folder
    raise UserError("the sample app is missing from this installation", "install offdroid anew")


def make_scratch(target: Path | None) -> Path:
    """Copy the sample into a new folder and commit it there with an identity of its own.

    `target` must be new or empty; without one a temporary folder is made.
    """
    if target is None:
        folder = Path(mkdtemp(prefix="offdroid-demo-")).resolve()
    else:
        folder = target.resolve()
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise UserError(f"`{target}` is not empty", "name a new folder", Kind.USAGE)
    shutil.copytree(sample_folder(), folder, ignore=_BUILT, dirs_exist_ok=True)
    _git(folder, "init", "--quiet", "--template=", "--initial-branch=main")
    for key, value in _CONFIG.items():
        _git(folder, "config", key, value)
    _git(folder, "add", "--all")
    _git(folder, "commit", "--quiet", "--message=The sample app")
    return folder


def _git(folder: Path, *arguments: str) -> None:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    done = run(("git", *arguments), cwd=folder, environment=environment)
    if done.code:
        raise UserError(f"`git {arguments[0]}` failed in `{folder}`: {done.error_text}")
