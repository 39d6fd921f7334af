"""The composition root: closes the network, opens the project, builds engine and sinks.

Everything is built here and handed down; importing any module does nothing.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from agent.settings import Settings, Value, resolve
from tools.errors import Kind, UserError

if TYPE_CHECKING:
    from agent.engines.base import Engine
    from agent.events import Event, Sink
    from agent.seal import Sealed
    from agent.seal.fence import Fence
    from agent.seal.living import Living
    from agent.transcript import Transcript
    from tools.index import Index
    from tools.repo.repository import Repository

INDEX_FILE = "index.sqlite"

Ask = Callable[[str], bool | None]
"""Puts a yes-or-no question to the person. None: there is nobody to ask."""


@dataclass(frozen=True)
class Session:
    """What one request works with. `run` is its id; `connect` builds the engine, once."""

    settings: Settings
    repository: "Repository"
    index: "Index"
    connect: "Callable[[], Engine]"
    emit: "Sink"
    run: str
    ask: Ask

    @cached_property
    def engine(self) -> "Engine":
        """The model, connected when first asked for.

        Raises `UserError` (no model) where none can be used: requests that need no model never
        get here, so they pay nothing for it.
        """
        return self.connect()


@dataclass(frozen=True)
class Place:
    """Where a command works: behind the seal, in a project, with its settings.

    `repository` is None where git does not know the folder; `store` is the folder of the index.
    """

    settings: Settings
    sealed: "Sealed"
    root: Path
    store: Path
    repository: "Repository | None"
    notes: tuple[str, ...]

    def versioned(self) -> "Repository":
        """The repository, for commands that cannot do without one."""
        if self.repository is None:
            raise UserError(
                f"`{self.root}` is not in a git repository",
                "run `git init` there, or name the project with `--path`",
            )
        return self.repository

    @contextmanager
    def index(self) -> "Iterator[Index]":
        """The index of this project, open."""
        from tools.index import Index

        with Index.open(self.root, self.store / INDEX_FILE) as index:
            yield index


def enter(
    path: Path,
    flags: Mapping[str, Value | None] | None = None,
    *,
    model: bool = False,
    fenced: bool = True,
    warm: bool = False,
) -> Place:
    """Close the network, then find the project that `path` is in.

    `model`: whether the command may talk to a model server, which then stays reachable.
    `fenced`: whether git's hooks, settings and all outside the project become read-only.
    `warm`: whether Gradle is to run, whose daemon may wait in the network of an earlier command.
    """
    flags = flags or {}
    settings = resolve(None, flags)
    fence = fence_of(settings, path) if fenced else None
    living = living_of(_root_of(path)) if warm else None
    return place_of(path, flags, close_network(settings, fence, model=model, living=living))


def place_of(path: Path, flags: Mapping[str, Value | None], sealed: "Sealed") -> Place:
    """Find the project that `path` is in.

    A run that was killed while it applied its patch is finished or rolled back here.
    """
    if not path.is_dir():
        raise UserError(f"`{path}` is not a folder", "give one with `--path`", Kind.USAGE)
    repository = _find_repository(path)
    root = repository.root if repository else _project_root(path.resolve())
    recovered = repository.recover() if repository else None
    return Place(
        settings=resolve(root, flags),
        sealed=sealed,
        root=root,
        store=repository.state if repository else _cache_for(root),
        repository=repository,
        notes=tuple(note for note in (sealed.warning, recovered) if note),
    )


@contextmanager
def session(place: Place, sink: "Sink", ask: Ask, request: str) -> Iterator[Session]:
    """One request's session, with its transcript. The transcript is kept however it ends."""
    from agent.events import Finished, Noted, RunStarted
    from agent.transcript import Transcript, new_run, prune

    repository = place.versioned()
    prune(repository.state, place.settings.keep_days)
    run = new_run()
    with ExitStack() as stack:
        transcript = Transcript(repository.state, run)
        stack.callback(transcript.close)

        def emit(event: "Event") -> None:
            if isinstance(event, Finished):
                for told in _seen(place.sealed):
                    emit(told)
            event = _from_here(event, place.root)
            kept = not transcript.failure
            transcript(event)
            if kept and transcript.failure:
                sink(Noted(transcript.failure, warning=True))
            sink(event)

        stack.enter_context(_told(transcript))
        settings = place.settings
        sealed = place.sealed
        emit(RunStarted(run, request, settings.engine, settings.model, sealed.line, sealed.tier))
        for note in place.notes:
            emit(Noted(note, warning=note == place.sealed.warning))
        index = stack.enter_context(place.index())

        def connect() -> "Engine":
            engine = _connect(settings, emit, transcript)
            stack.callback(engine.close)
            return engine

        answer = (lambda _question: True) if settings.yes else ask
        yield Session(settings, repository, index, connect, emit, run, answer)


def _seen(sealed: "Sealed") -> "Iterator[Event]":
    """What the seal saw in the run, told before its end."""
    from agent.events import Isolated, Noted

    for path in sealed.appeared():
        said = f"`{path}` appeared or changed in this run, and git obeys it: look at it first"
        yield Noted(said, warning=True)
    if sealed.tally is not None:
        yield Isolated(sealed.tally.refused(), sealed.tally.requests())


