"""The `dependencies` block of a build script, in Kotlin or Groovy."""

import re
from dataclasses import dataclass

from tools.base import Refused
from tools.syntax.brackets import Brackets, match_brackets

_TOKEN = re.compile(
    r"//[^\n]*|/\*.*?\*/|\"\"\".*?\"\"\"|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'", re.DOTALL
)
_LINE = re.compile(r"^[ \t]*(\w+)(?:[ \t]*\(|[ \t]+(?=['\"\w]))[^\n]*$", re.MULTILINE)
_TEST_FIRST = re.compile(r"^(?:test|androidTest|debug|ksp|kapt|annotationProcessor|lint|detekt)")


@dataclass(frozen=True)
class Entry:
    """One dependency of a block: offsets of its lines, and `notation` between the parentheses."""

    configuration: str
    notation: str
    start: int
    end: int

    @property
    def kind(self) -> str:
        """`project`, `platform` or `library`."""
        if "project" in self.notation.partition("(")[0]:
            return "project"
        return "platform" if "latform(" in self.notation else "library"


@dataclass(frozen=True)
class Script:
    """A build script. `open` and `close` are the braces of its block, -1 without one."""

    text: str
    groovy: bool
    open: int
    close: int
    entries: tuple[Entry, ...]
    source_set: str = ""

    @property
    def indent(self) -> str:
        """The indentation of an entry."""
        if self.entries:
            start = self.text.rfind("\n", 0, self.entries[0].start) + 1
            return self.text[start : self.entries[0].start]
        return self.block_indent + ("\t" if "\n\t" in self.text else "    ")

    @property
    def block_indent(self) -> str:
        """The indentation of the block's own line."""
        if self.open < 0:
            return ""
        line = self.text[self.text.rfind("\n", 0, self.open) + 1 : self.open]
        return line[: len(line) - len(line.lstrip())]


def _masked(text: str) -> str:
    """The script with comments and the insides of texts blanked, of the same length."""

    def blank(match: re.Match[str]) -> str:
        inner = re.sub(r"[^\n]", " ", match[0])
        return inner if match[0][0] == "/" else f"{match[0][0]}{inner[1:-1]}{match[0][0]}"

    return _TOKEN.sub(blank, text)


def read_script(path: str, text: str, source_set: str = "") -> Script:
    """The block of a build script; `source_set` asks for that of a multiplatform source set."""
    code = _masked(text)
    brackets = match_brackets(code)
    opening = _block(code, brackets, source_set)
    closing = brackets.partner.get(opening, -1) if opening >= 0 else -1
    entries = _entries(text, code, brackets, (opening, closing)) if closing > 0 else ()
    return Script(text, not path.endswith(".kts"), opening, closing, entries, source_set)


def is_multiplatform(text: str) -> bool:
    """Whether a script keeps its dependencies by source set."""
    code = _masked(text)
    return re.search(r"\bcommonMain\b", code) is not None


def _block(code: str, brackets: Brackets, source_set: str) -> int:
    if source_set:
        getting = r"(?:\s+by\s+getting)?"
        pattern = rf"\b{source_set}{getting}\s*(?:\.\s*dependencies\s*|\{{\s*dependencies\s*)\{{"
        found = re.search(pattern, code)
        return found.end() - 1 if found else -1
    for match in re.finditer(r"\bdependencies\s*\{", code):
        depth = sum(1 for start, end in brackets.partner.items() if start < match.start() < end)
        if depth == 0:
            return match.end() - 1
    return -1


def _entries(text: str, code: str, brackets: Brackets, block: tuple[int, int]) -> tuple[Entry, ...]:
    found = []
    for match in _LINE.finditer(code, block[0] + 1, block[1]):
        inner = [a for a, b in brackets.partner.items() if block[0] < a < match.start(1) < b]
        if inner:
            continue
        start, end = match.start(1), match.end()
        opening = match.end(1) + len(code[match.end(1) :]) - len(code[match.end(1) :].lstrip(" \t"))
        if code[opening] == "(":
            closing = brackets.partner.get(opening, end - 1)
            notation = text[opening + 1 : closing]
            end = max(end, closing + 1)
            brace = code[closing + 1 : end].find("{")
            if brace >= 0:
                end = brackets.partner.get(closing + 1 + brace, end - 1) + 1
        else:
            notation = text[opening:end].strip()
        found.append(Entry(match[1], notation.strip(), start, end))
    return tuple(found)


def insert(script: Script, configuration: str, notation: str) -> str:
    """The script with one more dependency, beside its kin and sorted where they are."""
    line = line_of(script, configuration, notation)
    if script.open < 0:
        return f"{script.text.rstrip()}\n\ndependencies {{\n    {line}\n}}\n"
    if script.close < 0:
        raise Refused("syntax", "the `dependencies` block of the script does not close")
    wanted = Entry(configuration, notation, -1, -1)
    same = [entry for entry in script.entries if entry.configuration == configuration]
    kin = [entry for entry in same if entry.kind == wanted.kind]
    if kin:
        return _among(script, kin, notation, line)
    if same:
        last_project = wanted.kind == "library" or same[-1].kind == "platform"
        return _after(script, same[-1], line) if last_project else _before(script, same[0], line)
    return _first_of_its_kind(script, configuration, line)


def line_of(script: Script, configuration: str, notation: str) -> str:
    """The declaration in the form that the script has."""
    if script.groovy:
        bare = sum(
            not script.text[e.start :].startswith(f"{e.configuration}(") for e in script.entries
        )
        if bare * 2 >= len(script.entries):
            return f"{configuration} {notation}"
    return f"{configuration}({notation})"


def _among(script: Script, kin: list[Entry], notation: str, line: str) -> str:
    names = [entry.notation for entry in kin]
    if names == sorted(names):
        for entry in kin:
            if entry.notation > notation:
                return _before(script, entry, line)
    return _after(script, kin[-1], line)


def _before(script: Script, entry: Entry, line: str) -> str:
    text = script.text
    return f"{text[: entry.start]}{line}\n{script.indent}{text[entry.start :]}"


def _after(script: Script, entry: Entry, line: str) -> str:
    text = script.text
    end = text.find("\n", entry.end)
    end = end if 0 <= end < script.close else entry.end
    return f"{text[:end]}\n{script.indent}{line}{text[end:]}"


def _first_of_its_kind(script: Script, configuration: str, line: str) -> str:
    """No entry has this configuration: code before tests, groups apart where they are apart."""
    text = script.text
    later = [entry for entry in script.entries if _TEST_FIRST.match(entry.configuration)]
    apart = "\n\n" in text[script.open : script.close].strip()
    gap = "\n\n" if apart else "\n"
    if later and not _TEST_FIRST.match(configuration):
        return f"{text[: later[0].start]}{line}{gap}{script.indent}{text[later[0].start :]}"
    if script.entries:
        last = script.entries[-1]
        end = text.find("\n", last.end)
        end = end if 0 <= end < script.close else last.end
        return f"{text[:end]}{gap}{script.indent}{line}{text[end:]}"
    inner = text[script.open + 1 : script.close].rstrip()
    rest = f"\n{script.block_indent}{text[script.close :]}"
    return f"{text[: script.open + 1]}{inner}\n{script.indent}{line}{rest}"
