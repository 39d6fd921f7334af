"""Class files and Kotlin's metadata, from `fixtures/*.jar` and from damaged bytes."""

from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.library.archives import read_archive
from tools.library.classfile import BrokenClass, read_class

_FOLDER = Path(__file__).parent / "fixtures"


def _class(jar: str, name: str) -> bytes:
    with ZipFile(_FOLDER / jar) as archive:
        return archive.read(name)


_SHELF = _class("shelf.jar", "shop/Shelf.class")
_BASKET = _class("basket.jar", "shop/Basket.class")


def _signatures(jar: str) -> set[str]:
    read = read_archive(_FOLDER / jar)
    assert read.fault == ""
    return {one.signature for one in read.symbols}


def test_java_is_shown_as_kotlin_calls_it() -> None:
    assert _signatures("shelf.jar") == {
        "abstract class Shelf<T : Comparable<T>> : Iterable<T>",
        "static val LIMIT: Int",
        "protected var goods: List<in T>",
        "protected Shelf(String)",
        "fun sorted(IntArray, Long, vararg Any): Map<String, Array<T>>",
        "@Deprecated static fun clear(CharSequence)",
        "interface Shelf.Listener",
        "fun moved(Double)",
    }


@pytest.mark.parametrize(
    "signature",
    [
        "data class Basket",
        "Basket(owner: String, items: List<String> = …)",
        "suspend fun send(to: (name: String, count: Int) -> Boolean): Result<Unit>?",
        "sealed interface Event<out T : Any>",
        "value class Price",
        "enum entry Colour.RED",
        "inline fun <reified T : Any> typed(value: Any?): T?",
        "val Basket?.size: Int",
        "operator infix fun Basket.plus(other: Basket): Basket",
        "@Deprecated fun old()",
        "typealias Handler = (Basket) -> Unit",
        "fun handle(handler: Handler?)",
        "const val MOST: Int",
        "fun <T> Basket.sum(start: Int = …, vararg of: T, "
        "block: suspend Basket.(T) -> Price): Price",
    ],
)
def test_kotlin_is_shown_as_it_was_written(signature: str) -> None:
    assert signature in _signatures("basket.jar")


def test_what_callers_cannot_name_is_left_out() -> None:
    names = {one.name for one in read_archive(_FOLDER / "basket.jar").symbols}
    assert not names & {"secret", "unseen", "hidden"}


@pytest.mark.parametrize("data", [_SHELF, _BASKET])
def test_a_class_that_ends_early_is_told(data: bytes) -> None:
    for end in range(len(data)):
        with pytest.raises(BrokenClass):
            read_class(data[:end])


@given(st.binary(max_size=400))
def test_random_bytes_are_no_other_fault(data: bytes) -> None:
    with pytest.raises(BrokenClass):
        read_class(b"\xca\xfe\xba\xbe" + data)


@given(st.lists(st.tuples(st.integers(0, len(_BASKET) - 1), st.integers(0, 255)), max_size=6))
def test_a_changed_class_is_read_or_told(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[int, int]]
) -> None:
    data = bytearray(_BASKET)
    for place, value in changes:
        data[place] = value
    path = tmp_path_factory.mktemp("jar") / "changed.jar"
    with ZipFile(path, "w") as archive:
        archive.writestr("shop/Basket.class", bytes(data))
    read_archive(path)


def test_a_broken_archive_is_told_once(tmp_path: Path) -> None:
    path = tmp_path / "broken.jar"
    path.write_bytes(b"PK\x03\x04 no zip")
    read = read_archive(path)
    assert (read.symbols, "could not be read fully" in read.fault) == ((), True)
