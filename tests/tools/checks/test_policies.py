"""POL-01 to POL-07: rules that a repository's guides state, told with the place where they do."""

import shutil
from pathlib import Path

import pytest

from tests.cases import HERE
from tools.checks import judge
from tools.index import Index
from tools.repo.draft import Draft
from tools.repo.tree import FolderTree

GUIDE = """# For agents

- Never modify translated strings in `values-*/`.
- New strings go only in `:core`.
- Do not use fully qualified class names.
- Do not add permissions.
- Modules must never depend on `:core` modules.
- Change at most 2 files.

```sh
# never edit `app/`
```
"""
MANIFEST = "app/src/main/AndroidManifest.xml"
TITLES = "app/src/main/kotlin/com/example/app/Titles.kt"
STRINGS = "app/src/main/res/values/strings.xml"


def told(
    root: Path, guide: str, *edits: tuple[str, str, str], more: dict[str, str] | None = None
) -> list[str]:
    project = root / "project"
    shutil.copytree(HERE / "project", project)
    for path, text in {"AGENTS.md": guide, **(more or {})}.items():
        (project / path).parent.mkdir(parents=True, exist_ok=True)
        (project / path).write_text(text)
    with Index.open(project, root / "index") as index:
        index.refresh()
        draft = Draft(FolderTree(project))
        for path, old, new in edits:
            if old:
                assert old in draft.text(path)
                draft.write(path, draft.text(path).replace(old, new, 1))
            else:
                draft.create(path, new)
        found = judge(draft, index).findings
    return [f"{one.check} {one.message}" for one in found if one.check.startswith("POL")]


GERMAN = (
    "app/src/main/res/values-de/strings.xml",
    "",
    '<resources>\n<string name="save">x</string>\n</resources>\n',
)
PERMISSION = (
    MANIFEST,
    "    <application",
    '    <uses-permission android:name="a.b.C" />\n    <application',
)


NEW_STRING = (STRINGS, "    <string", '    <string name="new">New</string>\n    <string')
FULL_NAME = (TITLES, "uppercase(Locale.ROOT)", "uppercase(java.util.Locale.US)")


@pytest.mark.parametrize(
    ("edit", "check", "answer"),
    [
        (GERMAN, "POL-01", "not to be changed; `AGENTS.md` line 3"),
        (NEW_STRING, "POL-02", "`new` belongs into `:core`"),
        (PERMISSION, "POL-04", "`a.b.C` is a new permission; `AGENTS.md` line 6"),
        (FULL_NAME, "POL-06", "import `java.util.Locale`"),
    ],
)
def test_told(tmp_path: Path, edit: tuple[str, str, str], check: str, answer: str) -> None:
    found = told(tmp_path, GUIDE, edit)
    assert [one.partition(" ")[0] for one in found] == [check]
    assert answer in found[0]


@pytest.mark.parametrize(
    "edit",
    [
        GERMAN,
        PERMISSION,
        (STRINGS, ">Save<", ">Store<"),
        FULL_NAME,
    ],
)
def test_nothing_where_nothing_is_asked(tmp_path: Path, edit: tuple[str, str, str]) -> None:
    assert (
        told(tmp_path, "# For agents\n\nBe kind. Permissions are checked by a person.\n", edit)
        == []
    )


def test_text_of_an_old_string_is_changed_where_it_is(tmp_path: Path) -> None:
    assert told(tmp_path, GUIDE, (STRINGS, ">Save<", ">Store<")) == []


def test_a_change_of_translations_alone_is_of_the_service(tmp_path: Path) -> None:
    guide = "Translations are done with Weblate.\n"
    assert told(tmp_path, guide, GERMAN) == []
    (tmp_path / "second").mkdir()
    found = told(tmp_path / "second", guide, GERMAN, (STRINGS, ">Save<", ">Store<"))
    assert [one.partition(" ")[0] for one in found] == ["POL-07"]


def test_a_linked_guide_is_quoted_for_what_it_forbids(tmp_path: Path) -> None:
    guide = """# How to help

- Read [Testing](docs/testing.md), and never test strings.
- [Translations](docs/texts.md#rules) are made on Weblate.
- We use Weblate for strings.
"""
    more = """# Texts

- Weblate is where we translate.
- Never use long words in translations.
- **Translate only on Weblate** - never edit a translation in Git.
"""
    edits = (GERMAN, (STRINGS, ">Save<", ">Store<"))
    found = told(tmp_path, guide, *edits, more={"docs/texts.md": more})
    assert found == [
        "POL-07 translations are made elsewhere; `docs/texts.md` line 5: "
        "Translate only on Weblate - never edit a translation in Git."
    ]
    (tmp_path / "second").mkdir()
    found = told(tmp_path / "second", guide, *edits)
    assert found == [
        "POL-07 translations are made elsewhere; `AGENTS.md` line 4: "
        "[Translations](docs/texts.md#rules) are made on Weblate."
    ]


def test_a_ban_is_quoted_before_what_only_tells(tmp_path: Path) -> None:
    guide = "Texts are translated on Weblate.\n\nNever touch strings that Weblate makes.\n"
    found = told(tmp_path, guide, GERMAN, (STRINGS, ">Save<", ">Store<"))
    assert found == [
        "POL-07 translations are made elsewhere; `AGENTS.md` line 3: "
        "Never touch strings that Weblate makes."
    ]


def test_a_new_dependency(tmp_path: Path) -> None:
    edit = (
        "app/build.gradle.kts",
        "implementation(libs.androidx.core.ktx)",
        'debugImplementation(project(":core"))',
    )
    rule = "- Modules must never depend on `:core` modules.\n"
    assert told(tmp_path, rule, edit) == []
    other = ("core/build.gradle.kts", "api(", 'implementation(project(":app"))\n    api(')
    (tmp_path / "second").mkdir()
    found = told(tmp_path / "second", "- Modules must never depend on `:app` modules.\n", other)
    assert found == []  # siblings of one folder may


def test_too_many_files(tmp_path: Path) -> None:
    edits = [
        (
            f"core/src/main/kotlin/com/example/core/{name}.kt",
            "",
            f"package com.example.core\n\nclass {name}\n",
        )
        for name in ("A", "B", "C")
    ]
    assert told(tmp_path, GUIDE, *edits) == [
        "POL-05 3 files are changed; `AGENTS.md` line 8: Change at most 2 files."
    ]


def test_no_draft_lifts_a_rule(tmp_path: Path) -> None:
    found = told(tmp_path, GUIDE, PERMISSION, ("AGENTS.md", "- Do not add permissions.\n", ""))
    assert any(one.startswith("POL-04") for one in found)
