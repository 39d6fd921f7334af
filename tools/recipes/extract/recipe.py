"""Moves hard-coded texts of code and layouts into string files, module by module."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tools.base import Retry
from tools.recipes.base import Mention, Outcome, RecipeContext
from tools.recipes.extract.home import Home
from tools.recipes.extract.kotlin import Wish, list_texts, move_texts
from tools.recipes.extract.layouts import is_layout, move_attributes, texts
from tools.recipes.extract.sites import is_common_path, is_test_path
from tools.recipes.modules import choose_module
from tools.references.project import Code
from tools.references.receivers import Receivers
from tools.references.source import Source

if TYPE_CHECKING:
    from tools.android.project import Module, Project

_NO_NAMESPACE = "the namespace of its module is not known"
_COMMON = "common code has no `R` class"
_JAVA = "Java code is left alone"
_QUOTES = "\"'`\u201c\u201d\u2018\u2019"


@dataclass
class _Work:
    """What was done so far, over all files."""

    context: RecipeContext
    project: "Project"
    count: int = 0
    files: set[str] = field(default_factory=set)
    names: dict[str, None] = field(default_factory=dict)
    homes: dict[str, Home] = field(default_factory=dict)
    mentions: list[Mention] = field(default_factory=list)


def extract_strings(
    context: RecipeContext,
    text: str = "",
    path: str = "",
    module: str = "",
    resource_name: str = "",
) -> Outcome:
    """Move one text, or every text that a user reads in a file, folder or module.

    Raises `Retry` with `not-found`, `arguments` or `unknown-module`.
    """
    if not (text or path or module):
        raise Retry("arguments", "name a text, a path or a module", near=["text", "path", "module"])
    wanted = text.strip(_QUOTES) if len(text) > 2 else text
    code = Code(context.facts(), context.draft)
    paths = _paths(context, path, module)
    receivers = Receivers(code)
    work = _Work(context, context.facts().project())
    for file in paths:
        if wanted and not _may_hold(code, file, wanted):
            continue
        _move(receivers, file, Wish(wanted, resource_name if wanted else ""), work)
    if not work.count and not work.mentions:
        return _nothing(context, wanted, path or module)
    return Outcome(_sentence(work, wanted), tuple(work.mentions))


def _paths(context: RecipeContext, path: str, module: str) -> list[str]:
    """The files in question: code, layouts and manifests."""
    folder = ""
    if module:
        directory = choose_module(context.facts().project(), module).directory
        folder = f"{directory}/" if directory else ""
    known = [p for p in context.draft.paths() if p.startswith(folder)]
    if path:
        plain = path.strip().removeprefix("./").rstrip("/")
        exact = [p for p in known if p == plain or p.startswith(f"{plain}/")]
        known = exact or [p for p in known if p.endswith(f"/{plain}")]
        if not known:
            raise Retry("not-found", f"there is no file `{path}`", path=path, near=[])
    return [p for p in known if p.endswith((".kt", ".java")) or is_layout(p)]


def holders(code: Code, text: str) -> list[str]:
    """The files outside of tests that hold the text as a literal."""
    wish = Wish(text)
    found = []
    for path in code.tree.paths():
        if not path.endswith((".kt", ".xml")) or is_test_path(path):
            continue
        if not _may_hold(code, path, text):
            continue
        if path.endswith(".kt"):
            if list_texts(code.source(path), wish, ""):
                found.append(path)
        elif is_layout(path) and _layout_has(code.text(path), text):
            found.append(path)
    return found


def _may_hold(code: Code, path: str, wanted: str) -> bool:
    """A cheap look before a file is parsed: its longest word must occur."""
    content = code.text(path)
    longest = max(wanted.replace("'", " ").split() or [wanted], key=len)
    return wanted in content or longest.strip('"&<>\\') in content


def _move(receivers: Receivers, path: str, wish: Wish, work: _Work) -> None:
    context = work.context
    if path.endswith(".java"):
        if wish.text:
            work.mentions.extend(list_texts(receivers.code.source(path), wish, _JAVA))
        return
    target = work.project.module_of(path)
    if target is None or not (target.namespace or is_layout(path)):
        if path.endswith(".kt"):
            work.mentions.extend(list_texts(receivers.code.source(path), wish, _NO_NAMESPACE))
        return
    if is_common_path(path):
        if path.endswith(".kt"):
            work.mentions.extend(list_texts(receivers.code.source(path), wish, _COMMON))
        return
    if not path.endswith(".kt"):
        if is_test_path(path) or not _layout_has(context.draft.text(path), wish.text):
            return
        home = _home(context, target, work)
        names = move_attributes(path, home, wish.text, wish.name)
        work.count += len(names)
        work.names |= dict.fromkeys(names)
        work.files |= {path} if names else set()
        return
    source = receivers.code.source(path)
    home = _home(context, target, work)
    moved = move_texts(receivers, source, home=home, wish=wish, others=_others(work, source))
    work.count += moved.count
    work.names |= dict.fromkeys(moved.names)
    work.files |= {path} if moved.count else set()
    work.mentions.extend(moved.mentions)


def _layout_has(xml: str, wanted: str) -> bool:
    return any(not wanted or attribute.text == wanted for attribute in texts(xml))


def _home(context: RecipeContext, module: "Module", work: _Work) -> Home:
    return work.homes.setdefault(module.path, Home(context.draft, module))


def _others(work: _Work, source: Source) -> dict[str, Home]:
    """The modules whose `R` the file imports already, by the name it has there."""
    found = {}
    for entry in source.imports:
        module = work.project.namespace_module(entry.name.removesuffix(".R"))
        if entry.name.endswith(".R") and module is not None:
            found[entry.simple] = _home(work.context, module, work)
    return found


def _nothing(context: RecipeContext, wanted: str, where: str) -> Outcome:
    if not wanted:
        return Outcome(f"no hard-coded text in `{where}`; nothing to do")
    for resource in context.facts().resources("string"):
        if resource.value and resource.value.replace("\\'", "'") == wanted:
            return Outcome(
                f"the text is already `{resource.name}` of `{resource.path}`; nothing to do"
            )
    raise Retry("not-found", f"no code or layout holds the text `{wanted}`", text=wanted)


def _sentence(work: _Work, wanted: str) -> str:
    if not work.count:
        left = "the text is" if wanted else f"{len(work.mentions)} texts are"
        return f"nothing moved; {left} where a resource cannot be used for certain"
    names = ", ".join(f"`{name}`" for name in list(work.names)[:6])
    more = f" and {len(work.names) - 6} more" if len(work.names) > 6 else ""
    places = f"{work.count} text{'s' if work.count > 1 else ''}"
    files = sorted(home.path for home in work.homes.values() if home.is_used)
    where = f"`{files[0]}`" if len(files) == 1 else f"{len(files)} string files"
    return f"moved {places} to {where}: {names}{more}"
