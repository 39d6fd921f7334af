"""RES-05: resources have legal names and lie in folders that the build reads.

No fix: files are not moved in passing. Qualifiers and their order are those that aapt2 documents.
"""

import re
from collections.abc import Iterator

from tools.android.resources import FILE_TYPES
from tools.checks.base import Check, Context, Finding
from tools.checks.near import meant

_PLACE = re.compile(r"(?:^|/)src/[^/]+/res/([^/]+)/([^/]+)$")
_LEGAL = re.compile(r"[a-z_][a-z0-9_]*")
_ENTRY = re.compile(r"[^\W\d][\w.-]*")
_TYPES = FILE_TYPES | {"values"}
_XML_ONLY = _TYPES - {"drawable", "mipmap", "raw", "font"}
_IMAGES = (".xml", ".png", ".webp", ".jpg", ".jpeg", ".gif", ".avif")
_QUALIFIERS = tuple(
    re.compile(one)
    for one in (
        r"mcc\d{1,3}",
        r"mnc\d{1,3}",
        r"[a-z]{2,3}(?:-r(?:[A-Z]{2}|\d{3}))?|b\+[\w+]+",
        r"feminine|masculine|neuter",
        r"ldrtl|ldltr",
        r"sw\d+dp",
        r"w\d+dp",
        r"h\d+dp",
        r"small|normal|large|xlarge",
        r"long|notlong",
        r"round|notround",
        r"widecg|nowidecg",
        r"highdr|lowdr",
        r"port|land|square",
        r"car|desk|television|appliance|watch|vrheadset",
        r"night|notnight",
        r"[lmh]dpi|x{1,3}hdpi|nodpi|tvdpi|anydpi|\d+dpi",
        r"notouch|stylus|finger",
        r"keysexposed|keyshidden|keyssoft",
        r"nokeys|qwerty|12key",
        r"navexposed|navhidden",
        r"nonav|dpad|trackball|wheel",
        r"\d+x\d+",
        r"v\d+",
    )
)
_REGION = re.compile(r"([a-z]{2,3})-r?([A-Za-z]{2}|[A-Z][a-z]{3})$")


def _find(context: Context) -> Iterator[Finding]:
    for path in context.paths:
        found = _PLACE.search(path)
        if found is None or found[2].startswith("."):
            continue
        context.counted["RES-05"] += 1
        for message, subject in _wrong(found[1], found[2]):
            yield Finding("RES-05", "block", path, 1, 1, message, subject)
        if found[1].startswith("values"):
            yield from _entries(context, path)


def _wrong(directory: str, name: str) -> Iterator[tuple[str, str]]:
    kind, _, qualifiers = directory.partition("-")
    if kind not in _TYPES:
        yield f"there are no resources of the kind `{kind}`{meant(kind, _TYPES)}", directory
        return
    if qualifiers and (told := _misread(qualifiers)):
        yield told, directory
    simple, dot, ending = name.partition(".")
    if kind != "values" and not _LEGAL.fullmatch(simple):
        yield f"`{name}` is no name of a resource: only `a-z`, `0-9` and `_` may be in it", name
    if (kind in _XML_ONLY and f"{dot}{ending}" != ".xml") or (
        kind in ("drawable", "mipmap") and not name.endswith(_IMAGES)
    ):
        yield f"`{kind}` holds no files like `{name}`", f"{kind} {name}"


def _misread(qualifiers: str) -> str:
    """What is wrong with the qualifiers of a folder, "" where nothing is."""
    rest = qualifiers
    for pattern in _QUALIFIERS:
        found = pattern.match(rest)
        if found and rest[found.end() : found.end() + 1] in ("", "-"):
            rest = rest[found.end() + 1 :]
    if not rest:
        return ""
    region = _REGION.match(qualifiers)
    if region and len(region[2]) == 4:
        return f"`{qualifiers}` is no language; write `b+{region[1]}+{region[2]}`"
    if region:
        return f"`{qualifiers}` is no language; write `{region[1]}-r{region[2].upper()}`"
    if any(pattern.fullmatch(rest.partition("-")[0]) for pattern in _QUALIFIERS):
        return f"`{rest}` stands too late in `{qualifiers}`: qualifiers have an order"
    return f"`{rest}` is no qualifier of resources"


def _entries(context: Context, path: str) -> Iterator[Finding]:
    facts = context.facts.file(path)
    for one in facts.resources if facts else ():
        if not _ENTRY.fullmatch(one.name):
            message = f"`{one.name}` is no name of a resource"
            yield Finding("RES-05", "block", path, one.line, 1, message, one.name)


CHECK = Check(
    "RES-05",
    "block",
    "resources have legal names and lie in folders that are read",
    _find,
    example="`drawable/ic-Save.xml` → `drawable/ic_save.xml`",
)
