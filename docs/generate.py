"""Writes docs/reference from the code: `python -m docs.generate`. A test compares."""

import os
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import fields
from inspect import cleandoc
from io import StringIO
from pathlib import Path
from typing import get_type_hints

from agent import cli
from agent.events import Event
from agent.exits import Exit
from agent.loop.guards import GUARDS
from agent.settings import PREFIX, Settings
from tools.checks import CHECKS
from tools.recipes import RECIPES

FOLDER = Path(__file__).parent / "reference"
_NOTE = "<!-- Written by `python -m docs.generate`; do not edit. -->\n"

_EXITS = {
    Exit.DONE: "Done: applied, or nothing to do, and verified as far as this machine can.",
    Exit.NOT_DONE: "Not done: nothing was applied. It was refused, given up, not found, or the "
    "checks found new errors; a review found what `--fail-on` names.",
    Exit.USAGE: "The command line or a settings file is wrong.",
    Exit.BUG: "A fault of offdroid itself. The message names a log to report.",
    Exit.UNVERIFIED: "Applied although the checks found new errors, as `--keep-unverified` says.",
    Exit.NO_MODEL: "No usable model: none is installed, it was not found, it runs on a remote "
    "server, or its server cannot be reached.",
    Exit.NO_SEAL: "The network cannot be closed as `--seal` demands, the seal does not hold, or "
    "`doctor --prove` found a way out.",
    Exit.INTERRUPTED: "Interrupted by Ctrl-C or SIGTERM. Nothing is half-done.",
}


def pages() -> dict[str, str]:
    """All pages of the reference: file name -> text."""
    return {
        "commands.md": _commands(),
        "settings.md": _settings(),
        "events.md": _events(),
        "exit-codes.md": _exits(),
        "checks.md": _checks(),
        "recipes.md": _recipes(),
    }


def _commands() -> str:
    parts = [f"# Commands\n{_NOTE}", "`offdroid COMMAND --help` prints the same.\n"]
    parts += [f"## offdroid {name}\n\n```text\n{text}```\n" for name, text in _helps()]
    return "\n".join(parts)


def _helps() -> Iterator[tuple[str, str]]:
    for item in cli.app.registered_commands:
        yield from _help(item.name or _name(item.callback))
    for group in cli.app.registered_groups:
        assert group.typer_instance
        for item in group.typer_instance.registered_commands:
            yield from _help(f"{group.name} {item.name}")


def _name(function: object) -> str:
    return str(getattr(function, "__name__", ""))


def _help(command: str) -> Iterator[tuple[str, str]]:
    """What a terminal of 80 columns shows."""
    shown = StringIO()
    with redirect_stdout(shown):
        cli.execute([*command.split(), "--help"])
    yield command, "\n".join(line.rstrip() for line in shown.getvalue().splitlines()) + "\n"


def _settings() -> str:
    from agent.settings import REPOSITORY_FILE

    parts = [
        f"# Settings\n{_NOTE}",
        cleandoc(f"""
            A later source wins: defaults, your file (`offdroid/config.toml` in the folder where
            programs keep their settings, `~/.config` on Linux), `{REPOSITORY_FILE}` at the root of
            the repository, the environment, flags. An unknown name is an error. A repository's
            file can never widen what the agent may do: where the table says "you only", the
            setting is refused there.

            | setting | environment | default | who | meaning |
            | --- | --- | --- | --- | --- |
        """),
    ]
    for item in fields(Settings):
        default = item.default if item.default not in ("", ()) else "none"
        shown = str(default).lower() if isinstance(default, bool) else default
        who = "you only" if item.metadata["widens"] else "you, the repository"
        name = item.name.replace("_", "-")
        about = item.metadata["about"]
        parts.append(f"| `{name}` | `{PREFIX}{item.name.upper()}` | {shown} | {who} | {about} |")
    parts += ["", "## Guards", "", "What `no-guard` can switch off:", ""]
    parts += [f"- `{name}`: {about}" for name, about in GUARDS.items()]
    return "\n".join(parts) + "\n"


def _events() -> str:
    parts = [
        f"# Events\n{_NOTE}",
        cleandoc("""
            `run`, `plan`, `ask`, `recipe run` and `demo` print one JSON object a line with
            `--json`; a transcript holds the same lines, with the seconds since its beginning in
            `at`. `event` names the kind; the other fields are always there. New kinds and new
            fields may come; a reader skips what it does not know. The last line of a stream is
            `finished` or `failed`, and its `exit` is the exit code of the process.
        """),
        "",
    ]
    for known in Event.__subclasses__():
        parts += [f"## `{known.kind}`", "", cleandoc(known.__doc__ or ""), ""]
        hints = get_type_hints(known)
        parts += [f"- `{item.name}`: {_json_type(hints[item.name])}" for item in fields(known)]
        parts.append("")
    return "\n".join(parts)


def _json_type(hint: object) -> str:
    known: dict[object, str] = {
        str: "text",
        int: "whole number",
        float: "number",
        bool: "true or false",
        bool | None: "true, false or null",
        int | None: "whole number or null",
        tuple[str, ...]: "list of texts",
        tuple[tuple[str, str], ...]: "list of pairs of texts",
        dict[str, object] | None: "object or null",
    }
    return known[hint]


def _exits() -> str:
    lines = [f"# Exit codes\n{_NOTE}", "| code | meaning |", "| --- | --- |"]
    lines += [f"| {int(code)} | {_EXITS[code]} |" for code in Exit]
    return "\n".join(lines) + "\n"


def _checks() -> str:
    parts = [
        f"# Checks\n{_NOTE}",
        cleandoc("""
            What a draft is checked for before it becomes a patch, and a change in a review. Only
            findings that the draft or the change added count. A finding of a check that blocks
            keeps the patch from being applied, unless you say `--keep-unverified`, and ends a
            review with exit 1. `offdroid checks` prints the same list.

            | check | severity | what must hold |
            | --- | --- | --- |
        """),
    ]
    parts += [f"| {check.id} | {check.severity} | {check.title} |" for check in CHECKS]
    return "\n".join(parts) + "\n"


def _recipes() -> str:
    parts = [f"# Recipes\n{_NOTE}", "Run one with `offdroid recipe run NAME KEY=VALUE ...`.\n"]
    for recipe in RECIPES.values():
        parts += [f"## {recipe.name}", "", f"{recipe.summary.capitalize()}.", ""]
        for item in recipe.parameters:
            optional = "" if item.required else " (optional)"
            parts.append(f"- `{item.name}`{optional}: {item.description}")
        parts.append("")
    return "\n".join(parts)


def main() -> int:
    """Write all pages."""
    os.environ["COLUMNS"] = "80"
    FOLDER.mkdir(exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
