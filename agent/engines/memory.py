"""What a model needs at a context length, and what this machine has. All sizes in bytes.

The key-value cache of Gemma 4 is small because most of its layers see a sliding window only; the
general formula would overrate it several times, so its shapes are data.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

GIB = 1024**3
_COMPUTE = GIB // 2
_HALF = 2
_BATCHES = ((32_768, 2048), (4_096, 1024), (0, 512))
"""Above which context Ollama evaluates how many tokens at once."""
_CELLS = 256
_CONTEXTS = (16_384, 8_192, 4_096)

Information = Mapping[str, object]
"""GGUF metadata by name, from the file or as `model_info` of `/api/show`."""


@dataclass(frozen=True)
class Machine:
    """Main memory (0: unknown) and video memory (None: there may be some, nobody says)."""

    memory: int
    video: int | None = 0

    def holds(self, needed: int) -> bool | None:
        """Whether so much fits at all, with nothing else running; None where unknown."""
        if not self.memory:
            return None
        if needed <= self.memory + (self.video or 0):
            return True
        return None if self.video is None else False


@dataclass(frozen=True)
class _Shape:
    full: int
    sliding: int
    heads: int
    full_heads: int
    window: int


_GEMMA4 = {
    (35, 1536): _Shape(3, 12, 1, 1, 512),  # E2B; layers that share a cache do not count
    (42, 2560): _Shape(4, 20, 2, 2, 512),  # E4B
    (48, 3840): _Shape(8, 40, 8, 1, 1024),  # 12B
    (30, 2816): _Shape(5, 25, 8, 2, 1024),  # 26B-A4B
    (60, 5376): _Shape(10, 50, 16, 4, 1024),  # 31B
}
"""Shapes by (block count, embedding length)."""


def needed_bytes(weights: int, information: Information, context: int) -> int:
    """Weights, key-value cache and buffers, with all of them resident."""
    return weights + cache_bytes(information, context) + _COMPUTE


def cache_bytes(information: Information, context: int, *, batch: int = 0) -> int:
    """The key-value cache in 16-bit numbers; 0 where the metadata does not tell.

    `batch` is how many tokens are evaluated at once; 0 is what Ollama chooses.
    """
    architecture = str(information.get("general.architecture", ""))
    blocks = _number(information.get(f"{architecture}.block_count"))
    width = _number(information.get(f"{architecture}.embedding_length"))
    shape = _GEMMA4.get((blocks, width)) if architecture == "gemma4" else None
    if shape:
        batch = batch or next((size for above, size in _BATCHES if context > above), 512)
        near = _padded(min(context, shape.window + batch))
        full = shape.full * shape.full_heads * 1024 * _padded(context)
        return (full + shape.sliding * shape.heads * 512 * near) * _HALF
    heads = _number(information.get(f"{architecture}.attention.head_count"))
    shared = _number(information.get(f"{architecture}.attention.head_count_kv")) or heads
    head = width // heads if heads else 0
    key = _number(information.get(f"{architecture}.attention.key_length")) or head
    value = _number(information.get(f"{architecture}.attention.value_length")) or head
    return blocks * shared * (key + value) * _padded(context) * _HALF


def choose_context(weights: int, information: Information, machine: Machine) -> int:
    """The largest of our context lengths that the model knows and the machine holds."""
    most = known_context(information) or _CONTEXTS[-1]
    for context in _CONTEXTS:
        needed = needed_bytes(weights, information, context)
        if context <= most and machine.holds(needed) is not False:
            return context
    return min(most, _CONTEXTS[-1])


def known_context(information: Information) -> int:
    """The longest context that the model was made for; 0 if unknown."""
    architecture = information.get("general.architecture", "")
    return _number(information.get(f"{architecture}.context_length"))


def this_machine() -> Machine:
    """What the system says, container limits included."""
    return Machine(_main_memory(), _video_memory())


def _main_memory() -> int:
    try:
        total = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return 0
    try:
        limit = int(Path("/sys/fs/cgroup/memory.max").read_text(encoding="ascii"))
    except (OSError, ValueError):
        return total
    return min(total, limit)


def _video_memory() -> int | None:
    if Path("/proc/driver/nvidia").exists():
        return None
    total = 0
    for entry in Path("/sys/class/drm").glob("card*/device/mem_info_vram_total"):
        try:
            total += int(entry.read_text(encoding="ascii"))
        except (OSError, ValueError):
            return None
    return total


def _padded(cells: int) -> int:
    return -(-cells // _CELLS) * _CELLS


def _number(value: object) -> int:
    if isinstance(value, list):
        return max((_number(item) for item in value), default=0)
    return value if isinstance(value, int) else 0
