"""What a model on this machine says of the changed lines, within a time that is never passed.

Its word is advice: each suggestion of code goes through the gate that drafts go through, and is
dropped with its sentence where the checks find anything new.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from agent.engines.base import Message, Request, Schema
from agent.loop.reading import read_object
from agent.review.hunks import hunks
from agent.review.judging import new_lines
from agent.review.report import Remark, code_line
from agent.review.selection import selected
from prompts import render
from tools.base import Retry, ToolFault
from tools.errors import UserError

if TYPE_CHECKING:
    from agent.engines.base import Engine
    from agent.review.judging import Review
    from tools.checks import Finding

Connect = Callable[[], "Engine"]

_SENTENCE = 300
_REPLY_TOKENS = 300
_SOURCES = (".kt", ".java")


@dataclass(frozen=True)
class _Advice:
    line: int
    sentence: str
    suggestion: str


def advise(review: "Review", findings: "Sequence[Finding]", connect: Connect) -> Iterator[Remark]:
    """Remarks on source files that nothing blocks, the file with most new lines first.

    Raises `UserError` where no model can be used.
    """
    blocked = {one.path for one in findings if one.severity == "block"}
    fresh = {
        path: lines
        for path in review.paths
        if path.endswith(_SOURCES)
        and path not in blocked
        and (lines := new_lines(review.delta, path))
    }
    if not fresh:
        return
    engine = connect()
    try:
        for path in sorted(fresh, key=lambda name: -len(fresh[name])):
            advice = _ask(engine, review, path, fresh[path])
            if advice and _holds(review, path, advice, findings):
                yield _remark(review, path, advice)
    finally:
        engine.close()


def collect(found: Iterator[Remark], review: "Review", seconds: int) -> list[Remark]:
    """What comes within a time; a note on why there is no more."""
    from tools.workers import within

    remarks: list[Remark] = []
    try:
        for remark in within(seconds, found):
            remarks.append(remark)
    except TimeoutError:
        review.notes.append(f"the model did not end within {seconds} s")
    except UserError as error:
        review.notes.append(f"no advice by a model: {error.message}")
    choice = review.choice
    return selected(remarks, choice.select, choice.ignore)


def _ask(engine: "Engine", review: "Review", path: str, fresh: frozenset[int]) -> _Advice | None:
    text = review.read(path)
    if text is None:
        return None
    shown = hunks(text.split("\n"), fresh)
    messages = (
        Message("system", render("review")),
        Message("user", render("hunks", path=path, hunks=[hunk.text for hunk in shown])),
    )
    lines = sorted(line for hunk in shown for line in hunk.fresh)
    request = Request(messages, _REPLY_TOKENS)
    reply = engine.choose(request, _schema(lines), lambda _delta: None)
    with suppress(Retry):
        return _advice(read_object(reply.text, ("pass", "advise")), lines)
    return None


def _schema(lines: Sequence[int]) -> Schema:
    text = {"type": "string", "maxLength": _SENTENCE}
    properties = {
        "action": {"const": "advise"},
        "line": {"enum": list(lines)},
        "sentence": text,
        "suggestion": text,
    }
    return {
        "anyOf": [
            _flat({"action": {"const": "pass"}}),
            _flat(properties),
        ]
    }


def _flat(properties: Mapping[str, object]) -> dict[str, object]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _advice(values: Mapping[str, object], lines: Sequence[int]) -> _Advice | None:
    """The advice in a reply; None where there is none, or none that leads to a new line."""
    line, sentence = values.get("line"), values.get("sentence")
    if values.get("action") != "advise" or not isinstance(sentence, str) or line not in lines:
        return None
    sentence = " ".join(sentence.split())[:_SENTENCE].rstrip(". ")
    suggestion = str(values.get("suggestion") or "").strip()
    assert isinstance(line, int)
    return _Advice(line, sentence, suggestion) if sentence else None


def _holds(review: "Review", path: str, advice: _Advice, findings: "Sequence[Finding]") -> bool:
    """Whether the suggested line, where there is one, brings nothing that the checks find."""
    from tools.edits.soundness import new_faults

    draft = review.delta.draft
    before = draft.text(path)
    lines = before.split("\n")
    old = lines[advice.line - 1]
    if not advice.suggestion or advice.suggestion == old.strip():
        return True
    lines[advice.line - 1] = old[: len(old) - len(old.lstrip())] + advice.suggestion
    after = "\n".join(lines)
    if new_faults(path, before, after):
        return False
    known = {one.fingerprint for one in findings}
    checkpoint = draft.checkpoint()
    try:
        draft.write(path, after)
        return not {one.fingerprint for one in review.findings()} - known
    except ToolFault:
        return False
    finally:
        draft.restore(checkpoint)


def _remark(review: "Review", path: str, advice: _Advice) -> Remark:
    code = code_line(review.delta.draft, path, advice.line)
    differs = advice.suggestion and advice.suggestion != code.strip()
    return Remark(
        "model",
        "info",
        path,
        advice.line,
        len(code) - len(code.lstrip()) + 1,
        advice.sentence,
        code,
        f"perhaps `{advice.suggestion}`" if differs else "",
        source="model",
    )
