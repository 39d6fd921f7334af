"""What `doctor` looks at: each part of this machine that a run needs, or could use."""

import os
import platform
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal

from agent.app import Place
from agent.settings import PREFIX, REPOSITORY_FILE, Settings, user_file
from agent.streams import columns
from agent.version import __version__
from tools.errors import UserError
from tools.process import run

State = Literal["ok", "note", "warning", "missing"]


@dataclass(frozen=True)
class Found:
    """One line of the report. `advice` says what to do, where something is to be done."""

    part: str
    state: State
    text: str
    advice: str = ""


def survey(place: Place, environment: Mapping[str, str]) -> Iterator[Found]:
    """Look at everything, in the order in which a run needs it."""
    yield Found("offdroid", "ok", f"offdroid {__version__} in {Path(__file__).parent.parent}")
    yield Found("python", "ok", f"Python {platform.python_version()} ({sys.executable})")
    yield from _git(place)
    yield _seal(place)
    yield from _ollama(place.settings)
    yield _embedded()
    yield from _android(place, environment)
    yield _terminal()
    yield from _settings(place, environment)
    yield from _folders(place)


def _git(place: Place) -> Iterator[Found]:
    try:
        done = run(("git", "--version"), cwd=place.root)
    except UserError as error:
        yield Found("git", "missing", error.message, error.hint)
        return
    yield Found("git", "ok", done.text.strip())
    if place.repository is None:
        advice = "go to your project, or run `git init` there; `run` needs it to undo"
        yield Found("project", "warning", f"{place.root} is not in a git repository", advice)
        return
    yield Found("project", "ok", f"git repository {place.root}")
    identity = run(("git", "config", "--get", "user.email"), cwd=place.root)
    if identity.code:
        advice = "only `--commit` and `--branch` need one: `git config --global user.email ...`"
        yield Found("identity", "note", "git knows no `user.email`", advice)


def _seal(place: Place) -> Found:
    sealed = place.sealed
    state: State = "warning" if sealed.warning or sealed.tier in ("off", "tripwire") else "ok"
    return Found("network", state, sealed.line, sealed.warning)


def _ollama(settings: Settings) -> Iterator[Found]:
    from agent.engines import default_address
    from agent.engines.address import parse_address
    from agent.engines.ollama_server import OllamaServer

    try:
        address = parse_address(settings.address or default_address())
        with OllamaServer(address) as server:
            number = ".".join(map(str, server.version())) or "unknown"
            yield Found("ollama", "ok", f"Ollama {number} at {address.url}")
            if warning := server.cloud_warning():
                yield Found("cloud", "warning", warning)
            models = [model for model in server.models() if not model.remote]
            names = ", ".join(f"{model.name} ({model.size / 1e9:.1f} GB)" for model in models)
            if names:
                yield Found("models", "ok", names)
            chosen = server.find(settings.model)
            loaded = ", which is loaded" if chosen.name in server.loaded() else ""
            text = f"a run would use {chosen.name}{loaded}"
            small = "too large for this machine's memory; choose a smaller one with `--model`"
            fits = chosen.fits is not False
            yield Found("model", "ok" if fits else "warning", text, "" if fits else small)
    except UserError as error:
        yield Found("model", "missing", error.message, error.hint)


def _embedded() -> Found:
    try:
        return Found("embedded", "ok", f"llama.cpp in process (xllamacpp {version('xllamacpp')})")
    except PackageNotFoundError:
        advice = "optional: `pip install 'offdroid[embedded]'` runs a GGUF file without Ollama"
        return Found("embedded", "note", "llama.cpp in process is not installed", advice)


def _android(place: Place, environment: Mapping[str, str]) -> Iterator[Found]:
    from tools.gradle.installation import find_gradle, find_java

    try:
        yield Found("java", "ok", str(find_java(place.root)))
    except UserError as error:
        yield Found("java", "note", error.message, f"for `index --exact`: {error.hint}")
    try:
        gradle = find_gradle(place.root)
        told = f"Gradle {gradle.version} in {gradle.folder}"
        yield Found("gradle", "note" if gradle.note else "ok", gradle.note or told)
    except UserError as error:
        yield Found("gradle", "note", error.message, f"for `index --exact`: {error.hint}")
    kit = environment.get("ANDROID_HOME") or environment.get("ANDROID_SDK_ROOT")
    yield Found("android", "note", kit or "no Android SDK named by `ANDROID_HOME`")


def _terminal() -> Found:
    width = columns(sys.stderr)
    text = f"{width} columns" if width else "none: output is plain, and nobody is asked"
    return Found("terminal", "ok", text)


def _settings(place: Place, environment: Mapping[str, str]) -> Iterator[Found]:
    files = [path for path in (user_file(), place.root / REPOSITORY_FILE) if path.exists()]
    changed = [
        f"{item.name.replace('_', '-')}={getattr(place.settings, item.name)!r}"
        for item in fields(Settings)
        if getattr(place.settings, item.name) != item.default
    ]
    read = ", ".join(map(str, files)) or f"no file (yours would be {user_file()})"
    yield Found("settings", "ok", f"{read}; {', '.join(changed) or 'all as they ship'}")
    known = {PREFIX + item.name.upper() for item in fields(Settings)}
    tests = (f"{PREFIX}TEST_", f"{PREFIX}CORPUS")
    for name in sorted(environment):
        if name.startswith(PREFIX) and name not in known and not name.startswith(tests):
            yield Found("settings", "warning", f"`{name}` is no setting", "see its spelling")


def _folders(place: Place) -> Iterator[Found]:
    from agent.bugs import log_folder

    yield Found("state", "ok", f"index, transcripts and undo in {place.store}")
    if not os.access(place.store, os.W_OK):
        yield Found(
            "state", "missing", f"{place.store} cannot be written", "give yourself the right"
        )
    logs = sorted(log_folder().glob("bug-*.log"))
    if logs:
        yield Found("logs", "note", f"{len(logs)} logs of faults, the last is {logs[-1]}")
