"""Which tools exist, in which phase a model may call them, and what arguments they take."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Annotated, Literal, get_args, get_origin, get_type_hints

from tools.base import ToolResult

Phase = Literal["explore", "plan", "edit", "verify", "end"]


class Role(Enum):
    """What an argument names, so that its values can be narrowed to what exists."""

    TEXT = "text"
    PATH = "path"
    NEW_PATH = "new path"
    SYMBOL = "symbol"
    TARGET = "symbol or path"
    LINE = "line"
    SENTENCES = "sentences"
    CODE = "code"


Text = Annotated[str, Role.TEXT]
Path = Annotated[str, Role.PATH]
NewPath = Annotated[str, Role.NEW_PATH]
SymbolLabel = Annotated[str, Role.SYMBOL]
Target = Annotated[str, Role.TARGET]
Line = Annotated[int, Role.LINE]
Sentences = Annotated[list[str], Role.SENTENCES]
Code = Annotated[str, Role.CODE]


@dataclass(frozen=True)
class Argument:
    """One argument of a tool; `options` is empty where any value of its role will do."""

    name: str
    role: Role
    required: bool
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tool:
    """A function that a model can call. It changes the draft unless it says otherwise."""

    name: str
    phase: Phase
    function: Callable[..., ToolResult]
    arguments: tuple[Argument, ...]
    mutates: bool

    @property
    def wants_code(self) -> bool:
        """Whether a fenced block of code is asked for after the choice."""
        return any(argument.role is Role.CODE for argument in self.arguments)


def _argument(parameter: inspect.Parameter, hint: object) -> Argument:
    required = parameter.default is inspect.Parameter.empty
    if get_origin(hint) is Literal:
        return Argument(parameter.name, Role.TEXT, required, tuple(get_args(hint)))
    role = next(mark for mark in get_args(hint) if isinstance(mark, Role))
    return Argument(parameter.name, role, required)


def tool(function: Callable[..., ToolResult], phase: Phase, *, mutates: bool = True) -> Tool:
    """Declare `function` as a tool: its name and signature say the rest.

    The first parameter is the desk; each other one is annotated with a `Role` or a `Literal`.
    """
    hints = get_type_hints(function, include_extras=True)
    parameters = list(inspect.signature(function).parameters.values())[1:]
    arguments = tuple(
        _argument(parameter, hints[parameter.name])
        for parameter in parameters
        if parameter.kind is not inspect.Parameter.VAR_KEYWORD
    )
    return Tool(function.__name__, phase, function, arguments, mutates)


@cache
def tools() -> dict[str, Tool]:
    """All tools by name, in the order in which a model is told of them."""
    from tools.calls import change, explore, finish

    declared = (
        tool(explore.search, "explore", mutates=False),
        tool(explore.outline, "explore", mutates=False),
        tool(explore.read, "explore", mutates=False),
        tool(explore.usages, "explore", mutates=False),
        tool(finish.plan, "plan", mutates=False),
        tool(change.recipe, "edit"),
        tool(change.replace_symbol, "edit"),
        tool(change.insert_symbol, "edit"),
        tool(change.delete_symbol, "edit"),
        tool(change.replace_text, "edit"),
        tool(change.create_file, "edit"),
        tool(finish.check, "verify", mutates=False),
        tool(finish.answer, "end", mutates=False),
        tool(finish.done, "end", mutates=False),
        tool(finish.give_up, "end", mutates=False),
    )
    return {entry.name: entry for entry in declared}
