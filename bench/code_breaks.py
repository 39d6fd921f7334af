"""Faults of declarations and of what must not be in a file: each one that a check blocks."""

import random
import re

from bench.android_breaks import Find, Place
from tools.index import Facts


def _one(text: str, pattern: str, chance: random.Random) -> re.Match[str] | None:
    found = list(re.finditer(pattern, text, re.MULTILINE))
    return chance.choice(found) if found else None


def twice(path: str, text: str, facts: Facts, chance: random.Random) -> Place | None:
    """A string that stands twice in its file."""
    if "/res/values" not in path:
        return None
    one = _one(text, r'^ *<string name="\w+"[^>\n]*>[^<\n]*</string>\n', chance)
    return (one.end(), one.end(), one[0], f"twice {one[0].strip()}") if one else None


def annotation(path: str, text: str, facts: Facts, chance: random.Random) -> Place | None:
    """A function that calls composables, and is none any more."""
    if not re.search(
        r"^import androidx\.compose\.material3?\.(?:Text|Button)$", text, re.MULTILINE
    ):
        return None
    head = r"^(@Composable\n)(?:private |internal )?fun [A-Z]\w*\([^{}]*\) \{\n"
    one = _one(text, rf"{head}    (?:Column|Row|Box|Surface|Text|Scaffold)\b", chance)
    return (*one.span(1), "", "without @Composable") if one else None


def hidden(path: str, text: str, facts: Facts, chance: random.Random) -> Place | None:
    """A class that other files import, made private."""
    package = re.search(r"^package ([\w.]+)", text, re.MULTILINE)
    found = [
        one
        for one in re.finditer(r"^(?:data |sealed |open )?class (\w+)", text, re.MULTILINE)
        if package
        and len(facts.symbol(f"{package[1]}.{one[1]}")) == 1
        and any(user.endswith(".kt") for user in facts.importers(f"{package[1]}.{one[1]}"))
    ]
    if not found:
        return None
    one = chance.choice(found)
    return one.start(), one.start(), "private ", f"private {one[0]}"


def member(path: str, text: str, facts: Facts, chance: random.Random) -> Place | None:
    """A function of an object that other files call by its name, taken away."""
    file = facts.file(path)
    found = []
    for one in file.symbols if file else ():
        owner = facts.symbol(one.owner) if one.owner else []
        if one.kind != "function" or "override" in one.modifiers or len(owner) != 1:
            continue
        if owner[0].kind == "object" and len(facts.symbol(one.qualified)) == 1:
            written = f"{owner[0].name}.{one.name}("
            users = facts.importers(owner[0].qualified)
            if owner[0].name != "Companion" and any(written in facts.text(user) for user in users):
                found.append(one)
    if not found:
        return None
    one = chance.choice(found)
    return one.start, one.end, "", f"without {one.qualified}"


def marker(path: str, text: str, facts: Facts, chance: random.Random) -> Place | None:
    """The marks of a merge that is not done."""
    one = _one(text, r"^ +val .*\n", chance)
    if one is None:
        return None
    new = f"<<<<<<< HEAD\n{one[0]}=======\n{one[0]}>>>>>>> feature\n"
    return *one.span(), new, "a merge marker"


def secret(path: str, text: str, facts: Facts, chance: random.Random) -> Place | None:
    """A key in the sources."""
    if "/src/main/" not in path:
        return None
    key = "".join(chance.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") for _ in range(16))
    return len(text), len(text), f'\nprivate const val ACCESS = "AKIA{key}"\n', "a key"


CODE: dict[str, tuple[str | tuple[str, ...], Find]] = {
    "string twice": (".xml", twice),
    "without @Composable": (".kt", annotation),
    "class made private": (".kt", hidden),
    "member taken away": (".kt", member),
    "merge marker": (".kt", marker),
    "key in the sources": (".kt", secret),
}
"""Kind of break -> the files it goes into, and where and how."""
