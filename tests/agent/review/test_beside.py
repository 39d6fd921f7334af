"""ktlint and detekt in a review: stand-ins that write SARIF, and the real ktlint where it is."""

import json
import os
import shutil
import sys
from pathlib import Path

import pytest

from tests.agent.project import GREETING, git, offdroid
from tests.agent.review.project import FINE, make, stage, write

STAND_IN = """#!{python}
import json, pathlib, sys
def result(path, line, rule):
    return {{"ruleId": rule, "message": {{"text": "Told."}}, "locations": [{{"physicalLocation":
        {{"artifactLocation": {{"uri": path}}, "region": {{"startLine": line, "startColumn": 1}}}}
    }}]}}
texts = {{str(p): p.read_text() for p in pathlib.Path().rglob("*.kt")}}
found = [result(p, n, {rule!r}) for p, t in texts.items() for n, _ in enumerate(t.splitlines(), 1)]
log = json.dumps({{"version": "2.1.0", "runs": [{{"results": found}}]}})
pathlib.Path({seen!r}).write_text(json.dumps([sys.argv[1:], sorted(map(str,
    pathlib.Path().rglob("*")))]))
report = [a.removeprefix("sarif:") for a in sys.argv if a.startswith("sarif:")]
pathlib.Path(report[0]).write_text(log) if report else print(log)
sys.exit({code})
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make(tmp_path / "small")


@pytest.fixture(autouse=True)
def _linters(_no_linters: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OFFDROID_LINTERS")


def place(folder: Path, name: str, rule: str, code: int) -> Path:
    """Put a stand-in for a tool into a folder; where it writes what it was given."""
    folder.mkdir(exist_ok=True)
    seen = folder / f"{name}.json"
    text = STAND_IN.format(python=sys.executable, rule=rule, seen=str(seen), code=code)
    (folder / name).write_text(text, encoding="utf-8")
    (folder / name).chmod(0o755)
    return seen


def found(root: Path, folder: Path, *arguments: str) -> list[str]:
    path = f"{folder}{os.pathsep}/usr/bin{os.pathsep}/bin"
    ended = offdroid(root, "review", "--format", "json", *arguments, PATH=path)
    assert ended.code == 0, ended
    return [f"{one['line']} {one['check']}" for one in json.loads(ended.out)["findings"]]


def test_their_findings_on_new_lines_are_merged(root: Path, tmp_path: Path) -> None:
    bin = tmp_path / "bin"
    ktlint = place(bin, "ktlint", "standard:filename", 1)
    detekt = place(bin, "detekt", "detekt.style.MagicNumber", 2)
    write(root, ".editorconfig", "root = true\n")
    write(root, "config/detekt/detekt.yml", "style:\n")
    write(root, "app/detekt-baseline.xml", "<ID>A:B.kt$c</ID>\n")
    git(root, "add", "-A")
    stage(root, GREETING, FINE)
    write(root, GREETING, "package nothing\n")
    assert found(root, bin, "--staged") == ["3 detekt:MagicNumber", "3 ktlint:filename"]
    arguments, files = json.loads(ktlint.read_text())
    assert arguments[-2:] == ["--", GREETING]
    assert ".editorconfig" in files
    arguments, files = json.loads(detekt.read_text())
    assert "config/detekt/detekt.yml,offdroid-override.yml" in arguments
    assert "offdroid-baseline.xml" in files
    assert found(root, bin, "--ignore", "ktlint") == ["3 detekt:MagicNumber"]
    assert found(root, bin, "--select", "ktlint:filename") == ["3 ktlint:filename"]
    assert found(root, bin, "--no-linters") == []


def test_a_tool_that_fails_is_a_note(root: Path, tmp_path: Path) -> None:
    place(tmp_path / "bin", "ktlint", "x", 3)
    stage(root, GREETING, FINE)
    ended = offdroid(root, "review", PATH=f"{tmp_path / 'bin'}{os.pathsep}/usr/bin:/bin")
    assert (ended.code, ended.out) == (0, "")
    assert "note     ktlint was left out: {" in ended.error
    ended = offdroid(root, "review", "--format", "sarif", PATH=f"{tmp_path / 'bin'}:/usr/bin:/bin")
    assert "note     ktlint was left out: {" in ended.error


def test_a_tool_of_the_repository_is_not_started(root: Path) -> None:
    seen = place(root / "tools", "ktlint", "x", 1)
    stage(root, GREETING, FINE)
    assert found(root, Path("tools")) == []
    assert found(root, root / "tools") == []
    assert not seen.exists()


@pytest.mark.skipif(not shutil.which("ktlint"), reason="no `ktlint` on PATH")
@pytest.mark.toolchain
def test_the_real_ktlint(root: Path) -> None:
    stage(root, GREETING, FINE + "\nfun  twice( a: Int ): Int = a*2\n")
    ended = offdroid(root, "review", "--select", "ktlint", "--format", "json")
    checks = {one["check"] for one in json.loads(ended.out)["findings"]}
    assert {"ktlint:no-multi-spaces", "ktlint:op-spacing"} <= checks
