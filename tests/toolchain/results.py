"""Keeps what was compiled, by the content of everything that went in: nothing is judged twice."""

import hashlib
import json
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from tests.toolchain.diagnostics import Diagnostic

_KEPT_SECONDS = 3 * 24 * 3600
_OURS = Path(__file__).parent
_RULES = (
    "CompilerService.java",
    "build.py",
    "diagnostics.py",
    "gradle_project.py",
    "packages.py",
    "packages.toml",
    "resources.py",
    "unit_tests.py",
)


class Results:
    """Folders below `root`, each with the outcome of one compilation and its diagnostics."""

    def __init__(self, root: Path) -> None:
        self._root = root
        root.mkdir(exist_ok=True)
        for folder in root.iterdir():
            if time.time() - folder.stat().st_mtime > _KEPT_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)
        self._rules = digest(map(_OURS.joinpath, _RULES), base=_OURS)

    def key(self, *parts: str) -> str:
        """A name for the outcome of these inputs under the present rules."""
        return hashlib.sha256("\0".join((self._rules, *parts)).encode()).hexdigest()[:24]

    def get(
        self, key: str, make: Callable[[Path], Iterable[Diagnostic]]
    ) -> tuple[Path, list[Diagnostic]]:
        """The folder of `key` and its diagnostics; `make` fills a new folder where there is none.

        A folder appears whole or not at all, so a killed session leaves nothing to trust.
        """
        folder = self._root / key
        if not folder.is_dir():
            partial = Path(tempfile.mkdtemp(prefix="partial-", dir=self._root))
            found = [each.to_json() for each in make(partial)]
            (partial / "diagnostics.json").write_text(json.dumps(found), "utf-8")
            if folder.is_dir():
                shutil.rmtree(partial)
            else:
                partial.rename(folder)
        stored = json.loads((folder / "diagnostics.json").read_text("utf-8"))
        return folder, [Diagnostic(**each) for each in stored]


def digest(paths: Iterable[Path], *, base: Path) -> str:
    """One digest of the names below `base` and the contents of all files."""
    summary = hashlib.sha256()
    for path in sorted(paths):
        summary.update(path.relative_to(base).as_posix().encode() + b"\0")
        summary.update(hashlib.sha256(path.read_bytes()).digest())
    return summary.hexdigest()
