"""Starts llama.cpp inside this process: checks the file, chooses where it listens, loads it."""

import os
import secrets
import socket
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from agent.engines import faults
from agent.engines.gguf import NotGguf, read_metadata
from agent.engines.llamacpp_stream import Server
from agent.engines.memory import Information, needed_bytes, this_machine
from tools.errors import Kind, UserError

if TYPE_CHECKING:
    import httpx

_BATCH = 128
"""Tokens evaluated between two moments at which a person's Ctrl-C is seen."""
_SECONDS = 60.0
_INSTALL = "install it with `pip install 'offdroid[embedded]'` while online"
_GIVE = "give a GGUF file with `--model FILE`"
_OTHER_KIND = (
    "it must be a GGUF file that llama.cpp knows, and fit in memory; those that Ollama stores for "
    "Gemma 4 are of another kind"
)


def read_model(path: Path) -> Information:
    """The file's metadata. Raises where there is no such model, or no llama.cpp to run it."""
    from importlib.util import find_spec

    if find_spec("xllamacpp") is None:
        raise UserError("llama.cpp is not installed", _INSTALL, Kind.NO_MODEL)
    _demand_sockets()
    if str(path) in ("", "."):
        raise UserError("no model file is given", _GIVE, Kind.NO_MODEL)
    try:
        return read_metadata(path)
    except OSError as error:
        raise UserError(f"cannot read the model `{path}`", _GIVE, Kind.NO_MODEL) from error
    except NotGguf as error:
        message = f"`{path}` is not a GGUF file: {error}"
        raise UserError(message, _GIVE, Kind.NO_MODEL) from error


def refuse_too_large(path: Path, information: Information, context: int) -> None:
    """Raise where the model cannot fit this machine at all."""
    machine = this_machine()
    needed = needed_bytes(path.stat().st_size, information, context)
    if machine.holds(needed) is False:
        have = machine.memory + (machine.video or 0)
        raise faults.too_little_memory(
            path.name, f"about {needed / 1e9:.1f} GB of {have / 1e9:.1f} GB"
        )


def start(path: Path, context: int, opened: ExitStack) -> "tuple[Server, httpx.Client]":
    """Load the model: its server, and a client of the socket on which it listens."""
    import httpx
    import xllamacpp

    key = secrets.token_hex(16)
    place = _unix_socket(opened)
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(path)
    parameters.n_ctx = context
    parameters.n_parallel = 1
    parameters.n_batch = parameters.n_ubatch = _BATCH
    threads = os.environ.get("LLAMA_ARG_THREADS", "")
    if threads.isdecimal():  # llama.cpp's own variable; else it takes all cores
        parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = int(threads)
    parameters.hostnames = [str(place) if place else "127.0.0.1"]
    parameters.port = 0
    parameters.ui = False
    parameters.offline = True
    parameters.verbosity = -1
    parameters.api_keys = [key]
    try:
        server = xllamacpp.Server(parameters)
    except (RuntimeError, ValueError) as error:
        message = f"`{path}` cannot be loaded: {error}"
        raise UserError(message, _OTHER_KIND, Kind.NO_MODEL) from error
    transport = httpx.HTTPTransport(
        verify=False, trust_env=False, uds=str(place) if place else None
    )
    client = httpx.Client(
        base_url="http://llamacpp" if place else server.listening_address,
        transport=transport,
        trust_env=False,
        timeout=_SECONDS,
        headers={"authorization": f"Bearer {key}"},
    )
    return server, client


def _demand_sockets() -> None:
    """Raise where the seal grants no socket at all: it listens on one for this very process."""
    try:
        socket.socket().close()
    except OSError as error:
        raise UserError(
            "llama.cpp in process needs a socket, and the seal of this place grants none",
            "use a model server such as Ollama; `docs/security.md` says what a system may lack",
            Kind.NO_MODEL,
        ) from error


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
