"""The engine inside this process: llama.cpp from the `xllamacpp` wheel (extra `embedded`).

The wheel always starts its HTTP server. It listens on a Unix socket in a folder of ours (0700);
where the seal forbids such sockets it listens on the sealed tree's own loopback. Either way a
random key is asked for. The server is used for counting only: requests go through function calls.
"""

import atexit
import json
from collections.abc import Mapping
from contextlib import ExitStack, closing
from pathlib import Path

from agent.engines import faults
from agent.engines.base import Description, OnDelta, Reply, Request, Schema
from agent.engines.collect import Collector
from agent.engines.llamacpp_server import read_model, refuse_too_large, start
from agent.engines.llamacpp_stream import Failed, Reader, Server, generate
from agent.engines.memory import Information, choose_context, known_context, this_machine
from agent.engines.profiles import profile_for
from tools.errors import UserError


class LlamaCppEngine:
    """A GGUF file, loaded into this process. Loading takes seconds."""

    def __init__(self, path: Path, *, context: int = 0, seed: int | None = None) -> None:
        self._path = path
        self._information = read_model(path)
        self._context, self._notes = _context(path, self._information, context)
        refuse_too_large(path, self._information, self._context)
        self._seed = seed
        self._profile = profile_for(str(self._information.get("general.architecture", "")))
        self._asked = False
        self._server: Server | None
        with ExitStack() as opened:
            self._server, self._client = start(path, self._context, opened)
            self._open = opened.pop_all()
        atexit.register(self.close)

    def describe(self) -> Description:
        """The file's name stands for the model's."""
        return Description(
            "llamacpp",
            self._path.name,
            "",
            self._context,
            str(self._information.get("general.architecture", "")),
            str(self._information.get("general.size_label", "")),
            notes=self._notes,
        )

    def choose(self, request: Request, schema: Schema, on_delta: OnDelta) -> Reply:
        """One JSON object, forced by a grammar that allows no white space between its parts."""
        compact = {**schema, "x-guidance": {"whitespace_flexible": False}}
        body = {
            **self._body(request, self._profile.choice.options()),
            "grammar": f"%llguidance {{}}\nstart: %json {json.dumps(compact)}",
        }
        return self._generate(body, Collector(request, on_delta, choice=True), on_delta)

    def write(self, request: Request, on_delta: OnDelta) -> Reply:
        """Free text."""
        body = self._body(request, self._profile.code.options())
        return self._generate(body, Collector(request, on_delta, choice=False), on_delta)

    def count_tokens(self, text: str) -> int:
        """The exact number, in this model's vocabulary."""
        answer = self._client.post("/tokenize", json={"content": text}).json()
        return len(answer["tokens"])

    def close(self) -> None:
        """Free the model. A server that was never asked hangs when it is freed, so it is asked."""
        atexit.unregister(self.close)
        server, self._server = self._server, None
        if server is None:
            return
        if not self._asked:
            body = {"messages": [{"role": "user", "content": "."}], "max_tokens": 1}
            server.handle_chat_completions(body)
        self._client.close()
        del server
        self._open.close()

    def _body(self, request: Request, options: Mapping[str, object]) -> dict[str, object]:
        body: dict[str, object] = {
            **options,
            "messages": [{"role": item.role, "content": item.content} for item in request.messages],
            "max_tokens": request.max_tokens,
            "cache_prompt": True,
            "stream": True,
            "return_progress": True,
            "stream_options": {"include_usage": True},
            "chat_template_kwargs": {"enable_thinking": bool(self._profile.think)},
        }
        return body if self._seed is None else {**body, "seed": self._seed}

    def _generate(self, body: dict[str, object], collector: Collector, on_delta: OnDelta) -> Reply:
        reader = Reader(collector, on_delta)
        assert self._server, "the engine is closed"
        self._asked = True
        collector.begin()
        try:
            with closing(generate(self._server, body)) as chunks:
                for chunk in chunks:
                    if reader.take(chunk):
                        break
        except Failed as error:
            raise self._fault(str(error)) from error
        counted = reader.statistics
        return collector.reply(counted, 0 if counted else self._count(body))

    def _count(self, body: Mapping[str, object]) -> int:
        """Tokens of a prompt, template included, where the generation was stopped uncounted."""
        sent = {key: body[key] for key in ("messages", "chat_template_kwargs")}
        answer = self._client.post("/v1/chat/completions/input_tokens", json=sent).json()
        return int(answer.get("input_tokens", 0))

    def _fault(self, text: str) -> UserError:
        return faults.server_fault(text, status=400, model=self._path.name, context=self._context)


def _context(path: Path, information: Information, wanted: int) -> tuple[int, tuple[str, ...]]:
    """The context to load with, and a note where the wanted one is more than the model knows."""
    weights = path.stat().st_size
    chosen = wanted or choose_context(weights, information, this_machine())
    most = known_context(information)
    if not most or chosen <= most:
        return chosen, ()
    note = f"`{path.name}` was made for {most:,} tokens of context, not {chosen:,}"
    return most, (note,)
