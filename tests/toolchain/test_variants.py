"""The checks agree with the real tools about variants of the sample, and every repair compiles."""

from collections import Counter
from collections.abc import Callable

import pytest

from tests.toolchain.compiler import Toolchain
from tests.toolchain.packages import fetch
from tests.toolchain.sample import copy_sample
from tests.toolchain.tally import note, setup
from tests.toolchain.variants import claimed, distinct, planted, written
from tests.toolchain.verdicts import Court, Verdict
from tools.checks import CHECKS
from tools.index import Index

pytestmark = [pytest.mark.toolchain, pytest.mark.timeout(1800)]


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> list[Verdict]:
    toolchain = Toolchain.get()
    folder = tmp_path_factory.mktemp("variants")
    root, scratch = copy_sample(folder / "sample"), copy_sample(folder / "scratch")
    with Index.open(root, folder / "index") as index:
        index.refresh()
        variants = distinct([*written(root), *planted(root, index.view())])
        found = Court(toolchain, index, root, scratch).verdicts(variants)
    note(setup(fetch()))
    note(_summary(found))
    return found


def test_each_check_has_broken_variants(verdicts: list[Verdict]) -> None:
    found = claimed([each.variant for each in verdicts])

    assert {check.id for check in CHECKS if check.severity == "block"} <= set(found)
    assert sum(found.values()) >= 100
    assert sum(not each.variant.check for each in verdicts) >= 30


def test_the_list_says_what_the_tools_say(verdicts: list[Verdict]) -> None:
    _none(verdicts, lambda one: one.misplaced)


def test_what_the_tools_refuse_is_blocked(verdicts: list[Verdict]) -> None:
    _none(verdicts, lambda one: one.missed)


def test_what_the_tools_accept_is_not_blocked(verdicts: list[Verdict]) -> None:
    _none(verdicts, lambda one: one.wrong)


def test_every_repair_compiles(verdicts: list[Verdict]) -> None:
    _none(verdicts, lambda one: bool(one.mended))


def test_what_is_known_to_disagree_does(verdicts: list[Verdict]) -> None:
    known = [each for each in verdicts if each.variant.fault]

    assert [one.variant.name for one in known if not (one.missed or one.wrong or one.mended)] == []


def _none(verdicts: list[Verdict], disagrees: Callable[[Verdict], bool]) -> None:
    rows = [each.row for each in verdicts if disagrees(each) and not each.variant.fault]
    assert not rows, f"{len(rows)} of {len(verdicts)} variants:\n" + "\n".join(rows)


def _summary(verdicts: list[Verdict]) -> str:
    asked = Counter(each.variant.oracle for each in verdicts)
    broken = sum(bool(each.variant.check) for each in verdicts)
    mended = sum(each.mended is not None for each in verdicts)
    return (
        f"{broken} broken variants of the sample and {len(verdicts) - broken} fine ones: "
        f"{asked['compiler']} judged by Kotlin, Compose, Java and aapt2, "
        f"{asked['processor']} by Hilt and Room, {asked['gradle']} by the Gradle files, "
        f"{asked['tests']} by the tests, "
        f"{asked['rule']} by a rule alone; {mended} repaired and compiled"
    )
