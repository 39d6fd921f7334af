"""What a recipe is: a change of the draft that needs no model, and what it says afterwards."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tools.index import Facts, Index
    from tools.repo.draft import Draft


@dataclass(frozen=True)
class Mention:
    """A place that a recipe saw and left alone. `line` is 1-based, `text` the whole line.

    `open` marks an undecided use in code, which may not compile now: a person has to look.
    """

    path: str
    line: int
    text: str
    reason: str
    open: bool = False


@dataclass(frozen=True)
class Outcome:
    """What was done, as one sentence without a full stop, and the places left alone."""

    sentence: str
    listed: tuple[Mention, ...] = ()


@dataclass
class RecipeContext:
    """The draft that a recipe changes and the index that knows the project."""

    draft: "Draft"
    index: "Index"
    _facts: "Facts | None" = field(default=None, repr=False)

    def facts(self) -> "Facts":
        """The project as the draft has it when first asked."""
        if self._facts is None:
            self._facts = self.index.view(self.draft)
        return self._facts


@dataclass(frozen=True)
class Parameter:
    """One named text argument of a recipe."""

    name: str
    description: str
    required: bool = True


@dataclass(frozen=True)
class Recipe:
    """A named change. `function` takes the context and the arguments by keyword.

    It raises `Retry` where other arguments could help and `Refused` where none can.
    """

    name: str
    summary: str
    parameters: tuple[Parameter, ...]
    function: Callable[..., Outcome]
