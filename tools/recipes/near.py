"""Names that were probably meant."""

from collections.abc import Collection


def near_names(name: str, known: Collection[str]) -> list[str]:
    """Up to five known names that look like `name`, best first."""
    from rapidfuzz import process

    return [str(match[0]) for match in process.extract(name, list(known), limit=5, score_cutoff=60)]
