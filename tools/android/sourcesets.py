"""Source sets: what a name tells, and which other sets the code in one sees.

Names come from folders `src/<name>/`: main, test, androidTest, build types, flavours, variants,
tests of them (`testDemoDebug`), and those of multiplatform modules (`androidHostTest`).
"""

import re
from collections.abc import Iterable

_TESTS = ("test", "androidTest", "screenshotTest", "testFixtures")
_TEST_NAME = re.compile(r"^(?:test|androidTest|screenshotTest)(?=$|[A-Z])|Test$|Test(?=[A-Z])")
_LEAVES = re.compile(
    r"^(?:android|jvm|desktop|js|wasmJs|wasmWasi|wasm|native|apple|ios|macos|tvos|watchos|linux"
    r"|mingw|androidNative)\w*$"
)
_HIERARCHY = {
    "ios": ("apple", "native"),
    "macos": ("apple", "native"),
    "tvos": ("apple", "native"),
    "watchos": ("apple", "native"),
    "apple": ("native",),
    "linux": ("native",),
    "mingw": ("native",),
    "androidNative": ("native",),
    "wasmJs": ("web", "wasm"),
    "js": ("web",),
}
_ANDROID_TESTS = {
    "androidUnitTest": "androidMain",
    "androidHostTest": "androidMain",
    "androidInstrumentedTest": "androidMain",
    "androidDeviceTest": "androidMain",
}


def is_test(name: str) -> bool:
    """Whether a source set holds tests or what only they use."""
    return name in _TESTS or _TEST_NAME.search(name) is not None


def seen_from(name: str, others: Iterable[str]) -> tuple[str, ...]:
    """The sets whose code one set sees, itself first, of all that a module has.

    Where names do not tell, as for sets between `commonMain` and a target, they are seen.
    """
    present = sorted(set(others) - {name})
    if name.endswith(("Main", "Test")) and not name.startswith(("test", "androidTest")):
        return (name, *(one for one in present if _seen_multiplatform(name, one)))
    base, variant = _parts(name)
    return (name, *(one for one in present if _seen_android(base, variant, one)))


def _parts(name: str) -> tuple[str, str]:
    """The kind of tests and the variant of an Android set: `("test", "demoDebug")`."""
    for kind in ("androidTest", "screenshotTest", "testFixtures", "test"):
        if name == kind or (name.startswith(kind) and name[len(kind) : len(kind) + 1].isupper()):
            rest = name[len(kind) :]
            return kind, rest[:1].lower() + rest[1:]
    return "", "" if name == "main" else name


def _seen_android(base: str, variant: str, other: str) -> bool:
    kind, part = _parts(other)
    if kind not in ("", "testFixtures", base):
        return False
    if kind == "testFixtures" and not base:
        return False
    if not part:
        return True
    if not variant:
        return bool(base) and not kind  # tests of no variant run against one of them
    lower = variant.lower()
    return part.lower() in lower and (
        lower.startswith(part.lower()) or part[:1].upper() + part[1:] in variant
    )


def _seen_multiplatform(name: str, other: str) -> bool:
    if other in ("main", "debug", "release"):
        return name.startswith("android")
    if not other.endswith(("Main", "Test")):
        return False
    tests = name.endswith("Test")
    if other.endswith("Test") and not tests:
        return False
    if other in ("commonMain", "commonTest"):
        return True
    target = _ANDROID_TESTS.get(name, name)[:-4]
    stem = other[:-4]
    if stem == target or re.match(rf"{stem}[A-Z0-9]", target):
        return True
    if target == "common":
        return False
    if _LEAVES.match(stem):
        return any(stem in above for key, above in _HIERARCHY.items() if target.startswith(key))
    return True
