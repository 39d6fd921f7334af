"""Module metadata of Gradle: what comes along with a catalog entry, and which file is read."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.library.gradle_cache import GradleCache
from tools.library.module_metadata import api_variants

_JVM = {"org.jetbrains.kotlin.platform.type": "jvm"}
_ANDROID = {"org.jetbrains.kotlin.platform.type": "androidJvm"}
_DEBUG = {"com.android.build.api.attributes.BuildTypeAttr": "debug"}


def _variant(
    usage: str = "java-api",
    more: dict[str, str] | None = None,
    at: object = None,
    **parts: object,
) -> object:
    if at is not None:
        parts["available-at"] = at
    return {"attributes": {"org.gradle.usage": usage, **(more or {})}, **parts}


def _needs(module: str, version: object = None) -> object:
    return {"group": "shop", "module": module, **({"version": version} if version else {})}


class _Cache:
    """A cache of Gradle; each file lies in a folder of its own, as there."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def add(self, artifact: str, *files: str, variants: list[object] | None = None) -> None:
        folder = self.home / "caches/modules-2/files-2.1/shop" / artifact / "1"
        for number, name in enumerate(files):
            (folder / f"{number}").mkdir(parents=True)
            (folder / f"{number}" / name).write_bytes(b"")
        if variants is not None:
            (folder / "m").mkdir(parents=True)
            (folder / "m" / f"{artifact}-1.module").write_text(json.dumps({"variants": variants}))

    def names(self, artifact: str) -> list[str]:
        return [one.path.name for one in GradleCache(self.home).archives([f"shop:{artifact}:1"])]


@pytest.fixture
def cache(tmp_path: Path) -> _Cache:
    return _Cache(tmp_path)


def test_api_dependencies_come_along_and_those_of_run_time_do_not(cache: _Cache) -> None:
    inner, shown = _needs("inner"), _needs("shown", {"requires": "1"})
    variants = [
        _variant("java-runtime", dependencies=[inner, shown]),
        _variant(dependencies=[shown]),
        _variant(more={"org.gradle.category": "documentation"}, dependencies=[inner]),
    ]
    cache.add("it", "it-1.jar", variants=variants)
    cache.add("inner", "inner-1.jar")
    cache.add("shown", "shown-1.jar")

    assert cache.names("it") == ["it-1.jar", "shown-1.jar"]


def test_the_metadata_is_believed_rather_than_the_pom(cache: _Cache) -> None:
    cache.add("it", "it-1.jar", "it-1.pom", variants=[_variant()])
    pom = next(cache.home.rglob("*.pom"))
    pom.write_text("<dependency><groupId>shop</groupId><artifactId>old</artifactId></dependency>")
    cache.add("old", "old-1.jar")

    assert cache.names("it") == ["it-1.jar"]
    next(cache.home.rglob("*.module")).write_text('{"variants": [')
    assert cache.names("it") == ["it-1.jar", "old-1.jar"]


def test_android_has_its_own_module_and_another_name_is_followed(cache: _Cache) -> None:
    variants = [
        _variant("kotlin-api", _JVM, at=_needs("it-jvm", "1")),
        _variant("kotlin-api", _ANDROID, at=_needs("it-droid", "1")),
        _variant("kotlin-api", {"org.jetbrains.kotlin.platform.type": "native"}),
    ]
    cache.add("it", variants=variants)
    cache.add("it-jvm", "it-jvm-1.jar")
    assert cache.names("it") == ["it-jvm-1.jar"]

    cache.add("it-droid", "it-droid-1.aar")
    assert cache.names("it") == ["it-droid-1.aar"]


def test_the_release_of_several_aars_is_read(cache: _Cache) -> None:
    variants = [
        _variant(more=_DEBUG, files=[{"name": "it-debug.aar", "url": "it-1-debug.aar"}]),
        _variant(files=[{"name": "it-release.aar", "url": "it-1-release.aar"}]),
    ]
    cache.add("it", "it-1-debug.aar", "it-1-release.aar", variants=variants)

    assert cache.names("it") == ["it-1-release.aar"]


def test_a_file_of_an_unknown_name_is_read_all_the_same(cache: _Cache) -> None:
    cache.add("it", "renamed.aar", variants=[_variant(files=[{"name": "it.aar", "url": "x"}])])

    assert cache.names("it") == ["renamed.aar"]


def test_names_that_lead_out_of_the_cache_are_not_followed(cache: _Cache) -> None:
    cache.add("it", variants=[_variant(at=_needs("../../it", "../.."))])
    cache.add("ring", "ring-1.jar", variants=[_variant(dependencies=[_needs("ring", "1")])])

    assert cache.names("it") == []
    assert cache.names("ring") == ["ring-1.jar"]


_JSON = st.recursive(
    st.none() | st.integers() | st.sampled_from(["java-api", "jvm", "shop", ""]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from([
            "variants", "attributes", "org.gradle.usage", "dependencies", "files", "name",
            "available-at", "group", "module", "version", "requires", "org.gradle.category",
            "org.jetbrains.kotlin.platform.type",
        ]), inner, max_size=4),
    max_leaves=30,
)  # fmt: skip


@given(_JSON)
def test_no_shape_of_json_is_an_exception(value: object) -> None:
    api_variants(json.dumps({"variants": value}))
    attributes = {"org.gradle.usage": "java-api"}
    api_variants(json.dumps({"variants": [{"attributes": attributes, "dependencies": value}]}))
    api_variants(json.dumps({"variants": [{"attributes": value, "available-at": value}]}))


@given(st.text())
def test_no_text_is_an_exception(text: str) -> None:
    assert api_variants(text) == ()
    assert api_variants("[" * 100_000) == ()
