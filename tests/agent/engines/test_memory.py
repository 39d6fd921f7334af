"""What models need, against figures that are known, and what a machine is said to hold."""

import pytest

from agent.engines.memory import (
    GIB,
    Machine,
    cache_bytes,
    choose_context,
    needed_bytes,
    this_machine,
)

MIB = 1024**2


def _gemma4(blocks: int, width: int) -> dict[str, object]:
    return {
        "general.architecture": "gemma4",
        "gemma4.block_count": blocks,
        "gemma4.embedding_length": width,
        "gemma4.context_length": 131_072,
        "gemma4.attention.head_count": 8,
        "gemma4.attention.head_count_kv": [2] * blocks,
    }


E2B, E4B, B12 = _gemma4(35, 1536), _gemma4(42, 2560), _gemma4(48, 3840)
A4B, B31 = _gemma4(30, 2816), _gemma4(60, 5376)


@pytest.mark.parametrize(
    ("information", "context", "mib"),
    [
        (E2B, 8192, 60),
        (E2B, 32_768, 204),
        (E4B, 8192, 168),
        (E4B, 131_072, 2088),
        (B12, 8192, 608),
        (B12, 262_144, 4576),
        (A4B, 32_768, 940),
        (B31, 8192, 1840),
        (B31, 32_768, 3760),
    ],
)
def test_gemma_4_caches_are_as_llama_cpp_makes_them(
    information: dict[str, object], context: int, mib: int
) -> None:
    assert cache_bytes(information, context, batch=512) == mib * MIB


def test_other_families_follow_the_general_formula() -> None:
    information: dict[str, object] = {
        "general.architecture": "llama",
        "llama.block_count": 30,
        "llama.embedding_length": 576,
        "llama.attention.head_count": 9,
        "llama.attention.head_count_kv": 3,
    }
    assert cache_bytes(information, 2048) == 30 * 3 * (64 + 64) * 2048 * 2
    assert cache_bytes({}, 2048) == 0


def test_the_context_shrinks_with_the_machine() -> None:
    weights = 20 * GIB
    sizes = [
        choose_context(weights, B31, Machine(memory)) for memory in (64 * GIB, 23 * GIB, 22 * GIB)
    ]
    assert sizes == [16_384, 8192, 4096]
    assert choose_context(weights, B31, Machine(0)) == 16_384
    assert choose_context(GIB, {}, Machine(64 * GIB)) == 4096


def test_a_machine_holds_what_memory_and_video_memory_hold_together() -> None:
    assert Machine(16 * GIB).holds(12 * GIB) is True
    assert Machine(16 * GIB).holds(20 * GIB) is False
    assert Machine(16 * GIB, 8 * GIB).holds(20 * GIB) is True
    assert Machine(16 * GIB, None).holds(20 * GIB) is None
    assert Machine(0).holds(1) is None


def test_this_machine_has_some_memory() -> None:
    assert this_machine().memory > GIB // 4
    assert needed_bytes(GIB, {}, 4096) > GIB
