"""The error that a person reads; `agent.exits` maps its kind to an exit code."""

from enum import Enum


class Kind(Enum):
    """What went wrong, as a caller's script would ask."""

    NOT_DONE = "not-done"
    USAGE = "usage"
    UNVERIFIED = "unverified"
    NO_MODEL = "no-model"
    NO_SEAL = "no-seal"
    INTERRUPTED = "interrupted"


class UserError(Exception):
    """A fault that the person at the terminal can mend.

    `message` says what happened (no full stop, code in backticks), `hint` what to do next
    (may be empty), `kind` how the process ends.
    """

    def __init__(self, message: str, hint: str = "", kind: Kind = Kind.NOT_DONE) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.kind = kind
