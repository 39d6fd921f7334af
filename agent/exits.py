"""Exit codes, and the one place that maps an error's kind to its code."""

from enum import IntEnum

from tools.errors import Kind


class Exit(IntEnum):
    """What the process answers to a shell script."""

    DONE = 0
    NOT_DONE = 1
    USAGE = 2
    BUG = 3
    UNVERIFIED = 4
    NO_MODEL = 5
    NO_SEAL = 6
    INTERRUPTED = 130


_BY_KIND = {
    Kind.NOT_DONE: Exit.NOT_DONE,
    Kind.USAGE: Exit.USAGE,
    Kind.UNVERIFIED: Exit.UNVERIFIED,
    Kind.NO_MODEL: Exit.NO_MODEL,
    Kind.NO_SEAL: Exit.NO_SEAL,
    Kind.INTERRUPTED: Exit.INTERRUPTED,
}


def exit_code(kind: Kind) -> Exit:
    """The exit code of an error of this kind."""
    return _BY_KIND[kind]
