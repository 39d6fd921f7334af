"""Gradle's module metadata, the `.module` beside a jar: what comes along, and which file is meant.

Format: Gradle Module Metadata 1.1. Whatever the text is, the reader returns; what is of another
shape than the format says is left out.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

Coordinate = tuple[str, str, str]
"""Group, artifact and version; the version may be ""."""

_APIS = ("java-api", "kotlin-api")
_PLATFORM = "org.jetbrains.kotlin.platform.type"
_BUILD_TYPE = "com.android.build.api.attributes.BuildTypeAttr"
_PLATFORMS = ("androidJvm", "jvm", "")
_VERSION = ("strictly", "requires", "prefers")


@dataclass(frozen=True, slots=True)
class Variant:
    """What an Android app compiles against. `files` are names; `at` is the module that has them."""

    dependencies: tuple[Coordinate, ...] = ()
    files: frozenset[str] = frozenset()
    at: Coordinate | None = None


def api_variants(text: str) -> tuple[Variant, ...]:
    """The variants that an app may compile against: Android's first, then the JVM's.

    () where the text is no metadata, or has none of them.
    """
    try:
        top: object = json.loads(text)
    except (ValueError, RecursionError):
        return ()
    ranked = [(rank, one) for one in _maps(top, "variants") if (rank := _rank(one)) is not None]
    found = [_variant(one) for _, one in sorted(ranked, key=lambda it: it[0])]
    return tuple(dict.fromkeys(found))


def _rank(variant: Mapping[str, object]) -> tuple[int, bool] | None:
    """The lower the better; None for what nobody compiles against: run time, sources, iOS."""
    attributes = variant.get("attributes")
    if not isinstance(attributes, dict) or attributes.get("org.gradle.usage") not in _APIS:
        return None
    if attributes.get("org.gradle.category", "library") != "library":
        return None
    platform = attributes.get(_PLATFORM, "")
    if platform not in _PLATFORMS:
        return None
    return _PLATFORMS.index(platform), attributes.get(_BUILD_TYPE, "release") != "release"


def _variant(variant: Mapping[str, object]) -> Variant:
    at = variant.get("available-at")
    files = [_text(one, key) for one in _maps(variant, "files") for key in ("name", "url")]
    return Variant(
        tuple(_coordinate(one) for one in _maps(variant, "dependencies")),
        frozenset(one.rpartition("/")[2] for one in files) - {""},
        _coordinate(at) if isinstance(at, dict) else None,
    )


def _coordinate(value: Mapping[str, object]) -> Coordinate:
    version = value.get("version")
    told = version if isinstance(version, str) else ""
    if isinstance(version, dict):
        told = next((text for key in _VERSION if (text := _text(version, key))), "")
    return _text(value, "group"), _text(value, "module"), told


def _maps(value: object, key: str) -> Iterator[dict[str, object]]:
    found = value.get(key) if isinstance(value, dict) else None
    if isinstance(found, list):
        yield from (one for one in found if isinstance(one, dict))


def _text(value: Mapping[str, object], key: str) -> str:
    found = value.get(key)
    return found if isinstance(found, str) else ""
