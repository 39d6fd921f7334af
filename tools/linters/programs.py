"""Where ktlint and detekt are: on `PATH`, and not in the repository that is reviewed."""

import os
from pathlib import Path

NAMES = ("ktlint", "detekt")


def programs(root: Path) -> dict[str, str]:
    """The full paths of those that are there. One below `root` would come from the repository."""
    found: dict[str, str] = {}
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        for name in NAMES:
            place = Path(folder, name) if folder else None
            if place and name not in found and place.is_file() and os.access(place, os.X_OK):
                if not place.resolve().is_relative_to(root.resolve()):
                    found[name] = str(place.absolute())
    return found
