"""What Koin is asked for: the parameters of the constructors that a module of it calls."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tools.checks.noted import split_arguments
from tools.checks.room_files import means
from tools.syntax.symbols import Parameter, Symbol

if TYPE_CHECKING:
    from tools.index import Facts

KOIN = "org.koin."
_MADE = re.compile(r"(?<![\w.])([A-Z]\w*)\s*\((?=[^{}]*?\bget\s*\(\s*\))")
_REFERRED = re.compile(r"\b(?:single|factory|scoped|viewModel)Of\s*\(\s*::\s*([A-Z]\w*)")
_ASKED = re.compile(r"get\s*\(\s*\)")


def asked_for(facts: "Facts", path: str, code: str) -> Iterator[tuple[int, Symbol, Parameter]]:
    """What `get()` stands for in a file: the offset, the class that is made, its parameter."""
    for found in _REFERRED.finditer(code):
        for one in _class(facts, path, found[1]):
            yield from ((found.start(1), one, each) for each in one.parameters)
    for found in _MADE.finditer(code):
        for one in _class(facts, path, found[1]):
            for number, given in enumerate(split_arguments(code, found.end())):
                if not _ASKED.fullmatch(code[given.start : given.end].strip()):
                    continue
                named = [each for each in one.parameters if each.name == given.name]
                placed = one.parameters[number : number + 1] if not given.name else ()
                yield from ((given.start, one, each) for each in (*named, *placed))


def _class(facts: "Facts", path: str, name: str) -> list[Symbol]:
    found = [one for one in means(facts, path, name) if one.kind == "class"]
    return found if len(found) == 1 else []


def gives(facts: "Facts", name: str) -> bool:
    """Whether a module of Koin may give a type: one names it, or calls a function that makes it."""
    named = re.compile(rf"<[^<>()]*\b{name}\b|\b{name}::class|\bas\s+{name}\b|\b{name}\(")
    makers: set[str] = set()
    for path in facts.holding(name):
        text = facts.text(path)
        if name not in text:
            continue
        if KOIN in text and named.search(text):
            return True
        file = facts.file(path)
        for one in file.symbols if file else ():
            if one.kind == "function" and one.type.rstrip("?") == name:
                makers.add(one.name)
    return any(
        maker in text
        for maker in makers
        for path in facts.holding(maker)
        if KOIN in (text := facts.text(path))
    )
