"""Mends a file after an edit where there is one certain way: fences, package line, imports."""

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from tools.edits.imports import (
    OPERATORS,
    ImportLine,
    add_imports,
    duplicates,
    header,
    remove_imports,
    set_package,
)

if TYPE_CHECKING:
    from tools.index import Facts
    from tools.repo.draft import Draft

_FENCE = re.compile(r"^[ \t]*(?:`{3,}|~{3,})[\w+-]*[ \t]*\n?", re.M)
_SOURCES = (".kt", ".java")


def repair(draft: "Draft", facts: "Facts", path: str) -> tuple[str, ...]:
    """Mend `path` in the draft; one sentence for each mending."""
    before = draft.base_text(path)
    text = draft.text(path)
    mended, told = _fences(before, text)
    if PurePosixPath(path).suffix in _SOURCES:
        from tools.edits.candidates import missing_imports

        mended, more = _package(before, mended)
        told += more
        mended, more = tidy_imports(before or "", mended)
        told += more
        added = missing_imports(facts, path, before, mended)
        mended = add_imports(mended, added)
        told += tuple(f"added the import of `{name}`" for name in added)
    if mended != text:
        draft.write(path, mended)
    return told


def _fences(before: str | None, text: str) -> tuple[str, tuple[str, ...]]:
    """Without the fence lines that a reply left in the code (not in Markdown, not in comments)."""
    if "```" not in text and "~~~" not in text:
        return text, ()
    if before and _FENCE.search(before):
        return text, ()
    mended = _FENCE.sub("", text)
    return mended, ("removed a stray code fence",) if mended != text else ()


def _package(before: str | None, text: str) -> tuple[str, tuple[str, ...]]:
    """With the package line that the file had: an edit in its place does not move a file."""
    package = header(before).package if before else ""
    if not package or header(text).package == package:
        return text, ()
    return set_package(text, package), (f"put back the package line `{package}`",)


def tidy_imports(before: str, text: str) -> tuple[str, tuple[str, ...]]:
    """Without the imports that the edit doubled, brought unused, or made unused."""
    told: list[str] = []
    for key in duplicates(text):
        if key not in duplicates(before):
            text = add_imports(remove_imports(text, [key]), [key])
            told.append(f"removed a second import of `{key}`")
    top = header(text)
    old = header(before)
    words = set(re.findall(r"\w+", text[top.code_start :]))
    old_words = set(re.findall(r"\w+", before[old.code_start :]))
    known = {one.key for one in old.imports}
    unused = [
        one.key
        for one in top.imports
        if _unused(one, words) and (one.key not in known or one.simple in old_words)
    ]
    told += [f"removed the unused import of `{key}`" for key in unused]
    return (remove_imports(text, unused) if unused else text), tuple(told)


def _unused(one: ImportLine, words: set[str]) -> bool:
    return not one.star and one.simple not in words and one.simple not in OPERATORS
