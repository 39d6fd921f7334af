"""What a model may choose now, as a schema, and what it chose, read from its reply."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from agent.engines.base import Schema
from agent.loop.reading import read_object
from tools.base import Retry
from tools.calls.desk import Desk
from tools.recipes import RECIPES
from tools.registry import Argument, Role, Tool, tools

SENTENCE = 300
"""The most characters of one free text in a choice."""


@dataclass(frozen=True)
class Action:
    """One choice: the tool and its arguments by name, all of them checked."""

    tool: Tool
    arguments: Mapping[str, object]

    def key(self) -> str:
        """The same text for the same call."""
        return json.dumps([self.tool.name, dict(self.arguments)], sort_keys=True)


def example() -> str:
    """A choice as it should look."""
    return '{"action": "search", "text": "words"}'


def _value_schema(argument: Argument, desk: Desk) -> dict[str, object]:
    named: Sequence[str] = ()
    if argument.options:
        named = argument.options
    elif argument.role is Role.SYMBOL:
        named = tuple(desk.labels)
    elif argument.role is Role.PATH:
        named = tuple(desk.paths)
    elif argument.role is Role.TARGET:
        named = (*desk.labels, *desk.paths)
    if named:
        return {"enum": list(named)}
    if argument.role is Role.LINE:
        return {"type": "integer"}
    text = {"type": "string", "maxLength": SENTENCE}
    if argument.role is Role.SENTENCES:
        return {"type": "array", "items": text, "minItems": 1, "maxItems": 8}
    return dict(text)


def _variant(properties: dict[str, object], required: Iterable[str]) -> dict[str, object]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


def _recipe_variants() -> list[dict[str, object]]:
    text = {"type": "string", "maxLength": SENTENCE}
    variants = []
    for recipe in RECIPES.values():
        properties: dict[str, object] = {
            "action": {"const": "recipe"},
            "name": {"const": recipe.name},
        }
        properties |= {parameter.name: dict(text) for parameter in recipe.parameters}
        required = [parameter.name for parameter in recipe.parameters if parameter.required]
        variants.append(_variant(properties, ["action", "name", *required]))
    return variants


def _possible(tool: Tool, desk: Desk) -> bool:
    needs = {argument.role for argument in tool.arguments if argument.required}
    return not (
        (Role.SYMBOL in needs and not desk.labels)
        or (Role.PATH in needs and not desk.paths)
        or (Role.TARGET in needs and not (desk.labels or desk.paths))
    )


def schema(allowed: Sequence[Tool], desk: Desk) -> Schema:
    """The JSON schema of all choices that make sense now: one flat object of several shapes."""
    variants: list[dict[str, object]] = []
    for tool in allowed:
        if tool.name == "recipe":
            variants += _recipe_variants()
        elif _possible(tool, desk):
            properties: dict[str, object] = {"action": {"const": tool.name}}
            asked = [entry for entry in tool.arguments if entry.role is not Role.CODE]
            properties |= {entry.name: _value_schema(entry, desk) for entry in asked}
            required = [entry.name for entry in asked if entry.required]
            variants.append(_variant(properties, ["action", *required]))
    return {"anyOf": variants}


def read_action(reply: str, allowed: Sequence[Tool]) -> Action:
    """The action in a reply, however it is wrapped; else `Retry` with the exact fault."""
    known = {tool.name: tool for tool in tools().values()}
    values = read_object(reply, known)
    name = values.pop("action", None)
    if name in RECIPES:
        values = {**values, "name": name}
        name = "recipe"
    names = [tool.name for tool in allowed]
    if not isinstance(name, str) or name not in names:
        shown = json.dumps(name)
        raise Retry("action", f"no action {shown}", name=shown, names=", ".join(names))
    tool = known[name]
    if name == "recipe":
        return Action(tool, {key: str(value) for key, value in values.items()})
    return Action(tool, _checked(tool, values))


def _checked(tool: Tool, values: Mapping[str, object]) -> dict[str, object]:
    checked: dict[str, object] = {}
    asked = [argument for argument in tool.arguments if argument.role is not Role.CODE]
    values = _renamed(asked, values)
    for argument in asked:
        value = values.get(argument.name)
        if value is None or value == "":
            if argument.required:
                raise _wrong(tool, f"`{tool.name}` needs `{argument.name}`")
            continue
        checked[argument.name] = _converted(tool, argument, value)
    return checked


def _renamed(asked: Sequence[Argument], values: Mapping[str, object]) -> Mapping[str, object]:
    """The same where one needed argument is missing and one unknown came: that is meant."""
    names = [argument.name for argument in asked]
    lacking = [item.name for item in asked if item.required and item.name not in values]
    unknown = [name for name, value in values.items() if name not in names and value]
    if len(lacking) == len(unknown) == 1:
        return {**values, lacking[0]: values[unknown[0]]}
    return values


def _converted(tool: Tool, argument: Argument, value: object) -> object:
    if argument.role is Role.LINE:
        try:
            return int(str(value))
        except ValueError:
            raise _wrong(tool, f"`{argument.name}` is a line number") from None
    if argument.role is Role.SENTENCES:
        return [str(entry) for entry in value] if isinstance(value, list) else [str(value)]
    text = value if isinstance(value, str) else json.dumps(value)
    if argument.options and text not in argument.options:
        raise _wrong(tool, f"`{argument.name}` is one of {', '.join(argument.options)}")
    return text


def _wrong(tool: Tool, detail: str) -> Retry:
    return Retry("arguments", detail, detail=detail, tool=tool.name)
