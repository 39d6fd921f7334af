"""The frame of the checks: what a check reads, what it finds, what counts."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from tools.android.project import Project
    from tools.checks.code import Read
    from tools.index import Facts
    from tools.references.receivers import Receivers
    from tools.repo.draft import Draft

Severity = Literal["block", "warn", "info"]


@dataclass(frozen=True)
class Fix:
    """A certain mending of one file, told as `sentence`.

    It is any of: `old` replaced by `new` on a line (from 1), imports added, the package set. An
    `old` of several lines begins with that line; without an `old`, `new` becomes lines before it.
    `path` is the file to mend where it is not that of the finding. With `form` the file gets the
    line ends and the byte order mark that it had.
    """

    sentence: str
    line: int = 0
    old: str = ""
    new: str = ""
    imports: tuple[str, ...] = ()
    package: str = ""
    path: str = ""
    form: bool = False


@dataclass(frozen=True)
class Finding:
    """What a check says of a place: line and column from 1, one sentence with the answer in it.

    `subject` is what it is about (a name, a reference); with check and file it tells one finding
    from another wherever the line has moved.
    """

    check: str
    severity: Severity
    path: str
    line: int
    column: int
    message: str
    subject: str
    fix: Fix | None = None

    @property
    def fingerprint(self) -> str:
        """Equal for the same fault before and after an edit."""
        return f"{self.check} {self.path} {self.subject}"


@dataclass(eq=False)
class Context:
    """What a check may read.

    `facts` and `project` are as they are judged, `head` and `head_project` as they were before the
    draft; `paths` are the files to look at. `counted` counts the things a check looked at, by its
    id. With `strict` a name is not accepted for being used in the very file that is judged (to
    measure the checks). `after` tells the state with the draft from the one before it.
    """

    draft: "Draft"
    facts: "Facts"
    head: "Facts"
    project: "Project"
    head_project: "Project"
    paths: tuple[str, ...]
    counted: Counter[str] = field(default_factory=Counter)
    strict: bool = False
    after: bool = True

    def before(self) -> "Context":
        """The same look at the project before the draft."""
        paths = tuple(path for path in self.paths if self.draft.base_text(path) is not None)
        return replace(
            self,
            facts=self.head,
            project=self.head_project,
            paths=paths,
            counted=Counter(),
            after=False,
        )

    def written(self, path: str) -> str:
        """The text of any file, "" of one that is no text or not there."""
        from tools.base import ToolFault

        try:
            if not self.after:
                return self.draft.base_text(path) or ""
            return self.draft.text(path) if self.draft.exists(path) else ""
        except ToolFault:
            return ""

    @cached_property
    def code(self) -> "Read":
        """The code that is judged, each file read once for all checks."""
        from tools.checks.code import Read

        return Read(self.facts, frozenset(self.paths))

    @cached_property
    def receivers(self) -> "Receivers":
        """What stands before the dots of that code."""
        from tools.references.receivers import Receivers

        return Receivers(self.code)

    @cached_property
    def spaces(self) -> frozenset[str]:
        """The namespaces of the modules: the packages of their `R` classes."""
        return frozenset(one.namespace for one in self.project.modules if one.namespace)


@dataclass(frozen=True)
class Check:
    """One check: `find` yields what is wrong in the files of a context.

    Old faults are among them and are taken off by fingerprint, unless the check `compares` the
    draft with its base itself. `example`: what is wrong, an arrow, and what is right.
    """

    id: str
    severity: Severity
    title: str
    find: Callable[[Context], Iterator[Finding]]
    compares: bool = False
    example: str = ""


@dataclass(frozen=True)
class Judgement:
    """What the draft added, and the ids of the checks that ran."""

    findings: tuple[Finding, ...]
    ran: tuple[str, ...]

    @property
    def blocking(self) -> tuple[Finding, ...]:
        """The findings that keep a draft from being applied."""
        return tuple(finding for finding in self.findings if finding.severity == "block")


def is_illustration(path: str) -> bool:
    """Whether a file only shows code: one of the documentation, which nothing compiles."""
    return path.startswith(("docs/", "doc/")) and "/src/" not in path


def place(text: str, offset: int) -> tuple[int, int]:
    """Line and column of an offset, from 1."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def fresh(after: list[Finding], before: list[Finding]) -> list[Finding]:
    """The findings of `after` that `before` does not account for, by fingerprint and number."""
    known = Counter(finding.fingerprint for finding in before)
    added: list[Finding] = []
    for finding in after:
        if known[finding.fingerprint]:
            known[finding.fingerprint] -= 1
        else:
            added.append(finding)
    return added
