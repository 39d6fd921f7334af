"""What a compiler complains about, as one type for all of them."""

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

_KOTLIN = re.compile(r"(?P<path>/\S.*?\.(?:kts?|java)):(?P<line>\d+):(?P<column>\d+): "
                     r"(?P<severity>error|warning): (?P<message>.*)")  # fmt: skip
_PLAIN = re.compile(r"(?P<path>/?\S.*?\.(?:java|xml|png)):(?P<line>\d+): "
                    r"(?P<severity>error|warning): (?P<message>.*)")  # fmt: skip
_KSP = re.compile(r"(?P<severity>[ew]): \[ksp\] (?:(?P<path>/.*?\.(?:kt|java)):(?P<line>\d+): )?"
                  r"(?P<message>.*)")  # fmt: skip
_LOOSE = re.compile(r"(?P<severity>error|exception|e): (?!failed linking)(?P<message>.*)")


@dataclass(frozen=True)
class Diagnostic:
    """`path` is relative to the project ("" where the tool names none); line and column from 1."""

    tool: str
    severity: str  # "error" or "warning"
    path: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}: " if self.path else ""
        return f"{place}{self.severity}: {self.message} [{self.tool}]"

    def to_json(self) -> dict[str, str | int]:
        return asdict(self)


def parse(tool: str, lines: Iterable[str], *, root: Path, code: int) -> list[Diagnostic]:
    """The complaints among the lines; a failure without any becomes one that holds the text."""
    found: list[Diagnostic] = []
    lines = list(lines)
    for line in lines:
        match = next(
            (m for p in (_KOTLIN, _KSP, _PLAIN, _LOOSE) if (m := p.match(line.strip()))), None
        )
        if match is None:
            continue
        parts = match.groupdict()
        severity = "warning" if parts["severity"] in ("w", "warning") else "error"
        found.append(
            Diagnostic(
                tool=tool,
                severity=severity,
                path=_relative(parts.get("path") or "", root),
                line=int(parts.get("line") or 0),
                column=int(parts.get("column") or 0),
                message=parts["message"],
            )
        )
    if code and not any(each.severity == "error" for each in found):
        found.append(Diagnostic(tool, "error", "", 0, 0, "\n".join(lines).strip()[-4000:]))
    return found


def errors(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    return [each for each in diagnostics if each.severity == "error"]


def _relative(path: str, root: Path) -> str:
    if path and Path(path).is_relative_to(root):
        return Path(path).relative_to(root).as_posix()
    return path
