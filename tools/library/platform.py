"""What the Android platform declares: of the SDK on this machine, else of the shipped table."""

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.library.jvm_types import BrokenType, method_shape
from tools.library.symbol import Symbol

PLATFORM = "platform"
_SDK_DIR = re.compile(r"^\s*sdk\.dir\s*=\s*(.+?)\s*$", re.MULTILINE)
_USUAL = ("Android/Sdk", "Library/Android/sdk", "android-sdk")
_LEVEL = re.compile(r"android-(\d+)")
_TOLD = re.compile(r'<(class|method|field) name="([^"]+)"([^>]*)')
_SINCE = re.compile(r'\bsince="(\d+)')
_LARGEST_LEVELS = 64_000_000
Levels = dict[tuple[str, str, int], int]
"""(class, member, count of parameters or -1) to the level that brought it, 0 where in doubt."""


@dataclass(frozen=True)
class Platform:
    """`jar` is an `android.jar`, `level` its API level."""

    jar: Path
    level: int

    @classmethod
    def find(cls, root: Path, wanted: int | None = None) -> "Platform | None":
        """The platform of this level in an SDK that the machine or `root` names, else the newest.

        None without an SDK.
        """
        for sdk in _sdks(root):
            levels = {
                int(told[1]): jar
                for jar in sorted(sdk.glob("platforms/android-*/android.jar"))
                if (told := _LEVEL.match(jar.parent.name))
            }
            if levels:
                level = wanted if wanted in levels else max(levels)
                return cls(levels[level], level)
        return None

    def levels(self) -> Levels:
        """What `data/api-versions.xml` beside the jar tells; empty without it."""
        path = self.jar.parent / "data" / "api-versions.xml"
        try:
            if path.stat().st_size > _LARGEST_LEVELS:
                return {}
            return read_levels(path.read_text("utf-8", "replace"))
        except OSError:
            return {}


def read_levels(text: str) -> Levels:
    """The levels of an `api-versions.xml`; a member without one is as old as its class.

    Overloads of as many parameters that came at several levels cannot be told apart: 0.
    """
    levels: Levels = {}
    owner, oldest = "", 1
    for kind, name, rest in _TOLD.findall(text):
        told = _SINCE.search(rest)
        if kind == "class":
            owner = name.replace("/", ".").replace("$", ".")
            oldest = int(told[1]) if told else 1
            levels[owner, "", -1] = oldest
            continue
        since = max(int(told[1]), oldest) if told else oldest
        key = (owner, name, -1)
        if kind == "method":
            name, _, descriptor = name.replace("&lt;", "<").replace("&gt;", ">").partition("(")
            try:
                count = len(method_shape(f"({descriptor}").parameters)
            except BrokenType:
                continue
            key = (owner, name, count)
        levels[key] = since if levels.get(key, since) == since else 0
    return levels


def dated(symbols: Iterable[Symbol], levels: Levels) -> Iterator[Symbol]:
    """The symbols with the levels that brought them."""
    for one in symbols:
        since = levels.get(_key(one), 0) if levels else 0
        yield one._replace(since=since) if since else one


def _key(symbol: Symbol) -> tuple[str, str, int]:
    if symbol.kind == "class":
        return symbol.qualified, "", -1
    owner = symbol.qualified.rpartition(".")[0]
    if symbol.kind == "property":
        return owner, symbol.name, -1
    if symbol.kind == "constructor":
        return symbol.qualified, "<init>", parameter_count(symbol.signature.partition("(")[2])
    rest = symbol.signature.partition("fun ")[2].partition(f"{symbol.name}(")[2]
    return owner, symbol.name, parameter_count(rest)


def parameter_count(rest: str) -> int:
    """How many parameters stand before the parenthesis that closes the list."""
    depth, count, seen = 0, 0, False
    for one in rest:
        if one == ")" and depth == 0:
            break
        seen = seen or not one.isspace()
        depth += (one in "(<[{") - (one in ")>]}")
        count += one == "," and depth == 0
    return count + seen


def _sdks(root: Path) -> Iterator[Path]:
    """In the order that Gradle's plugin looks: what the project says comes first."""
    try:
        told = (root / "local.properties").read_text("utf-8", "replace")
    except OSError:
        told = ""
    if found := _SDK_DIR.search(told):
        yield Path(re.sub(r"\\(.)", r"\1", found[1]))
    for variable in ("ANDROID_HOME", "ANDROID_SDK_ROOT"):
        if value := os.environ.get(variable):
            yield Path(value)
    for place in _USUAL:
        yield Path.home() / place