def _from_here(event: "Event", root: Path) -> "Event":
    """The event with an undo command that works in the current folder."""
    from shlex import quote

    from agent.events import Finished

    if not isinstance(event, Finished) or not event.undo or Path.cwd().is_relative_to(root):
        return event
    return replace(event, undo=f"{event.undo} --path {quote(str(root))}")


@contextmanager
def _told(transcript: "Transcript") -> Iterator[None]:
    """Keep in the transcript how a run ended that did not end well."""
    from agent.events import Failed
    from agent.exits import Exit, exit_code

    try:
        yield
    except UserError as error:
        transcript(Failed(error.message, error.hint, exit_code(error.kind)))
        raise
    except KeyboardInterrupt:
        transcript(Failed("interrupted", "", Exit.INTERRUPTED))
        raise
    except Exception as error:
        transcript(Failed(f"a fault of offdroid: {type(error).__name__}", "", Exit.BUG))
        raise


def _connect(settings: Settings, emit: "Sink", transcript: "Transcript") -> "Engine":
    from agent.engines import open_engine
    from agent.events import Connected, Noted
    from agent.transcript import Recorder

    if settings.engine == "direct":
        raise UserError("this needs a model", "leave `--engine direct` out", Kind.NO_MODEL)
    try:
        engine = open_engine(
            "ollama" if settings.engine == "auto" else settings.engine,
            model=settings.model,
            address=settings.address,
            context=settings.context,
        )
    except UserError as error:
        if settings.engine == "auto" and error.kind == Kind.NO_MODEL:
            error.hint += "; `offdroid recipe list` shows what needs no model"
        raise
    about = engine.describe()
    emit(Connected(about.engine, about.model, about.digest, about.context))
    for note in about.notes:
        emit(Noted(note, warning=True))
    return Recorder(engine, transcript)


def fence_of(settings: Settings, path: Path | None = None, *more: Path) -> "Fence":
    """Where a command may write that works in the folder `path`; `more` are folders to make."""
    from platformdirs import user_cache_path, user_data_path, user_state_path

    from agent.seal.fence import Fence, own_folders

    kinds = (user_cache_path, user_data_path, user_state_path)
    own = [str(folder("offdroid", appauthor=False)) for folder in kinds]
    writable = own_folders([*own, *(str(folder.absolute()) for folder in more)])
    if settings.patch:
        from tools.repo.patch import Patch

        Patch.reserve(Path(settings.patch))
        writable.append(str(Path(settings.patch).absolute()))
    if settings.commit:
        writable.append(str(user_cache_path()))  # where the user's hooks keep what they need
    return Fence(None if path is None else str(path), writable)


def close_network(
    settings: Settings,
    fence: "Fence | None" = None,
    *,
    model: bool = False,
    living: "Living | None" = None,
) -> "Sealed":
    """Close the network for this process and its children. `model`: all but the model server.

    `fence` says where they may write: None lifts the fence, which is for `hook` alone. `living`
    is an earlier seal of this project.
    """
    from agent.seal import close

    return close(settings.seal, upstream_of(settings) if model else None, fence, living)


def upstream_of(settings: Settings) -> tuple[str, int] | None:
    """Where the model server listens, for engines that ask one.

    What is no address of this machine is refused when used.
    """
    if settings.engine not in ("auto", "ollama"):
        return None
    from agent.engines import default_address
    from agent.engines.address import parse_address

    try:
        address = parse_address(settings.address or default_address())
    except UserError:
        if settings.engine == "auto":
            return None
        raise
    return address.host, address.port


def gradle_folder(root: Path) -> Path:
    """Where Gradle keeps its own for the project at `root`."""
    from platformdirs import user_state_path

    return user_state_path("offdroid", appauthor=False) / "gradle" / _key(root)


def living_of(root: Path) -> "Living":
    """The seal of a project that may live; its note is where no fence lets one write."""
    from platformdirs import user_state_path

    from agent.seal.living import Living

    notes = user_state_path("offdroid-seal", appauthor=False)
    return Living(str(notes / f"{_key(root)}.json"), str(gradle_folder(root) / "living.json"))


def _root_of(path: Path) -> Path:
    """The root that a command will find, before git is asked."""
    folder = path.resolve()
    known = (one for one in (folder, *folder.parents) if (one / ".git").exists())
    return next(known, None) or _project_root(folder)


def _key(root: Path) -> str:
    from hashlib import sha256

    return sha256(os.fsencode(root)).hexdigest()[:16]


def _find_repository(path: Path) -> "Repository | None":
    from tools.repo.repository import Repository

    folder = path.resolve()
    if any((parent / ".git").exists() for parent in (folder, *folder.parents)):
        return Repository.open(path)
    return None


def _project_root(folder: Path) -> Path:
    """The outermost Gradle build above a folder that git does not know, else the folder."""
    builds = [
        parent
        for parent in (folder, *folder.parents)
        if (parent / "settings.gradle.kts").exists() or (parent / "settings.gradle").exists()
    ]
    return builds[-1] if builds else folder


def _cache_for(root: Path) -> Path:
    from platformdirs import user_cache_path

    folder = user_cache_path("offdroid", appauthor=False) / "index" / _key(root)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder
