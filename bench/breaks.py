"""Single faults as models make them, planted in files of a project that compiles."""

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from bench.android_breaks import ANDROID, Find, as_item, is_needed, slip
from bench.build_breaks import BUILD
from bench.code_breaks import CODE
from tools.edits.imports import header, remove_imports
from tools.index import Facts
from tools.repo.draft import Draft
from tools.repo.tree import FolderTree


@dataclass(frozen=True)
class Break:
    """One broken file: its new text, and what was done to it.

    `renames`: a declaration got another name, so that it is as right to mend those who use it.
    `wanted`: what is right, where it is not the text as it was.
    """

    path: str
    text: str
    what: str
    renames: bool = False
    wanted: str = ""


def breaks(kind: str, tree: FolderTree, facts: Facts, chance: random.Random) -> Iterator[Break]:
    """Breaks of a kind in random files, one a file, without end of kinds of place."""
    suffixes, make = KINDS[kind]
    draft = Draft(tree)
    paths = [path for path in tree.paths() if path.endswith(suffixes) and facts.file(path)]
    paths = [path for path in paths if not path.startswith("docs/")]
    chance.shuffle(paths)
    for path in paths:
        if broken := make(path, draft.text(path), facts, chance):
            yield broken


def _dropped_import(path: str, text: str, facts: Facts, chance: random.Random) -> Break | None:
    top = header(text)
    body = text[top.code_start :]
    used = [
        one.key
        for one in top.imports
        if one.simple[:1].isupper()
        and re.search(rf"(?<![\w.$\"]){one.simple}\b(?=[\s(.<?,)]|::)", body)
    ]
    used = [key for key in used if " as " not in key and not key.startswith("static")]
    if not used:
        return None
    key = chance.choice(used)
    return Break(path, remove_imports(text, [key]), f"without the import of {key}")


def _wrong_import(path: str, text: str, facts: Facts, chance: random.Random) -> Break | None:
    own = [
        one
        for one in header(text).imports
        if len(facts.symbol(one.name)) == 1 and one.simple[:1].isupper() and not one.alias
    ]
    if not own:
        return None
    one = chance.choice(own)
    package, _, simple = one.name.rpartition(".")
    wrong = f"{package}.{chance.choice(['model', 'internal', 'impl'])}.{simple}"
    line = text[one.start : one.end].replace(one.name, wrong)
    return Break(path, text[: one.start] + line + text[one.end :], f"imports {wrong}")


def _replaced(
    path: str, text: str, pattern: str, chance: random.Random, group: int = 1
) -> Break | None:
    found = list(re.finditer(pattern, text))
    if not found:
        return None
    match = chance.choice(found)
    slipped = slip(match[group], chance)
    start, end = match.span(group)
    return Break(path, text[:start] + slipped + text[end:], f"{match[group]} -> {slipped}")


def _resource_use(path: str, text: str, facts: Facts, chance: random.Random) -> Break | None:
    code = re.sub(r"^import .*$", lambda found: " " * len(found[0]), text, flags=re.M)
    pattern = r"(?<![\w.])R\.(?:string|drawable|layout|id|plurals)\.(\w{4,})"
    broken = _replaced(path, code, pattern, chance)
    if broken is None:
        return None
    old, _, new = broken.what.partition(" -> ")
    return Break(path, re.sub(rf"(R\.\w+\.){old}\b", rf"\g<1>{new}", text), broken.what)


def _resource_name(path: str, text: str, facts: Facts, chance: random.Random) -> Break | None:
    if "/values/" not in path:
        return None
    names = re.findall(r'<string name="(\w{4,})"', text)
    used = [name for name in names if is_needed(facts, name)]
    if not used:
        return None
    name = chance.choice(used)
    new = slip(name, chance)
    text = text.replace(f'name="{name}"', f'name="{new}"')
    return Break(path, text, f"{name} -> {new}", renames=True)


def _alias(path: str, text: str, facts: Facts, chance: random.Random) -> Break | None:
    return _replaced(path, text, r"\(libs\.(?:plugins\.|bundles\.)?(?:\w+\.)*(\w{3,})\)", chance)


def _xml_reference(path: str, text: str, facts: Facts, chance: random.Random) -> Break | None:
    pattern = r'(?m)^(?!.*tools:).*"@(?:string|drawable|layout|color|dimen)/((?!abc_)\w{4,})"'
    return _replaced(path, text, pattern, chance)


def _package(path: str, text: str, facts: Facts, chance: random.Random) -> Break | None:
    if "/src/" not in path:
        return None
    broken = _replaced(path, text, r"(?m)^package [\w.]+\.(\w{3,})", chance)
    return replace(broken, renames=True) if broken else None


def _bracket(path: str, text: str, facts: Facts, chance: random.Random) -> Break | None:
    found = [match.start(1) for match in re.finditer(r"^(?! *[*/]).*([)}])$", text, re.M)]
    if not found:
        return None
    at = chance.choice(found)
    return Break(path, text[:at] + text[at + 1 :], f"without a bracket at {at}")


def _planted(find: Find) -> "_Maker":
    def make(path: str, text: str, facts: Facts, chance: random.Random) -> Break | None:
        found = find(path, text, facts, chance)
        if found is None:
            return None
        start, end, new, what = found
        wanted = text[:start] + as_item(new) + text[end:] if "Lazy" in what else ""
        return Break(path, text[:start] + new + text[end:], what, wanted=wanted)

    return make


_Maker = Callable[[str, str, Facts, random.Random], Break | None]
KINDS: dict[str, tuple[str | tuple[str, ...], _Maker]] = {
    "dropped import": ((".kt", ".java"), _dropped_import),
    "wrong import": (".kt", _wrong_import),
    "misspelt R": ((".kt", ".java"), _resource_use),
    "renamed string": (".xml", _resource_name),
    "misspelt alias": (".gradle.kts", _alias),
    "misspelt XML reference": (".xml", _xml_reference),
    "wrong package": (".kt", _package),
    "lost bracket": (".kt", _bracket),
    **{kind: (ends, _planted(find)) for kind, (ends, find) in (ANDROID | BUILD | CODE).items()},
}
"""Kind of break -> the files it goes into, and what makes it."""
