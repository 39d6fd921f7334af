"""The one place that decides what the terminal shows.

Standard output carries data only (a diff, an answer, a table, JSON lines), standard error carries
progress and prose. Colour and a moving line appear only on a capable terminal; a reader that went
away never stops a run.
"""

import sys
from typing import TYPE_CHECKING, TextIO

from agent.streams import columns, is_capable, is_terminal, write

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console
    from rich.live import Live

    from agent.events import Event
    from agent.progress import Progress
    from agent.row import Row
    from tools.errors import UserError

_CODES = {"plain": "", "quiet": "2", "good": "32", "warn": "33", "bad": "31", "strong": "1"}
_DIFF_CODES = (("+++", "1"), ("---", "1"), ("diff ", "1"), ("@@", "36"), ("+", "32"), ("-", "31"))


def data(text: str) -> None:
    """Write data to standard output.

    A file or a pipe gets the exact bytes, a terminal gets them without control sequences.
    """
    if is_terminal(sys.stdout):
        from agent.inert import inert

        text = inert(text)
    write(sys.stdout, text)


def diff(text: str) -> None:
    """Write a unified diff to standard output, coloured on a capable terminal."""
    if not is_capable(sys.stdout):
        data(text)
        return
    from agent.inert import inert

    for line in inert(text).split("\n")[:-1]:
        code = next((code for start, code in _DIFF_CODES if line.startswith(start)), "")
        write(sys.stdout, f"{_styled(line, code)}\n")


def json_line(value: object) -> None:
    """Write one JSON value as one line to standard output."""
    import json

    write(sys.stdout, f"{json.dumps(value, ensure_ascii=False)}\n", errors="replace")


def table(heads: "Sequence[str]", lines: "Sequence[Sequence[str]]") -> None:
    """Write a table to standard output: laid out on a terminal, tab-separated in a pipe."""
    from agent.inert import inert

    cells = [[" ".join(inert(cell).split()) for cell in line] for line in lines]
    width = columns(sys.stdout)
    if width is None:
        write(sys.stdout, "".join("\t".join(line) + "\n" for line in cells))
        return
    from agent.tables import lay_out

    first, *others = lay_out(heads, cells, width)
    strong = "1" if is_capable(sys.stdout) else ""
    write(sys.stdout, "".join(f"{line}\n" for line in (_styled(first, strong), *others) if line))


def prose(text: str) -> None:
    """Write lines for a person to standard error."""
    from agent.inert import inert

    write(sys.stderr, inert(text))


def failure(error: "UserError") -> None:
    """Say what went wrong and what to do next."""
    told = [f"error: {error.message}"]
    if error.hint:
        told += ["", f"hint: {error.hint}"]
    width = columns(sys.stderr)
    if width is not None:
        from textwrap import wrap

        told = [
            part
            for line in told
            for part in wrap(line, width, break_long_words=False, break_on_hyphens=False) or [""]
        ]
    prose("".join(f"{line}\n" for line in told))


def row(shown: "Row", *, data: bool = False) -> None:
    """Print one labelled row, wrapped to the terminal: prose, or a report that is `data`."""
    from agent.inert import inert
    from agent.row import GUTTER

    stream = sys.stdout if data else sys.stderr
    code = _CODES[shown.tone] if is_capable(stream) else ""
    whole = code if shown.tone in ("quiet", "strong") else ""
    label = shown.label
    for line in shown.lines(columns(stream)):
        text = inert(line)
        head = f"{label} ".ljust(GUTTER) if text else label
        write(stream, f"{_styled(head, code)}{_styled(text, whole)}\n")
        label = ""


def ask(question: str) -> bool | None:
    """Put a yes-or-no question to the person. None: there is nobody to ask."""
    if not (is_terminal(sys.stdin) and is_terminal(sys.stderr)):
        return None
    prose(f"{question} [y/N] ")
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def sink(*, as_json: bool, data: "tuple[type[Event], ...]" = ()) -> "Sink":
    """Where a command's events go: JSON lines, or a person with `data` on standard output."""
    return JsonLines() if as_json else Printer(data)


class JsonLines:
    """Prints each event as one JSON line."""

    def __call__(self, event: "Event") -> None:
        """Print the event."""
        json_line(event.as_dict())

    def __enter__(self) -> "JsonLines":
        return self

    def __exit__(self, *_error: object) -> None:
        pass


class Printer:
    """Prints events for a person. `data` names the events that are the command's data."""

    def __init__(self, data: "tuple[type[Event], ...]") -> None:
        self._data = data
        self._progress: Progress | None = None
        self._live: Live | None = None
        self._refreshed = 0.0

    def __call__(self, event: "Event") -> None:
        """Show the event."""
        from agent.events import Checking, Diffed, Generated, IndexProgress, PromptProgress
        from agent.rows import rows

        if isinstance(event, IndexProgress | PromptProgress | Generated | Checking):
            self._advance(event)
            return
        self.close()
        is_data = isinstance(event, self._data)
        if is_data:
            _write_data(event)
        if not is_data or isinstance(event, Diffed):
            for shown in rows(event):
                row(shown)

    def __enter__(self) -> "Printer":
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Take the moving line away."""
        if self._live is not None:
            self._live.stop()
        self._live = self._progress = None

    def _advance(self, event: "Event") -> None:
        from agent.events import Checking, IndexProgress
        from agent.progress import Progress

        still = isinstance(event, IndexProgress | Checking)
        if self._live is not None and still is self._live.auto_refresh:
            self.close()
        if self._progress is None:
            self._progress = Progress()
            self._progress.update(event)
            self._begin(self._progress, moving=not still)
        self._progress.update(event)
        if self._live is not None and still:
            self._live.refresh()

    def _begin(self, progress: "Progress", *, moving: bool) -> None:
        """Show the line: moved by a thread only while the model works, since git forks."""
        if not is_capable(sys.stderr):
            if moving:
                prose(f"{progress.line()}\n")
            return
        from rich.live import Live
        from rich.text import Text

        self._live = Live(
            get_renderable=lambda: Text(progress.line(), no_wrap=True, overflow="ellipsis"),
            console=_console(sys.stderr, columns(sys.stderr) or 80),
            auto_refresh=moving,
            refresh_per_second=8,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._live.start()


Sink = JsonLines | Printer


def _write_data(event: "Event") -> None:
    from agent.events import Answered, Diffed, Planned

    if isinstance(event, Diffed):
        diff(event.diff)
    elif isinstance(event, Answered):
        _model_text(event.text.rstrip("\n") + "\n")
    elif isinstance(event, Planned):
        _model_text("".join(f"{at}. {step}\n" for at, step in enumerate(event.steps, 1)))


def _model_text(text: str) -> None:
    """Write what a model says; on a terminal nothing in it can be clicked."""
    if is_terminal(sys.stdout):
        from agent.inert import unlinked

        text = unlinked(text)
    data(text)


def _console(stream: TextIO, width: int) -> "Console":
    from rich.console import Console

    plain = not is_capable(stream)
    return Console(
        file=stream, width=width, no_color=plain, markup=False, highlight=False, emoji=False
    )


def _styled(text: str, code: str) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if code and text.strip() else text
