"""Takes apart the code that a model sends for a place: package, imports, declarations, wrapper."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tools.base import Retry
from tools.edits.imports import header, remove_imports
from tools.edits.indentation import leading, shift

if TYPE_CHECKING:
    from tools.syntax.symbols import ParsedSource, Symbol

_WRAP = "class W {\n"


@dataclass(frozen=True)
class Pieces:
    """`body`: declarations without outer indentation; `imports`: as written after `import`."""

    body: str
    imports: tuple[str, ...] = ()
    repairs: tuple[str, ...] = ()


def parse_source(path: str, text: str) -> "ParsedSource":
    """Parse Kotlin or Java by the file's name."""
    if path.endswith(".java"):
        from tools.syntax import java

        return java.parse(path, text)
    from tools.syntax import kotlin

    return kotlin.parse(path, text, check=False)


def split(code: str) -> Pieces:
    """Part the package line and the imports from the declarations."""
    top = header(code)
    body, told = code, ()
    if top.imports:
        body = remove_imports(body, [one.key for one in top.imports])
    bare = header(body)
    repairs: tuple[str, ...] = told
    if bare.package_end >= 0:
        start = body.rfind("package", 0, bare.package_end)
        body = body[:start] + body[bare.package_end :].lstrip(";")
        repairs = ("dropped the package line from the code",)
    imports = tuple(dict.fromkeys(one.key for one in top.imports))
    return Pieces(dedented(body), imports, repairs)


def dedented(code: str) -> str:
    """Code with its outermost line at the left, its own steps kept."""
    code = code.strip("\n").rstrip()
    return shift(code, "", "\t" if "\n\t" in code or code.startswith("\t") else "    ")


def declarations(path: str, body: str, *, inside: bool) -> list["Symbol"]:
    """What the code declares, offsets into it, read as members where it goes inside a class.

    `owner` is empty for the outermost ones. Primary constructors are left out.
    """
    prefix = _WRAP if inside else ""
    source = parse_source(path, f"{prefix}{body}\n}}\n" if inside else body)
    found: list[Symbol] = []
    for one in sorted(source.symbols, key=lambda symbol: (symbol.start, -symbol.end)):
        if one.start < len(prefix) or one.end > len(prefix) + len(body):
            continue
        found.append(_moved(one, len(prefix), inside))
    return [one for one in found if not _of_primary(one, found)]


def _moved(one: "Symbol", width: int, inside: bool) -> "Symbol":
    owner = one.owner
    if inside:
        owner = owner.removeprefix("W").removeprefix(".")
    return one._replace(
        start=one.start - width,
        end=one.end - width,
        name_start=one.name_start - width,
        body=one.body - width if one.body >= 0 else -1,
        owner=owner,
    )


def _of_primary(one: "Symbol", found: list["Symbol"]) -> bool:
    """Whether a symbol belongs to the header of a class: its constructor and the `val`s there."""
    for other in found:
        if other is one or other.name != one.owner.rpartition(".")[2] or not one.owner:
            continue
        if other.start <= one.start and one.end <= other.end:
            return other.body < 0 or one.start < other.body
    return False


def outermost(found: list["Symbol"]) -> list["Symbol"]:
    """Those that no other one holds, in their order."""
    outer: list[Symbol] = []
    for one in found:
        if not outer or one.start >= outer[-1].end:
            outer.append(one)
    return outer


def held(found: list["Symbol"], owner: "Symbol") -> list["Symbol"]:
    """Those directly inside `owner`."""
    within = [one for one in found if one is not owner and owner.start <= one.start < owner.end]
    return outermost(within)


def unwrap(pieces: Pieces, path: str, target: "Symbol", original: str) -> Pieces:
    """Take `target` out of a repeated enclosing class, where nothing else would be lost.

    Retry `wrapper` where the class holds other members that differ from those of the file.
    """
    wrapper = target.owner.rpartition(".")[2]
    found = declarations(path, pieces.body, inside=bool(target.owner))
    outer = outermost(found)
    if not wrapper or len(outer) != 1 or outer[0].name != wrapper or wrapper == target.name:
        return pieces
    inner = held(found, outer[0])
    hits = [one for one in inner if one.name == target.name]
    others = [one for one in inner if one not in hits]
    flat = _flat(original)
    changed = [one for one in others if _flat(pieces.body[one.start : one.end]) not in flat]
    if len(hits) != 1 or changed:
        sentence = f"the code holds the whole `{wrapper}` instead of `{target.name}` alone"
        raise Retry("wrapper", sentence, wrapper=wrapper, symbol=target.name)
    told = f"took `{target.name}` out of the repeated `{wrapper}`"
    return Pieces(cut(pieces.body, hits), pieces.imports, (*pieces.repairs, told))


def cut(body: str, symbols: list["Symbol"]) -> str:
    """Only these declarations of the code, parted by blank lines."""
    parts: list[str] = []
    for one in symbols:
        start = body.rfind("\n", 0, one.start) + 1
        before = body[start : one.start]
        space = leading(before) if not before.strip() else ""
        parts.append(dedented(space + body[one.start : one.end]))
    return "\n\n".join(parts)


def without(body: str, symbols: list["Symbol"]) -> str:
    """The code without these declarations."""
    for one in sorted(symbols, key=lambda symbol: -symbol.start):
        body = body[: one.start].rstrip() + "\n\n" + body[one.end :].lstrip("\n")
    return dedented(body)


def _flat(code: str) -> str:
    return "".join(code.split())


def is_item(text: str, symbol: "Symbol") -> bool:
    """Whether a declaration stands in a comma list: an enum entry, a `val` of a constructor."""
    if symbol.kind == "enum_entry":
        return True
    return symbol.kind == "property" and text[symbol.end :].lstrip().startswith((",", ")"))


def same(first: str, second: str) -> bool:
    """Whether two pieces of code differ in white space only."""
    return _flat(first) == _flat(second)
