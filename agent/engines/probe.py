"""What a model and its server can really do: asked once, then remembered in the data folder.

A rung of the ladder is a way to get a choice: the engine's grammar, a JSON schema, a native tool
call, or plain text. The higher ones are tried by one tiny request each.
"""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Literal, get_args

from agent.engines.base import Message, Reply, Request, Schema
from tools.errors import UserError

Rung = Literal["grammar", "schema", "native", "text"]

PROBE_WORD = "quokka_7"
PROBE_SCHEMA: Schema = {
    "type": "object",
    "properties": {"word": {"type": "string", "enum": [PROBE_WORD]}},
    "required": ["word"],
}
PROBE_TOOL: Schema = {
    "type": "object",
    "properties": {"action": {"type": "string", "enum": [PROBE_WORD]}},
    "required": ["action"],
}
_TOKENS = 40
_UNSUPPORTED = re.compile(
    r"not (?:yet )?support|unsupported|(?:invalid|unknown) format|schema|grammar", re.IGNORECASE
)

Choose = Callable[[Request, Schema, Rung], Reply]


def climb(choose: Choose, *, tools: bool) -> Rung:
    """The best rung that holds. The word is not named where the schema alone must force it."""
    hello = Request([Message("user", "Say hello.")], _TOKENS)
    reply = _tried(choose, hello, PROBE_SCHEMA, "schema")
    if reply and _forced(reply):
        return "schema"
    call = Request([Message("user", f"Call the tool {PROBE_WORD} now.")], _TOKENS)
    reply = _tried(choose, call, PROBE_TOOL, "native") if tools else None
    if reply and PROBE_WORD in reply.text:
        return "native"
    return "text"


def _tried(choose: Choose, request: Request, schema: Schema, rung: Rung) -> Reply | None:
    """None where the server says that this rung is not supported; other faults are real ones."""
    try:
        return choose(request, schema, rung)
    except UserError as error:
        if _UNSUPPORTED.search(error.message):
            return None
        raise


def _forced(reply: Reply) -> bool:
    """Whether a grammar was at work: a weak model may fill its object with white space."""
    text = reply.text.strip()
    return text.startswith("{") and (PROBE_WORD in text or reply.finish != "stop")


class Probes:
    """The remembered answers: one JSON file, keyed by model digest and server version."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or _default_path()

    def find(self, key: str) -> Rung | None:
        """The rung that was found before; None where the file is missing or was not ours."""
        value = self._read().get(key)
        return value if value in get_args(Rung) else None

    def remember(self, key: str, rung: Rung) -> None:
        """Keep it. A data folder that cannot be written costs a probe a run, no more."""
        values = self._read() | {key: rung}
        fresh = self._path.with_suffix(".new")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            fresh.write_text(json.dumps(values, indent=1, sort_keys=True), encoding="utf-8")
            fresh.replace(self._path)
        except OSError:
            return

    def _read(self) -> dict[str, Rung]:
        try:
            value = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return value if isinstance(value, dict) else {}


def _default_path() -> Path:
    from platformdirs import user_data_path

    return user_data_path("offdroid", appauthor=False) / "probes.json"
