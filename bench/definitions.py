"""Our Kotlin declarations against those of Kotlin's own parser, on whole checkouts.

`python -m bench.definitions [DIR ...]` (default: the checkouts below `OFFDROID_CORPUS`) prints
recall, precision, how many declarations span the same text, and the first differences; and writes
`bench/results/definitions.json`. A definition is a kind, a name and the line of the name; locals
and constructors are left out, and so are files that Kotlin itself cannot parse. The compiler comes
from the packages of `tests/toolchain`; a JDK is needed.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bench.index import corpus
from tests.toolchain.packages import fetch
from tools.index.listing import list_files
from tools.syntax.kotlin import read
from tools.syntax.language import decode
from tools.syntax.symbols import Lines

_SOURCE = Path(__file__).with_name("Definitions.java")
_RESULTS = Path(__file__).parent / "results" / "definitions.json"
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Definition:
    """A declaration as either parser sees it; the offsets do not tell definitions apart."""

    kind: str
    name: str
    line: int
    span: tuple[int, int] = field(compare=False)


@dataclass(slots=True)
class Tally:
    """Sums over the files of a checkout, and what differs, each as one line to print."""

    files: int = 0
    invalid: int = 0
    expected: int = 0
    found: int = 0
    right: int = 0
    spans: int = 0
    missed: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    spanned: list[str] = field(default_factory=list)

    def add(self, path: str, expected: list[Definition], found: list[Definition]) -> None:
        """Count one file."""
        wanted, ours = Counter(expected), Counter(found)
        self.files += 1
        self.expected += len(expected)
        self.found += len(found)
        self.right += (wanted & ours).total()
        self.missed += [_line(path, one) for one in (wanted - ours).elements()]
        self.extra += [_line(path, one) for one in (ours - wanted).elements()]
        spans = {(one, one.span) for one in found}
        for one in expected:
            if (one, one.span) in spans:
                self.spans += 1
            elif one in ours:
                self.spanned.append(_line(path, one))

    def numbers(self) -> dict[str, float]:
        """What is kept of it."""
        return {
            "files": self.files,
            "files Kotlin cannot parse": self.invalid,
            "definitions": self.expected,
            "recall": round(self.right / self.expected, 5),
            "precision": round(self.right / self.found, 5),
            "same span": round(self.spans / self.right, 5),
        }


def main() -> None:
    """Compare each checkout, print one table and the first differences."""
    roots = [Path(name) for name in sys.argv[1:]] or corpus()
    rows: dict[str, dict[str, float]] = {}
    for root in roots:
        tally = compare(root)
        rows[root.name] = tally.numbers()
        print(root.name)
        for label, value in rows[root.name].items():
            print(f"  {label:<32}{value:>12}")
        for title, lines in (
            ("missed", tally.missed),
            ("not there", tally.extra),
            ("another span", tally.spanned),
        ):
            for line in lines[:_SHOWN]:
                print(f"  {title}: {line}")
    _RESULTS.parent.mkdir(exist_ok=True)
    _RESULTS.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


def compare(root: Path) -> Tally:
    """Both parsers over every Kotlin file of a checkout."""
    tally = Tally()
    paths = [path for path in list_files(root) if path.endswith(".kt")]
    for path, lines in zip(paths, _by_kotlin(root, paths), strict=True):
        text = decode((root / path).read_bytes())
        if text is None or lines[0] != ["F", "0"]:
            tally.invalid += 1
        else:
            tally.add(path, _expected(text, lines[1:]), _found(path, text))
    return tally


def _by_kotlin(root: Path, paths: list[str]) -> Iterator[list[list[str]]]:
    """For each file what `Definitions.java` prints, split."""
    jars = os.pathsep.join(map(str, fetch().jars("compiler")))
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["javac", "-nowarn", "-cp", jars, "-d", folder, _SOURCE], check=True)
        done = subprocess.run(
            ["java", "-XX:+UseSerialGC", "-cp", f"{folder}{os.pathsep}{jars}", "Definitions"],
            input="".join(f"{root / path}\n" for path in paths),
            stdout=subprocess.PIPE,
            check=True,
            encoding="utf-8",
        )
    lines: list[list[str]] = []
    for line in done.stdout.split("\n")[:-1]:
        fields = line.split("\t")
        if fields[0] == "F" and lines:
            yield lines
            lines = []
        lines.append(fields)
    if lines:
        yield lines


def _expected(text: str, rows: list[list[str]]) -> list[Definition]:
    lines = Lines(text)
    return [
        Definition(kind, name, lines.line(int(at)), (int(start), int(end)))
        for _, kind, name, at, start, end in rows
    ]


def _found(path: str, text: str) -> list[Definition]:
    return [
        Definition(one.kind, one.name, one.line, (one.start, one.end))
        for one in read(path, text)[0].symbols
        if one.kind != "constructor"
    ]


def _line(path: str, one: Definition) -> str:
    return f"{path}:{one.line} {one.kind} {one.name}"


if __name__ == "__main__":
    main()
