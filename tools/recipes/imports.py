"""The block of imports of a Kotlin file: kept sorted where it was, and extended in place."""

import re

_IMPORT = re.compile(r"^import[ \t]+([\w.`*]+)(?:[ \t]+as[ \t]+(\w+))?[^\n]*$", re.MULTILINE)
_PACKAGE = re.compile(r"^package[ \t]+[^\n]*$", re.MULTILINE)


def keep_sorted(before: str, after: str) -> str:
    """`after` with its imports sorted again, if those of `before` were."""
    old = [match[0] for match in _IMPORT.finditer(before)]
    matches = list(_IMPORT.finditer(after))
    new = [match[0] for match in matches]
    if old != sorted(old, key=_key) or new == sorted(new, key=_key):
        return after
    start, end = matches[0].start(), matches[-1].end()
    if after[start:end].split("\n") != new:
        return after
    return after[:start] + "\n".join(sorted(new, key=_key)) + after[end:]


def _key(line: str) -> str:
    return line.removeprefix("import ").replace("`", "")


def add_import(text: str, name: str, alias: str = "") -> str:
    """The file with one more import, in its place where the imports are sorted."""
    line = f"import {name} as {alias}" if alias else f"import {name}"
    matches = list(_IMPORT.finditer(text))
    if any(match[1] == name and (match[2] or "") == alias for match in matches):
        return text
    if not matches:
        package = _PACKAGE.search(text)
        if package is None:
            return f"{line}\n\n{text}"
        return f"{text[: package.end()]}\n\n{line}{text[package.end() :]}"
    for match in matches:
        if _key(match[0]) > _key(line):
            return f"{text[: match.start()]}{line}\n{text[match.start() :]}"
    end = matches[-1].end()
    return f"{text[:end]}\n{line}{text[end:]}"


def imported_as(text: str, name: str) -> str:
    """The simple name under which a file imports `name`; "" where it does not."""
    for match in _IMPORT.finditer(text):
        if match[1] == name:
            return match[2] or name.rpartition(".")[2]
    return ""


def simple_names(text: str) -> dict[str, str]:
    """What each imported simple name means."""
    return {
        match[2] or match[1].rpartition(".")[2]: match[1]
        for match in _IMPORT.finditer(text)
        if not match[1].endswith("*")
    }
