"""What a scripted model server may answer: replies, faults, and recorded exchanges."""

import gzip
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain, repeat
from pathlib import Path

RECORDED = Path(__file__).parent / "recorded"
NDJSON = "application/x-ndjson"
_ENDLESS = 200_000
_STAMP = "2026-11-24T05:19:51Z"


@dataclass(frozen=True)
class Answer:
    """One HTTP answer. `chunks` may be endless; `cut` breaks the connection after them.

    `hold` keeps the connection open and silent after the chunks, until the client goes away.
    """

    chunks: Iterable[bytes]
    status: int = 200
    content_type: str = NDJSON
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False
    hold: bool = False


def line(model: str, content: str, **more: object) -> bytes:
    """One line of a chat stream."""
    message = {"role": "assistant", "content": content}
    value = {"model": model, "created_at": _STAMP, "message": message, "done": False} | more
    return json.dumps(value).encode() + b"\n"


def said(
    text: str, *, model: str = "", prompt: int = 0, new: int | None = None, reason: str = "stop"
) -> Answer:
    """A whole reply. `prompt` tokens were sent, of them `new` were not in the cache."""
    pieces = re.findall(r"\s*\S{1,6}|\s+\Z", text)
    evaluated = prompt if new is None else new
    done = {
        "done": True,
        "done_reason": reason,
        "total_duration": 10_000_000 * (len(pieces) + 1) + 1_000_000 * evaluated,
        "load_duration": 1_000_000,
        "prompt_eval_count": prompt,
        "prompt_eval_duration": 1_000_000 * max(1, evaluated),
        "eval_count": len(pieces),
        "eval_duration": 10_000_000 * max(1, len(pieces)),
    }
    return Answer([*(line(model, piece) for piece in pieces), line(model, "", **done)])


def called(name: str, arguments: dict[str, object]) -> Answer:
    """A native tool call."""
    call = {"id": "call_1", "function": {"index": 0, "name": name, "arguments": arguments}}
    message = {"role": "assistant", "content": "", "tool_calls": [call]}
    return Answer([line("", "", message=message), *list(said("").chunks)])


def without_done(text: str) -> Answer:
    """The stream ends properly, but the last line that says so never came."""
    return Answer(list(said(text).chunks)[:-1])


def error_line(
    text: str, error: str = "an error was encountered while running the model"
) -> Answer:
    """An error in mid-stream, with status 200."""
    return Answer([*list(said(text).chunks)[:-1], json.dumps({"error": error}).encode() + b"\n"])


def status(code: int, error: str) -> Answer:
    """An error before the first token."""
    return Answer([json.dumps({"error": error}).encode()], code, "application/json")


def web_page(code: int = 200) -> Answer:
    """What a router's captive portal or another program's server sends."""
    page = b"<!doctype html><html><body><h1>It works</h1></body></html>"
    return Answer([page], code, "text/html; charset=utf-8")


def redirect(target: str) -> Answer:
    """A redirect to somewhere else."""
    return Answer([], 307, "text/plain", {"Location": target})


def bomb() -> Answer:
    """Some hundred kilobytes that unpack to 100 MB."""
    packed = gzip.compress(b'{"message":{"content":"' + b" " * 100_000_000, 1)
    return Answer([packed], headers={"Content-Encoding": "gzip"})


def endless_words() -> Answer:
    """Words that differ, without end."""
    return Answer(line("", f" word{number}") for number in range(_ENDLESS))


def endless_repetition(text: str = "val a = 1\n") -> Answer:
    """The same piece, without end."""
    return Answer(repeat(line("", text), _ENDLESS))


def endless_white_space(start: str = "{") -> Answer:
    """White space without end, as a schema allows."""
    return Answer(chain([line("", start)], repeat(line("", "\n  "), _ENDLESS)))


def endless_line() -> Answer:
    """A line that never ends."""
    return Answer(repeat(b'{"message": ' + b"[" * 8192, _ENDLESS))


def broken_off(text: str) -> Answer:
    """The connection breaks in the middle of the reply."""
    return Answer(list(said(text).chunks)[:-1], cut=True)


def silence(text: str = "") -> Answer:
    """Nothing more comes, but the connection stays open."""
    return Answer(list(said(text).chunks)[:-1] if text else [], hold=True)


def raw(content: bytes, content_type: str = NDJSON, code: int = 200) -> Answer:
    """Bytes as they are."""
    return Answer([content], code, content_type)


def recorded(name: str) -> Answer:
    """What a real server sent: see the files in `recorded/`."""
    exchange = read_exchange(name)
    body = str(exchange["body"]).encode()
    return Answer(
        body.splitlines(keepends=True), int(str(exchange["status"])), str(exchange["content_type"])
    )


def read_exchange(name: str) -> dict[str, object]:
    """A recorded exchange: request, status, content_type, transfer and body."""
    value: dict[str, object] = json.loads((RECORDED / f"{name}.json").read_text("utf-8"))
    return value
