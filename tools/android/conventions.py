"""What a module takes over from convention plugins, helper functions and scripts it applies."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from tools.android.logic import BuildLogic
from tools.android.paths import inside
from tools.android.scripts import (
    Said,
    applied_scripts,
    constants,
    for_each,
    for_itself,
    understand,
)
from tools.android.values import Constant
from tools.syntax.gradle import Script, read

_DEPTH = 6
_MOST = 500


@dataclass
class Conventions(BuildLogic):
    """Follows what scripts use, each script read once."""

    _calls: dict[tuple[str, tuple[tuple[str, str], ...]], Said] = field(default_factory=dict)
    _scripts: dict[str, Said | None] = field(default_factory=dict)
    _each: dict[str, Said | None] = field(default_factory=dict)

    def applied(self, said: Said, directory: str, root: str) -> list[Said]:
        """A script's statements and those of the plugins, functions and scripts that it uses."""
        found: list[Said] = []
        self._apply(said, (directory, root), 0, found)
        return found

    def _apply(self, said: Said, folders: tuple[str, str], depth: int, found: list[Said]) -> None:
        if len(found) > _MOST or any(said is one for one in found):
            return
        found.append(said)
        if depth >= _DEPTH:
            return
        for other in self._used(said, folders):
            self._apply(other, folders, depth + 1, found)

    def _used(self, said: Said, folders: tuple[str, str]) -> Iterable[Said]:
        for plugin in said.plugins:
            if (other := self.said.get(self.identity(plugin))) is not None:
                yield other
        for written in said.scripts:
            if (other := self._script(written, said.path, folders)) is not None:
                yield other
        for name in said.functions:
            if (other := self.functions.get(name)) is not None:
                yield self._bound(name, other, said)
        for name in (*said.classes, *said.functions):  # or made: `OtherPlugin().apply(project)`
            if (other := self.classes.get(name)) is not None:
                yield other

    def _bound(self, name: str, function: Said, caller: Said) -> Said:
        """What a function says where it is called with these arguments."""
        parameters = self.parameters.get(name, ())
        given = caller.arguments.get(name, ())
        bound = {
            key or parameter: caller.names.get(text, text)
            for parameter, (key, text) in zip(parameters, given, strict=False)
            if not key or key in parameters
        }
        if not bound:
            return function
        place = (name, tuple(sorted(bound.items())))
        if place not in self._calls:
            self._calls[place] = replace(function, names=function.names | bound)
        return self._calls[place]

    def _script(self, written: str, path: str, folders: tuple[str, str]) -> Said | None:
        """The script of an `apply from:`, which is looked for beside it and in the module."""
        directory, root = folders
        for base in (path.rpartition("/")[0], directory):
            place = inside(base, written, root)
            if place in self.known and place is not None:
                if place not in self._scripts:
                    self._scripts[place] = understand(read(self.text(place)), path=place)
                return self._scripts[place]
        return None

    def for_each(self, build_script: str) -> Said | None:
        """What a build's own script says about all of its modules."""
        if build_script not in self._each:
            script = read(self.text(build_script))
            self._learn(script, build_script, {build_script})
            each = for_each(script)
            said = understand(each, "", build_script) if each.calls or each.assignments else None
            self._each[build_script] = said
        return self._each[build_script]

    def defaults(self, settings: str) -> list[Said]:
        """What `android { }` of the settings gives to all modules, by the plugin for that."""
        if "com.android.settings" not in (text := self.text(settings) if settings else ""):
            return []
        said = understand(read(text), path=settings)
        return [Said(minimum_sdks=said.minimum_sdks, compile_sdk=said.compile_sdk, path=settings)]

    def _learn(self, script: Script, path: str, seen: set[str]) -> None:
        """Remember the names that a build's own script and those that it applies give values to."""
        found = constants(script)
        for name, value in found.items():
            self.values.learn(name, Constant(value, found), name.count(".") + 1)
        root = path.rpartition("/")[0]
        for written in applied_scripts(script):
            place = inside(root, written, root)
            if place is not None and place in self.known and place not in seen:
                seen.add(place)
                self._learn(read(self.text(place)), place, seen)

    def own(self, build_script: str) -> Said:
        """What a module's script says about it."""
        return understand(for_itself(read(self.text(build_script))), path=build_script)
