"""Recipes on small projects: one file a case holds the call, the project and what comes of it."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.tools.recipes.conftest import Make, delta
from tools.recipes import run_recipe

CASES = Path(__file__).parent / "cases"


@dataclass(frozen=True)
class Case:
    """The recipe, its arguments, the files, and the expected report."""

    recipe: str
    arguments: dict[str, str]
    files: dict[str, str]
    report: str


def read_case(path: Path) -> Case:
    """Sections begin with `=== `: the call first, then the files, `report` last."""
    sections = [part.partition("\n") for part in path.read_text("utf-8").split("=== ")[1:]]
    files = {head: body for head, _, body in sections[1:] if head != "report"}
    report = next((body for head, _, body in sections if head == "report"), "")
    name, _, rest = sections[0][0].partition(" ")
    arguments: dict[str, str] = {}
    key = ""
    for word in rest.split(" "):
        before, equals, value = word.partition("=")
        if equals:
            key, arguments[before] = before, value
        else:
            arguments[key] += f" {word}"
    return Case(name, arguments, files, report)


def report_of(project: Make, case: Case) -> str:
    """What the recipe says, lists and changes; then that a second run has nothing to do."""
    context = project(case.files)
    outcome = run_recipe(case.recipe, context, case.arguments)
    lines = [outcome.sentence]
    lines += [f"? {m.path.rpartition('/')[2]}:{m.line} {m.reason}" for m in outcome.listed]
    lines += delta(context)
    before = context.draft.patch().text
    again = run_recipe(case.recipe, context, case.arguments)
    assert context.draft.patch().text == before
    assert "nothing" in again.sentence
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(
    "path", sorted(CASES.glob("*/*.case")), ids=lambda path: f"{path.parent.name}-{path.stem}"
)
def test_case(project: Make, path: Path) -> None:
    case = read_case(path)
    assert report_of(project, case) == case.report
