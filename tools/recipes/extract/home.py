"""The string files of a module: equal texts are found again, new ones added."""

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from tools.recipes.resources import (
    EMPTY_FILE,
    StringEntry,
    add_string,
    common_prefix,
    entries,
    escape,
    name_for,
)

if TYPE_CHECKING:
    from tools.android.project import Module
    from tools.repo.draft import Draft

_UNNUMBERED = re.compile(r"%(?=[sd])")
_SEVERAL_PERCENTS = re.compile(r"%[^%]*%", re.DOTALL)


@dataclass
class Home:
    """Where the texts of one module go. `added` holds the names that are new."""

    draft: "Draft"
    module: "Module"
    added: list[str] = field(default_factory=list)
    is_used: bool = False
    _files: dict[str, tuple[str, list[StringEntry]]] = field(default_factory=dict)

    @cached_property
    def folder(self) -> str:
        """The resource folder of the main source set."""
        directory = f"{self.module.directory}/" if self.module.directory else ""
        multiplatform = f"{directory}src/androidMain/res"
        if self.module.kind == "multiplatform" or self._paths(f"{multiplatform}/"):
            return multiplatform
        return f"{directory}src/main/res"

    @property
    def path(self) -> str:
        """The file of the default locale."""
        return f"{self.folder}/values/strings.xml"

    def known(self) -> list[StringEntry]:
        """All strings of the default locale."""
        return self._entries(f"{self.folder}/values/")

    def _entries(self, prefix: str) -> list[StringEntry]:
        found = []
        for path in self._paths(prefix):
            text = self.draft.text(path)
            if path not in self._files or self._files[path][0] != text:
                self._files[path] = (text, entries(text))
            found += self._files[path][1]
        return found

    def _paths(self, prefix: str) -> list[str]:
        """The XML files whose path begins so; paths are sorted."""
        paths = self.draft.paths()
        start = bisect_left(paths, prefix)
        end = bisect_left(paths, f"{prefix}\U0010ffff")
        return [path for path in paths[start:end] if path.endswith(".xml")]

    def find(self, text: str) -> str:
        """The name of an equal string; "" for none."""
        wanted = _numbered(text)
        same = [e.name for e in self.known() if e.text is not None and _numbered(e.text) == wanted]
        self.is_used = self.is_used or bool(same)
        return same[0] if same else ""

    def put(self, text: str, *, formatted: bool, name: str = "") -> str:
        """The name of a string with this text, added where there is none yet.

        A formatted text holds placeholders such as `%1$s` and `%%` for a percent sign.
        """
        found = self.find(text)
        if found:
            return found
        names = {entry.name for entry in self.known()}
        taken = names | self._elsewhere()
        chosen = name
        if not name or name in taken:
            chosen = name_for(text, taken, common_prefix(names - set(self.added)))
        value = escape(text)
        ambiguous = not formatted and _SEVERAL_PERCENTS.search(text) is not None
        if not self.draft.exists(self.path):
            self.draft.create(self.path, EMPTY_FILE)
        xml = self.draft.text(self.path)
        self.draft.write(self.path, add_string(xml, chosen, value, formatted=not ambiguous))
        self.added.append(chosen)
        self.is_used = True
        return chosen

    def _elsewhere(self) -> set[str]:
        """Names that only a locale declares."""
        return {entry.name for entry in self._entries(f"{self.folder}/values-")}


def _numbered(text: str) -> str:
    """`%s` is `%1$s` where it is the only one."""
    return _UNNUMBERED.sub("%1$", text) if len(_UNNUMBERED.findall(text)) == 1 else text
