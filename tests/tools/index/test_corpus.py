"""Real checkouts: every accessor resolves, the two readers of Kotlin agree, search answers.

Takes `nowinandroid` and `thunderbird-android` from the folder that `OFFDROID_CORPUS` names.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.index import Index
from tools.syntax.gradle import read

pytestmark = pytest.mark.corpus

NAMES = ("nowinandroid", "thunderbird-android")
EXEMPT = ("libs.javaClass.", "libs.versions.toml")
_ACCESSOR = re.compile(r"(?<![\w.\"])(libs|projects)\.[A-Za-z][\w.]*")


@pytest.fixture(scope="module", params=NAMES)
def index(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Index]:
    folder = os.environ.get("OFFDROID_CORPUS")
    if not folder:
        pytest.skip("set OFFDROID_CORPUS to a folder of checkouts")
    root = Path(folder) / request.param
    if not root.is_dir():
        pytest.skip(f"no checkout of {request.param} in OFFDROID_CORPUS")
    with Index.open(root, tmp_path_factory.mktemp("index") / "index.sqlite") as opened:
        opened.refresh()
        yield opened


def test_every_module_has_a_build_file(index: Index) -> None:
    project = index.project()

    assert len(project.modules) > 30
    assert [module.path for module in project.modules if not module.build_file] == []
    android = [m for m in project.modules if m.kind in ("application", "library")]
    assert [module.path for module in android if module.namespace is None] == []


def test_every_accessor_in_a_script_resolves(index: Index) -> None:
    project = index.project()
    unresolved: list[str] = []
    for path in sorted(index.paths()):
        module = project.module_of(path)
        if not path.endswith((".gradle.kts", ".gradle")) or module is None:
            continue
        for match in _ACCESSOR.finditer(read(index.text(path)).code):
            name = match.group().rstrip(".")
            if name.startswith("libs."):
                known = bool(project.alias(name)) or name.startswith(EXEMPT)
            else:
                known = project.accessor(name, module.build) is not None
            if not known:
                unresolved.append(f"{path}: {name}")
    assert unresolved == []


def test_every_dependency_leads_somewhere(index: Index) -> None:
    project = index.project()
    edges = [(m.path, d) for m in project.modules for d in m.dependencies]

    assert len(edges) > 300
    assert [
        (m, d.target) for m, d in edges if d.kind == "project" and not project.module(d.target)
    ] == []


def test_declarations_make_sense_in_every_file(index: Index) -> None:
    odd = [facts.path for facts in index.view().files() if facts.errors]

    assert [path for path in odd if "/templates/" not in path] == []


def test_an_unchanged_checkout_is_not_read_again(index: Index) -> None:
    index.refresh()

    assert index.refresh().parsed == 0


def test_search_and_map_answer(index: Index) -> None:
    hits = index.search("settings dialog view model")

    assert len(hits) == 10
    assert re.search(r"Settings?(?:Dialog|View)", hits[0].path)
    assert 500 < len(index.map(1_000, len, "settings dialog")) <= 1_000


def test_resources_of_the_project_are_known(index: Index) -> None:
    """A reference through the `R` of a project namespace, by import or by full name, is defined."""
    facts = index.view()
    namespaces = facts.namespaces()
    missing: list[str] = []
    seen = 0
    for entry in facts.files():
        for ref in entry.resource_refs:
            if ref.place == "code" and ref.resolved.removesuffix(".R") in namespaces:
                seen += 1
                if not facts.resources(ref.type, ref.name):
                    missing.append(f"{ref.path}:{ref.line} {ref.type}/{ref.name}")
    assert seen > 50
    assert [one for one in missing if " raw/" not in one] == []  # a Gradle task makes one
