"""Standard output and standard error: what they are, and the one way to write them.

Imports nothing that a bare interpreter has not loaded: `--version` is written through here.
"""

import os
import sys

TYPE_CHECKING = False  # importing `typing` would cost `--version` half its budget
if TYPE_CHECKING:
    from typing import TextIO

_WIDEST = 120


def write(stream: "TextIO | None", text: str, *, errors: str = "surrogateescape") -> None:
    """Write and flush; a reader that went away is no fault, a full disk is told."""
    if stream is None:
        return
    try:
        stream.flush()
        stream.buffer.write(text.encode("utf-8", errors))
        stream.buffer.flush()
    except BrokenPipeError:
        _give_up(stream)
    except OSError as error:
        _give_up(stream)
        if stream is sys.stdout:
            from tools.errors import UserError

            raise UserError(f"cannot write standard output: {error.strerror}") from error


def _give_up(stream: "TextIO") -> None:
    """Let what is still buffered go nowhere: the interpreter would fail on it at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def is_terminal(stream: "TextIO | None") -> bool:
    """Whether a person reads (or types at) the stream."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:
        return False


def is_capable(stream: "TextIO | None") -> bool:
    """Whether colours and a moving line may be shown."""
    told = os.environ.get("NO_COLOR") or os.environ.get("TERM", "") in ("", "dumb")
    return is_terminal(stream) and not told


def columns(stream: "TextIO | None") -> int | None:
    """The width to wrap at, or None where the stream is not a terminal."""
    if stream is None or not is_terminal(stream):
        return None
    try:
        return min(os.get_terminal_size(stream.fileno()).columns or 80, _WIDEST)
    except OSError:
        return 80
