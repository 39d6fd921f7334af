"""The engine inside this process: llama.cpp from the `xllamacpp` wheel (extra `embedded`).

The wheel always starts its HTTP server. It listens on a Unix socket in a folder of ours (0700);
where the seal forbids such sockets it listens on the sealed tree's own loopback. Either way a
random key is asked for. The server is used for counting only: requests go through function calls.
"""

import atexit
import json
import secrets
import socket
from collections.abc import Mapping
from contextlib import ExitStack, closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from agent.engines import faults
from agent.engines.base import Description, OnDelta, Reply, Request, Schema
from agent.engines.collect import Collector
from agent.engines.llamacpp_stream import Failed, Reader, Server, generate
from agent.engines.memory import needed_bytes, this_machine
from agent.engines.profiles import Profile, profile_for
from tools.errors import Kind, UserError

if TYPE_CHECKING:
    import httpx

_BATCH = 128
"""Tokens evaluated between two moments at which a person's Ctrl-C is seen."""
_DEFAULT_CONTEXT = 8_192
_SECONDS = 60.0
_INSTALL = "install it with `pip install 'offdroid[embedded]'` while online"


class LlamaCppEngine:
    """A GGUF file, loaded into this process. Loading takes seconds."""

    def __init__(self, path: Path, *, context: int = 0, seed: int | None = None) -> None:
        self._path = path
        self._context = context or _DEFAULT_CONTEXT
        self._seed = seed
        self._profile: Profile = profile_for(_family(path))
        self._asked = False
        self._server: Server | None
        with ExitStack() as opened:
            self._server, self._client = _start(path, self._context, opened)
            self._open = opened.pop_all()
        atexit.register(self.close)

    def describe(self) -> Description:
        """The file's name stands for the model's."""
        return Description("llamacpp", self._path.name, "", self._context, self._profile.family)

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


def _family(path: Path) -> str:
    folded = path.name.lower().replace("-", "").replace("_", "")
    return next((name for name in ("gemma4", "gemma3", "gemma", "qwen") if name in folded), "")


def _start(path: Path, context: int, opened: ExitStack) -> "tuple[Server, httpx.Client]":
    try:
        import xllamacpp
    except ImportError as error:
        raise UserError("llama.cpp is not installed", _INSTALL, Kind.NO_MODEL) from error
    _check_file(path)
    import httpx

    key = secrets.token_hex(16)
    place = _unix_socket(opened)
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(path)
    parameters.n_ctx = context
    parameters.n_parallel = 1
    parameters.n_batch = parameters.n_ubatch = _BATCH
    parameters.hostnames = [str(place) if place else "127.0.0.1"]
    parameters.port = 0
    parameters.ui = False
    parameters.offline = True
    parameters.verbosity = -1
    parameters.api_keys = [key]
    try:
        server = xllamacpp.Server(parameters)
    except (RuntimeError, ValueError) as error:
        raise UserError(
            f"`{path}` cannot be loaded: {error}",
            "it must be a GGUF file that llama.cpp knows, and fit in memory; those that Ollama "
            "stores for Gemma 4 are of another kind",
            Kind.NO_MODEL,
        ) from error
    client = httpx.Client(
        base_url="http://llamacpp" if place else server.listening_address,
        transport=httpx.HTTPTransport(
            verify=False, trust_env=False, uds=str(place) if place else None
        ),
        trust_env=False,
        timeout=_SECONDS,
        headers={"authorization": f"Bearer {key}"},
    )
    return server, client


def _check_file(path: Path) -> None:
    if str(path) in ("", "."):
        raise UserError(
            "no model file is given", "give a GGUF file with `--model FILE`", Kind.NO_MODEL
        )
    try:
        with path.open("rb") as file:
            magic = file.read(4)
    except OSError as error:
        raise UserError(
            f"cannot read the model `{path}`", "give a GGUF file with `--model FILE`", Kind.NO_MODEL
        ) from error
    if magic != b"GGUF":
        raise UserError(
            f"`{path}` is not a GGUF file", "give a GGUF file with `--model FILE`", Kind.NO_MODEL
        )
    size, machine = path.stat().st_size, this_machine()
    if machine.holds(needed_bytes(size, {}, 0)) is False:
        raise faults.too_little_memory(path.name, f"{size / 1e9:.1f} GB of weights alone")


def _unix_socket(opened: ExitStack) -> Path | None:
    """Where to listen, in a new folder that only we may enter; None where the seal forbids it."""
    folder = TemporaryDirectory(prefix="offdroid-")
    place = Path(folder.name) / "llama.sock"
    try:
        with socket.socket(socket.AF_UNIX) as trial:
            trial.bind(str(place))
        place.unlink()
    except OSError:
        folder.cleanup()
        return None
    opened.callback(folder.cleanup)
    return place
