"""Names that were probably meant."""

import re
from collections.abc import Collection

SHOWN = 3
LEAST = 65
_FIRST = re.compile(r"[a-z]{2,}[_.]")


def nearest(name: str, known: Collection[str], limit: int = SHOWN) -> list[str]:
    """The names most like `name`, best first; else the few that begin with the same word."""
    from rapidfuzz import fuzz, process

    found = process.extract(name, sorted(known), scorer=fuzz.ratio, limit=limit, score_cutoff=LEAST)
    if found:
        return [match[0] for match in found]
    first = _FIRST.match(name)
    kin = sorted(other for other in known if first and other.startswith(first[0]))
    return kin if len(kin) <= limit else []


def certain(name: str, known: Collection[str]) -> str | None:
    """The one name that differs by a slip (two letters, one in short names), else None."""
    from rapidfuzz.distance import OSA

    allowed = 2 if len(name) >= 6 else 1
    close = [
        other
        for other in known
        if abs(len(other) - len(name)) <= allowed
        and OSA.distance(name, other, score_cutoff=allowed) <= allowed
    ]
    return close[0] if len(close) == 1 else None


def certain_path(path: str, known: Collection[str], sign: str) -> str | None:
    """The one path that differs by a slip, which is one of each part and not of short ones."""
    near = certain(path, known)
    parts, others = path.split(sign), (near or "").split(sign)
    if near is None or len(parts) != len(others):
        return near
    alike = all(
        one == other or certain(one, {other}) for one, other in zip(parts, others, strict=True)
    )
    return near if alike else None


def meant(name: str, known: Collection[str], prefix: str = "") -> str:
    """`; did you mean a, b?` or nothing; the names are shown behind `prefix`."""
    found = [f"`{prefix}{one}`" for one in nearest(name, known)]
    return f"; did you mean {', '.join(found)}?" if found else ""
