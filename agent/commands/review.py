"""`review`: what a change breaks, before it is committed."""

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from agent import output
from agent.app import Place, enter
from agent.exits import Exit
from agent.review.judging import Review
from agent.review.report import Mending, Remark, Report, in_order, remarks
from agent.review.scope import Finder, Scope, Where, below, demand_one, demand_there
from agent.review.selection import Choice
from agent.row import Row
from tools.errors import Kind, UserError

if TYPE_CHECKING:
    from agent.commands.run import Flags
    from agent.engines.base import Engine
    from agent.settings import Settings
    from tools.checks import Finding
    from tools.index import Index

Format = Literal["text", "json", "sarif", "github"]
FORMATS: tuple[Format, ...] = ("text", "json", "sarif", "github")


@dataclass(frozen=True)
class Wish:
    """What a person asked of a review beyond its settings."""

    scope: Scope
    files: tuple[Path, ...] = ()
    format: str = "text"
    fix: bool = False
    model: bool = False


def review(wish: Wish, path: Path, flags: "Flags") -> int:
    """Review; exit 1 where there is something as grave as `fail-on` says."""
    if wish.format not in FORMATS:
        hint = f"use one of {', '.join(f'`{name}`' for name in FORMATS)}"
        raise UserError(f"there is no format `{wish.format}`", hint, Kind.USAGE)
    demand_one(wish.scope)
    place = enter(path, flags, model=wish.model)
    report, where, can_fix = _reviewed(wish, place)
    _show(report, wish, _command(where, can_fix=can_fix))
    return Exit.NOT_DONE if report.fails(place.settings.fail_on) else Exit.DONE


def review_staged() -> int:
    """Review what is staged in the current folder's project, as the settings say."""
    import gc

    gc.set_threshold(200_000, 50, 100)  # a short life, and hardly a cycle in what it makes
    return review(Wish(Scope(staged=True)), Path(), {})


def seconds(text: str) -> int:
    """A time as a person writes it: `20s`, `20`, `2m`."""
    number, unit = text.rstrip("sm"), text[-1:]
    if not number.isdecimal() or len(text) - len(number) > 1:
        raise UserError(f"`{text}` is no time", "write it as `20s`", Kind.USAGE)
    return int(number) * (60 if unit == "m" else 1)


def _reviewed(wish: Wish, place: Place) -> tuple[Report, Where, bool]:
    repository = place.versioned()
    scope = replace(wish.scope, files=below(place.root, wish.files))
    choice = Choice.of(place.settings)
    with output.sink(as_json=False) as sink, place.index() as index:
        finder = Finder(scope, repository)
        notes = _refresh(index, sink, finder)
        delta, where, can_fix = finder.find(index.paths())
        demand_there(place.root, scope, delta, where)
        if wish.fix and not can_fix:
            raise _cannot_fix(where)
        choice.demand_known()
        review = Review(delta, index, choice, scope)
        review.notes += [*place.notes, *notes]
        findings = review.findings()
        mended: tuple[Mending, ...] = ()
        if wish.fix and any(one.fix for one in findings):
            mended = review.mend(findings, repository, where)
            findings = review.findings() if mended else findings
        found = review.told(findings)
        found += _beside(review, wish, place.settings, findings)
    told = Report(delta.title, review.paths, in_order(found), mended, tuple(review.notes))
    return told, where, can_fix


def _beside(
    review: Review, wish: Wish, settings: "Settings", findings: "list[Finding]"
) -> list[Remark]:
    """What ktlint, detekt and a model say of the same change."""
    found: list[Remark] = []
    if settings.linters:
        from agent.review.beside import linted

        found += linted(review, remarks(findings, review.delta.draft))
    if wish.model:
        from agent.review.advice import advise, collect

        advice = advise(review, findings, partial(_connect, settings))
        found += collect(advice, review, settings.budget)
    return found


def _refresh(index: "Index", sink: output.Sink, finder: Finder) -> tuple[str, ...]:
    """Bring the index up to date; while git lists the files, do what else takes time."""

    def progress(done: int, total: int) -> None:
        from agent.events import IndexProgress

        sink(IndexProgress(done, total))

    def meanwhile() -> None:
        import tools.checks  # noqa: F401

        finder.prepare()

    return index.refresh(progress, meanwhile).notes


def _connect(settings: "Settings") -> "Engine":
    from agent.engines import open_engine

    if settings.engine == "direct":
        raise UserError("`direct` has none", kind=Kind.NO_MODEL)
    return open_engine(
        "ollama" if settings.engine == "auto" else settings.engine,
        model=settings.model,
        address=settings.address,
        context=settings.context,
    )


def _cannot_fix(where: Where) -> UserError:
    if where == "history":
        return UserError("a commit cannot be fixed", "leave `--fix` out", Kind.USAGE)
    return UserError(
        "what `git commit -a` or `git commit FILE` commits cannot be fixed",
        "`git add` the files, then run `offdroid review --staged --fix`",
    )


def _command(where: Where, *, can_fix: bool) -> str:
    """The command that makes the certain fixes, "" where none can."""
    if where == "history":
        return ""
    if not can_fix:  # what `git commit -a` commits is staged for that commit alone
        return "git add` of the files and `offdroid review --staged --fix"
    return "offdroid review --staged --fix" if where == "staged" else "offdroid review --fix"


def _show(report: Report, wish: Wish, command: str) -> None:
    if wish.format != "json":
        for note in report.notes:
            output.row(Row("note", note, "quiet"))
    if wish.format != "text":
        output.data(_for_programs(report, wish.format))
        return
    from agent.review.text import closing, rows

    for made in report.mended:
        output.row(Row("fixed", f"{made.path}: {made.sentence}", "good"))
    for number, remark in enumerate(report.remarks):
        if number:
            output.data("\n")
        for shown in rows(remark):
            output.row(shown, data=True)
    output.row(closing(report, command))


def _for_programs(report: Report, format: str) -> str:
    from agent.review import machine

    if format == "json":
        return machine.as_json(report)
    if format == "github":
        return machine.as_github(report)
    from tools.checks import CHECKS

    return machine.as_sarif(report, {check.id: check.title for check in CHECKS})
