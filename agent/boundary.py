"""The one boundary of errors: whatever ends a command becomes an exit code and a clear line.

What is needed for an error is imported when there is one: `--help` pays for nothing.
"""

import signal
from collections.abc import Sequence
from types import FrameType
from typing import NoReturn

EACH_COMMIT = ["review", "--staged"]
"""What the hook runs: without the command line's parser, which takes a quarter of its time."""


def run(arguments: Sequence[str]) -> int:
    """Run a command and say how it ended. Signals end it as an interruption, never by half."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _interrupt)
    try:
        if list(arguments) == EACH_COMMIT:
            from agent.commands.review import review_staged

            return review_staged()
        from agent.cli import execute

        return execute(arguments)
    except (KeyboardInterrupt, Exception) as error:
        return end(error, arguments)


def end(error: BaseException, arguments: Sequence[str]) -> int:
    """Say what ended a command, and give the exit code."""
    from agent import output
    from agent.exits import Exit, exit_code
    from tools.errors import UserError

    if _is_full(error):
        error = UserError(f"no space is left: {error}", "free some space, then try again")
    if isinstance(error, UserError):
        told, code = error, exit_code(error.kind)
    elif isinstance(error, KeyboardInterrupt):
        told, code = UserError("interrupted"), Exit.INTERRUPTED
    else:
        from agent.bugs import log_bug

        hint = f"please report it with this log: {log_bug(error, arguments)}"
        told = UserError(f"a fault of offdroid itself: {type(error).__name__}", hint)
        code = Exit.BUG
    if "--json" in arguments[: _end_of_flags(arguments)]:
        from agent.events import Failed

        output.json_line(Failed(told.message, told.hint, code).as_dict())
    else:
        output.failure(told)
    return code


def _is_full(error: BaseException) -> bool:
    import errno

    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)


def _end_of_flags(arguments: Sequence[str]) -> int:
    return arguments.index("--") if "--" in arguments else len(arguments)


def _interrupt(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt
