"""What went wrong at a model server, as errors that a person can act on."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from agent.engines.address import Address
from agent.engines.clean import clean
from agent.engines.names import remote_model
from tools.errors import Kind, UserError

_LONGEST = 300
_MEMORY = re.compile(
    r"requires more (?:system|gpu|video)? ?memory|out of memory|insufficient memory"
    r"|unable to allocate|failed to allocate|cannot allocate",
    re.IGNORECASE,
)
_CRASH = re.compile(r"unexpectedly stopped|runner process|terminated|exit status", re.IGNORECASE)
_START = "start it with `ollama serve`, then run the same command again"
_SMALLER = (
    "choose a smaller model with `--model`, a smaller `context` in the settings, "
    "or close other programs"
)


@contextmanager
def mapped(address: Address) -> Iterator[None]:
    """Map what httpx raises to `UserError`."""
    try:
        yield
    except (httpx.ConnectError, httpx.ConnectTimeout) as error:
        raise unreachable(address) from error
    except httpx.TimeoutException as error:
        raise UserError(
            f"the model server at `{address.url}` has fallen silent",
            "look at its log; `ollama ps` shows whether the model is loaded",
            Kind.NO_MODEL,
        ) from error
    except httpx.DecodingError as error:
        raise not_ollama(address, "its answer cannot be decoded") from error
    except httpx.RemoteProtocolError as error:
        raise lost(address) from error
    except httpx.HTTPError as error:
        raise lost(address) from error


def unreachable(address: Address) -> UserError:
    """Nobody listens."""
    return UserError(f"no model server answers at `{address.url}`", _START, Kind.NO_MODEL)


def lost(address: Address) -> UserError:
    """The connection broke."""
    return UserError(f"the model server at `{address.url}` was lost", _START, Kind.NO_MODEL)


def not_ollama(address: Address, reason: str) -> UserError:
    """Something answers that does not speak Ollama's format."""
    return UserError(
        f"the server at `{address.url}` does not answer as Ollama does: {reason}",
        "is it Ollama that listens there? `offdroid doctor` shows what answers",
        Kind.NO_MODEL,
    )


def too_long(prompt_tokens: int, context: int) -> UserError:
    """The prompt does not fit. 0 tokens: the server did not say."""
    size = f" ({prompt_tokens:,} tokens)" if prompt_tokens else ""
    return UserError(
        f"the prompt{size} is longer than the context of {context:,} tokens",
        "ask for less at once, or raise `context` in the settings",
        Kind.NOT_DONE,
    )


def too_little_memory(model: str, reason: str) -> UserError:
    """The model does not fit in this machine."""
    return UserError(
        f"model `{model}` needs more memory than there is: {reason}", _SMALLER, Kind.NO_MODEL
    )


def not_installed(model: str) -> UserError:
    """The server does not have the model."""
    return UserError(
        f"model `{model}` is not installed",
        f"run `ollama pull {model}` while online",
        Kind.NO_MODEL,
    )


def server_fault(text: str, *, status: int, model: str, context: int) -> UserError:
    """The error that an Ollama server reported, as a status with text or a line in mid-stream."""
    message, inner = _unwrap(text)
    lowered = message.lower()
    if inner.get("type") == "exceed_context_size_error":
        return too_long(_number(inner.get("n_prompt_tokens")), _number(inner.get("n_ctx")))
    if "prompt is longer than the context" in lowered:
        return too_long(0, context)
    if status == 404 and "not found" in lowered and "page" not in lowered:
        return not_installed(model)
    if "cloud is disabled" in lowered or "remote model" in lowered:
        return remote_model(model)
    if _MEMORY.search(message):
        return too_little_memory(model, message)
    if status == 503:
        hint = "another program keeps it busy; try again when it is done"
        return UserError("the model server has no place for another request", hint, Kind.NO_MODEL)
    if _CRASH.search(message):
        hint = f"it often lacks memory then: {_SMALLER}"
        return UserError(f"the model stopped: {message}", hint, Kind.NO_MODEL)
    said = message or f"status {status}"
    hint = "its log says more; `ollama --version` tells whether it is up to date"
    return UserError(f"the model server reports: {said}", hint, Kind.NO_MODEL)


def _unwrap(text: str) -> tuple[str, dict[str, object]]:
    """The plain sentence: Ollama may wrap the JSON of its child into its own error string."""
    message: object = text
    inner: dict[str, object] = {}
    for _ in range(3):
        try:
            value = json.loads(message) if isinstance(message, str) else message
        except (json.JSONDecodeError, RecursionError):
            break
        if not isinstance(value, dict):
            break
        inner = value
        message = value.get("error", value.get("message", ""))
    sentence = " ".join(clean(str(message)).split())
    shown = sentence if len(sentence) <= _LONGEST else f"{sentence[:_LONGEST]}…"
    return shown.rstrip("."), inner


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
