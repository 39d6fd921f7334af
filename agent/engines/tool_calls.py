"""A choice as native tool calls: each action of a schema becomes a tool, a call becomes JSON again.

Enumerations of arguments are left out of the tools: they change from turn to turn, and the tools
stand at the head of the prompt, where a change would cost the whole cached prefix.
"""

import json
from collections.abc import Mapping

from agent.engines.base import Schema

ACTION = "action"
_ONLY_TOOL = "answer"


def as_tools(schema: Schema) -> list[dict[str, object]]:
    """The tools for a schema of one object, or of `anyOf` such objects."""
    variants = schema.get("anyOf", [schema])
    tools: dict[str, dict[str, object]] = {}
    for variant in variants if isinstance(variants, list) else []:
        if isinstance(variant, Mapping):
            for name in _actions(variant):
                tools.setdefault(name, _tool(name, variant))
    return list(tools.values())


def from_call(name: str, arguments: Mapping[str, object]) -> str:
    """A call as the flat JSON object that the schema describes."""
    action = {} if name == _ONLY_TOOL else {ACTION: name}
    return json.dumps({**action, **arguments}, ensure_ascii=False)


def _actions(variant: Mapping[str, object]) -> list[str]:
    action = _properties(variant).get(ACTION)
    if not isinstance(action, Mapping):
        return [_ONLY_TOOL]
    values = action.get("enum", [action["const"]] if "const" in action else [])
    return [value for value in values if isinstance(value, str)] if values else [_ONLY_TOOL]


def _tool(name: str, variant: Mapping[str, object]) -> dict[str, object]:
    properties = {
        key: {part: item for part, item in value.items() if part in ("type", "description")}
        for key, value in _properties(variant).items()
        if key != ACTION and isinstance(value, Mapping)
    }
    required = variant.get("required", [])
    wanted = [key for key in required if key in properties] if isinstance(required, list) else []
    parameters = {"type": "object", "properties": properties, "required": wanted}
    description = variant.get("description", name)
    function = {"name": name, "description": description, "parameters": parameters}
    return {"type": "function", "function": function}


def _properties(variant: Mapping[str, object]) -> Mapping[str, object]:
    properties = variant.get("properties")
    return properties if isinstance(properties, Mapping) else {}
