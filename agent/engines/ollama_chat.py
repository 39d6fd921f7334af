"""One exchange over `/api/chat`: what is sent, and the stream that comes back.

Ollama ends a stream without `done` when it gives up on a runaway; such a reply is "cut", as is one
that our own limits stop.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pydantic import ValidationError

from agent.engines.base import Request, Schema, Statistics
from agent.engines.clean import clean
from agent.engines.collect import Collector
from agent.engines.names import remote_model
from agent.engines.ollama_package import ChatResponse
from agent.engines.probe import Rung
from agent.engines.profiles import Sampling
from agent.engines.tool_calls import as_tools, from_call

_LONGEST_LINE = 1024 * 1024
_NANO = 1e-9


class Odd(Exception):
    """The stream holds something that is not Ollama's format."""


class Reported(Exception):
    """The server reported an error in mid-stream; the text is its own."""


@dataclass(frozen=True)
class Ask:
    """How a model is asked. `seed` None leaves it to the server."""

    model: str
    context: int
    think: bool | str
    keep_alive: str
    seed: int | None


def payload(
    ask: Ask, request: Request, sampling: Sampling, *, schema: Schema | None, rung: Rung
) -> dict[str, object]:
    """The body. Nothing is left to the server's defaults, which differ between versions."""
    options: dict[str, object] = {
        **sampling.options(),
        "num_ctx": ask.context,
        "num_predict": request.max_tokens,
    }
    if ask.seed is not None:
        options["seed"] = ask.seed
    body: dict[str, object] = {
        "model": ask.model,
        "messages": [{"role": item.role, "content": item.content} for item in request.messages],
        "stream": True,
        "think": ask.think,
        "truncate": False,
        "shift": False,
        "keep_alive": ask.keep_alive,
        "options": options,
    }
    if schema is not None and rung == "schema":
        body["format"] = schema
    if schema is not None and rung == "native":
        body["tools"] = as_tools(schema)
    return body


def split_lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The lines of a stream; what is left without a newline at its end was cut off."""
    held = b""
    for chunk in chunks:
        *lines, held = (held + chunk).split(b"\n")
        yield from (line for line in lines if line.strip())
        if len(held) > _LONGEST_LINE:
            raise Odd("a line without end")
    if held.strip():
        try:
            json.loads(held)
        except ValueError:
            return
        yield held


def read_line(line: bytes, model: str) -> ChatResponse:
    """One line of the stream. Raises `Reported`, `Odd`, or `UserError` for a remote answer."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise Odd("no JSON in a line") from error
    if not isinstance(value, dict):
        raise Odd("a line that is no object")
    if "error" in value:
        raise Reported(value["error"] if isinstance(value["error"], str) else json.dumps(value))
    if value.get("remote_host") or value.get("remote_model"):
        raise remote_model(model)
    try:
        return ChatResponse.model_validate(value)
    except ValidationError as error:
        raise Odd("a line of another shape") from error


def take(collector: Collector, answer: ChatResponse) -> bool:
    """Add a line to the reply; True when nothing more is to be read."""
    message = answer.message
    if message.tool_calls:
        call = message.tool_calls[0].function
        collector.add(clean(from_call(call.name, call.arguments)))
    if answer.done:
        collector.add(clean(message.content or ""))
        collector.finish = "length" if answer.done_reason == "length" else "stop"
        return True
    return collector.piece(message.content or "", message.thinking or "")


def counted(done: ChatResponse) -> Statistics | None:
    """The server's own counts; None where the line has none."""
    if not done.prompt_eval_count:
        return None
    return Statistics(
        prompt_tokens=done.prompt_eval_count or 0,
        output_tokens=done.eval_count or 0,
        load_seconds=(done.load_duration or 0) * _NANO,
        prompt_seconds=(done.prompt_eval_duration or 0) * _NANO,
        output_seconds=(done.eval_duration or 0) * _NANO,
    )
