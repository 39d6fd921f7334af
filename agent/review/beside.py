"""What ktlint and detekt say of the same change: on its lines only, and nothing said twice."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from agent.review.judging import new_lines
from agent.review.report import Remark, code_line
from agent.review.selection import selected

if TYPE_CHECKING:
    from agent.review.judging import Review
    from tools.linters.run import Hit


def linted(review: "Review", known: Sequence[Remark]) -> list[Remark]:
    """Remarks of the two on the lines that the change added; a note where one did not run."""
    from tools.linters.programs import programs

    tools = programs(review.index.root)
    if not tools:
        return []
    from tools.linters.run import lint

    texts = {path: text for path in review.paths if (text := review.read(path)) is not None}
    hits, told = lint(tools, texts, review.read)
    review.notes += told
    fresh = {path: new_lines(review.delta, path) for path in {hit.path for hit in hits}}
    said = {(one.path, one.line, issue) for one in known for issue in _issues(one.check)}
    found = [
        _remark(hit, review)
        for hit in hits
        if hit.line in fresh[hit.path] and (hit.path, hit.line, _name(hit)) not in said
    ]
    return selected(found, review.choice.select, review.choice.ignore)


def _issues(check: str) -> tuple[str, ...]:
    from tools.linters.silence import SAME

    return SAME.get(check, ())


def _name(hit: "Hit") -> str:
    """The rule without its set: `standard:filename`, `detekt.style.MagicNumber`."""
    return hit.rule.rpartition(":")[2].rpartition(".")[2]


def _remark(hit: "Hit", review: "Review") -> Remark:
    return Remark(
        f"{hit.tool}:{_name(hit)}",
        "warn",
        hit.path,
        hit.line,
        hit.column,
        hit.message.splitlines()[0].rstrip(".") if hit.message else _name(hit),
        code_line(review.delta.draft, hit.path, hit.line),
        source=hit.tool,
    )
