"""Who uses a class or function that the project only imports, or a package of the project."""

import re
from collections.abc import Iterator

from tools.references.places import imported_path, is_named_argument
from tools.references.project import Code
from tools.references.scopes import local_at, locals_named
from tools.references.texts import visible
from tools.references.usage import Found, Use, found, use_at


def imported_names(code: Code, name: str) -> list[str]:
    """The full names outside the project that files import for a simple or full name."""
    counted = code.facts.imports_of(name.rpartition(".")[2])
    return sorted(
        full
        for full in counted
        if (full == name or f".{full}".endswith(f".{name}")) and not code.symbols(full)
    )


def imported_uses(code: Code, full: str) -> Found:
    """A name of a library: the imports, the words that they give a meaning, XML."""
    simple = full.rpartition(".")[2]
    uses = [use for path in code.facts.importers(full) for use in _in_file(code, path, full)]
    uses += [
        use_at(code, one.path, one.start)
        for one in code.facts.class_refs(simple)
        if one.name.replace("$", ".") == full
    ]
    for path in code.paths_with(full, (".pro", ".kts", ".gradle")):
        for match in re.finditer(
            rf"(?<![\w.]){re.escape(full)}(?!\w)", visible(path, code.text(path))
        ):
            uses.append(use_at(code, path, match.start()))
    return found("library name", full, (), uses)


def _in_file(code: Code, path: str, full: str) -> Iterator[Use]:
    source = code.source(path)
    for entry in source.imports:
        if entry.name != full or entry.star:
            continue
        word = entry.simple
        locals_ = locals_named(source, word)
        note = f"imported as `{word}`" if entry.alias else ""
        for at in source.words(full.rpartition(".")[2]):
            if imported_path(source, at) == full:
                yield use_at(code, path, at)
        for at in source.words(word):
            if imported_path(source, at) is not None or at in source.symbols_at:
                continue
            if not is_named_argument(source, at) and local_at(locals_, at) is None:
                yield use_at(code, path, at, note=note)


def package_uses(code: Code, package: str) -> Found | None:
    """A package: the files that declare it, the imports from it, and who else names it."""
    below = code.facts.packages_from(package) if "." in package else set()
    if package not in below:
        return None
    declared: list[Use] = []
    uses: list[Use] = []
    word = re.compile(rf"(?<![\w.]){re.escape(package)}(?!\w)(?:\.[a-z]\w*(?=\.))?")
    for path in code.paths_with(package, (".kt", ".java", ".kts", ".gradle", ".xml", ".pro")):
        text = _readable(code, path)
        for match in word.finditer(text):
            line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
            if line.strip() == "package":
                whole = match[0] == package and text[match.end() : match.end() + 1] != "."
                declared += [use_at(code, path, match.start())] if whole else []
            elif match[0] == package or match[0] not in below:
                uses.append(use_at(code, path, match.start()))
    return found("package", package, declared, uses)


def _readable(code: Code, path: str) -> str:
    """The text of a file without its comments, that of code without its literals too."""
    is_code = path.endswith((".kt", ".java"))
    return code.source(path).code if is_code else visible(path, code.text(path))
