"""The files that tell ktlint and detekt how a project wants it."""

import re
from collections.abc import Callable, Iterable

Read = Callable[[str], str | None]

DETEKT_CONFIGS = (
    "config/detekt/detekt.yml",
    "config/detekt.yml",
    "detekt.yml",
    "detekt-config.yml",
    "config/detekt/config.yml",
)
DETEKT_BASELINES = ("detekt-baseline.xml", "baseline.xml")
_ROOT_BASELINES = ("config/detekt/baseline.xml", "config/detekt/detekt-baseline.xml")
_ID = re.compile(r"<ID>[^<]*</ID>")


def settings_for(paths: Iterable[str], read: Read) -> dict[str, str]:
    """The `.editorconfig` files above some files, and detekt's configuration."""
    names = [f"{folder}.editorconfig" for folder in folders_above(paths)]
    found = {name: text for name in (*names, *DETEKT_CONFIGS) if (text := read(name)) is not None}
    return found


def baseline_for(paths: Iterable[str], read: Read) -> str:
    """One baseline of detekt with what those of the modules hold; "" where there is none."""
    ids = detekt_ids(paths, read)
    if not ids:
        return ""
    inner = "".join(f"    {one}\n" for one in ids)
    return (
        '<?xml version="1.0" ?>\n<SmellBaseline>\n  <ManuallySuppressedIssues/>\n'
        f"  <CurrentIssues>\n{inner}  </CurrentIssues>\n</SmellBaseline>\n"
    )


def detekt_ids(paths: Iterable[str], read: Read) -> list[str]:
    """The `<ID>` elements of every baseline that may hold for some files."""
    above = folders_above(paths)
    names = [f"{folder}{name}" for folder in above for name in DETEKT_BASELINES]
    texts = [text for name in (*names, *_ROOT_BASELINES) if (text := read(name)) is not None]
    return sorted({one for text in texts for one in _ID.findall(text)})


def folders_above(paths: Iterable[str]) -> list[str]:
    """The folders that hold some files, as prefixes (`""` is the root), outermost first."""
    found = {""}
    for path in paths:
        parts = path.split("/")[:-1]
        found.update(f"{'/'.join(parts[:count])}/" for count in range(1, len(parts) + 1))
    return sorted(found)
