"""What a model opens in a manifest without being asked is not applied, and told to it."""

import json
from pathlib import Path

import pytest

from tests.agent.project import Ended, git, make_repository, offdroid
from tests.wire.server import WireServer

MANIFEST = "app/src/main/AndroidManifest.xml"
CREATE = json.dumps({"action": "create_file", "path": MANIFEST})
DONE = json.dumps({"action": "done", "summary": "more"})
HEAD = '<manifest xmlns:android="http://schemas.android.com/apk/res/android">\n'


def run(root: Path, request: str, line: str) -> Ended:
    code = f"```xml\n{HEAD}    {line}\n</manifest>\n```"
    with WireServer([CREATE, code, *[DONE] * 5]) as server:
        return offdroid(root, "run", request, "--engine", "ollama", OLLAMA_HOST=server.address)


@pytest.mark.parametrize(
    ("request_text", "line", "asked"),
    [
        ("show where the person is", '<uses-permission android:name="a.b.CAMERA" />', False),
        ("take pictures with the camera", '<uses-permission android:name="a.b.CAMERA" />', True),
        ("add the permission for it", '<uses-permission android:name="a.b.SEND_SMS" />', True),
        ("make a build for tests", '<application android:debuggable="true" />', False),
        ("make a build to debug", '<application android:debuggable="true" />', True),
        ("let it read the page", '<application android:usesCleartextTraffic="true" />', False),
        ("allow cleartext traffic", '<application android:usesCleartextTraffic="true" />', True),
        ("keep the settings", '<application android:allowBackup="true" />', False),
        ("keep the settings in a backup", '<application android:allowBackup="true" />', True),
    ],
)
def test_what_is_opened_needs_a_request(
    tmp_path: Path, request_text: str, line: str, asked: bool
) -> None:
    root = make_repository(tmp_path / "project")

    ended = run(root, request_text, line)

    assert (ended.code == 0) is asked, ended.error
    assert ("this opens" in ended.error) is True
    assert bool(git(root, "status", "--porcelain")) is asked


def test_a_person_is_only_told(tmp_path: Path) -> None:
    root = make_repository(tmp_path / "project")
    (root / MANIFEST).write_text(
        f'{HEAD}    <uses-permission android:name="a.b.CAMERA" />\n</manifest>\n'
    )
    git(root, "add", "-A")

    ended = offdroid(root, "review", "--staged")

    assert ended.code == 0
    assert "this opens more of the device to the app" in ended.out
