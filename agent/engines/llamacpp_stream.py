"""One generation inside this process, so that a person's Ctrl-C stops it.

llama.cpp swallows what its callback raises, a KeyboardInterrupt too; therefore it works in a thread
of its own, where signals never arrive, and its pieces are taken in the caller's.
"""

from collections.abc import Callable, Generator, Mapping
from queue import SimpleQueue
from threading import Event, Thread
from typing import Protocol

from agent.engines.base import Delta, OnDelta, Statistics
from agent.engines.collect import Collector

_MILLI = 1e-3

Chunk = dict[str, object]


class Server(Protocol):
    """What of xllamacpp's server is used."""

    def handle_chat_completions(
        self, body: Mapping[str, object], on_chunk: Callable[[Chunk], bool] = ..., /
    ) -> object:
        """Generate; stops when the callback answers True."""


class Failed(Exception):
    """llama.cpp refused the request; the text is its own, often JSON."""


def generate(server: Server, body: Mapping[str, object]) -> Generator[Chunk, None, None]:
    """The chunks of a generation. Closing the iterator stops it and waits until it has."""
    chunks: SimpleQueue[Chunk | None] = SimpleQueue()
    stop = Event()
    outcome: list[object] = []

    def pass_on(chunk: Chunk) -> bool:
        chunks.put(chunk)
        return stop.is_set()

    def work() -> None:
        try:
            outcome.append(server.handle_chat_completions(body, pass_on))
        except (ValueError, RuntimeError) as error:
            outcome.append({"error": str(error)})
        finally:
            chunks.put(None)

    thread = Thread(target=work, name="llama.cpp")
    thread.start()
    try:
        while (chunk := chunks.get()) is not None:
            yield chunk
    finally:
        stop.set()
        thread.join()
    for answer in outcome:
        if isinstance(answer, dict) and "error" in answer:
            yield answer


class Reader:
    """Reads chunks into a reply, and the engine's own counts."""

    def __init__(self, collector: Collector, on_delta: OnDelta) -> None:
        self._collector = collector
        self._on_delta = on_delta
        self.statistics: Statistics | None = None

    def take(self, chunk: Chunk) -> bool:
        """One chunk; True when nothing more is wanted. Raises `Failed`."""
        if "error" in chunk:
            raise Failed(str(chunk["error"]) if isinstance(chunk["error"], str) else _json(chunk))
        progress = chunk.get("prompt_progress")
        if isinstance(progress, dict):
            self._on_delta(Delta("", int(progress["processed"]), int(progress["total"])))
        timings = chunk.get("timings")
        if isinstance(timings, dict):
            self.statistics = _counted(timings)
        choices = chunk.get("choices")
        pieces = choices if isinstance(choices, list) else []
        return any([self._piece(choice) for choice in pieces])

    def _piece(self, choice: Mapping[str, object]) -> bool:
        reason = choice.get("finish_reason")
        if reason:
            self._collector.finish = "length" if reason == "length" else "stop"
        delta = choice.get("delta")
        if not isinstance(delta, dict):
            return False
        text, hidden = delta.get("content") or "", delta.get("reasoning_content") or ""
        return self._collector.piece(text, hidden) if text or hidden else False


def _json(chunk: Chunk) -> str:
    import json

    return json.dumps(chunk)


def _counted(timings: Mapping[str, float]) -> Statistics:
    cached = int(timings.get("cache_n", 0))
    return Statistics(
        prompt_tokens=cached + int(timings.get("prompt_n", 0)),
        cached_tokens=cached,
        output_tokens=int(timings.get("predicted_n", 0)),
        prompt_seconds=timings.get("prompt_ms", 0.0) * _MILLI,
        output_seconds=timings.get("predicted_ms", 0.0) * _MILLI,
    )
