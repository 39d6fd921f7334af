"""Android resources: what XML files define, and who refers to them from XML and from code."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from tools.syntax.symbols import Import, Lines
from tools.syntax.xml import Element, unescape

_FOLDER = re.compile(
    r"(?:^|/)(res[\w-]*|composeResources|moko-resources)/([a-z]+|base|[a-z]{2}(?:-\w+)?)((?:-[\w+]+)*)/[^/]+$"
)
_VALUE_TYPES = {
    "string": "string",
    "plurals": "plurals",
    "plural": "plurals",
    "string-array": "array",
    "integer-array": "array",
    "array": "array",
    "dimen": "dimen",
    "color": "color",
    "style": "style",
    "attr": "attr",
    "declare-styleable": "styleable",
    "bool": "bool",
    "integer": "integer",
    "fraction": "fraction",
    "drawable": "drawable",
    "id": "id",
    "macro": "macro",
}
FILE_TYPES = frozenset(
    "anim animator color drawable font interpolator layout menu mipmap navigation raw transition"
    " xml".split()
)
TYPES = FILE_TYPES | frozenset(_VALUE_TYPES.values())
_XML_REFERENCE = re.compile(
    r"@(\+?)(?:\*?([\w.]+):)?([a-z]+)/([\w.]+)|\?(?:([\w.]+):)?(?:(attr)/)?([A-Za-z_][\w.]*)"
)
MOKO_TYPES = {
    "strings": "string",
    "images": "drawable",
    "colors": "color",
    "fonts": "font",
    "files": "raw",
}
"""What the `MR` class of moko-resources calls a type, where that is not its own name."""
_TYPE_CHOICE = "|".join(sorted(TYPES | MOKO_TYPES.keys()))
_MARKED = re.compile(r"[<&\\]")
_LONGEST_PREFIX = 200
_PREFIX = re.compile(r"(?:[A-Za-z_]\w*\s*\.\s*)+$")
_OWN_CLASSES = ("R", "Res", "MR")
_CLASS = re.compile(r"(?:\.?(?:[a-z_]\w*\.)+|\.)[A-Z]\w*(?:[.$][A-Z]\w*)*")


@dataclass(frozen=True, slots=True)
class Folder:
    """A resource folder read from a path: `type` of its files, `qualifier` like `de-rAT`."""

    kind: str
    type: str
    qualifier: str


class Resource(NamedTuple):
    """A resource defined at a place; `value` is the raw text of strings, else ""."""

    type: str
    name: str
    qualifier: str
    value: str
    path: str
    line: int
    start: int = -1
    end: int = -1


class ResourceRef(NamedTuple):
    """A use of a resource. `holder` is what stands before the type: `R`, an alias, a package.

    `resolved` is the full name of the class where the file tells it. `place`: code, xml or tools
    (a `tools:` attribute). `start` is the offset of the name.
    """

    type: str
    name: str
    holder: str
    resolved: str
    path: str
    line: int
    column: int
    start: int
    place: str = "code"


class ClassRef(NamedTuple):
    """A class named in XML, as written: `com.example.View` or `.MainActivity`."""

    name: str
    path: str
    line: int
    start: int


def key(type_name: str, name: str) -> str:
    """How a resource is looked up: `style/A.B` and `R.style.A_B` are the same."""
    return f"{type_name}/{name.replace('.', '_').replace('-', '_')}"


def folder(path: str) -> Folder | None:
    """The resource folder that a file lies in; None where it lies in none."""
    found = _FOLDER.search(path)
    if found is None:
        return None
    kind = "android" if found[1].startswith("res") else found[1]
    if kind == "moko-resources":
        return Folder(kind, "values", "" if found[2] == "base" else found[2] + found[3])
    if found[2] not in FILE_TYPES and found[2] not in ("values", "drawable", "files", "font"):
        return None
    return Folder(kind, found[2], found[3].lstrip("-"))


def definitions(path: str, text: str, found: Iterable[Element]) -> Iterator[Resource]:
    """What an XML file in a resource folder defines."""
    place = folder(path)
    lines = Lines(text)
    if place is None:
        return
    if place.type == "values":
        for element in found:
            resource = _value(element, path, place.qualifier, lines, text)
            if resource is not None:
                yield resource
            if element.name == "attr" and (owner := _styleable(element)):
                line, start, end = lines.line(element.start), element.start, element.end
                yield Resource("styleable", owner, place.qualifier, "", path, line, start, end)
        return
    yield from file_resource(path)
    for element in found:
        for attribute in element.attributes:
            if attribute.value.startswith("@+id/"):
                name, at = attribute.value[5:], attribute.start + 5
                end = attribute.end
                yield Resource("id", name, place.qualifier, "", path, lines.line(at), at, end)


def file_resource(path: str) -> Iterator[Resource]:
    """The resource that a file is, by its name."""
    place = folder(path)
    if place is not None and place.type in FILE_TYPES:
        name = path.rpartition("/")[2].partition(".")[0]
        if name:
            yield Resource(place.type, name, place.qualifier, "", path, 1)


def _styleable(element: Element) -> str:
    """The index constant that an attribute of a styleable gets: `Chart_lineColor`."""
    parent, name = element.parent, element.get("name")
    if parent is None or name is None or parent.name != "declare-styleable":
        return ""
    return f"{parent.get('name')}_{name.replace(':', '_')}"


def _value(element: Element, path: str, qualifier: str, lines: Lines, text: str) -> Resource | None:
    name = element.get("name")
    parent = element.parent
    if name is None or parent is None or (parent.parent is not None and element.name != "attr"):
        return None
    kind = element.get("type") if element.name == "item" else _VALUE_TYPES.get(element.name)
    if kind is None or ":" in name:
        return None
    value = ""
    if kind in ("string", "color", "dimen", "integer", "bool"):
        value = text[element.inner_start : element.inner_end]
    elif kind == "plurals":
        value = " | ".join(text[c.inner_start : c.inner_end].strip() for c in element.children)
    line = lines.line(element.name_start)
    return Resource(kind, name, qualifier, value, path, line, element.start, element.end)


def shown_text(value: str) -> str:
    """The words of a string resource without markup and escapes, for search."""
    if not _MARKED.search(value):
        return " ".join(value.split())
    plain = re.sub(r"<[^>]*>", " ", re.sub(r"<!\[CDATA\[(.*?)\]\]>", r"\1", value, flags=re.DOTALL))
    return " ".join(re.sub(r"\\(['\"@?])", r"\1", unescape(plain)).replace("\\n", " ").split())


def xml_references(path: str, text: str, found: Iterable[Element]) -> Iterator[ResourceRef]:
    """References in attribute values and texts of an XML file (definitions `@+id` left out)."""
    lines = Lines(text)
    for element in found:
        for attribute in element.attributes:
            place = "tools" if attribute.name.startswith("tools:") else "xml"
            if attribute.value[:1] in ("@", "?"):
                yield from _references(path, text, (attribute.start, attribute.end), lines, place)
            elif attribute.name == "parent" and element.name == "style" and attribute.value:
                at, line = attribute.start, lines.line(attribute.start)
                column = lines.column(at)
                yield ResourceRef("style", attribute.value, "", "", path, line, column, at, place)
        if not element.children and text[element.inner_start : element.inner_end].lstrip()[:1] in (
            "@",
            "?",
        ):
            yield from _references(
                path, text, (element.inner_start, element.inner_end), lines, "xml"
            )


def _references(
    path: str, text: str, span: tuple[int, int], lines: Lines, place: str
) -> Iterator[ResourceRef]:
    start = span[0] + len(text[span[0] : span[1]]) - len(text[span[0] : span[1]].lstrip())
    found = _XML_REFERENCE.match(text, start, span[1])
    if found is None or found[1]:
        return
    if found[3]:
        kind, name, holder, at = found[3], found[4], found[2] or "", found.start(4)
    else:
        kind, name, holder, at = "attr", found[7], found[5] or "", found.start(7)
    if kind in TYPES:
        line, column = lines.line(at), lines.column(at)
        yield ResourceRef(kind, name, holder, holder, path, line, column, at, place)


def class_references(path: str, text: str, found: Iterable[Element]) -> Iterator[ClassRef]:
    """Classes that an XML file names: views, fragments, components, adapters."""
    lines = Lines(text)
    for element in found:
        if "." in element.name and _CLASS.fullmatch(element.name):
            at = element.name_start
            yield ClassRef(element.name, path, lines.line(at), at)
        for attribute in element.attributes:
            if "." not in attribute.value or not _CLASS.fullmatch(attribute.value):
                continue
            if attribute.name.startswith("xmlns"):
                continue
            yield ClassRef(attribute.value, path, lines.line(attribute.start), attribute.start)


@lru_cache(maxsize=256)
def _holder_pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    """`R.string.title` for these names of `R` classes, also where one ends a longer name.

    It begins with letters alone, so that the search can leap from one to the next.
    """
    choice = "|".join(map(re.escape, names))
    return re.compile(rf"({choice})\s*\.\s*({_TYPE_CHOICE})\s*\.\s*(\w+)")


def _type(written: str, holder: str) -> str:
    """The type that a class calls so; "" where it has no such type."""
    if written in MOKO_TYPES:
        return MOKO_TYPES[written] if holder.rpartition(".")[2] == "MR" else ""
    return written


def code_references(
    path: str, code: str, imports: Iterable[Import], lines: Lines
) -> Iterator[ResourceRef]:
    """`R.string.title`, with aliases and full names, in masked Kotlin or Java code."""
    holders: dict[str, str] = {}
    inner: dict[str, str] = {}
    for one in imports:
        rest, _, last = one.name.rpartition(".")
        if last in _OWN_CLASSES:
            holders[one.simple] = one.name
        elif rest.endswith((".R", ".Res", ".MR")):
            inner[one.simple] = one.name
            holders[last] = one.name
    names = tuple(dict.fromkeys((*_OWN_CLASSES, *(h for h in holders if h not in inner))))
    for match in _holder_pattern(names).finditer(code):
        before = code[match.start() - 1 : match.start()]
        if before.isalnum() or before == "_":
            continue
        left = code[max(0, match.start() - _LONGEST_PREFIX) : match.start()]
        prefix = _PREFIX.search(left) if left.rstrip().endswith(".") else None
        holder = (re.sub(r"\s", "", prefix.group()) if prefix else "") + match[1]
        resolved = holders.get(holder, holder if "." in holder else "")
        kind = _type(match[2], resolved or holder)
        foreign = "." in holder and not holder.endswith(tuple(f".{name}" for name in _OWN_CLASSES))
        if foreign or not kind:
            continue
        at = match.start(3)
        line, column = lines.line(at), lines.column(at)
        yield ResourceRef(kind, match[3], holder, resolved, path, line, column, at)
    for simple, full in inner.items():
        type_name = full.rpartition(".")[2]
        for match in re.finditer(rf"(?<![\w.])({re.escape(simple)})\.(\w+)", code):
            before = code[code.rfind("\n", 0, match.start()) + 1 : match.start()]
            if type_name in TYPES and not before.lstrip().startswith(("import ", "package ")):
                at, owner = match.start(2), full.rpartition(".")[0]
                line, column = lines.line(at), lines.column(at)
                yield ResourceRef(type_name, match[2], simple, owner, path, line, column, at)
