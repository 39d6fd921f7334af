"""How the mending of MAN-03 lays out a component."""

import shutil
from pathlib import Path

import pytest

from tests.cases import HERE
from tools.checks import judge, mend
from tools.index import Index
from tools.repo.draft import Draft
from tools.repo.tree import FolderTree

MANIFEST = "app/src/main/AndroidManifest.xml"
FILTER = """>
            <intent-filter>
                <action android:name="android.intent.action.SEND" />
            </intent-filter>
        </activity>
"""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            '<activity android:name=".MainActivity"\n            android:label="x"',
            '<activity android:name=".MainActivity"\n            android:exported="true"\n'
            '            android:label="x"',
        ),
        (
            '<activity android:name=".MainActivity" android:label="x"',
            '<activity android:name=".MainActivity" android:exported="true" android:label="x"',
        ),
        (
            '<activity\n            android:name=".MainActivity"',
            '<activity\n            android:name=".MainActivity"\n            '
            'android:exported="true"',
        ),
    ],
)
def test_the_attribute_stands_as_its_neighbours_do(tmp_path: Path, old: str, new: str) -> None:
    root = tmp_path / "project"
    shutil.copytree(HERE / "project", root)
    with Index.open(root, tmp_path / "index") as index:
        index.refresh()
        draft = Draft(FolderTree(root))
        text = draft.text(MANIFEST)
        before, after = text.split('<activity android:name=".MainActivity"', 1)
        after = after.partition("/>\n")[2]
        draft.write(MANIFEST, before + old + FILTER + after)
        mend(draft, index, judge(draft, index).findings)
        assert draft.text(MANIFEST) == before + new + FILTER + after
