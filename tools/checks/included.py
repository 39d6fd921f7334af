"""The parts of GR-04 about settings: included modules have a folder, and new modules are included.

Gradle 9 fails where an included module has no folder, and blocks; earlier versions only warn.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tools.android.builds import Build, read_builds
from tools.android.includes import BUILD_FILES, plain_includes
from tools.android.paths import absolute, inside, join
from tools.android.settings import SETTINGS_FILES
from tools.checks.base import Context, Finding, Fix, Severity, place
from tools.checks.near import certain_path
from tools.syntax.gradle import read

_WRAPPER = re.compile(r"/gradle-(\d+)[\d.]*-")
_FAILS_SINCE = 9
_NO_MODULE = re.compile(
    r"(?:^|/)(?:src|build|gradle|templates?|test-?[dD]ata|fixtures|buildSrc)(?:/|$)"
)
_ITEM = re.compile(
    r"(?P<head>\s*(?:include\s*[( ]\s*)?(?P<sign>[\"']):?)(?P<path>[\w:.-]+)"
    r"(?P=sign)\)?(?P<comma>,?)\s*"
)
_MOVES = re.compile(r"^.*(?:projectDir\s*=|setProjectDir).*$", re.MULTILINE)
_MOVED = re.compile(r"roject\(\s*[\"'](:?[\w:.-]+)[\"']\s*\)")
_APPLIES = re.compile(r"\bapply\b[^\n]*\bfrom\b")


@dataclass(frozen=True)
class _Missing:
    """A module that the settings include; `meant` is the new module that it probably is."""

    path: str
    at: int
    folder: str
    meant: str


def included(context: Context) -> Iterator[Finding]:
    """Modules without a folder, and folders of new modules that no settings include."""
    wanted = [path for path in context.paths if path.rpartition("/")[2] in SETTINGS_FILES]
    new, gone = _scripts(context)
    if not (wanted or new or gone):
        return
    for path in gone:
        build = context.project.build_of(path)
        wanted += [join(build, name) for name in SETTINGS_FILES]
    told: set[str] = set()
    for path in dict.fromkeys(wanted):
        if path.rpartition("/")[0] in context.project.builds:
            for one in _missing(context, path):
                told.add(one.meant)
                yield _without_folder(context, path, one)
    yield from _not_included(context, [path for path in new if path not in told])


def _scripts(context: Context) -> tuple[list[str], list[str]]:
    """The build files that the draft adds, and those that it takes away."""
    new: list[str] = []
    gone: list[str] = []
    for path in context.draft.changed():
        if path.rpartition("/")[2] not in BUILD_FILES:
            continue
        if not context.draft.exists(path):
            gone.append(path)
        elif context.after and _is_first(context, path):
            new.append(path)
    return new, gone


def _is_first(context: Context, path: str) -> bool:
    """Whether the folder of a build file had none before, in another language."""
    folder = path.rpartition("/")[0]
    return all(context.draft.base_text(join(folder, name)) is None for name in BUILD_FILES)


def _missing(context: Context, path: str) -> Iterator[_Missing]:
    script = read(context.written(path))
    moves = [_MOVED.search(one[0]) for one in _MOVES.finditer(script.text)]
    if _APPLIES.search(script.code) or None in moves:
        return
    moved = {absolute(one[1]) for one in moves if one}
    known = context.draft.paths() if context.after else context.draft.base.paths()
    for name, at in plain_includes(script):
        context.counted["GR-04"] += 1
        folder = inside(path.rpartition("/")[0], name.strip(":").replace(":", "/"))
        if not folder or name in moved or _holds(known, folder):
            continue
        if context.draft.obstacle(join(folder, BUILD_FILES[0])) is None:
            yield _Missing(name, at, folder, _meant(context, folder))


def _holds(known: Sequence[str], folder: str) -> bool:
    """Whether a file lies in a folder."""
    at = bisect_left(known, f"{folder}/")
    return at < len(known) and known[at].startswith(f"{folder}/")


def _meant(context: Context, folder: str) -> str:
    """The new or forsaken build file whose folder differs from this one by a slip."""
    left = [
        one.build_file
        for one in context.head_project.modules
        if context.project.module(one.path) is None and context.draft.exists(one.build_file)
    ]
    found = {path.rpartition("/")[0]: path for path in (*_scripts(context)[0], *left)}
    return found.get(certain_path(folder, found, "/") or "", "")


def _without_folder(context: Context, path: str, one: _Missing) -> Finding:
    text = context.written(path)
    line, column = place(text, one.at)
    message = f"the module `{one.path}` has no folder `{one.folder}`"
    fix = None
    if one.meant:
        new = f":{one.meant.rpartition('/')[0].replace('/', ':')}"
        message += f"; did you mean `{new}`?"
        old = text[one.at + 1 : text.index(text[one.at], one.at + 1)]
        new = new if old.startswith(":") else new[1:]
        sign = text[one.at]
        said = f"{sign}{old}{sign}"
        fix = Fix(f"wrote `{new}`", line=line, old=said, new=f"{sign}{new}{sign}")
    severity: Severity = "block" if _gradle(context, path) >= _FAILS_SINCE else "warn"
    return Finding("GR-04", severity, path, line, column, message, one.path, fix)


def _gradle(context: Context, path: str) -> int:
    """The major version of the wrapper, 0 where there is none."""
    wrapper = join(path.rpartition("/")[0], "gradle/wrapper/gradle-wrapper.properties")
    found = _WRAPPER.search(context.written(wrapper))
    return int(found[1]) if found else 0


def _not_included(context: Context, new: list[str]) -> Iterator[Finding]:
    homes = {one.directory for one in context.project.modules}
    new = [path for path in new if path.rpartition("/")[0] not in homes]
    if not new:
        return
    builds = read_builds(set(context.facts.paths()), context.facts.text)
    for path in new:
        context.counted["GR-04"] += 1
        folder = path.rpartition("/")[0]
        build = builds.get(context.project.build_of(path))
        if build is None or not folder or not _lists(build) or _NO_MODULE.search(folder):
            continue
        relative = folder.removeprefix(f"{build.directory}/" if build.directory else "")
        name = f":{relative.replace('/', ':')}"
        settings = build.settings.path
        text = context.written(settings)
        if not plain_includes(read(text)):
            continue
        message = f'no settings include the module `{name}`: `include("{name}")` in `{settings}`'
        yield Finding("GR-04", "warn", path, 1, 1, message, name, _line(settings, text, name))


def _lists(build: Build) -> bool:
    """Whether its settings name the modules of a build that no other one includes."""
    known = build.settings
    return bool(known.path) and not known.dynamic and build.parent is None and not build.logic


def _line(settings: str, text: str, name: str) -> Fix | None:
    """Includes a module on a line like that of the module it follows by name, among its kin."""
    lines = text.split("\n")
    found = (
        (path.split(":"), text.count("\n", 0, start)) for path, start in plain_includes(read(text))
    )
    items = [(parts, number) for parts, number in found if _ITEM.fullmatch(lines[number])]
    own = name.split(":")
    closest = max((_shared(parts, own) for parts, _ in items), default=0)
    kin = [one for one in items if _shared(one[0], own) == closest]
    if not kin:
        return None
    number = max((one for one in kin if one[0] < own), default=kin[0])[1]
    model = _ITEM.fullmatch(lines[number])
    assert model is not None
    is_list = "include" not in model["head"]
    behind = any(one[0] < own for one in kin) and (not is_list or bool(model["comma"]))
    written = model["head"] + name[1:] + lines[number][model.end("path") :].rstrip()
    written += "," * (is_list and not model["comma"])
    sentence = f"included `{name}` in `{settings}`"
    return Fix(sentence, line=number + 1 + behind, new=written, path=settings)


def _shared(one: list[str], other: list[str]) -> int:
    """How many parts two paths have in common from the first on."""
    count = 0
    while count < min(len(one), len(other)) and one[count] == other[count]:
        count += 1
    return count
