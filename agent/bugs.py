"""Writes the log of a fault of ours, for a report."""

import platform
import sys
import time
import traceback
from collections.abc import Sequence
from pathlib import Path

from agent.version import __version__


def log_folder() -> Path:
    """Where such logs lie."""
    from platformdirs import user_state_path

    return user_state_path("offdroid", appauthor=False) / "log"


def log_bug(error: BaseException, arguments: Sequence[str]) -> str:
    """Write versions, the command and the traceback; return the path, or why there is none."""
    text = "\n".join((
        f"offdroid {__version__}, Python {platform.python_version()}, {platform.platform()}",
        f"command: {' '.join(map(repr, arguments))}",
        f"prefix: {sys.prefix}",
        "",
        "".join(traceback.format_exception(error)),
    ))  # fmt: skip
    path = log_folder() / f"bug-{time.strftime('%Y%m%d-%H%M%S')}.log"
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
        path.write_text(text, encoding="utf-8", errors="backslashreplace")
    except OSError as failure:
        return f"it could not be written ({failure}):\n{text}"
    return str(path)
