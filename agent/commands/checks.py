"""`checks`: what a draft and a review are checked for, from the code of the checks."""

from agent import output
from agent.app import close_network, fence_of
from agent.settings import resolve
from tools.checks import CHECKS, Check
from tools.errors import Kind, UserError


def list_checks(name: str, *, json: bool) -> int:
    """List the checks, or show one of them or of a family with its example."""
    settings = resolve(None, {})
    close_network(settings, fence_of(settings))
    if not name:
        return _list(json=json)
    shown = [one for one in CHECKS if one.id == name.upper() or _family(one) == name.upper()]
    if not shown:
        raise UserError(f"there is no check `{name}`", _hint(name), Kind.USAGE)
    for number, check in enumerate(shown):
        if json:
            output.json_line(_as_dict(check))
        else:
            output.data("\n" * bool(number) + _page(check))
    return 0


def _list(*, json: bool) -> int:
    if json:
        for check in CHECKS:
            output.json_line(_as_dict(check))
    else:
        heads = ("check", "severity", "what must hold", "example")
        output.table(heads, [(c.id, c.severity, c.title, _example(c)) for c in CHECKS])
    return 0


def _page(check: Check) -> str:
    told = f"{check.id} ({check.severity}): {check.title}\n"
    example = _example(check)
    return f"{told}\nexample: {example}\n" if example else told


def _example(check: Check) -> str:
    return str(getattr(check, "example", ""))


def _family(check: Check) -> str:
    return check.id.partition("-")[0]


def _hint(name: str) -> str:
    from difflib import get_close_matches

    family, _, number = name.upper().partition("-")
    meant = f"{family}-{number:0>2}"
    near = get_close_matches(meant, [check.id for check in CHECKS], n=1)
    return f"did you mean `{near[0]}`" if near else "`offdroid checks` lists them"


def _as_dict(check: Check) -> dict[str, object]:
    return {
        "check": check.id,
        "severity": check.severity,
        "title": check.title,
        "example": _example(check),
    }
