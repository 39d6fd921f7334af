"""RES-17: the classes that a build makes of layouts."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tools.checks.base import Check, Context, Finding, Fix
from tools.checks.near import certain, meant

if TYPE_CHECKING:
    from tools.index import Facts

PACKAGE = ".databinding"
_IGNORED = re.compile(r"tools:viewBindingIgnore=\"true\"")
_DATA_CLASS = re.compile(r"<data\b[^>]*\bclass=\"([\w.]+)\"")


def binding(layout: str) -> str:
    """The class that a layout becomes: `ItemRowBinding` for `item_row`."""
    return "".join(part[:1].upper() + part[1:] for part in layout.split("_")) + "Binding"


def _layouts(facts: "Facts", context: Context, space: str) -> dict[str, set[str]]:
    """The binding classes of the modules with this namespace, and the layouts of each."""
    found: dict[str, set[str]] = {}
    homes = {one.path for one in context.project.modules if one.namespace == space}
    for one in facts.resources("layout"):
        module = context.project.module_of(one.path)
        if module is not None and module.path in homes:
            found.setdefault(binding(one.name), set()).add(one.path)
    return found


def layouts_of(facts: "Facts", context: Context, full: str) -> list[str]:
    """The layouts that a class is made of; looked for by its likely names first."""
    space, _, simple = full.partition(f"{PACKAGE}.")
    stem = simple.removesuffix("Impl").removesuffix("Binding")
    plain = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", stem).lower()
    homes = {one.path for one in context.project.modules if one.namespace == space}
    for name in dict.fromkeys((plain, re.sub(r"(?<=[a-z])(?=\d)", "_", plain))):
        found = facts.resource_paths("layout", name)
        modules = {path: context.project.module_of(path) for path in found}
        if near := [path for path, one in modules.items() if one and one.path in homes]:
            return near
    return sorted(_layouts(facts, context, space).get(f"{stem}Binding", ()))


def is_of_layout(context: Context, full: str) -> bool:
    """Whether a name can only be that of a binding class of the project."""
    space, found, simple = full.partition(f"{PACKAGE}.")
    return bool(found) and space in context.spaces and simple.endswith(("Binding", "BindingImpl"))


def sources(context: Context) -> list[str]:
    """The files to look at, those too that import what an edited layout becomes."""
    found = {path for path in context.paths if path.endswith((".kt", ".java"))}
    for path in context.draft.changed() if context.after else ():
        if "/layout" not in path or not path.endswith(".xml"):
            continue
        module = context.project.module_of(path)
        name = binding(path.rpartition("/")[2].partition(".")[0])
        found |= set(context.facts.importers(f"{module and module.namespace}{PACKAGE}.{name}"))
    return sorted(found)


def _classes(context: Context) -> Iterator[Finding]:
    for path in sources(context):
        facts = context.facts.file(path)
        for one in facts.imports if facts else ():
            if not one.star and PACKAGE in one.name and is_of_layout(context, one.name):
                context.counted["RES-17"] += 1
                found = _unknown(context, path, one.name, one.line)
                if found is not None:
                    yield found


def _unknown(context: Context, path: str, full: str, line: int) -> Finding | None:
    layouts = layouts_of(context.facts, context, full)
    texts = [context.facts.text(one) for one in layouts]
    if layouts and not all(_IGNORED.search(text) for text in texts):
        return None
    if layouts:
        message = f"`{layouts[0]}` says `tools:viewBindingIgnore`, so there is no `{full}`"
        return Finding("RES-17", "block", path, line, 8, message, full)
    known = context.head.importers(full)
    if (set(known) - {path} if context.strict else known) and not layouts_of(
        context.head, context, full
    ):
        return None
    space, _, simple = full.partition(f"{PACKAGE}.")
    names = _layouts(context.facts, context, space)
    if _named_by_data(context, names, full):
        return None
    elsewhere = sorted(
        f"{module.namespace}{PACKAGE}.{simple}"
        for one in context.facts.resources("layout")
        if binding(one.name) == simple and (module := context.project.module_of(one.path))
    )
    message, new = f"no layout becomes `{full}`", ""
    if len(set(elsewhere)) == 1:
        message, new = f"{message}; it is `{elsewhere[0]}`", elsewhere[0]
    elif near := certain(simple, set(names)):
        message, new = f"{message}; did you mean `{near}`?", f"{space}{PACKAGE}.{near}"
    else:
        message += meant(simple, set(names))
    fix = _written(context.facts.text(path), full, new, line) if new else None
    return Finding("RES-17", "block", path, line, 8, message, full, fix)


def _named_by_data(context: Context, names: dict[str, set[str]], full: str) -> bool:
    simple = full.rpartition(".")[2]
    texts = (context.facts.text(path) for paths in names.values() for path in paths)
    found = (match[1] for text in texts if (match := _DATA_CLASS.search(text)))
    return any(name.rpartition(".")[2] == simple for name in found)


def _written(text: str, full: str, new: str, line: int) -> Fix:
    """The new class for the old one, in its import and wherever the file uses it."""
    old, simple = full.rpartition(".")[2], new.rpartition(".")[2]
    told = f"wrote `{new}` for `{full}`"
    if old == simple:
        return Fix(told, line=line, old=full, new=new)
    lines, word = text.split("\n"), re.compile(rf"(?<![\w.]){old}(?!\w)")
    last = max(at for at, one in enumerate(lines) if full in one or word.search(one))
    part = "\n".join(lines[line - 1 : last + 1])
    return Fix(told, line=line, old=part, new=word.sub(simple, part.replace(full, new)))


CHECK = Check(
    "RES-17",
    "block",
    "a binding class is made of a layout of its module",
    _classes,
    example="`databinding.ActivtyMainBinding` → `databinding.ActivityMainBinding`",
)
