"""`index`: refresh the index and say what the project holds."""

from pathlib import Path

from agent import output
from agent.app import enter
from agent.events import Indexed, IndexProgress, Noted
from tools.index import Index


def index(path: Path, *, exact: bool = False, json: bool) -> int:
    """Refresh the index; return the exit code. `exact`: with what the user's Gradle tells."""
    place = enter(path, warm=exact)
    with output.sink(as_json=json) as sink, place.index() as opened:
        for note in place.notes:
            sink(Noted(note))
        sink(refresh(opened, sink))
        if exact:
            from agent.commands.exact import ask_gradle

            ask_gradle(place, opened, sink)
        if not json:
            _show(opened)
    return 0


def refresh(opened: Index, sink: output.Sink) -> Indexed:
    """Bring the index up to date, with progress."""
    done = opened.refresh(lambda read, total: sink(IndexProgress(read, total)))
    for note in done.notes:
        sink(Noted(note))
    if not done.modules:
        sink(Noted("no Gradle build was found: run this in an Android project, or give `--path`"))
    return Indexed(done.files, done.parsed, done.modules, done.seconds)


def _show(opened: Index) -> None:
    project = opened.project()
    output.table(
        ("module", "folder", "namespace", "kind"),
        [
            (module.path, module.directory or ".", module.namespace or "", module.kind)
            for module in project.modules
        ],
    )
