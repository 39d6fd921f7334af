"""What Gradle told replaces what was read from scripts, as long as no build file changed."""

from pathlib import Path

import pytest

from tests.agent.project import write_project
from tests.tools.android.making import project
from tools.android.project import Dependency, Project
from tools.gradle.corrected import corrected
from tools.gradle.kept import ExactModule
from tools.index import Index

SCRIPT = "app/build.gradle.kts"
FILES = {
    "settings.gradle.kts": 'include(":app", ":core", ":data")\n',
    SCRIPT: 'plugins { id("com.android.library") }\nandroid { namespace = computed() }\n'
    'dependencies {\n    implementation(project(":core"))\n    if (old) api(project(":data"))\n}\n',
    "core/build.gradle.kts": "",
    "data/build.gradle.kts": "",
}
APP = ExactModule(
    path=":app",
    folder="app",
    namespace="dev.told",
    minimum_sdks=(24, 26),
    source_sets=(
        ("main", "app/src/main/java"),
        ("main", "app/src/shared/java"),
        ("main", "app/build/generated/ksp"),
        ("main", "common/src"),
    ),
    edges=(
        ("implementation", "project", ":core"),
        ("implementation", "project", ":data"),
        ("implementation", "coordinate", "androidx.core:core:1.0"),
    ),
)


def read(**files: str) -> Project:
    """The model as it is read from scripts; further files replace some."""
    return project({**FILES, **{name.replace("__", "/"): text for name, text in files.items()}})


def test_each_field() -> None:
    plain = read()
    module = corrected(plain, (APP,), plain).module(":app")
    assert module is not None
    assert module.namespace == "dev.told"
    assert module.minimum_sdks == (24, 26)
    assert module.folders == (("main", "app/src/shared/java"), ("main", "common/src"))
    assert module.dependencies == (
        Dependency("implementation", ":core", "project", 4),
        Dependency("implementation", ":data", "project", 0, "gradle"),
        Dependency("implementation", "androidx.core:core:1.0", "coordinate", 0, "gradle"),
    )


def test_modules_that_gradle_does_not_name_stay() -> None:
    plain = read()
    assert corrected(plain, (APP,), plain).module(":core") == plain.module(":core")


def test_what_a_draft_changes_is_the_draft_s() -> None:
    text = FILES[SCRIPT].replace("computed()", '"dev.edited"')
    text = text.replace('implementation(project(":core"))', 'implementation("a:b:1")')
    plain = read()
    draft = project({**FILES, SCRIPT: text})
    module = corrected(draft, (APP,), plain).module(":app")
    assert module is not None
    assert module.namespace == "dev.edited"
    assert module.minimum_sdks == (24, 26)
    targets = [edge.target for edge in module.dependencies]
    assert targets == ["a:b:1", ":data", "androidx.core:core:1.0"]


def test_a_build_in_a_folder() -> None:
    plain = project({f"android/{name}": text for name, text in FILES.items()})
    told = ExactModule(":app", "android/app", edges=(("implementation", "project", ":data"),))
    main = next(one for one in plain.modules if one.directory == "android/app")
    module = corrected(plain, (told,), plain).module(main.path)
    assert module is not None
    expected = next(one.path for one in plain.modules if one.directory == "android/data")
    assert [edge.target for edge in module.dependencies] == [expected]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write_project(tmp_path / "project")
    return tmp_path / "project"


TOLD = (ExactModule(":app", "app", namespace="dev.told"),)


def namespace(index: Index) -> str | None:
    """What the index holds for the app."""
    index.refresh()
    module = index.project().module(":app")
    assert module is not None
    return module.namespace


def test_it_holds_until_a_build_file_changes(root: Path, tmp_path: Path) -> None:
    script = root / SCRIPT
    before = script.read_text()
    with Index.open(root, tmp_path / "index.sqlite") as index:
        assert namespace(index) == "dev.small"
        index.keep_told(TOLD)
        assert namespace(index) == "dev.told"
    with Index.open(root, tmp_path / "index.sqlite") as index:
        assert namespace(index) == "dev.told"
        (root / "app/src/main/kotlin/dev/small/New.kt").write_text("package dev.small\n")
        assert namespace(index) == "dev.told"
        script.write_text(before + "// changed\n")
        assert namespace(index) == "dev.small"
        script.write_text(before)
        assert namespace(index) == "dev.told"


def test_a_rebuilt_index_still_has_it(root: Path, tmp_path: Path) -> None:
    with Index.open(root, tmp_path / "index.sqlite") as index:
        index.refresh()
        index.keep_told(TOLD)
    (tmp_path / "index.sqlite").unlink()
    with Index.open(root, tmp_path / "index.sqlite") as index:
        assert namespace(index) == "dev.told"


def test_what_is_damaged_counts_for_nothing(root: Path, tmp_path: Path) -> None:
    with Index.open(root, tmp_path / "index.sqlite") as index:
        index.refresh()
        index.keep_told(TOLD)
        for file in (tmp_path / "exact").iterdir():
            file.write_text('[1, [[":app"')
    with Index.open(root, tmp_path / "index.sqlite") as index:
        assert namespace(index) == "dev.small"
