"""Repository paths as build scripts write them: relative, with `..` and the names of folders."""

import re

_BASE = re.compile(
    r"^\$\{?(?:rootProject\.)?(?:rootDir|settingsDir|projectDir|rootProject|buildscript)\b"
    r"[\w.]*(?:\(\))?\}?/?"
)
_ROOTED = re.compile(r"^\$\{?(?:rootProject\b|rootDir|settingsDir)")


def join(directory: str, name: str) -> str:
    """A path in a folder; "" is the repository."""
    return f"{directory}/{name}" if directory else name


def below(path: str, base: str) -> bool:
    """Whether a path is a folder or lies in it."""
    return not base or path == base or path.startswith(f"{base}/")


def inside(directory: str, relative: str, root: str = "") -> str | None:
    """A written path relative to the repository; None where it leads out of it or is not known.

    `$rootDir/x` and its like start from `root`, `$projectDir/x` from `directory`.
    """
    if relative.startswith("$"):
        directory = root if _ROOTED.match(relative) else directory
        relative = _BASE.sub("", relative)
    if "$" in relative or relative.startswith(("/", "~")) or re.match(r"[A-Za-z]+:", relative):
        return None
    parts = directory.split("/") if directory else []
    for part in relative.replace("\\", "/").split("/"):
        if part == ".." and not parts:
            return None
        if part == "..":
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def absolute(name: str) -> str:
    """A project path with its first colon."""
    return name if name.startswith(":") else f":{name}"
