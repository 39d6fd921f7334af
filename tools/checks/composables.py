"""CMP-01 and CMP-02: composables are called where composition goes on."""

import re
from collections.abc import Iterator
from functools import lru_cache

from tools.checks.base import Check, Context, Finding, Fix, place
from tools.checks.composition import Around, around
from tools.checks.lazy_items import in_item
from tools.references.source import Source
from tools.syntax.symbols import Symbol

_KNOWN = {
    "androidx.compose.material3": (
        "Text Button TextButton OutlinedButton Icon IconButton Card Surface Scaffold TopAppBar "
        "Checkbox Switch Slider TextField OutlinedTextField AlertDialog Divider HorizontalDivider"
    ),
    "androidx.compose.material": "Text Button TextButton Icon IconButton Card Surface Scaffold",
    "androidx.compose.foundation": "Image Canvas",
    "androidx.compose.foundation.layout": "Column Row Box Spacer FlowRow BoxWithConstraints",
    "androidx.compose.ui.res": (
        "stringResource painterResource colorResource dimensionResource pluralStringResource "
        "stringArrayResource"
    ),
    "androidx.compose.runtime": (
        "LaunchedEffect SideEffect DisposableEffect rememberCoroutineScope rememberUpdatedState"
    ),
}
_EXTERNAL = frozenset(f"{package}.{name}" for package, s in _KNOWN.items() for name in s.split())
_CALL = re.compile(r"(?<![\w.`@:])([A-Za-z_]\w*)(?=\s*(?:\(|\{))")
_NOTICE = re.compile(r"@(?:\w+\.)*Composable\b")


@lru_cache(maxsize=1)
def _found(context: Context) -> tuple[Finding, ...]:
    """What both checks find, looked for once."""
    return tuple(_find(context))


def _find(context: Context) -> Iterator[Finding]:
    for path in context.paths:
        if not path.endswith(".kt"):
            continue
        source = context.code.source(path)
        names = _composables(context, source)
        for match in _CALL.finditer(source.code, source.header_end):
            if match[1] not in names or match.start() in source.symbols_at:
                continue
            if re.search(r"\bfun\s+$", source.code[max(0, match.start() - 20) : match.start()]):
                continue
            for check in ("CMP-01", "CMP-02"):
                context.counted[check] += 1
            if found := _wrong(context, source, match, around(source, match.start())):
                yield found


def _wrong(context: Context, source: Source, match: re.Match[str], block: Around) -> Finding | None:
    name = match[1]
    line, column = place(source.text, match.start())
    if block.kind == "plain" and not _takes_composable(context, block):
        where = f"`{block.callee}({block.name} = ...)`" if block.callee else f"`{block.name}`"
        message = f"`{name}` is composable, and the block of {where} is not"
        fix = None
        if block.name.startswith("Lazy"):
            message += f"; put it into `item {{ {name}(...) }}`"
            fix = in_item(source, match.start(), line)
        subject = f"{name} in {block.name}"
        return Finding("CMP-02", "block", source.path, line, column, message, subject, fix)
    if block.kind != "function" or _is_composable(source, block):
        return None
    simple = block.name.rpartition(".")[2]
    message = f"`{name}` is composable, and `{simple}` is not marked `@Composable`"
    subject = f"{name} in {block.name}"
    fix = _marked(context, source, block)
    return Finding("CMP-01", "block", source.path, line, column, message, subject, fix)


def _marked(context: Context, source: Source, block: Around) -> Fix | None:
    """The mark of a function that had it, or of a new one with a name as composables have."""
    one = source.symbols_at.get(block.start)
    if one is None or one.start < 0:
        return None
    old = context.head.symbol(one.qualified)
    had = any("Composable" in each.annotations for each in old)
    if not had and (old or not one.name[:1].isupper()):
        return None
    start = source.text.rfind("\n", 0, one.start) + 1
    space = source.text[start : one.start]
    if space.strip() or source.text.startswith("/*", one.start):
        return None
    told = f"marked `{one.name}` with `@Composable`"
    imports = ("androidx.compose.runtime.Composable",)
    return Fix(told, line=source.line(one.start), new=f"{space}@Composable", imports=imports)


def _composables(context: Context, source: Source) -> frozenset[str]:
    """The simple names that certainly mean a composable function in this file."""
    found: set[str] = set()
    for one in source.imports:
        if one.name in _EXTERNAL and not one.alias:
            found.add(one.simple)
        elif not one.star and not one.alias and _all_composable(context.facts.symbol(one.name)):
            found.add(one.simple)
    imported = frozenset(found)
    package = context.facts.package_symbols(source.package) if source.package else []
    near: dict[str, list[Symbol]] = {}
    for symbol in package:
        near.setdefault(symbol.name, []).append(symbol)
    found |= {name for name, all_ in near.items() if _all_composable(all_)}
    hidden = {one.name for one in source.parsed.symbols if not _all_composable([one])}
    hidden |= {one.simple for one in source.imports if one.simple not in imported}
    return frozenset(found - hidden)


def _all_composable(symbols: list[Symbol]) -> bool:
    return bool(symbols) and all(
        one.kind == "function" and "Composable" in one.annotations and not one.receiver
        for one in symbols
    )


def _is_composable(source: Source, block: Around) -> bool:
    """Whether a function is marked, by its declaration or by the text before its name."""
    symbol = source.symbols_at.get(block.start)
    if symbol is None or "inline" in symbol.modifiers:
        return True
    if "Composable" in symbol.annotations:
        return True
    before = source.code[max(0, symbol.start - 200) : symbol.name_start]
    return _NOTICE.search(before) is not None


def _takes_composable(context: Context, block: Around) -> bool:
    """Whether a function of the project takes a composable there, or the name is its own."""
    callee = block.callee or block.name
    found = [one for one in context.facts.symbols(callee) if one.kind in ("function", "class")]
    if not block.callee:
        return bool(found)
    types = [p.type for one in found for p in one.parameters if p.name == block.name]
    return any("Composable" in type_ for type_ in types) or (bool(found) and not types)


def _outside(context: Context) -> Iterator[Finding]:
    return (one for one in _found(context) if one.check == "CMP-01")


def _inside(context: Context) -> Iterator[Finding]:
    return (one for one in _found(context) if one.check == "CMP-02")


FUNCTIONS = Check(
    "CMP-01",
    "block",
    "a composable is called by a composable",
    _outside,
    example="`fun Title() { Text(...) }` → `@Composable fun Title() { Text(...) }`",
)
BLOCKS = Check(
    "CMP-02",
    "block",
    "a composable is not called in a block that is none",
    _inside,
    example="`LazyColumn { Text(...) }` → `LazyColumn { item { Text(...) } }`",
)
