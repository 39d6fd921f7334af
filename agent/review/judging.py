"""Reviews a change: the checks, what was moved but not changed, the certain fixes."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from agent.review.report import Mending, Remark, remarks, weakened
from agent.review.selection import Choice

if TYPE_CHECKING:
    from agent.review.scope import Scope, Where
    from tools.checks import Finding
    from tools.index import Index
    from tools.repo.delta import Delta
    from tools.repo.repository import Repository
    from tools.repo.staging import Landed, Mended
    from tools.repo.tree import Content

_OF_THE_FILE = frozenset({"KT-01", "KT-16"})
"""Checks that need no more than the file, so that a sparse checkout does not weaken them."""


class Review:
    """One change under review: `paths` are its files that were asked for.

    `notes` gather what a person should know of how it went.
    """

    def __init__(self, delta: "Delta", index: "Index", choice: Choice, scope: "Scope") -> None:
        from tools.index.version import VersionIndex

        self.delta = delta
        self.index = VersionIndex(index, delta.base)
        self.choice = choice
        self.notes: list[str] = []
        self._scope = scope
        self._judged: Sequence[Finding] = ()

    @property
    def paths(self) -> tuple[str, ...]:
        """The changed files that were asked for, sorted."""
        return tuple(path for path in self.delta.draft.changed() if self._scope.holds(path))

    def findings(self) -> "list[Finding]":
        """What the change made worse, and what the files that were asked for break in others.

        Without what was only moved along with a file, and what the team told Lint or detekt to
        ignore.
        """
        from tools.checks import judge, without_ignored
        from tools.checks.elided import as_persons_mean

        self._judged = judge(self.delta.draft, self.index).findings
        found = without_ignored(self._judged, self.read)
        told = as_persons_mean(self._asked(found))
        new = [one for one in told if not self._was_there(one)]
        if any(one.severity != "block" for one in new):
            from tools.linters.silence import Silence

            silence = Silence({one.path for one in new}, self.read)
            new = [
                one
                for one in new
                if one.severity == "block" or not silence.covers(one.check, one.path)
            ]
        return self.choice.applied(new)

    def read(self, path: str) -> str | None:
        """The text of a file with the change; None where it is none."""
        from tools.base import ToolFault

        try:
            return self.delta.draft.text(path) if self.delta.draft.exists(path) else None
        except ToolFault:
            return None

    def told(self, findings: "Sequence[Finding]") -> list[Remark]:
        """The findings as remarks; weaker, with a note, where not every file is checked out."""
        found = remarks(findings, self.delta.draft)
        if any(one.severity == "block" for one in found):
            from tools.repo.delta import is_partial
            from tools.repo.git import Git

            if is_partial(Git(self.index.root)):
                self.notes.append("not every file is checked out, so what seems missing only warns")
                return weakened(found, _OF_THE_FILE)
        return found

    def mend(
        self, findings: "Sequence[Finding]", repository: "Repository", where: "Where"
    ) -> tuple[Mending, ...]:
        """Make the certain fixes, in the draft and where the change lies; a note where not."""
        from tools.checks import mend

        draft = self.delta.draft
        before = draft.checkpoint()
        repairs = mend(draft, self.index, findings, self._judged)
        if not repairs:
            return ()
        landed = _land(self._mended(before.files), repository, where)
        refused = dict(landed.refused)
        if refused:
            now = draft.checkpoint()
            files = {path: old for path, old in now.files.items() if path not in refused}
            files |= {path: old for path, old in before.files.items() if path in refused}
            draft.restore(type(now)(files, now.sources))
        self.notes += [f"`{path}` was not fixed: {why}" for path, why in landed.refused]
        return tuple(
            Mending(one.path, one.sentence, where) for one in repairs if one.path not in refused
        )

    def _mended(self, before: "dict[str, Content | None]") -> "list[Mended]":
        from tools.repo.staging import Mended
        from tools.repo.tree import Content

        draft, base = self.delta.draft, self.delta.base
        found = []
        for path in sorted({*draft.changed(), *before}):
            old = before[path] if path in before else None
            if path not in before and base.exists(path):
                old = Content(base.read(path), base.executable(path))
            if old is not None and draft.exists(path) and draft.read(path) != old.data:
                new = Content(draft.read(path), old.executable)
                found.append(Mended(path, old, new))
        return found

    def _asked(self, found: "list[Finding]") -> "list[Finding]":
        """The findings in files that were asked for, and those that such files alone cause."""
        inside = [one for one in found if self._scope.holds(one.path)]
        changed = self.delta.draft.changed()
        others = (one for one in found if not self._scope.holds(one.path))
        elsewhere = [one for one in others if one.path not in changed]
        if not elsewhere or not self.paths:
            return inside
        caused = self._caused() if self.paths != changed else {one.fingerprint for one in found}
        return inside + [one for one in elsewhere if one.fingerprint in caused]

    def _caused(self) -> set[str]:
        """What the files that were asked for make worse without the rest of the change."""
        from tools.checks import judge

        draft = self.delta.draft
        whole = draft.checkpoint()
        files = {path: one for path, one in whole.files.items() if self._scope.holds(path)}
        origins = {path: one for path, one in whole.sources.items() if path in files}
        draft.restore(type(whole)(files, origins))
        found = {one.fingerprint for one in judge(draft, self.index).findings}
        draft.restore(whole)
        return found

    def _was_there(self, finding: "Finding") -> bool:
        """Whether a finding is on a line that came unchanged with a renamed file."""
        old = self.delta.renamed.get(finding.path)
        if old is None or finding.severity == "block":
            return False
        return finding.line not in new_lines(self.delta, finding.path)


def new_lines(delta: "Delta", path: str) -> frozenset[int]:
    """The lines (from 1) that the change added to a file or changed in it."""
    from tools.base import ToolFault
    from tools.repo.lines import equal_blocks

    source = delta.renamed.get(path, path)
    try:
        lines = delta.draft.text(path).split("\n")
        old = delta.draft.base_text(source)
    except ToolFault:
        return frozenset()
    fresh = set(range(1, len(lines) + 1))
    for block in equal_blocks(old.split("\n"), lines) if old is not None else ():
        fresh -= set(range(block.new + 1, block.new + block.size + 1))
    return frozenset(fresh)


def _land(mended: "list[Mended]", repository: "Repository", where: "Where") -> "Landed":
    from agent.transcript import new_run
    from tools.repo.staging import land, land_staged

    to_land = land_staged if where == "staged" else land
    return to_land(repository, mended, new_run())
