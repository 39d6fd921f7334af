"""String resources as text: escaping, names, and entries added without touching the rest."""

import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass

NAME_LENGTH = 40
"""The longest resource name that is derived from a text."""

KEYWORDS = frozenset(
    "abstract as assert boolean break byte case catch char class const continue default do double"
    " else enum extends false final finally float for fun goto if implements import in instanceof"
    " int interface is long native new null object package private protected public return short"
    " static strictfp super switch synchronized this throw throws transient true try typealias"
    " typeof val var void volatile when while".split()
)
"""Hard keywords of Kotlin and Java: no resource or symbol may be named so."""

EMPTY_FILE = '<?xml version="1.0" encoding="utf-8"?>\n<resources>\n</resources>\n'

_ENTRY = re.compile(r"<string\b(?P<attributes>[^>]*?)(?:/>|>(?P<value>.*?)</string\s*>)", re.DOTALL)
_NAME = re.compile(r"\bname\s*=\s*[\"']([^\"']+)[\"']")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ENTITIES = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&amp;": "&"}
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)|(\")|(\s+)", re.DOTALL)


@dataclass(frozen=True)
class StringEntry:
    """One `<string>` of a file. `text` is what a user would read; None where it holds markup."""

    name: str
    text: str | None
    start: int
    end: int


def entries(xml: str) -> list[StringEntry]:
    """The strings of a resource file, in its order; comments do not count."""
    blank = _COMMENT.sub(lambda match: " " * len(match[0]), xml)
    return list(_entries(blank))


def _entries(xml: str) -> Iterator[StringEntry]:
    for match in _ENTRY.finditer(xml):
        name = _NAME.search(match["attributes"])
        if name is not None:
            yield StringEntry(name[1], unescape(match["value"] or ""), match.start(), match.end())


def escape(text: str, *, formatted: bool = False) -> str:
    """The text as it stands in a resource file. `formatted` doubles its percent signs."""
    value = text.replace("\\", "\\\\").replace("'", "\\'").replace('"', '\\"')
    value = value.replace("\n", "\\n").replace("\t", "\\t").replace("\r", "")
    value = value.replace("&", "&amp;").replace("<", "&lt;")
    if formatted:
        value = value.replace("%", "%%")
    if value[:1] in {"@", "?"}:
        value = f"\\{value}"
    spaced = value != value.strip(" ") or "  " in value
    return f'"{value}"' if spaced else value


def unescape(value: str) -> str | None:
    """What a user reads of an entry; None where it holds markup, CDATA or a reference."""
    if "<" in value or value.startswith(("@", "?")):
        return None
    quoted = False
    parts: list[str] = []
    at = 0
    stripped = value.strip()
    for match in _ESCAPE.finditer(stripped):
        parts.append(stripped[at : match.start()])
        at = match.end()
        escaped, quote, space = match.groups()
        if quote:
            quoted = not quoted
        elif space:
            parts.append(space if quoted else " ")
        else:
            parts.append(_escaped(escaped))
    parts.append(stripped[at:])
    text = "".join(parts)
    return re.sub(r"&(?:lt|gt|quot|apos|amp);", lambda match: _ENTITIES[match[0]], text)


def _escaped(code: str) -> str:
    if len(code) == 5:
        return chr(int(code[1:], 16))
    return {"n": "\n", "t": "\t"}.get(code, code)


def common_prefix(names: Collection[str]) -> str:
    """What at least four of five names begin with, such as `login_`; "" for nothing."""
    prefix = ""
    while len(names) >= 3:
        heads = Counter(
            name[len(prefix) :].partition("_")[0]
            for name in names
            if name.startswith(prefix) and "_" in name[len(prefix) :]
        )
        if not heads or heads.most_common(1)[0][1] < 0.8 * len(names):
            break
        prefix += f"{heads.most_common(1)[0][0]}_"
    return prefix if len(prefix) < NAME_LENGTH - 10 else ""


def name_for(text: str, taken: Collection[str], prefix: str = "") -> str:
    """A resource name in snake case, made of the words of `text`, that is not yet taken."""
    import unicodedata

    plain = unicodedata.normalize("NFKD", re.sub(r"%(\d+\$)?[sd]", " ", text))
    plain = plain.encode("ascii", "ignore").decode().replace("'", "")
    words = re.findall(r"[a-z0-9]+", plain.lower())
    name = prefix.rstrip("_")
    if words and name and "_".join(words).startswith(prefix):
        name = ""
    for word in words:
        longer = f"{name}_{word}" if name else word[:NAME_LENGTH]
        if len(longer) > NAME_LENGTH:
            break
        name = longer
    if not name or name[0].isdigit() or name in KEYWORDS:
        name = f"text_{name}".rstrip("_")
    candidate, count = name, 2
    while candidate in taken:
        suffix = f"_{count}"
        candidate, count = f"{name[: NAME_LENGTH - len(suffix)].rstrip('_')}{suffix}", count + 1
    return candidate


def add_string(xml: str, name: str, value: str, *, formatted: bool = True) -> str:
    """The file with one more entry: in its place where the names are sorted, else at the end.

    `value` is already escaped; `formatted=False` marks a text whose percent signs mean nothing.
    """
    mark = "" if formatted else ' formatted="false"'
    line = f'<string name="{name}"{mark}>{value}</string>'
    known = entries(xml)
    xml = re.sub(r"<resources\b([^>]*?)\s*/>", r"<resources\1>\n</resources>", xml)
    end = xml.rindex("</resources")
    if not known:
        head = xml[:end].rstrip(" \t")
        return f"{head}{'' if head.endswith(chr(10)) else chr(10)}    {line}\n{xml[end:]}"
    names = [entry.name for entry in known]
    if len(names) > 2 and names == sorted(names):
        for entry in known:
            if entry.name > name:
                return f"{xml[: entry.start]}{line}{_gap(xml, entry.start)}{xml[entry.start :]}"
    last = known[-1]
    at = xml.index("\n", last.end) if "\n" in xml[last.end : end] else last.end
    return f"{xml[:at]}{_gap(xml, last.start)}{line}{xml[at:]}"


def _gap(xml: str, start: int) -> str:
    """The line break and indentation before a place."""
    line = xml.rfind("\n", 0, start) + 1
    indent = xml[line:start]
    return f"\n{indent}" if not indent.strip() else "\n    "
