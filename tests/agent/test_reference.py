"""The documentation agrees with the code, and its links lead somewhere."""

import re
from pathlib import Path

import pytest

from agent.exits import Exit
from docs.generate import FOLDER, pages
from tests.agent.project import ROOT

_CODE = re.compile(r"^```sh\n(.*?)^```|(`[^`\n]+`)", re.MULTILINE | re.DOTALL)
PAGES = sorted((*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")))


@pytest.mark.parametrize("name", pages())
def test_the_reference_is_what_the_code_says(name: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == pages()[name], (
        "run `python -m docs.generate`"
    )


def test_every_exit_code_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| (\d+) \|", readme, re.MULTILINE) == [str(int(code)) for code in Exit]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)", text):
        if "://" not in target:
            assert (page.parent / target).exists(), target


def test_commands_in_the_guides_exist() -> None:
    known = set(re.findall(r"^## offdroid (\w+)", pages()["commands.md"], re.MULTILINE))
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        code = "\n".join("".join(part) for part in _CODE.findall(text))
        shown = re.findall(r"(?:^|`|bin/)offdroid ([a-z]+)", code, re.MULTILINE)
        assert set(shown) <= known, page
