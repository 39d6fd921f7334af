"""What build scripts and detekt's configuration switch off.

A script's `lint { }` (`lintOptions { }` before version 7 of the Android plugin) holds for the files
below its folder: `disable`, `checkOnly`, `baseline` and `lintConfig`. What convention plugins say
there is not read. In detekt's configuration, `active: false` and `excludes` of a rule count.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from tools.linters.settings import DETEKT_CONFIGS, folders_above
from tools.syntax.brackets import match_brackets

Read = Callable[[str], str | None]

_SCRIPTS = ("build.gradle.kts", "build.gradle")
_LINT = re.compile(r"\blint(?:Options)?\s*\{")
_COMMENT = re.compile(r"/\*.*?\*/|(?<![:\w\"'])//[^\n]*", re.DOTALL)
_STATEMENT = re.compile(
    r"^\s*(?:it\.)?(disable|ignore|checkOnly|baseline|lintConfig)\b(.*?)(?=^\s*[A-Za-z}]|\Z)",
    re.MULTILINE | re.DOTALL,
)
_QUOTED = re.compile(r"[\"']([^\"'\n]+)[\"']")
_APPLIED = re.compile(r"\bapply\s*\(?\s*from\s*[:=]\s*(?:[\w.]+\()?[\"']([^\"'\n]+)[\"']")
_FROM_ROOT = re.compile(r"^\$\{?(?:rootDir|rootProject\.\w+|project\.rootDir)\}?/")
_KEY = re.compile(r"^( *)([\w-]+):\s*(.*)$")


@dataclass(frozen=True)
class Switched:
    """`off` pairs issues with patterns of paths; `only` the sets of issues that are looked for.

    `files` are files of Lint that scripts name, each with the folder that its paths start from.
    """

    off: tuple[tuple[str, str], ...] = ()
    only: tuple[tuple[frozenset[str], str], ...] = ()
    files: tuple[tuple[str, str], ...] = ()


def by_scripts(paths: Iterable[str], read: Read) -> Switched:
    """What the scripts above some files say."""
    off: list[tuple[str, str]] = []
    only: list[tuple[frozenset[str], str]] = []
    files: list[tuple[str, str]] = []
    for folder in folders_above(paths):
        for text in _texts(folder, read):
            for name, written in _statements(text):
                if name in ("disable", "ignore"):
                    off += [(issue, f"{folder}**") for issue in written]
                elif name == "checkOnly":
                    only.append((frozenset(written), f"{folder}**"))
                else:
                    files += [(_placed(folder, one), folder) for one in written]
    return Switched(tuple(off), tuple(only), tuple(files))


def _texts(folder: str, read: Read) -> Iterator[str]:
    """The script of a folder and those that it applies."""
    for name in _SCRIPTS:
        text = read(f"{folder}{name}")
        if text is None:
            continue
        yield text
        for written in _APPLIED.findall(text):
            places = (_placed(folder, written), _placed("", written))
            found = (other for place in places if (other := read(place)) is not None)
            yield from [*found][:1]
        return


def _placed(folder: str, written: str) -> str:
    """A file that a script of a folder names, as a path of the repository."""
    if root := _FROM_ROOT.match(written):
        return written[root.end() :]
    parts = [*folder.split("/")[:-1]]
    for part in written.split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in (".", ""):
            parts.append(part)
    return "/".join(parts)


def _statements(text: str) -> Iterator[tuple[str, list[str]]]:
    if "lint" not in text:
        return
    text = _COMMENT.sub(lambda found: " " * len(found[0]), text)
    brackets = match_brackets(text)
    for block in _LINT.finditer(text):
        end = brackets.partner.get(block.end() - 1, len(text))
        for statement in _STATEMENT.finditer(text[block.end() : end]):
            yield statement[1], _QUOTED.findall(statement[2])


def by_detekt(read: Read) -> Iterator[tuple[str, str]]:
    """Rules that detekt's configuration switches off, with patterns of the paths."""
    for name in DETEKT_CONFIGS:
        yield from _rules(read(name) or "")


def _rules(text: str) -> Iterator[tuple[str, str]]:
    rule, is_list = "", False
    for line in text.split("\n"):
        if is_list and (item := re.match(r"^ +- *[\"']?([^\"'#]+)", line)):
            yield rule, item[1].strip()
            continue
        found = _KEY.match(line)
        is_list = False
        if found is None:
            continue
        depth, key, value = len(found[1]), found[2], found[3].partition("#")[0].strip()
        if depth == 2:
            rule = key
        elif depth == 4 and rule and key == "active" and value == "false":
            yield rule, "**"
        elif depth == 4 and rule and key == "excludes":
            is_list = not value
            yield from ((rule, pattern) for pattern in _QUOTED.findall(value))
