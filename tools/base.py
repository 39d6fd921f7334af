"""What a tool call takes and gives, and the two faults that a model can answer."""

from dataclasses import dataclass


class ToolFault(Exception):
    """A call that did not work. `code` names the fault, `values` fill its template in `prompts`.

    `str(fault)` is one sentence for a person.
    """

    def __init__(self, code: str, sentence: str, **values: object) -> None:
        super().__init__(sentence)
        self.code = code
        self.values = values


class Retry(ToolFault):
    """The model may mend the call and send it again."""


class Refused(ToolFault):
    """Final: sending the call again cannot help."""


@dataclass(frozen=True)
class ToolResult:
    """The outcome of a call: `text` is what the model reads, `summary` one line for a person.

    `left` are the places that the call saw and left alone, and why.
    """

    text: str
    summary: str
    left: tuple[str, ...] = ()
