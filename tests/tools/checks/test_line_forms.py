"""SEC-04 on the form of files: line ends, byte order mark, indentation, the last line."""

import shutil
from pathlib import Path

import pytest

from tests.cases import HERE
from tools.checks import judge, mend
from tools.index import Index
from tools.repo.draft import Checkpoint, Draft
from tools.repo.tree import Content, FolderTree

PATH = "app/src/main/kotlin/com/example/app/Titles.kt"
TEXT = (HERE / "project" / PATH).read_bytes()
TABS = TEXT.replace(b"    fun upper", b"\tfun upper").replace(b"        return", b"\t\treturn")


def judged(root: Path, data: bytes, **others: str) -> tuple[list[str], bytes]:
    """What is told of the file with these bytes, and its bytes when it is mended."""
    shutil.copytree(HERE / "project", root / "project")
    for name, text in others.items():
        (root / "project" / f".{name}").write_text(text)
    with Index.open(root / "project", root / "index") as index:
        index.refresh()
        draft = Draft(FolderTree(root / "project"))
        draft.restore(Checkpoint({PATH: Content(data, False)}, {}))
        findings = [one for one in judge(draft, index).findings if one.check == "SEC-04"]
        mend(draft, index, findings)
        return [f"{one.severity} {one.line} {one.message}" for one in findings], draft.read(PATH)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (TEXT.replace(b"\n", b"\r\n"), "warn 1 lines end with CRLF, and did with LF"),
        (TEXT.replace(b" */\n", b" */\r\n", 1), "warn 7 lines end with CRLF, and did with LF"),
        (b"\xef\xbb\xbf" + TEXT, "warn 1 a byte order mark came to the file"),
        (TEXT.rstrip(b"\n"), "warn 19 the last line has lost its end"),
        (TABS, "warn 12 2 lines are indented with tabs, the others with spaces"),
    ],
)
def test_a_changed_form_is_told_and_mended(tmp_path: Path, data: bytes, told: str) -> None:
    assert judged(tmp_path, data) == ([told], TEXT)


@pytest.mark.parametrize(
    ("data", "others"),
    [
        (TEXT.replace(b"LIMIT = 40", b"LIMIT = 50"), {}),
        (TEXT.replace(b"\n", b"\r\n"), {"gitattributes": "* text=auto\n"}),
        (TEXT.rstrip(b"\n"), {"editorconfig": "[*]\ninsert_final_newline = false\n"}),
    ],
)
def test_what_is_asked_for_is_right(tmp_path: Path, data: bytes, others: dict[str, str]) -> None:
    assert judged(tmp_path, data, **others) == ([], data)
