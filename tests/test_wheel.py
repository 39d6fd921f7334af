"""The wheel holds just what git lists: code, prompts and the sample, and one console script."""

import configparser
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    built = subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(folder), str(ROOT)],
        capture_output=True,
        text=True,
    )
    assert built.returncode == 0, built.stderr
    return next(folder.glob("offdroid-*.whl"))


def _tracked(*folders: str) -> set[str]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--", *folders], cwd=ROOT, capture_output=True, check=True
    )
    return {name.decode() for name in listed.stdout.split(b"\0") if name}


def test_the_wheel_holds_what_git_lists(wheel: Path) -> None:
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    code = _tracked("agent", "tools", "prompts")
    sample = {
        name.replace("fixtures/android_sample", "agent/android_sample", 1)
        for name in _tracked("fixtures/android_sample")
    }
    assert sample
    assert names == code | sample


def test_the_wheel_has_one_console_script(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    name = next(name for name in archive.namelist() if name.endswith("entry_points.txt"))
    parser = configparser.ConfigParser()
    parser.read_string(archive.read(name).decode())
    assert dict(parser["console_scripts"]) == {"offdroid": "agent.__main__:main"}
