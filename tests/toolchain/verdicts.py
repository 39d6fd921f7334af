"""What our checks and the real tools say of a variant of the sample, and of its repair."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.toolchain.catalog_names import unknown_names
from tests.toolchain.compiler import Toolchain
from tests.toolchain.diagnostics import Diagnostic, errors
from tests.toolchain.variants import Oracle, Variant
from tools.checks import judge, mend
from tools.index import Index
from tools.repo.draft import Draft
from tools.repo.tree import FolderTree

_Texts = Mapping[str, str]


@dataclass(frozen=True)
class Verdict:
    """`blocking` and `warning`: our findings; `refusals`: the tools' words.

    `mended`: what the tools say of the repair; None where nothing was repaired, or where a
    finding is left after it.
    """

    variant: Variant
    blocking: tuple[str, ...]
    warning: tuple[str, ...]
    refusals: tuple[str, ...]
    mended: tuple[str, ...] | None

    @property
    def missed(self) -> bool:
        """Broken as a check claims to see, and not blocked."""
        wanted = self.refusals or self.variant.oracle == "rule"
        told = self.blocking or (self.variant.doubtful and self.warning)
        return bool(self.variant.claimed and wanted and not told)

    @property
    def wrong(self) -> bool:
        """Accepted by the tools, and blocked."""
        return bool(self.blocking and not self.refusals and self.variant.oracle != "rule")

    @property
    def misplaced(self) -> bool:
        """Not what the list says of it: a broken one is accepted, or a fine one refused."""
        return self.variant.oracle != "rule" and bool(self.variant.check) != bool(self.refusals)

    @property
    def row(self) -> str:
        """One row of the table of disagreements."""
        said = "\n    ".join(
            (
                f"we:   {'; '.join(self.blocking) or '-'}",
                f"they: {self.refusals[0] if self.refusals else '-'}",
                f"repaired: {self.mended[0] if self.mended else '-'}",
            )
        )
        return f"{self.variant.check or 'fine'}  {self.variant.name}\n    {said}"


class Court:
    """`root` is the sample as it is, which our checks read; in `scratch` the tools compile."""

    def __init__(self, toolchain: Toolchain, index: Index, root: Path, scratch: Path) -> None:
        self._toolchain = toolchain
        self._index = index
        self._root = root
        self._scratch = scratch

    def verdicts(self, variants: list[Variant]) -> list[Verdict]:
        """One for each: the broken ones are compiled alone, what ought to compile together."""
        judged = [self._judged(each) for each in variants]
        alone = [
            self._asked(each.oracle, dict(each.texts))
            if each.check and each.oracle != "rule"
            else ()
            for each in variants
        ]
        fine = [None if each.check else dict(each.texts) for each in variants]
        accepted = self._together(variants, fine)
        mended = self._together(variants, [repaired for _, _, repaired in judged])
        rows = zip(variants, judged, alone, accepted, mended, strict=True)
        return [
            Verdict(variant, blocking, warning, refused or answer or (), repair)
            for variant, (blocking, warning, _), refused, answer, repair in rows
        ]

    def _judged(self, variant: Variant) -> tuple[tuple[str, ...], tuple[str, ...], _Texts | None]:
        """What blocks, what warns, and the files of the repair where no finding is left."""
        draft = Draft(FolderTree(self._root))
        for path, text in variant.texts:
            (draft.write if draft.exists(path) else draft.create)(path, text)
        found = judge(draft, self._index)
        told = {one: f"{one.check} {one.path}: {one.message}" for one in found.findings}
        blocking = tuple(told[one] for one in found.blocking)
        warning = tuple(text for text in told.values() if text not in blocking)
        mended = None
        if mend(draft, self._index, found.findings) and not judge(draft, self._index).findings:
            mended = {one: draft.text(one) for one in draft.changed() if draft.exists(one)}
        return blocking, warning, mended

    def _together(
        self, variants: list[Variant], texts: Sequence[_Texts | None]
    ) -> list[tuple[str, ...] | None]:
        """The tools' words of what ought to compile; None where there is nothing to ask.

        Files that do not meet are compiled at once, and halved where that fails.
        """
        answers: list[tuple[str, ...] | None] = [None if each is None else () for each in texts]
        groups: list[tuple[Oracle, dict[str, str], list[int]]] = []
        for number, (variant, files) in enumerate(zip(variants, texts, strict=True)):
            if not files:
                continue
            oracle: Oracle = "processor" if variant.oracle == "processor" else "compiler"
            for kind, taken, members in groups:
                if kind == oracle and not set(taken) & set(files):
                    taken.update(files)
                    members.append(number)
                    break
            else:
                groups.append((oracle, dict(files), [number]))
        for oracle, _, members in groups:
            self._settle(oracle, members, texts, answers)
        return answers

    def _settle(
        self,
        oracle: Oracle,
        members: list[int],
        texts: Sequence[_Texts | None],
        answers: list[tuple[str, ...] | None],
    ) -> None:
        """Ask of all members at once; where they are refused, of each half."""
        files = {path: text for one in members for path, text in (texts[one] or {}).items()}
        refused = self._asked(oracle, files)
        if refused and len(members) > 1:
            middle = len(members) // 2
            for half in (members[:middle], members[middle:]):
                self._settle(oracle, half, texts, answers)
        else:
            answers[members[0]] = refused if len(members) == 1 else ()

    def _asked(self, oracle: Oracle, texts: _Texts) -> tuple[str, ...]:
        with self._written(texts):
            found: list[Diagnostic] = unknown_names(self._scratch)
            if not found and oracle == "processor":
                found = errors(self._toolchain.process(self._scratch))
            elif not found and oracle == "tests":
                found = self._toolchain.unit_tests(self._scratch)[1]
            elif not found:
                found = errors(self._toolchain.check(self._scratch))
        return tuple(map(str, found))

    @contextmanager
    def _written(self, texts: _Texts) -> Iterator[None]:
        """The files in the scratch copy; afterwards it is the sample again."""
        before = {path: (self._root / path) for path in texts}
        try:
            for path, text in texts.items():
                (self._scratch / path).parent.mkdir(parents=True, exist_ok=True)
                (self._scratch / path).write_text(text, "utf-8")
            yield
        finally:
            for path, original in before.items():
                if original.exists():
                    (self._scratch / path).write_bytes(original.read_bytes())
                else:
                    (self._scratch / path).unlink()
