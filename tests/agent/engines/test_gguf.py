"""Metadata of GGUF files, whole and damaged."""

import struct
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.engines.gguf import NotGguf, read_metadata


def _text(text: str) -> bytes:
    return struct.pack("<Q", len(text)) + text.encode()


def _head(entries: int, version: int = 3) -> bytes:
    return b"GGUF" + struct.pack("<IQQ", version, 0, entries)


WHOLE = b"".join(
    [
        _head(5),
        _text("general.architecture") + struct.pack("<I", 8) + _text("gemma4"),
        _text("gemma4.block_count") + struct.pack("<II", 4, 42),
        _text("gemma4.head_count_kv") + struct.pack("<IIQ3i", 9, 5, 3, 2, 2, 4),
        _text("tokenizer.ggml.tokens") + struct.pack("<IIQ", 9, 8, 2) + _text("a") + _text("b"),
        _text("gemma4.scale") + struct.pack("<If", 6, 0.5),
    ]
)


def test_scalars_texts_and_short_arrays_are_read(tmp_path: Path) -> None:
    path = tmp_path / "model.gguf"
    path.write_bytes(WHOLE)
    assert read_metadata(path) == {
        "general.architecture": "gemma4",
        "gemma4.block_count": 42,
        "gemma4.head_count_kv": [2, 2, 4],
        "tokenizer.ggml.tokens": None,
        "gemma4.scale": 0.5,
    }


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"PK\x03\x04", "does not begin as one"),
        (b"GGUF", "ends too early"),
        (_head(0, version=1), "version 1 is unknown"),
        (_head(1 << 40), "entries without end"),
        (_head(1) + struct.pack("<Q", 1 << 50), "a text without end"),
        (_head(1) + _text("a") + struct.pack("<I", 77), "the unknown kind 77"),
        (_head(1) + _text("a") + struct.pack("<IIQ", 9, 4, 1 << 60), "an array without end"),
        (_head(1) + _text("a") + struct.pack("<IIQ", 9, 9, 1), "an array of the unknown kind 9"),
    ],
)
def test_what_is_no_model_is_told(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "model.gguf"
    path.write_bytes(content)
    with pytest.raises(NotGguf, match=reason):
        read_metadata(path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    cut=st.integers(4, len(WHOLE)), byte=st.integers(4, len(WHOLE) - 1), value=st.integers(0, 255)
)
def test_no_damage_does_more_than_say_so(tmp_path: Path, cut: int, byte: int, value: int) -> None:
    damaged = bytearray(WHOLE)
    damaged[byte] = value
    path = tmp_path / "model.gguf"
    path.write_bytes(damaged[:cut])
    with suppress(NotGguf):
        read_metadata(path)
