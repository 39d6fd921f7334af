"""GR-11: a list of versions is a platform, and the API levels of a module are in order.

It warns: Gradle takes a list of versions as a library too, and then it decides no version.
"""

import re
from collections.abc import Iterator

from tools.checks.added import Written, written
from tools.checks.base import Check, Context, Finding, Fix, place

_SCRIPTS = (".gradle", ".gradle.kts")
_ADDED = re.compile(
    r"^[ \t]*(?:\w*[iI]mplementation|\w*[aA]pi|\w*[cC]ompileOnly|\w*[rR]untimeOnly)"
    r"(?:\s*\(\s*|[ \t]+)"
    r"(\w+(?:\.\w+)+|\"[\w.-]+:[\w.-]+(?::[^\"\n]*)?\"|'[\w.-]+:[\w.-]+(?::[^'\n]*)?')(?=\s*\)|\s*$)",
    re.MULTILINE,
)
_ASKED = re.compile(r"\bplatform\s*\(?\s*(\w+(?:\.\w+)+|\"[^\"\n]+\"|'[^'\n]+')")
_LIST = re.compile(r"^[\w.-]+:[\w.-]*-?bom$")
_OF_BUILDS = ("gradle", "plugin")
_TARGET = re.compile(r"^[ \t]*targetSdk(?:Version)?[ \t]*[=( ][ \t]*(\d+)\b", re.MULTILINE)


def _find(context: Context) -> Iterator[Finding]:
    for file in written(context, *_SCRIPTS):
        yield from _libraries(context, file)
        yield from _versions(context, file)
        yield from _levels(context, file)


def _libraries(context: Context, file: Written) -> Iterator[Finding]:
    for match in _ADDED.finditer(file.text) if "bom" in file.text.lower() else ():
        context.counted["GR-11"] += 1
        said = match[1]
        if not file.is_new(match.start(1)) or not _is_list(context, file.path, said):
            continue
        line, column = place(file.text, match.start(1))
        message = f"`{said}` is a list of versions; write `platform({said})`"
        old = file.line_at(match.start(1))
        new = old.replace(said, f"platform({said})")
        fix = Fix(f"wrote `platform({said})`", line=line, old=old.strip(), new=new.strip())
        yield Finding("GR-11", "warn", file.path, line, column, message, said, fix)


def _versions(context: Context, file: Written) -> Iterator[Finding]:
    """Libraries with a version of their own beside the list that decides it."""
    said = {
        match[1]: _coordinate(context, file.path, match[1]) for match in _ASKED.finditer(file.text)
    }
    lists = {one.partition(":")[::2]: written for written, one in said.items()}
    for match in _ADDED.finditer(file.text) if lists else ():
        coordinate = _coordinate(context, file.path, match[1])
        group, _, artifact = coordinate.partition(":")
        versioned = ":" in artifact and not artifact.partition(":")[0].endswith(_OF_BUILDS)
        home = next((name for key, name in lists.items() if _decides(*key, group, artifact)), "")
        if versioned and home and file.is_new(match.start(1)):
            line, column = place(file.text, match.start(1))
            message = f"`{match[1]}` has a version of its own; `platform({home})` decides it"
            yield Finding("GR-11", "warn", file.path, line, column, message, match[1])


def _decides(home: str, name: str, group: str, artifact: str) -> bool:
    """Whether a list of versions (`androidx.compose`, `compose-bom`) has a library."""
    stem = name.partition(":")[0].removesuffix("bom").rstrip("-")
    return group.startswith(f"{home}.") or (
        group == home and bool(stem) and artifact.startswith(stem)
    )


def _is_list(context: Context, path: str, said: str) -> bool:
    return _LIST.match(":".join(_coordinate(context, path, said).split(":")[:2])) is not None


def _coordinate(context: Context, path: str, said: str) -> str:
    """`group:artifact` and, where it has one of its own, `:version`; "" for no library."""
    if said[0] in "\"'":
        return said[1:-1]
    alias = context.project.alias(said, path)
    if alias is None or alias.kind != "library":
        return ""
    return f"{alias.target}:{alias.version}" if alias.version else alias.target


def _levels(context: Context, file: Written) -> Iterator[Finding]:
    for match in _TARGET.finditer(file.text):
        context.counted["GR-11"] += 1
        module = context.project.module_of(file.path)
        if module is None or module.build_file != file.path or not file.is_new(match.start(1)):
            continue
        target = int(match[1])
        line, column = place(file.text, match.start(1))
        if module.compile_sdk is not None and module.compile_sdk < target:
            message = f"`targetSdk` {target} is above `compileSdk` {module.compile_sdk}"
            yield Finding("GR-11", "warn", file.path, line, column, message, match[1])
        elif module.minimum_sdks and min(module.minimum_sdks) > target:
            message = f"`minSdk` {module.minimum_sdk} is above `targetSdk` {target}"
            yield Finding("GR-11", "warn", file.path, line, column, message, match[1])


CHECK = Check(
    "GR-11",
    "warn",
    "a list of versions is a platform, and API levels are in order",
    _find,
    compares=True,
    example="`implementation(libs.compose.bom)` → `implementation(platform(libs.compose.bom))`",
)
