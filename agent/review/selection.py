"""Which checks a person wants to hear of: by id (`KT-04`) or by family (`KT`, `ktlint`)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol, TypeVar, cast

from tools.errors import Kind, UserError

if TYPE_CHECKING:
    from agent.settings import Settings
    from tools.checks import Finding
    from tools.checks.base import Severity

_GRAVEST = ("block", "warn", "info")


class Named(Protocol):
    """What comes from a check."""

    @property
    def check(self) -> str:
        """The check's id."""


T = TypeVar("T", bound=Named)


@dataclass(frozen=True)
class Choice:
    """Which checks count, by id or family, and how grave they are (`KT-20=info`)."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: tuple[str, ...] = ()

    @classmethod
    def of(cls, settings: "Settings") -> "Choice":
        """What the settings choose."""
        return cls(settings.select, settings.ignore, settings.severity)

    def demand_known(self) -> None:
        """Refuse what names no check."""
        from tools.checks import CHECKS

        others = ("ktlint", "detekt", "model")
        names = [one.partition("=")[0] for one in self.severity]
        known = [*(one.id for one in CHECKS), *others]
        demand_known((*self.select, *self.ignore, *names), known)

    def applied(self, found: "Iterable[Finding]") -> "list[Finding]":
        """The findings that count, as grave as they are here, worst first."""
        kept = selected(found, self.select, self.ignore)
        if not self.severity:
            return kept
        weighed = [self._weighed(one) for one in kept]
        heard = [one for one in weighed if one is not None]
        return sorted(heard, key=lambda one: _GRAVEST.index(one.severity))

    def hears(self, check: str) -> bool:
        """Whether the findings of a check count."""
        return _is_selected(check, self.select, self.ignore) and self._level(check, "") != "off"

    def _weighed(self, one: "Finding") -> "Finding | None":
        level = self._level(one.check, one.severity)
        return None if level == "off" else replace(one, severity=cast("Severity", level))

    def _level(self, check: str, level: str) -> str:
        for part in self.severity:
            name, _, told = part.partition("=")
            level = told if _named(check, (name,)) else level
        return level


def selected(found: Iterable[T], select: Sequence[str], ignore: Sequence[str]) -> list[T]:
    """What `select` names (nothing: all), without what `ignore` names."""
    return [one for one in found if _is_selected(one.check, select, ignore)]


def _is_selected(check: str, select: Sequence[str], ignore: Sequence[str]) -> bool:
    return (not select or _named(check, select)) and not _named(check, ignore)


def demand_known(patterns: Iterable[str], checks: Collection[str]) -> None:
    """Refuse a name that is no check and no family of checks; `ktlint:rule` is not looked up."""
    for pattern in patterns:
        name = pattern.partition(":")[0]
        if not any(_named(check, (name,)) for check in checks):
            hint = "`offdroid checks` lists them"
            if "," in name:
                hint = "give each one by itself, as in `--select KT-04 --select KT-06`"
            raise UserError(f"there is no check `{pattern}`", hint, Kind.USAGE)


def _named(check: str, patterns: Iterable[str]) -> bool:
    return any(
        check == pattern or check.startswith((f"{pattern}-", f"{pattern}:")) for pattern in patterns
    )
