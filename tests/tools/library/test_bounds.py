"""Archives that are damaged or hostile: told once, and what can be read of them is read."""

from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.library.archives import read_archive
from tools.library.reading import read_archives

_SHELF = (Path(__file__).parent / "fixtures/shelf.jar").read_bytes()
with ZipFile(BytesIO(_SHELF)) as _jar:
    _CLASS = _jar.read("shop/Shelf.class")


def _zip(entries: dict[str, bytes]) -> bytes:
    whole = BytesIO()
    with ZipFile(whole, "w", ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return whole.getvalue()


def _read(tmp_path: Path, data: bytes) -> tuple[set[str], str]:
    path = tmp_path / "it.aar"
    path.write_bytes(data)
    read = read_archive(path)
    return {one.name for one in read.symbols if one.kind == "class"}, read.fault


def test_a_class_that_unpacks_to_too_much_is_left_out(tmp_path: Path) -> None:
    bomb = bytes(9_000_000)
    data = _zip({"a/Bomb.class": bomb, "a/Other.class": bomb, "shop/Shelf.class": _CLASS})
    assert len(data) < 100_000
    assert _read(tmp_path, data) == (
        {"Shelf"},
        "`it.aar` could not be read fully: a/Bomb.class: it unpacks to too much (and 1 more)",
    )


def test_an_archive_of_bombs_ends(tmp_path: Path) -> None:
    bomb = _zip({"a/Bomb.class": bytes(9_000_000)})
    whole = _zip({f"libs/{number}.jar": bomb for number in range(400)})
    assert _read(tmp_path, whole)[1].startswith("`it.aar` could not be read fully: a/Bomb.class:")


def test_jars_within_are_read_but_not_those_within_these(tmp_path: Path) -> None:
    deep = _zip({"shop/Shelf.class": _CLASS, "libs/deeper.jar": _zip({"a/B.class": b"no class"})})
    assert _read(tmp_path, _zip({"classes.jar": deep})) == ({"Shelf"}, "")
    assert _read(tmp_path, _zip({"assets/other.jar": deep})) == (set(), "")


def test_a_damaged_jar_within_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    data = _zip({"classes.jar": b"no archive", "libs/shelf.jar": _SHELF})
    classes, fault = _read(tmp_path, data)
    assert "Shelf" in classes
    assert fault.startswith("`it.aar` could not be read fully: classes.jar:")


def test_a_truncated_archive_is_told(tmp_path: Path) -> None:
    for end in (0, 10, len(_SHELF) // 2, len(_SHELF) - 1):
        classes, fault = _read(tmp_path, _SHELF[:end])
        assert (classes, fault[:29]) == (set(), "`it.aar` could not be read ful"[:29])


def test_many_entries_are_read(tmp_path: Path) -> None:
    path = tmp_path / "many.jar"
    with ZipFile(path, "w", ZIP_STORED) as archive:
        for number in range(100_000):
            archive.writestr(f"assets/{number}.txt", b"")
        archive.writestr("shop/Shelf.class", _CLASS)
    read = read_archive(path)
    assert (read.fault, read.symbols[0].name) == ("", "Shelf")


def test_what_is_no_file_is_told_and_does_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "folder.jar").mkdir()
    (tmp_path / "shelf.jar").write_bytes(_SHELF)
    paths = [tmp_path / name for name in ("folder.jar", "gone.jar", "shelf.jar")]
    told = {
        path.name: (bool(read.symbols), bool(read.fault)) for path, read in read_archives(paths)
    }
    assert told == {
        "folder.jar": (False, True), "gone.jar": (False, True), "shelf.jar": (True, False),
    }  # fmt: skip


def test_several_processes_read_what_one_reads(tmp_path: Path) -> None:
    paths = []
    for number in range(3):
        paths.append(tmp_path / f"{number}.jar")
        extra = {f"assets/{number}": bytes(number)}
        paths[-1].write_bytes(_zip({"shop/Shelf.class": _CLASS, **extra}))
    with ZipFile(paths[0], "a", ZIP_STORED) as archive:
        archive.writestr("assets/large", bytes(5_000_000))
    read = dict(read_archives(paths))
    assert read == {path: read_archive(path) for path in paths}


@given(st.integers(0, len(_SHELF) - 1), st.binary(min_size=1, max_size=8))
def test_a_changed_archive_never_stops_us(
    tmp_path_factory: pytest.TempPathFactory, at: int, other: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "changed.jar"
    path.write_bytes(_SHELF[:at] + other + _SHELF[at + len(other) :])
    read_archive(path)
