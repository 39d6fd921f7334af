"""Reads a choice as small models really write it: JSON, fenced, tagged, or as a call in prose."""

import json
import re
from collections.abc import Collection, Iterator

from tools.base import Retry

_GEMMA_CALL = re.compile(r"call:\s*(\w+)\s*\{(.*?)\}\s*(?:<tool_call\|>|$)", re.DOTALL)
_GEMMA_ARGUMENT = re.compile(r"(\w+)\s*:\s*(?:<\|\"\|>(.*?)<\|\"\|>|([^,{}]+))", re.DOTALL)
_ARGUMENT = re.compile(r"(\w+)\s*[=:]\s*(?:\"([^\"\n]*)\"|'([^'\n]*)'|(-?\d+))")
_NAMES_OF_ACTION = ("action", "name", "tool", "function", "tool_name")
_NAMES_OF_ARGUMENTS = ("arguments", "args", "parameters", "params", "input")


def read_object(reply: str, actions: Collection[str]) -> dict[str, object]:
    """The choice in `reply` as a flat object with the key `action`.

    Raises `Retry` with code `empty`, or `reply` with the exact fault.
    """
    text = reply.strip()
    if not text:
        raise Retry("empty", "the reply was empty")
    for value in _objects(text):
        flat = _flatten(value, actions)
        if flat is not None:
            return flat
    found = _gemma_call(text, actions) or _prose_call(text, actions)
    if found is not None:
        return found
    raise Retry("reply", "the reply is not one JSON object", detail=_fault(text))


def _objects(text: str) -> Iterator[dict[str, object]]:
    """Each JSON object that stands in the text, outermost only.

    Nothing inside an object that is cut short counts: half a call is not a call.
    """
    decoder = json.JSONDecoder()
    at = text.find("{")
    while at >= 0:
        try:
            value, end = decoder.raw_decode(text, at)
        except json.JSONDecodeError:
            next_line = text.find("\n{", at)
            at = next_line + 1 if next_line >= 0 else -1
            continue
        if isinstance(value, dict):
            yield value
        at = text.find("{", end)


def _flatten(value: dict[str, object], actions: Collection[str]) -> dict[str, object] | None:
    """One flat object from the nestings that tool-trained models use; None if it names nothing."""
    inner = value.get("function")
    if isinstance(inner, dict):
        value = inner
    if "action" in value:
        flat = dict(value)
    else:
        key = next((key for key in _NAMES_OF_ACTION if isinstance(value.get(key), str)), None)
        if key is None:
            return _keyed(value, actions)
        flat = {("action" if name == key else name): entry for name, entry in value.items()}
    for key in _NAMES_OF_ARGUMENTS:
        nested = flat.get(key)
        if isinstance(nested, dict):
            del flat[key]
            flat = {**nested, "action": flat["action"], **flat}
    return flat


def _keyed(value: dict[str, object], actions: Collection[str]) -> dict[str, object] | None:
    """`{"read": {"target": "X"}}`."""
    if len(value) != 1:
        return None
    name, arguments = next(iter(value.items()))
    if name in actions and isinstance(arguments, dict):
        return {**arguments, "action": name}
    return None


def _gemma_call(text: str, actions: Collection[str]) -> dict[str, object] | None:
    """`<|tool_call>call:read{target:<|"|>X<|"|>}<tool_call|>` (Gemma 4's own form)."""
    match = _GEMMA_CALL.search(text)
    if match is None or match[1] not in actions:
        return None
    arguments = {name: quoted or bare for name, quoted, bare in _GEMMA_ARGUMENT.findall(match[2])}
    return {**{name: value.strip() for name, value in arguments.items()}, "action": match[1]}


def _prose_call(text: str, actions: Collection[str]) -> dict[str, object] | None:
    """`read(target="X")`, alone or in a sentence, if exactly one stands there."""
    calls = [
        match
        for match in re.finditer(r"\b(\w+)\(([^()\n]*)\)", text)
        if match[1] in actions and (match[2].strip() == "" or _ARGUMENT.search(match[2]))
    ]
    if len(calls) != 1:
        return None
    found: dict[str, object] = {"action": calls[0][1]}
    for name, double, single, number in _ARGUMENT.findall(calls[0][2]):
        found[name] = double or single or number
    return found


def _fault(text: str) -> str:
    start = text.find("{")
    if start < 0:
        return "there is no { in it"
    try:
        json.loads(text[start:])
    except json.JSONDecodeError as error:
        return f"{error.msg} (character {error.pos + 1})"
    return "it names no action"
