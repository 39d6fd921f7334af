"""Which checks a person wants to hear of: by id (`KT-04`) or by family (`KT`, `ktlint`)."""

from collections.abc import Collection, Iterable, Sequence
from typing import Protocol, TypeVar

from tools.errors import Kind, UserError


class Named(Protocol):
    """What comes from a check."""

    @property
    def check(self) -> str:
        """The check's id."""


T = TypeVar("T", bound=Named)


def selected(found: Iterable[T], select: Sequence[str], ignore: Sequence[str]) -> list[T]:
    """What `select` names (nothing: all), without what `ignore` names."""
    return [
        one
        for one in found
        if (not select or _named(one.check, select)) and not _named(one.check, ignore)
    ]


def demand_known(patterns: Iterable[str], checks: Collection[str]) -> None:
    """Refuse a name that is no check and no family of checks; `ktlint:rule` is not looked up."""
    for pattern in patterns:
        name = pattern.partition(":")[0]
        if not any(_named(check, (name,)) for check in checks):
            hint = "`offdroid checks` lists them"
            raise UserError(f"there is no check `{pattern}`", hint, Kind.USAGE)


def _named(check: str, patterns: Iterable[str]) -> bool:
    return any(
        check == pattern or check.startswith((f"{pattern}-", f"{pattern}:")) for pattern in patterns
    )
