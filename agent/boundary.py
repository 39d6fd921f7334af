"""The one boundary of errors: whatever ends a command becomes an exit code and a clear line."""

import errno
import signal
from collections.abc import Sequence
from types import FrameType
from typing import NoReturn

from agent import output
from agent.exits import Exit, exit_code
from tools.errors import UserError


def run(arguments: Sequence[str]) -> int:
    """Run a command and say how it ended. Signals end it as an interruption, never by half."""
    signal.signal(signal.SIGTERM, _interrupt)
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        signal.signal(signal.SIGHUP, _interrupt)
    as_json = "--json" in arguments[: _end_of_flags(arguments)]
    try:
        try:
            from agent.cli import execute

            return execute(arguments)
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise
            raise UserError(f"no space is left: {error}", "free some space") from error
    except UserError as error:
        return _failed(error, exit_code(error.kind), as_json=as_json)
    except KeyboardInterrupt:
        return _failed(UserError("interrupted"), Exit.INTERRUPTED, as_json=as_json)
    except Exception as error:
        from agent.bugs import log_bug

        message = f"a fault of offdroid itself: {type(error).__name__}"
        hint = f"please report it with this log: {log_bug(error, arguments)}"
        return _failed(UserError(message, hint), Exit.BUG, as_json=as_json)


def _failed(error: UserError, code: Exit, *, as_json: bool) -> int:
    if as_json:
        from agent.events import Failed

        output.json_line(Failed(error.message, error.hint, code).as_dict())
    else:
        output.failure(error)
    return code


def _end_of_flags(arguments: Sequence[str]) -> int:
    return arguments.index("--") if "--" in arguments else len(arguments)


def _interrupt(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt
