"""Writes the table of platform symbols: `python -m bench.platform_table TYPES.d.ts ANDROID.jar`.

`TYPES.d.ts` is `lib/android/android-platform-21-37-merged.d.ts` of the npm package
`@nativescript/types-android` (Apache-2.0): which symbols are public, and the level that brought
each. `ANDROID.jar` holds the platform's classes (`org.robolectric:android-all`, Apache-2.0, as
`tests/toolchain` prepares it): exact types. A symbol that only one of them has is left out.
Only facts are stored: names, types and levels.
"""

import lzma
import re
import sys
from collections import defaultdict
from pathlib import Path

from tools.library.archives import read_archive
from tools.library.platform import parameter_count
from tools.library.symbol import Symbol
from tools.library.table import TABLE

_OPENED = re.compile(r"^(?:export |declare )*(abstract class|class|interface|module) ([\w.$]+)")
_MEMBER = re.compile(r"^(?:public|protected) (?:static |abstract )*([\w$]+)(?:<[^(]*>)?([(:])(.*)")
_SINCE = re.compile(r"@since (\d+)")
_CODES = {"function": "f", "property": "p", "constructor": "n"}
_LEVEL = re.compile(r"platform-\d+-(\d+)")
Levels = dict[tuple[str, str, int], int]


def read_types(text: str) -> Levels:
    """(class, member or "", count of parameters or -1) to level, 0 where none is told."""
    levels: Levels = {}
    stack: list[str] = []
    since = 0
    for raw in text.splitlines():
        line = raw.strip()
        if found := _SINCE.search(line):
            since = int(found[1])
            continue
        if opened := _OPENED.match(line):
            stack.append(opened[2])
            if opened[1] != "module":
                levels[".".join(stack), "", -1] = since
        elif line.endswith("{"):
            stack.append("")
        elif line.startswith("}"):
            del stack[-1:]
        elif member := _MEMBER.match(line):
            count = parameter_count(member[3]) if member[2] == "(" else -1
            key = ".".join(stack), member[1], count
            levels[key] = min(levels.get(key, since), since)
        if not line.startswith(("*", "/*")):
            since = 0
    return levels


def _key(symbol: Symbol) -> tuple[str, str, int]:
    if symbol.kind == "class":
        return symbol.qualified, "", -1
    if symbol.kind == "constructor":
        inner = symbol.signature.partition("(")[2]
        return symbol.qualified, "constructor", parameter_count(inner)
    owner = symbol.qualified.rpartition(".")[0]
    if symbol.kind == "property":
        return owner, symbol.name, -1
    inner = symbol.signature.partition("fun ")[2].partition(f"{symbol.name}(")[2]
    return owner, symbol.name, parameter_count(inner)


def main() -> int:
    """Write the table and say what it holds."""
    types, jar = Path(sys.argv[1]), Path(sys.argv[2])
    levels = read_types(types.read_text("utf-8"))
    members: defaultdict[str, list[str]] = defaultdict(list)
    heads: dict[str, str] = {}
    for one in read_archive(jar).symbols:
        since = levels.get(_key(one))
        if since is None:
            continue
        if one.kind == "class":
            heads[one.qualified] = (
                f"{one.name}\tC\t{since}\t{one.qualified}\t{one.owner}\t{one.signature}"
            )
        elif one.kind == "constructor":
            arguments = one.signature[one.signature.index("(") :]
            members[one.qualified].append(f"\tn\t{since}\t{arguments}")
        else:
            owner = one.qualified.rpartition(".")[0]
            members[owner].append(f"{one.name}\t{_CODES[one.kind]}\t{since}\t{one.signature}")
    level = _LEVEL.search(types.name)
    lines = [level[1] if level else "?"]
    for name in sorted(heads):
        lines += [heads[name], *sorted(members[name])]
    data = ("\n".join(lines) + "\n").encode()
    TABLE.write_bytes(lzma.compress(data, preset=9 | lzma.PRESET_EXTREME))
    count = sum(len(members[name]) for name in heads)
    print(f"{len(heads)} classes, {count} members, {TABLE.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
