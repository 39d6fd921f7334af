"""What an Ollama server has and is: version, installed models, their metadata, what is loaded.

The `ollama` package's client does the asking, over our own transport. Its types drop the marks of
a remote model, so a hook looks at the raw answers first.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType

import httpx
from pydantic import ValidationError

from agent.engines import faults
from agent.engines.address import Address
from agent.engines.memory import GIB, Information, needed_bytes, this_machine
from agent.engines.names import refuse_cloud_name, remote_model, same_model
from agent.engines.ollama_package import Client, ListResponse, ResponseError
from agent.engines.profiles import OLDEST_SERVER, Version, parse_version, spell_version
from agent.engines.transport import LoopbackTransport, timeouts
from agent.seal import cloud
from tools.errors import Kind, UserError

_MOST_BYTES = 64 * 1024 * 1024
_SECONDS = 20.0
_DEFAULT_FAMILY = "gemma4"
_FOR_OTHERS = 4 * GIB
_ASSUMED_CONTEXT = 8_192


@dataclass(frozen=True)
class Installed:
    """A model that the server lists. `fits` is None where this machine's memory is unknown."""

    name: str
    size: int
    digest: str
    family: str
    parameters: str
    quantization: str
    remote: bool
    fits: bool | None


@dataclass(frozen=True)
class Shown:
    """A model's metadata and what the server says that it can do."""

    information: Information
    capabilities: tuple[str, ...]


class OllamaServer:
    """A running server at a loopback address."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self._remote: set[str] = set()
        self._client = Client(
            host=address.url,
            transport=LoopbackTransport(address, most_bytes=_MOST_BYTES),
            trust_env=False,
            follow_redirects=False,
            timeout=httpx.Timeout(**timeouts(_SECONDS)),
            event_hooks={"response": [self._look_for_remote]},
        )

    def __enter__(self) -> "OllamaServer":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the connections."""
        self._client.close()  # type: ignore[no-untyped-call]

    def version(self) -> Version:
        """The server's version, empty where it does not know. Raises for one that is too old."""
        told = self._get("/api/version")
        if not isinstance(told, dict) or "version" not in told:
            raise faults.not_ollama(self.address, "it does not tell its version")
        version = parse_version(str(told["version"]))
        if version and version < OLDEST_SERVER:
            raise UserError(
                f"Ollama {spell_version(version)} is too old",
                f"update it to {spell_version(OLDEST_SERVER)} or later",
                Kind.NO_MODEL,
            )
        return version

    def cloud_warning(self) -> str:
        """What to say where the server's own cloud is on; empty where it is off or unknown."""
        return cloud.warning(self._get("/api/status"))

    def models(self) -> tuple[Installed, ...]:
        """All installed models, as listed."""
        machine = this_machine()
        with self._mapped(""):
            listed = self._client.list().models
        return tuple(
            self._installed(entry, machine.holds(needed_bytes(entry.size or 0, {}, 0)))
            for entry in listed
        )

    def find(self, name: str) -> Installed:
        """The model of this name; an empty one: the largest Gemma 4 that fits this machine.

        One that leaves memory for an editor and a build is preferred to one that only just fits.
        """
        if not name:
            return self._largest()
        refuse_cloud_name(name)
        wanted = name.removesuffix(":local")
        for model in self.models():
            if same_model(model.name, wanted):
                if model.remote:
                    raise remote_model(model.name)
                return model
        raise faults.not_installed(name)

    def show(self, model: Installed) -> Shown:
        """A model's metadata; a remote one raises."""
        with self._mapped(model.name):
            answer = self._client.show(model.name)
        if model.name in self._remote:
            raise remote_model(model.name)
        return Shown(answer.modelinfo or {}, tuple(answer.capabilities or ()))

    def loaded(self) -> tuple[str, ...]:
        """Names of the models that are in memory now."""
        with self._mapped(""):
            return tuple(entry.model or "" for entry in self._client.ps().models)

    def _get(self, path: str) -> object:
        """The JSON at a path that the package's client does not know; None if there is none."""
        with (
            faults.mapped(self.address),
            httpx.Client(
                transport=LoopbackTransport(self.address, most_bytes=_MOST_BYTES),
                trust_env=False,
                timeout=httpx.Timeout(**timeouts(_SECONDS)),
            ) as client,
        ):
            answer = client.get(f"{self.address.url}{path}")
        if answer.status_code != 200:
            return None
        try:
            value: object = answer.json()
        except (ValueError, RecursionError) as error:
            raise faults.not_ollama(self.address, "no JSON") from error
        return value

    def _largest(self) -> Installed:
        models = self.models()
        ours = [item for item in models if item.family == _DEFAULT_FAMILY and not item.remote]
        fitting = [item for item in ours if item.fits is not False]
        roomy = [item for item in fitting if _leaves_room(item)]
        if fitting:
            return max(roomy or fitting, key=lambda item: (_billions(item.parameters), item.size))
        if ours:
            smallest = min(ours, key=lambda item: item.size)
            raise faults.too_little_memory(
                smallest.name, f"{smallest.size / 1e9:.1f} GB of weights alone"
            )
        others = ", ".join(f"`{item.name}`" for item in models if not item.remote)
        raise UserError(
            "no Gemma 4 model is installed",
            "run `ollama pull gemma4:e4b` while online"
            + (f", or choose one with `--model`: {others}" if others else ""),
            Kind.NO_MODEL,
        )

    def _installed(self, entry: ListResponse.Model, fits: bool | None) -> Installed:
        name, details = entry.model or "", entry.details
        return Installed(
            name,
            entry.size or 0,
            entry.digest or "",
            (details and details.family) or "",
            (details and details.parameter_size) or "",
            (details and details.quantization_level) or "",
            name in self._remote,
            fits,
        )

    def _look_for_remote(self, response: httpx.Response) -> None:
        response.read()
        try:
            value = response.json()
            sent = json.loads(response.request.content or b"{}")
        except (ValueError, RecursionError):
            return
        if not isinstance(value, dict):
            return
        entries = value.get("models")
        for entry in entries if isinstance(entries, list) else [sent | _marks(value)]:
            if isinstance(entry, dict) and _marks(entry):
                self._remote.add(str(entry.get("model", entry.get("name", ""))))

    @contextmanager
    def _mapped(self, model: str) -> Iterator[None]:
        try:
            with faults.mapped(self.address):
                yield
        except ResponseError as error:
            raise faults.server_fault(
                error.error, status=error.status_code, model=model, context=_ASSUMED_CONTEXT
            ) from error
        except ConnectionError as error:
            raise faults.unreachable(self.address) from error
        except (ValidationError, ValueError, TypeError) as error:
            raise faults.not_ollama(self.address, "unknown JSON") from error


def _leaves_room(model: Installed) -> bool:
    """Whether an editor and a build still have memory while the model is loaded."""
    return this_machine().holds(needed_bytes(model.size, {}, 0) + _FOR_OTHERS) is not False


def _marks(entry: dict[str, object]) -> dict[str, object]:
    return {key: entry[key] for key in ("remote_host", "remote_model") if entry.get(key)}


def _billions(parameters: str) -> float:
    """`5.1B` as 5.1, `268.10M` as 0.2681."""
    number = parameters[:-1]
    scale = {"B": 1.0, "M": 1e-3, "K": 1e-6}.get(parameters[-1:].upper(), 0.0)
    try:
        return float(number) * scale
    except ValueError:
        return 0.0
