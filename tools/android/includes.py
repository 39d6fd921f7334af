"""Which modules a settings file includes: by name, in loops over names, or by a look at folders."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tools.android.paths import absolute, below, inside, join
from tools.syntax.gradle import Argument, Script, constant

BUILD_FILES = ("build.gradle.kts", "build.gradle")
_PROJECT_FOLDER = re.compile(
    r"(?:findP|p)roject\(\s*([\"'])(?P<path>[^\"'\n]+)\1\s*\)\s*(?:\.\s*apply\s*\{\s*|\?|!!)?\.?\s*"
    r"(?:projectDir\s*=|setProjectDir\s*\()\s*(?:new\s+)?"
    r"(?P<value>[Ff]ile\s*\(|rootDir\.resolve\s*\(|settingsDir\.resolve\s*\(|[\w.]+\.file\s*\()"
    r"(?P<rest>[^\n)]*)"
)
_QUOTED = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'")
_LOOKS = re.compile(
    r"\.(?:walk|walkTopDown|walkBottomUp|listFiles|eachDir\w*|eachFile\w*|traverse|matching)\b"
    r"|\bfileTree\b"
)
_HOLE = re.compile(r"\$\{([^}]*)\}|\$(\w+)")
_IGNORED = re.compile(r"(?:^|/)(?:\.[^/]+|src|build|out|node_modules|buildSrc)(?:/|$)")


@dataclass(frozen=True)
class Included:
    """`modules` maps `:path` to its folder; `dynamic` where folders were looked at for them."""

    modules: dict[str, str]
    dynamic: bool = False


def read_includes(script: Script, directory: str, known: set[str], others: list[str]) -> Included:
    """The modules of a settings script; `others` are folders of builds that it includes."""
    modules: dict[str, str] = {}
    unclear: list[Argument] = []
    for call in script.called("include", "includeFlat"):
        if _is_filter(call.within):
            continue
        beside = "../" if call.name == "includeFlat" else ""
        for argument in call.arguments:
            for name in (literal := _literal(argument)):
                folder = inside(directory, beside + name.strip(":").replace(":", "/"))
                modules |= {name: folder} if folder is not None else {}
            unclear += [] if literal else [argument]
    looks = _LOOKS.search(script.code) is not None
    dynamic = False
    if unclear or (looks and not modules):
        found = _by_folder(directory, known, others)
        listed = {} if looks else _listed(script, unclear, found)
        dynamic = not listed
        modules |= listed or _shaped(unclear, found)
    modules |= _moved(script.text, directory)
    return Included(modules, dynamic)


def plain_includes(script: Script) -> Iterator[tuple[str, int]]:
    """Path and offset of each module that a settings script includes by name, on no condition."""
    for call in script.called("include"):
        above = script.code[: call.start]
        if call.within or above.rpartition("\n")[2].strip() or above.count("{") > above.count("}"):
            continue
        for one in call.arguments:
            if one.value is not None:
                yield absolute(one.value), one.start


def modules_by_folder(directory: str, known: set[str], others: list[str]) -> dict[str, str]:
    """Every folder with a build file, for a build without settings."""
    return _by_folder(directory, known, others)


def _literal(argument: Argument) -> list[str]:
    """The paths that an argument names; those of a list begin with a colon."""
    if argument.value is not None:
        return [absolute(argument.value)]
    if argument.text.startswith('"'):
        return []
    texts = (constant(text) for text in _QUOTED.findall(argument.text))
    return [text for text in texts if text and text.startswith(":")]


def _is_filter(within: tuple[str, ...]) -> bool:
    """Whether an `include` names files or dependencies, not modules."""
    return any(
        label.rpartition(".")[2] in ("fileTree", "filter", "content", "matching", "zipTree")
        for label in within
    )


def _by_folder(directory: str, known: set[str], others: list[str]) -> dict[str, str]:
    """Path and folder of everything that has a build file, what others own left out."""
    modules: dict[str, str] = {}
    for path in sorted(known):
        folder, _, name = path.rpartition("/")
        if name not in BUILD_FILES or folder == directory or not below(folder, directory):
            continue
        relative = folder[len(directory) :].strip("/")
        if _IGNORED.search(relative) or any(below(folder, other) for other in others):
            continue
        modules[f":{relative.replace('/', ':')}"] = folder
    return modules


def _listed(script: Script, unclear: list[Argument], found: dict[str, str]) -> dict[str, str]:
    """Modules of names that the script lists: each text that makes the path of a build file."""
    texts = {text for one in _QUOTED.findall(script.text) if (text := constant(one))}
    paths: set[str] = set()
    for argument in unclear:
        template = argument.text.strip("\"'")
        for text in texts:
            paths.add(absolute(_HOLE.sub(lambda _, t=text: t, template)))  # type: ignore[misc]
            paths.add(absolute(text))
    return {path: found[path] for path in sorted(paths & found.keys())}


def _shaped(unclear: list[Argument], found: dict[str, str]) -> dict[str, str]:
    """The modules whose path, or whose folder's name alone, is of a template's shape."""
    templates = [one.text.strip("\"'") for one in unclear if "$" in one.text]
    if not templates or len(templates) < len(unclear):
        return found
    modules: dict[str, str] = {}
    for path, folder in found.items():
        short = f":{folder.rpartition('/')[2]}"
        if any(_shape(one).fullmatch(path) for one in templates):
            modules[path] = folder
        elif any(_shape(one).fullmatch(short) for one in templates):
            modules[short] = folder
    return modules or found


def _shape(template: str) -> re.Pattern[str]:
    parts: list[str] = []
    last = 0
    for hole in _HOLE.finditer(template):
        parts.append(re.escape(template[last : hole.start()]))
        last = hole.end()
        whole = last < len(template) or re.search("path|replace|relat|prefix", hole.group())
        parts.append("[^ ]+" if whole else "[^: ]+")
    return re.compile("".join(parts) + re.escape(template[last:]))


def _moved(text: str, directory: str) -> dict[str, str]:
    """Modules whose folder the script sets."""
    found: dict[str, str] = {}
    for match in _PROJECT_FOLDER.finditer(text):
        quoted = [one[1:-1] for one in _QUOTED.findall(match["rest"])]
        if "$" in match["path"] or not quoted:
            continue
        folder = inside(directory, "/".join(quoted), directory)
        if folder is not None:
            found[absolute(match["path"])] = folder
    return found


def build_file(folder: str, path: str, known: Iterable[str]) -> str:
    """The build script of a module, "" where it has none; it may be called after the module."""
    last = path.rpartition(":")[2]
    names = [*BUILD_FILES, *([f"{last}.gradle.kts", f"{last}.gradle"] if last else [])]
    return next((join(folder, name) for name in names if join(folder, name) in known), "")
