"""Moves the texts of layouts, menus and preference screens."""

import re
from dataclasses import dataclass

from tools.recipes.extract.home import Home

_FOLDER = re.compile(r"/res/(?:layout|menu|xml|navigation)[^/]*/[^/]+\.xml$|AndroidManifest\.xml$")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ATTRIBUTE = re.compile(r"(?<![\w:])([\w.]+):([\w.]+)(\s*=\s*)(?:\"([^\"<]*)\"|'([^'<]*)')")
_SHOWN = frozenset(
    "text hint title titleCondensed contentDescription summary summaryOn summaryOff subtitle"
    " dialogTitle dialogMessage tooltipText prompt textOn textOff label helperText"
    " placeholderText positiveButtonText negativeButtonText queryHint".split()
)
_ENTITY = re.compile(r"&(?:#x([0-9a-fA-F]+)|#(\d+)|(lt|gt|amp|quot|apos));")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
_LETTERS = re.compile(r"[^\W\d_]")


@dataclass(frozen=True)
class AttributeText:
    """An attribute whose value a user reads; offsets of the value."""

    text: str
    start: int
    end: int


def is_layout(path: str) -> bool:
    """Whether a file is one in which attributes hold texts."""
    return _FOLDER.search(path) is not None


def texts(xml: str) -> list[AttributeText]:
    """The hard-coded texts; `tools:` attributes, references and bindings do not count."""
    visible = _COMMENT.sub(lambda match: " " * len(match[0]), xml)
    found = []
    for match in _ATTRIBUTE.finditer(visible):
        group = 4 if match[4] is not None else 5
        value = match[group]
        if match[1] in {"tools", "xmlns"} or match[2] not in _SHOWN:
            continue
        if value.startswith(("@", "?", "${")) or len(_LETTERS.findall(value)) < 2:
            continue
        found.append(AttributeText(_read(value), match.start(group), match.end(group)))
    return found


def _read(value: str) -> str:
    plain = _ENTITY.sub(_character, value)
    plain = re.sub(r"\\u([0-9a-fA-F]{4})", lambda match: chr(int(match[1], 16)), plain)
    plain = plain.replace("\\n", "\n").replace("\\t", "\t")
    return re.sub(r"\\(.)", r"\1", plain)


def _character(match: re.Match[str]) -> str:
    if match[1]:
        return chr(int(match[1], 16))
    return chr(int(match[2])) if match[2] else _NAMED[match[3]]


def move_attributes(path: str, home: Home, text: str, name: str) -> list[str]:
    """Change one file in the draft; the names of the strings that it now refers to."""
    xml = home.draft.text(path)
    meant = [attribute for attribute in texts(xml) if not text or attribute.text == text]
    names = [home.put(attribute.text, formatted=False, name=name) for attribute in meant]
    for attribute, key in reversed(list(zip(meant, names, strict=True))):
        xml = f"{xml[: attribute.start]}@string/{key}{xml[attribute.end :]}"
    if names:
        home.draft.write(path, xml)
    return names
