"""What the Android platform declares: of the SDK on this machine, else of a table shipped here.

The table is written by `bench/platform_table.py`, which says where its facts are from.
"""

import lzma
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.library.symbol import Symbol

PLATFORM = "platform"
TABLE = Path(__file__).with_name("platform.xz")
_SDK_DIR = re.compile(r"^\s*sdk\.dir\s*=\s*(.+?)\s*$", re.MULTILINE)
_USUAL = ("Android/Sdk", "Library/Android/sdk", "android-sdk")
_NAME_OF = re.compile(r"(?:vararg )?[`\w]+: ")


@dataclass(frozen=True)
class Platform:
    """`jar` is the newest `android.jar`, None for the table; `version` is the API level."""

    jar: Path | None
    version: str

    @classmethod
    def find(cls, root: Path) -> "Platform":
        """The newest platform of the SDK that this machine or `root` names."""
        best: tuple[int, Path] | None = None
        for sdk in _sdks(root):
            for jar in sdk.glob("platforms/android-*/android.jar"):
                level = re.match(r"android-(\d+)", jar.parent.name)
                if level and (best is None or int(level[1]) > best[0]):
                    best = int(level[1]), jar
            if best:
                return cls(best[1], f"API {best[0]}")
        return cls(None, f"API {table_level()}")

    @property
    def key(self) -> str:
        """What the store knows it by: changes with the file."""
        about = (self.jar or TABLE).stat()
        return f"{self.jar or TABLE}|{about.st_size}|{about.st_mtime_ns}"

    def symbols(self) -> Iterator[Symbol]:
        """All that it declares, with the level that brought it."""
        if self.jar is None:
            yield from read_table()
            return
        from tools.library.archives import read_archive

        levels = {(one.qualified, _bare(one.signature)): one.since for one in read_table()}
        for one in read_archive(self.jar).symbols:
            yield one._replace(since=levels.get((one.qualified, _bare(one.signature)), 0))


def table_level() -> str:
    """The newest level that the table knows."""
    with lzma.open(TABLE, "rt", encoding="utf-8") as lines:
        return next(lines).strip()


def read_table() -> Iterator[Symbol]:
    """The symbols of the table.

    A first line with the level; then `C since qualified owner name signature` of a class, and
    below it `kind since name signature` of its members, all apart by tabs.
    """
    kinds = {"f": "function", "p": "property", "n": "constructor"}
    with lzma.open(TABLE, "rt", encoding="utf-8") as lines:
        next(lines)
        qualified = owner = name = ""
        for line in lines:
            kind, since, *rest = line.rstrip("\n").split("\t")
            if kind == "C":
                qualified, owner, name, signature = rest
                yield Symbol(qualified, name, owner, "class", signature, int(since))
                full = f"{owner}.{name}" if owner else name
            elif kind == "n":
                yield Symbol(qualified, name, owner, "constructor", full + rest[0], int(since))
            else:
                yield Symbol(
                    f"{qualified}.{rest[0]}", rest[0], full, kinds[kind], rest[1], int(since)
                )


def _sdks(root: Path) -> Iterator[Path]:
    for variable in ("ANDROID_HOME", "ANDROID_SDK_ROOT"):
        if value := os.environ.get(variable):
            yield Path(value)
    properties = root / "local.properties"
    if properties.is_file() and (
        found := _SDK_DIR.search(properties.read_text("utf-8", "replace"))
    ):
        yield Path(re.sub(r"\\(.)", r"\1", found[1]))
    for place in _USUAL:
        yield Path.home() / place


def _bare(signature: str) -> str:
    """A signature without the names of parameters, which an `android.jar` does not keep."""
    return _NAME_OF.sub("", signature.removeprefix("@Deprecated "))
