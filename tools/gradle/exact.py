"""The project as Gradle itself sees it: asked of the user's own Gradle by an init script."""

import json
import secrets
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from tools.errors import UserError
from tools.gradle.build import Build
from tools.gradle.faults import fault
from tools.gradle.kept import ExactModule

SECONDS = 900.0
"""How long the build may take. A first one compiles the build's own code."""

_SCRIPT = Path(__file__).with_name("exact.gradle")
_TASK = "offdroidExact"
_ALONE = (  # the script looks into projects when its tasks run
    "-Dorg.gradle.configuration-cache=false",
    "-Dorg.gradle.unsafe.isolated-projects=false",
)


def ask(build: Build, root: Path) -> tuple[ExactModule, ...]:
    """All modules of a build in the work tree `root`, by path.

    Raises `UserError` with the first line of the reason where the build fails.
    """
    mark = f"{_TASK}-{secrets.token_hex(8)} "
    script = ("--init-script", str(_SCRIPT), f"-PoffdroidMark={mark}")
    still = (
        "-Dorg.gradle.configuration-cache=false",
        "-Dorg.gradle.unsafe.isolated-projects=false",
    )
    ended = build.run((*script, *still, "--quiet", "--continue", _TASK), SECONDS)
    found = [_module(one, root) for one in _told(ended.text, mark)]
    if ended.code:
        raise fault(ended)
    if not found:
        raise UserError("Gradle told nothing of the project", "its build may replace all tasks")
    return tuple(sorted(found, key=lambda one: one.path))


def _told(output: str, mark: str) -> Iterator[Mapping[str, object]]:
    for line in output.splitlines():
        _, marked, text = line.partition(mark)
        if marked:
            yield json.loads(text)


def _module(told: Mapping[str, object], root: Path) -> ExactModule:
    """One line of the script. What is not as it should be is left out: a build can print."""
    namespace = told.get("namespace")
    sets = told.get("sourceSets")
    folders = (
        (name, relative)
        for name, paths in (sets.items() if isinstance(sets, dict) else ())
        for path in _texts(paths)
        if (relative := _relative(path, root)) is not None
    )
    levels = told.get("minimumSdks")
    edges = told.get("edges")
    return ExactModule(
        path=str(told.get("path")),
        folder=_relative(str(told.get("folder")), root) or "",
        namespace=namespace if isinstance(namespace, str) else None,
        minimum_sdks=tuple(sorted(one for one in _list(levels) if isinstance(one, int))),
        source_sets=tuple(dict.fromkeys(folders)),
        edges=tuple(dict.fromkeys(_edge(one) for one in _list(edges) if len(_texts(one)) == 3)),
        archives=tuple(_texts(told.get("classpath"))),
    )


def _edge(told: object) -> tuple[str, str, str]:
    configuration, kind, target = _texts(told)
    return configuration, kind, target


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _texts(value: object) -> list[str]:
    return [one for one in _list(value) if isinstance(one, str)]


def _relative(path: str, root: Path) -> str | None:
    """A folder as the project model names it, None outside of the work tree."""
    for base in (root, root.resolve()):
        if Path(path).is_relative_to(base):
            return Path(path).relative_to(base).as_posix().removeprefix(".")
    return None


def archives(modules: Iterable[ExactModule]) -> int:
    """How many files of libraries the modules see."""
    return len({path for one in modules for path in one.archives})
