"""The engines: what answers for a model on this machine."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from tools.errors import Kind, UserError

if TYPE_CHECKING:
    from agent.engines.base import Engine


def open_engine(
    name: str, *, model: str = "", address: str = "", context: int = 0, seed: int | None = None
) -> "Engine":
    """Build the engine `ollama`, `llamacpp` or `scripted`.

    `model` is a model's name, a GGUF file or a transcript, in that order. `address` is for
    `ollama`: empty means `OLLAMA_HOST`, else the usual port. `context` is in tokens; 0 is chosen
    for the machine. Raises `UserError` of kind NO_MODEL where no usable model is there.
    """
    builders: dict[str, Callable[[], Engine]] = {
        "ollama": lambda: _ollama(model, address, context, seed),
        "llamacpp": lambda: _llamacpp(model, context, seed),
        "scripted": lambda: _scripted(model, context),
    }
    if name not in builders:
        known = ", ".join(f"`{engine}`" for engine in builders)
        raise UserError(f"there is no engine `{name}`", f"choose one of {known}", Kind.USAGE)
    return builders[name]()


def default_address() -> str:
    """`OLLAMA_HOST`, else the usual one. Not judged yet: see `address.parse_address`."""
    import os

    return os.environ.get("OLLAMA_HOST", "")


def _ollama(model: str, address: str, context: int, seed: int | None) -> "Engine":
    from agent.engines.names import refuse_cloud_name

    refuse_cloud_name(model)
    from agent.engines.ollama import OllamaEngine, Options

    return OllamaEngine(
        model, address or default_address(), options=Options(context=context, seed=seed)
    )


def _llamacpp(model: str, context: int, seed: int | None) -> "Engine":
    from agent.engines.llamacpp import LlamaCppEngine

    return LlamaCppEngine(Path(model), context=context, seed=seed)


def _scripted(model: str, context: int) -> "Engine":
    from agent.engines.scripted import ScriptedEngine

    if not model:
        raise UserError(
            "the scripted engine has no script",
            "give a transcript with `--model FILE`",
            Kind.USAGE,
        )
    return ScriptedEngine.read(Path(model), context=context or 8192)
