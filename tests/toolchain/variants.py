"""Broken variants of the sample for each check, and variants that only look broken.

Those that need thought are written down in `variants.toml`; the others are planted at random, with
a fixed seed, by the generators that measure the checks.
"""

import random
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bench.breaks import breaks
from tools.index import Facts
from tools.repo.tree import FolderTree

LIST = Path(__file__).with_name("variants.toml")
EACH = 4

Oracle = Literal["compiler", "processor", "gradle", "tests", "rule"]


@dataclass(frozen=True)
class Variant:
    """The sample with the files of `texts` in place of its own.

    `check`: which one claims to see what is broken, "-" where none does, "" for a variant that is
    fine. `oracle`: who refuses it: Kotlin, Java and aapt2; Hilt and Room; a reading of the Gradle
    files; the tests of the sample; or nobody, where a check holds a rule that no compiler knows.
    `doubtful`: the check claims no more than a warning, since a library may bring the name.
    `fault`: why we and the tools are known to disagree.
    """

    name: str
    check: str
    oracle: Oracle
    texts: tuple[tuple[str, str], ...]
    doubtful: bool = False
    fault: str = ""

    @property
    def claimed(self) -> bool:
        return self.check not in ("", "-")


def written(root: Path) -> Iterator[Variant]:
    """The variants of `variants.toml`, whose head explains the fields."""
    for entry in tomllib.loads(LIST.read_text("utf-8"))["variant"]:
        path, old, new = entry["path"], entry.get("old", ""), entry["new"]
        file = root / path
        text = file.read_text("utf-8") if file.exists() else ""
        assert not old or text.count(old) == 1, f"{old!r} occurs {text.count(old)} times in {path}"
        text = text.replace(old, new) if old else text + new
        yield Variant(
            name=entry["name"],
            check=entry.get("check", ""),
            oracle=entry.get("oracle", "compiler"),
            texts=((path, text),),
            doubtful=entry.get("doubtful", False),
            fault=entry.get("fault", ""),
        )


# A string that only translations have left compiles: Lint refuses it, and the app ends at run time.
_PLANTED: dict[str, tuple[str, Oracle]] = {
    "dropped import": ("KT-04", "compiler"),
    "wrong import": ("KT-02", "compiler"),
    "misspelt R": ("RES-01", "compiler"),
    "renamed string": ("RES-01", "rule"),
    "misspelt alias": ("GR-01", "gradle"),
    "misspelt XML reference": ("RES-02", "compiler"),
    "wrong package": ("KT-07", "rule"),
    "lost bracket": ("KT-01", "compiler"),
    "deleted string": ("RES-01", "rule"),
    "text in a lazy list": ("CMP-02", "compiler"),
    "misspelt argument": ("KT-12", "compiler"),
    "misspelt component": ("MAN-01", "compiler"),
    "without exported": ("MAN-03", "rule"),
    "other placeholder": ("RES-09", "rule"),
    "bare apostrophe": ("RES-07", "compiler"),
    "placeholder numbers": ("RES-08", "compiler"),
    "without @Inject": ("DI-01", "processor"),
    "without remember": ("CMP-03", "rule"),
    "misspelt module": ("GR-04", "gradle"),
}
"""Kind of planted break -> the check that claims to see it, and who refuses it."""


def planted(root: Path, facts: Facts) -> Iterator[Variant]:
    """At most `EACH` breaks of main sources for each kind, one where Hilt is asked: it is slow."""
    for kind, (check, oracle) in _PLANTED.items():
        made = 0
        for broken in breaks(kind, FolderTree(root), facts, random.Random(5)):
            if "/src/test/" in broken.path or broken.path.startswith("build-logic"):
                continue
            name = f"{kind}: {Path(broken.path).name}: {broken.what}"
            yield Variant(name, check, oracle, ((broken.path, broken.text),))
            made += 1
            if made == (1 if oracle == "processor" else EACH):
                break


def distinct(variants: Iterable[Variant]) -> list[Variant]:
    """Without those whose files are those of an earlier one."""
    return list({one.texts: one for one in variants}.values())


def claimed(variants: list[Variant]) -> Counter[str]:
    """How many broken variants each check has."""
    return Counter(one.check for one in variants if one.claimed)
