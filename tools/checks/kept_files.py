"""The part of GR-12 about files: what a script lists for R8 is there.

The plugin only warns of a file that is not, up to version 8, and the rules in it are lost.
"""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from tools.checks.base import Context, Finding, place
from tools.syntax.language import is_keep_rules

_LISTS = re.compile(r"\b(?!getDefault)(?:\w+P|p)roguardFiles?\b")
_NAMED = re.compile(r"[\"']((?!proguard-(?:android|defaults))[\w./-]+\.(?:pro|txt|cfg))[\"']")
"""A file that is not one of those that the plugin brings."""


def missing_files(context: Context) -> Iterator[Finding]:
    """The files of rules that scripts list and that are not in the project."""
    for path in _scripts(context):
        text = context.written(path)
        folder = PurePosixPath(path).parent
        for match in _LISTS.finditer(text):
            for name, at in _names(text, match.end()):
                context.counted["GR-12"] += 1
                wanted = str(folder / name)
                if ".." in name or context.draft.exists(wanted):
                    continue
                line, column = place(text, at)
                message = f"there is no `{wanted}`, which is listed here"
                yield Finding("GR-12", "warn", path, line, column, message, wanted)


def _scripts(context: Context) -> list[str]:
    """The scripts of modules that are judged, and those beside rules that the draft took away."""
    draft = context.draft
    gone = [one for one in draft.changed() if is_keep_rules(one) and not draft.exists(one)]
    beside = {one.rpartition("/")[0] for one in gone} if context.after else set()
    return sorted(
        one.build_file
        for one in context.project.modules
        if one.build_file in context.paths or one.directory in beside
    )


def _names(text: str, at: int) -> Iterator[tuple[str, int]]:
    """The files in a list, which goes on behind a comma or bracket; each with its offset."""
    end = text.find("\n", at)
    while end > 0 and text[:end].rstrip().endswith((",", "(")):
        end = text.find("\n", end + 1)
    for match in _NAMED.finditer(text, at, end if end > 0 else len(text)):
        yield match[1], match.start(1)
