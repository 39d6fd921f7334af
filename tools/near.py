"""Known names that were probably meant, also where only a part of one was given."""

from collections.abc import Collection


def near_names(
    name: str, known: Collection[str], *, limit: int = 5, least: float = 60
) -> list[str]:
    """The known names that look like `name`, best first; `least` of 100 is how alike they are."""
    from rapidfuzz import process

    whole = sorted(one for one in known if 2 * len(one) >= len(name))
    found = process.extract(name, whole, limit=limit, score_cutoff=least)
    return [str(match[0]) for match in found]
