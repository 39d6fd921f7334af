"""Fixes of build scripts: a line that a draft took away, or one that other modules have."""

import re
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

from tools.checks.base import Context, Fix

if TYPE_CHECKING:
    from tools.android.project import Module

_PROCESSOR = r"(?:ksp|kapt|annotationProcessor)\w*[ (][^\n{]+"
_LINE = re.compile(rf"^[ \t]+((?:alias|id|kotlin)[ (][^\n]+|{_PROCESSOR})$", re.MULTILINE)
_PLUGINS = re.compile(r"^plugins\s*\{\n(?:[^\n}]*\n)*?(?=\})", re.MULTILINE)
_KSP = "com.google.devtools.ksp"
CONFIGURATIONS = {
    "main": "implementation",
    "test": "testImplementation",
    "androidTest": "androidTestImplementation",
}
"""Source set -> the configuration of what its code needs."""
_FEWEST = 2
"""As many modules must write a line for it to be how the project does it."""


def put_back(before: str, after: str, line: int, path: str) -> Fix | None:
    """A fix that gives a script its `line` (from 1) of `before` again, where that is gone."""
    old, new = before.split("\n"), after.split("\n")
    if not 0 < line <= len(old) or old[line - 1] in new:
        return None
    for above in range(line - 2, -1, -1):
        text = old[above]
        if not text.strip() or (old.count(text), new.count(text)) != (1, 1):
            continue
        at = new.index(text) + 1
        for blank in old[above + 1 : line - 1]:
            if blank.strip() or new[at : at + 1] != [""]:
                break
            at += 1
        sentence = f"put `{old[line - 1].strip()}` back into `{path}`"
        return Fix(sentence, line=at + 1, new=old[line - 1], path=path)
    return None


def gone_lines(before: str, after: str) -> list[int]:
    """The lines (from 1) with a plugin or a processor that a script no longer has."""
    left = {found[1].strip() for found in _LINE.finditer(after)}
    return [
        before.count("\n", 0, found.start(1)) + 1
        for found in _LINE.finditer(before)
        if found[1].strip() not in left
    ]


def learned(context: Context, home: "Module", meets: "Callable[[Module], bool]") -> str:
    """The line by which modules of this kind get something and others do not; "" if unclear."""
    counted: Counter[str] = Counter()
    others: set[str] = set()
    ending = home.build_file.rpartition("/")[2]
    for module in context.project.modules:
        if module.build != home.build or module.build_file.rpartition("/")[2] != ending:
            continue
        found = _LINE.finditer(context.facts.text(module.build_file))
        lines = {str(one[1]).strip() for one in found if "apply false" not in one[1]}
        if not meets(module):
            others |= lines
        elif module.kind == home.kind:
            counted.update(lines)
    best = [(count, line) for line, count in counted.items() if line not in others]
    most = max((count for count, _ in best), default=0)
    first = [line for count, line in best if count == most]
    return first[0] if len(first) == 1 and most >= _FEWEST else ""


def added(context: Context, home: "Module", line: str) -> Fix | None:
    """A fix that writes a line with a plugin or a dependency into the script of a module."""
    path = home.build_file
    text = context.facts.text(path)
    if line.startswith(("alias", "id", "kotlin")):
        block = _PLUGINS.search(text)
        if block is None:
            return None
        at = text.count("\n", 0, block.end()) + 1
        above = text[: block.end()].rstrip("\n").rpartition("\n")[2]
        indent = above[: len(above) - len(above.lstrip())] or "    "
        return Fix(f"wrote `{line}` into `{path}`", line=at, new=f"{indent}{line}", path=path)
    if line.startswith("ksp") and _KSP not in home.plugins:
        return None
    return depending(path, text, line)


def depending(path: str, text: str, line: str) -> Fix | None:
    """A fix that adds a dependency, as `implementation(x)`, where the script would have it."""
    from tools.recipes.dependency.script import insert, is_multiplatform, read_script

    found = re.fullmatch(r"(\w+)[ (](.+?)\)?", line)
    script = read_script(path, text)
    if found is None or script.close < 0 or is_multiplatform(text):
        return None
    notation = found[2] + ")" * (found[2].count("(") - found[2].count(")"))
    old, new = text.split("\n"), insert(script, found[1], notation).split("\n")
    at = next((at for at, one in enumerate(old) if new[at] != one), len(old))
    width = len(new) - len(old)
    if width < 1 or new[at + width :] != old[at:]:
        return None
    written = "\n".join(new[at : at + width])
    return Fix(f"wrote `{written.strip()}` into `{path}`", line=at + 1, new=written, path=path)
