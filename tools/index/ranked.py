"""Which files search ranks."""

from tools.android import resources
from tools.syntax.language import language


def is_ranked(path: str) -> bool:
    """Whether search ranks a file: translations and assets are found through their default."""
    if language(path) == "asset":
        return False
    place = resources.folder(path)
    return place is None or place.type != "values" or not is_locale(place.qualifier)


def is_locale(qualifier: str) -> bool:
    """Whether a resource qualifier begins with a language: `de`, `pt-rBR`, `b+sr+Latn`."""
    first = qualifier.partition("-")[0]
    return first.startswith("b+") or (len(first) in (2, 3) and first.isalpha() and first != "car")
