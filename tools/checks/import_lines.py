"""KT-10: the imports of a file, each once, used, by name, and in the order that they had.

What a draft did not touch is left alone. The order is the one of `.editorconfig` where the file
was in it or is new, else that of the file before, or of the other files of the package; an import
by `*` stands out where `.editorconfig` wants none, or where none of these has one.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from tools.checks.added import SOURCES, Written, before, written
from tools.checks.base import Check, Context, Finding, Fix, is_illustration
from tools.edits.editorconfig import ImportStyle, import_style
from tools.edits.imports import OPERATORS, Header, ImportLine, block_of, header, in_order, orders
from tools.linters.settings import folders_above

_FEW = 3
_SIBLINGS = 8
_WORD = re.compile(r"\w+")


def _find(context: Context) -> Iterator[Finding]:
    for file in written(context, *SOURCES):
        if is_illustration(file.path) or "import " not in file.text:
            continue
        old = "" if context.strict else before(context, file.path)
        if not context.strict and not _touched(context, file, old):
            continue
        top = header(file.text)
        style = _style(context, file.path)
        context.counted["KT-10"] += len(top.imports)
        dropped = [*_twice(file, top, old), *_unused(context, file, top, old)]
        wanted = frozenset() if context.strict else _wanted(context, file, top, (old, style.order))
        fix = _tidied(file, top, [one for one, _ in dropped], min(wanted, default=None))
        for one, message in dropped:
            yield _told(file, one, message, fix)
        for one in () if context.strict else _stars(context, file, top, style.stars):
            yield _told(file, one, f"`{one.name}.*` hides what is imported; name it", None)
        if wanted:
            message = "the imports are not in their order any more"
            yield _told(file, top.imports[0], message, fix)


def _touched(context: Context, file: Written, old: str) -> bool:
    """Whether the draft changed the imports, or took away a line that names one of them."""
    now, then = context.facts.file(file.path), context.head.file(file.path)
    if now is None or then is None:
        return now is not None
    if [one.name for one in now.imports] != [one.name for one in then.imports]:
        return True
    left = {line.strip() for line in file.text.split("\n")}
    gone = [line for line in old.split("\n") if line.strip() not in left]
    words = {word for line in gone for word in _WORD.findall(line)}
    return any(one.simple in words for one in now.imports)


def _twice(file: Written, top: Header, old: str) -> Iterator[tuple[ImportLine, str]]:
    known = {one.key for one in header(old).imports} if old else set()
    seen: dict[str, ImportLine] = {}
    for one in top.imports:
        if one.key in seen and not (one.key in known and old.count(_line(file, one)) > 1):
            yield one, f"`{one.name}` is imported twice"
        seen.setdefault(one.key, one)


def _unused(
    context: Context, file: Written, top: Header, old: str
) -> Iterator[tuple[ImportLine, str]]:
    words = set(_WORD.findall(file.text, top.code_start))
    then = header(old)
    known = {one.key for one in then.imports}
    used = set(_WORD.findall(old, then.code_start)) if old else set()
    seen: set[str] = set()
    for one in top.imports:
        fresh = context.strict or one.key not in known or one.simple in used
        plain = not one.star and one.simple not in OPERATORS and one.key not in seen
        seen.add(one.key)
        if plain and fresh and one.simple not in words:
            yield one, f"`{one.name}` is imported and not used"


def _style(context: Context, path: str) -> ImportStyle:
    """What the repository asked for before the draft; of Java it asks in other words."""
    if context.strict or not path.endswith(".kt"):
        return ImportStyle()
    return import_style(before(context, f"{one}.editorconfig") for one in folders_above([path]))


def _stars(
    context: Context, file: Written, top: Header, allowed: bool | None
) -> Iterator[ImportLine]:
    new = [one for one in top.imports if one.star and file.is_new(one.start)]
    if not new or allowed:
        return
    if allowed is False or not any(one.star for each in _siblings(context, file) for one in each):
        yield from new


def _siblings(context: Context, file: Written) -> Iterator[tuple[ImportLine, ...]]:
    """The imports of other files of the package, as they were."""
    facts = context.head.file(file.path) or context.facts.file(file.path)
    symbols = context.head.package_symbols(facts.package) if facts else []
    end = "." + file.path.rpartition(".")[2]
    paths = dict.fromkeys(one.path for one in symbols if one.path.endswith(end))
    for path in islice((path for path in paths if path != file.path), _SIBLINGS):
        yield header(context.head.text(path)).imports


def _wanted(
    context: Context, file: Written, top: Header, known: tuple[str, int | None]
) -> frozenset[int]:
    """The orders that the imports should be in and are not; `known`: the old text, and one set."""
    if len(top.imports) < _FEW or block_of(file.text, top) is None:
        return frozenset()
    old, order = known
    then = header(old).imports if old else ()
    if len(then) >= _FEW:
        wanted = orders(then)
    else:
        wanted = _common(_siblings(context, file)) if order is None else frozenset({order})
    if order in wanted:
        wanted = frozenset({order})
    return frozenset() if wanted & orders(top.imports) else wanted


def _common(blocks: Iterable[tuple[ImportLine, ...]]) -> frozenset[int]:
    """The orders that all blocks are in, where there are some."""
    found = [orders(block) for block in blocks if len(block) >= _FEW]
    return frozenset.intersection(*found) if len(found) > 1 else frozenset()


def _line(file: Written, one: ImportLine) -> str:
    return file.text[one.start : one.end]


def _tidied(file: Written, top: Header, dropped: list[ImportLine], order: int | None) -> Fix | None:
    """One fix for all that is wrong with the imports of a file."""
    block = block_of(file.text, top)
    kept = [one for one in top.imports if one not in dropped]
    if block is None or not kept:
        return None
    if order is not None:
        kept = in_order(kept, order)
    line = file.text.count("\n", 0, top.imports[0].start) + 1
    told = [f"removed the import of `{one.key}`" for one in dropped]
    told += ["sorted the imports"] if order is not None else []
    new = "\n".join(_line(file, one) for one in kept)
    return Fix(", ".join(told), line=line, old=block, new=new) if new != block else None


def _told(file: Written, one: ImportLine, message: str, fix: Fix | None) -> Finding:
    line = file.text.count("\n", 0, one.start) + 1
    return Finding("KT-10", "info", file.path, line, 1, message, f"{message} {one.key}", fix)


CHECK = Check(
    "KT-10",
    "info",
    "imports are used, each once, by name and in order",
    _find,
    compares=True,
    example="`import a.B` twice → once",
)
