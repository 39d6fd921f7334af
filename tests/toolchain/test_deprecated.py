"""KT-24 tells of the uses that Kotlin and Java warn of, and what it mends compiles without."""

from pathlib import Path

import pytest

from tests.toolchain.compiler import Toolchain
from tests.toolchain.diagnostics import Diagnostic, errors
from tests.toolchain.sample import copy_sample
from tools.checks import judge, mend
from tools.index import Index
from tools.repo.draft import Draft
from tools.repo.tree import FolderTree

pytestmark = [pytest.mark.toolchain, pytest.mark.timeout(1800)]

FOLDER = "feature/login/src/main/kotlin/dev/trailhead/feature/login"
PACKAGE = "dev.trailhead.feature.login"
OLD = f"{FOLDER}/old/Old.kt"
USES = f"{FOLDER}/Uses.kt"
DECLARED = """package dev.trailhead.feature.login.old

import dev.trailhead.feature.login.old.time.Watch as NewWatch

@Deprecated("Say it in full", ReplaceWith("tidied(text, limit)"))
fun tidy(text: String, limit: Int = 9): String = tidied(text, limit)

fun tidied(text: String, limit: Int = 9): String = text.trim().take(limit)

@Deprecated("It moved", ReplaceWith("Watch", "dev.trailhead.feature.login.old.time.Watch"))
typealias Watch = dev.trailhead.feature.login.old.time.Watch

class Shelf(val size: Int) {
    @Deprecated("Say the size")
    constructor() : this(1)

    @Deprecated("By number", ReplaceWith("this.bookAt(place = place)"))
    fun book(place: Int): String = "$place"

    fun bookAt(place: Int): String = "$place"

    @Deprecated("Not used")
    val width: Int = 4

    companion object {
        @Deprecated("Not used")
        const val MOST = 9
    }
}

enum class Size {
    SMALL,

    @Deprecated("Too large")
    LARGE,
}

object Corners {
    object Lower

    object Upper
}

val Corners.Upper.right: Int get() = 2

@Deprecated("Turned", ReplaceWith("Corners.Upper.right", "dev.trailhead.feature.login.old.right"))
val Corners.Lower.left: Int get() = 1

@Deprecated("As text")
fun count(text: String): Int = text.length

fun count(first: Int, second: Int): Int = first + second

fun watched(): NewWatch? = null
"""
USED = """package dev.trailhead.feature.login

import dev.trailhead.feature.login.old.Corners
import dev.trailhead.feature.login.old.Shelf
import dev.trailhead.feature.login.old.Size
import dev.trailhead.feature.login.old.Watch
import dev.trailhead.feature.login.old.count
import dev.trailhead.feature.login.old.left
import dev.trailhead.feature.login.old.tidy

fun titles(shelf: Shelf): String {
    val first = shelf.book(1)
    return first + tidy("a", limit = 3)
}

fun watch(): Watch? = null

fun corner(): Int = Corners.Lower.left

fun wide(shelf: Shelf): Int = shelf.width

fun most(): Int = Shelf.MOST

fun shelves(): List<Shelf> = listOf(Shelf(2))

fun shelf(): Shelf = Shelf()

fun sizes(): Size = Size.LARGE

fun small(): Size = Size.SMALL

fun counted(): Int = count(1, 2)

fun length(): Int = count("a")

@Suppress("DEPRECATION")
fun silent(shelf: Shelf): Int = shelf.width

fun within(shelf: Shelf): Int {
    @Suppress("DEPRECATION")
    val width =
        shelf.width
    return width
}
"""
MENDED = ("bookAt", "tidied", "Watch", "right")


IMPORTS = USED[: USED.index("\nfun")].count("\n")


def warned(root: Path, text: str) -> list[Diagnostic]:
    """What the compiler says of the uses; of a class it speaks where it is imported, too."""
    (root / USES).write_text(text)
    found = [each for each in Toolchain.get().check(root) if each.path == USES]
    assert all("deprecated" in each.message for each in found)
    return [each for each in found if each.line > IMPORTS]


def test_what_is_deprecated_is_told_as_the_compiler_tells_it(tmp_path: Path) -> None:
    root = copy_sample(tmp_path / "project")
    (root / OLD).parent.mkdir(parents=True)
    (root / OLD).write_text(DECLARED)
    (root / OLD).with_name("Watch.kt").write_text(
        "package dev.trailhead.feature.login.old.time\n\nclass Watch\n"
    )
    with Index.open(root, tmp_path / "index") as index:
        index.refresh()
        draft = Draft(FolderTree(root))
        draft.create(USES, USED)
        findings = judge(draft, index).findings
        told = {one.line for one in findings if one.check == "KT-24"}
        assert {each.line for each in warned(root, USED)} == told
        assert len(told) == 9

        mend(draft, index, findings)
        text = draft.text(USES)
        left = {one.line for one in judge(draft, index).findings if one.check == "KT-24"}
        assert all(name in text for name in MENDED)
        assert {each.line for each in warned(root, text)} == left
        assert len(left) == 5


def test_what_does_not_compile_any_more_warns(tmp_path: Path) -> None:
    root = copy_sample(tmp_path / "project")
    gone = '@Deprecated("Gone", level = DeprecationLevel.ERROR)\nfun gone(): Int = 1\n'
    text = f'package {PACKAGE}\n\n{gone}\n@Suppress("DEPRECATION")\nfun use(): Int = gone()\n'
    with Index.open(root, tmp_path / "index") as index:
        index.refresh()
        draft = Draft(FolderTree(root))
        draft.create(USES, text)
        findings = judge(draft, index).findings
        (root / USES).write_text(text)
        refused = errors(Toolchain.get().check(root))
        assert [(one.check, one.severity, one.line) for one in findings] == [("KT-24", "warn", 7)]
        assert [(each.path, each.line) for each in refused] == [(USES, 7)]
