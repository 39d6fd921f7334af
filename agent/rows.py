"""How each event reads on a terminal: rows of a label, a text and a tone. Pure; writes nothing."""

from collections import Counter
from functools import singledispatch

from agent import events as e
from agent.row import Row, Tone, counted

_SLOW = 0.5  # seconds: a prompt read faster was cached, by a server that does not tell
_LEFT = 40  # places left alone that a person is shown


@singledispatch
def rows(event: e.Event) -> list[Row]:
    """What a person reads of this event; progress has no rows."""
    return []


@rows.register
def _started(event: e.RunStarted) -> list[Row]:
    return [Row("run", event.run, "strong"), Row("network", event.seal, "quiet")]


@rows.register
def _connected(event: e.Connected) -> list[Row]:
    model = f"`{event.model}` through {event.engine}, {event.context:,} tokens of context"
    return [Row("model", model)]


@rows.register
def _indexed(event: e.Indexed) -> list[Row]:
    text = (
        f"{counted(event.files, 'file')}, {event.parsed:,} read anew, "
        f"{counted(event.modules, 'module')}, {event.seconds:.1f} s"
    )
    return [Row("index", text, "quiet")]


@rows.register
def _located(event: e.Located) -> list[Row]:
    return [Row("files", "\n".join(event.files), "quiet")] if event.files else []


@rows.register
def _replied(event: e.ModelReplied) -> list[Row]:
    read = f"{event.prompt_tokens:,} tokens read"
    if event.cached_tokens is not None:
        read += f" ({event.cached_tokens:,} of them cached)"
    if event.prompt_seconds:
        fresh = event.prompt_tokens - (event.cached_tokens or 0)
        read += f" in {event.prompt_seconds:.1f} s"
        if event.cached_tokens is not None or event.prompt_seconds > _SLOW:
            read += _rate(fresh, event.prompt_seconds)
    written = f"{event.output_tokens:,} written"
    if event.output_seconds:
        written += (
            f" in {event.output_seconds:.1f} s{_rate(event.output_tokens, event.output_seconds)}"
        )
    ended = {"length": ", cut at the token limit", "cut": ", cut as a runaway"}.get(
        event.finish, ""
    )
    return [Row("model", f"{event.purpose}: {read}, {written}{ended}", "quiet")]


@rows.register
def _planned(event: e.Planned) -> list[Row]:
    steps = [f"{number}. {step}" for number, step in enumerate(event.steps, 1)]
    if not event.by_model:
        steps.append("(no model was used)")
    return [Row("plan", "\n".join(steps))]


@rows.register
def _acted(event: e.Acted) -> list[Row]:
    found = [Row("step", event.summary)]
    if event.left:
        more = len(event.left) - _LEFT
        rest = (f"and {more} more (see `--json`)",) if more > 0 else ()
        found.append(Row("left", "\n".join((*event.left[:_LEFT], *rest))))
    return found


@rows.register
def _faulted(event: e.Faulted) -> list[Row]:
    again = f" ({event.in_row} in a row)" if event.in_row > 1 else ""
    return [Row("fault", f"{event.sentence}{again}", "warn")]


@rows.register
def _repaired(event: e.Repaired) -> list[Row]:
    return [Row("mended", f"{event.path}: {event.sentence}")]


@rows.register
def _asked(event: e.Asked) -> list[Row]:
    answer = {True: "yes", False: "no", None: "nobody to ask"}[event.answer]
    return [Row("asked", f"{event.question} {answer}")]


@rows.register
def _diffed(event: e.Diffed) -> list[Row]:
    return [Row("diff", f"{counted(event.files, 'file')}, +{event.added} -{event.removed}")]


@rows.register
def _found(event: e.Found) -> list[Row]:
    labels: dict[str, tuple[str, Tone]] = {"block": ("error", "bad"), "warn": ("warning", "warn")}
    label, tone = labels.get(event.severity, (event.severity, "quiet"))
    return [Row(label, f"{event.path}:{event.line}: {event.message} [{event.check}]", tone)]


@rows.register
def _checked(event: e.Checked) -> list[Row]:
    tone: Tone = "bad" if event.blocking else "warn" if event.warnings else "good"
    verdict = (
        f"{counted(event.blocking, 'new error')}, {counted(event.warnings, 'new warning')}"
        if event.blocking or event.warnings
        else "nothing new found"
    )
    families = Counter(check.partition("-")[0] for check in event.ran)
    text = f"{verdict}\nran: {counted(len(event.ran), 'check')}"
    if families:
        text += f" ({', '.join(f'{name} {number}' for name, number in sorted(families.items()))})"
    for judge, reason in event.skipped:
        text += f"\nnot run: {judge} ({reason})"
    return [Row("checks", text, tone)]


@rows.register
def _noted(event: e.Noted) -> list[Row]:
    return [Row("warning", event.text, "warn") if event.warning else Row("note", event.text)]


@rows.register
def _isolated(event: e.Isolated) -> list[Row]:
    text = "nothing counts attempts to leave this machine here"
    if event.refused is not None:
        text = f"{counted(event.refused, 'attempt')} to leave this machine, refused by the kernel"
    if event.requests:
        text += f"; {counted(len(event.requests), 'request')} to the gate of the model server"
    return [Row("network", text, "warn" if event.refused else "quiet")]


@rows.register
def _finished(event: e.Finished) -> list[Row]:
    shown = [
        Row("done", event.outcome, "good") if event.exit == 0 else Row("end", event.outcome, "bad")
    ]
    if event.commit:
        shown.append(Row("commit", event.commit, whole=True))
    if event.patch:
        shown.append(Row("patch", event.patch, whole=True))
    if event.undo:
        shown.append(Row("undo", event.undo, whole=True))
    return shown


def _rate(tokens: int, seconds: float) -> str:
    return f" ({tokens / seconds:,.0f}/s)" if seconds > 0.05 and tokens > 0 else ""
