"""Runs ktlint and detekt, where they are on `PATH`, on files as a review sees them.

The files are written into a folder of their own, with the settings that the project has for the
two, so that staged content is judged and not what lies in the work tree.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tools.errors import UserError
from tools.linters.sarif import read as read_sarif
from tools.linters.settings import DETEKT_CONFIGS, baseline_for, settings_for
from tools.process import Completed, run

SECONDS = 30.0
"""How long each of the two may take."""

_FOUND = {"ktlint": (0, 1), "detekt": (0, 2)}
"""Exit codes with which a tool has looked at the files, findings or not."""

_OVERRIDE = "config:\n  validation: false\n"
"""Rules of a plugin that is not on this machine are no fault of the files."""

Read = Callable[[str], str | None]


@dataclass(frozen=True)
class Hit:
    """What a tool says of a place: line and column from 1."""

    tool: str
    rule: str
    path: str
    line: int
    column: int
    message: str


def lint(
    tools: Mapping[str, str], texts: Mapping[str, str], read: Read
) -> tuple[list[Hit], list[str]]:
    """What ktlint and detekt say of Kotlin files, and notes on what could not run.

    `tools` are the programs by name, `texts` the files by path; `read` gives other files of the
    same version (None: missing).
    """
    sources = {path: text for path, text in texts.items() if path.endswith((".kt", ".kts"))}
    if not tools or not sources:
        return [], []
    with TemporaryDirectory(prefix="offdroid-lint-") as name:
        work = _Work(Path(name))
        work.write(sources | settings_for(sources, read))

        def detekt() -> None:
            if "detekt" in tools:
                work.detekt(tools["detekt"], list(sources), baseline_for(sources, read))

        if "ktlint" in tools:
            work.ktlint(tools["ktlint"], list(sources), detekt)
        else:
            detekt()
    return work.hits, work.notes


class _Work:
    """A folder with files to judge, and what came of it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self.hits: list[Hit] = []
        self.notes: list[str] = []

    def write(self, files: Mapping[str, str]) -> None:
        for path, text in files.items():
            place = self._folder / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8", errors="surrogateescape")

    def ktlint(self, program: str, paths: list[str], meanwhile: Callable[[], None]) -> None:
        options = ["--reporter=sarif", "--log-level=none", "--relative"]
        done = self._run("ktlint", [program, *options, "--", *paths], meanwhile)
        if done is not None:
            self._read("ktlint", done.text)

    def detekt(self, program: str, paths: list[str], baseline: str) -> None:
        report = self._folder / "detekt.sarif"
        self.write({"offdroid-override.yml": _OVERRIDE})
        present = [name for name in DETEKT_CONFIGS if (self._folder / name).exists()]
        configs = ",".join([*present[:1], "offdroid-override.yml"])
        options = ["--input", ",".join(paths), "--base-path", str(self._folder), "--report"]
        options += [f"sarif:{report}", "--build-upon-default-config", "--config", configs]
        if baseline:
            self.write({"offdroid-baseline.xml": baseline})
            options += ["--baseline", "offdroid-baseline.xml"]
        if self._run("detekt", [program, *options]) is not None and report.exists():
            self._read("detekt", report.read_text(encoding="utf-8"))

    def _run(
        self, tool: str, arguments: list[str], meanwhile: Callable[[], None] | None = None
    ) -> Completed | None:
        try:
            done = run(arguments, cwd=self._folder, timeout=SECONDS, meanwhile=meanwhile)
        except UserError as error:
            self.notes.append(f"{tool} was left out: {error.message}")
            return None
        if done.code in _FOUND[tool]:
            return done
        told = (done.error_text or done.text.strip()).replace(f"{self._folder}/", "").splitlines()
        self.notes.append(f"{tool} was left out: {told[0] if told else f'exit code {done.code}'}")
        return None

    def _read(self, tool: str, text: str) -> None:
        try:
            found = read_sarif(text, self._folder)
        except ValueError:
            self.notes.append(f"{tool} was left out: what it wrote is no SARIF")
            return
        self.hits += [Hit(tool, one.rule, one.path, *one.place, one.message) for one in found]
