"""Three versions of a file merged by `git merge-file`."""

from pathlib import Path

from tools.errors import UserError
from tools.repo.git import Git, failure

_MOST_CONFLICTS = 127  # `git merge-file` counts up to this; 255 is a failure


def merge(git: Git, base: bytes, ours: bytes, theirs: bytes) -> bytes | None:
    """Both changes of `base` in one; None where they meet (always so for binary files)."""
    if ours in (base, theirs):
        return theirs
    if theirs == base:
        return ours
    if any(b"\0" in version for version in (base, ours, theirs)):
        return None
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="offdroid-") as folder:
        places = [Path(folder, name) for name in ("ours", "base", "theirs")]
        for place, data in zip(places, (ours, base, theirs), strict=True):
            place.write_bytes(data)
        done = git.run("merge-file", "-p", "-q", *map(str, places), check=False)
    if 0 < done.code <= _MOST_CONFLICTS:
        return None
    if done.code:
        raise failure("merge-file", done)
    return done.stdout


def merge_flag(base: bool, ours: bool, theirs: bool) -> bool:
    """The same for a yes or no."""
    return theirs if ours == base else ours


class Conflict(UserError):
    """Two changes that meet; nothing was done."""
