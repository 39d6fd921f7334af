"""Which declarations a request to rename means, and which new names there can be."""

import re

from tools.base import Retry
from tools.recipes.resources import KEYWORDS
from tools.references.project import Code
from tools.references.target import Target, find_targets

_IDENTIFIER = re.compile(r"[A-Za-z_]\w*")


def check_name(name: str) -> None:
    """Raise `Retry` for a name that Kotlin or Java does not take."""
    if not _IDENTIFIER.fullmatch(name):
        raise Retry("invalid-name", f"`{name}` is not a name", name=name)
    if name in KEYWORDS or name == "_":
        raise Retry("invalid-name", f"`{name}` is a keyword", name=name)


def find_target(code: Code, symbol: str) -> Target:
    """The target of a name as a person writes it: simple, qualified, or `Class.member`.

    Raises `Retry` with `unknown-symbol` or `ambiguous`.
    """
    targets = find_targets(code, symbol)
    if not targets:
        raise Retry(
            "unknown-symbol", f"no symbol `{symbol}`", symbol=symbol, near=near(code, symbol)
        )
    if len(targets) > 1:
        names = sorted({min(entry.qualified) for entry in targets})
        raise Retry(
            "ambiguous",
            f"`{symbol}` is declared {len(targets)} times: {_listed(names)}",
            symbol=symbol,
            near=names,
        )
    return targets[0]


def _listed(names: list[str]) -> str:
    shown = ", ".join(f"`{name}`" for name in names[:5])
    return shown if len(names) <= 5 else f"{shown} and {len(names) - 5} more"


def near(code: Code, symbol: str) -> list[str]:
    """Names of declarations that look like the last part of `symbol`."""
    from tools.near import near_names

    names = {one.name for entry in code.facts.files() for one in entry.symbols}
    return near_names(symbol.rpartition(".")[2], sorted(names))
