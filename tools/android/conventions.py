"""Convention plugins: what each says, by plugin id, and the helper functions that they share."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from tools.android.catalog import Catalog
from tools.android.includes import BUILD_FILES
from tools.android.paths import below, inside
from tools.android.project import is_plugin_source
from tools.android.scripts import (
    Said,
    applied_scripts,
    constants,
    for_each,
    for_itself,
    understand,
)
from tools.android.values import Constant, Values, properties
from tools.syntax.gradle import Script, constant, read

_DEPTH = 6
_MOST = 500
_FIND_PLUGIN = re.compile(r"\bfindPlugin\(\s*[\"']([\w.-]+)[\"']")
_PLUGIN_END = re.compile(
    r"^(?:rootProject|project)\.|\.(?:get\w*\(\)|asProvider\(\)|pluginId\b|id$)|\s+"
)


@dataclass
class Conventions:
    """The code of a build that stands outside of its modules' own scripts.

    `logic` are the folders of the builds that hold it; without any, names of folders tell.
    """

    known: set[str]
    text: Callable[[str], str]
    catalogs: tuple[Catalog, ...]
    logic: tuple[str, ...] = ()
    values: Values = field(init=False)
    said: dict[str, Said] = field(default_factory=dict)
    enums: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _identities: dict[str, str] = field(default_factory=dict)
    _classes: dict[str, Said] = field(default_factory=dict)
    _functions: dict[str, Said] = field(default_factory=dict)
    _parameters: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _calls: dict[tuple[str, tuple[tuple[str, str], ...]], Said] = field(default_factory=dict)
    _scripts: dict[str, Said | None] = field(default_factory=dict)
    _each: dict[str, Said | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.values = Values(self.catalogs)
        paths = sorted(self.known)
        for path in paths:
            if self._is_logic(path):
                self._take(path)
            elif path == "gradle.properties" or path.endswith("/gradle.properties"):
                for name, value in properties(self.text(path)).items():
                    self.values.learn(name, Constant(f"'{value}'"), name.count(".") + 1)
        for path in paths:
            if path.rpartition("/")[2] in BUILD_FILES:
                self._take_registered(path)

    def _is_logic(self, path: str) -> bool:
        if "/src/main/" not in path:
            return False
        if not self.logic:
            return is_plugin_source(path)
        return any(below(path, folder) for folder in self.logic)

    def _take(self, path: str) -> None:
        if path.endswith((".gradle.kts", ".gradle")):
            self._take_script(path)
        elif path.endswith(".kt"):
            self._take_source(path)
        elif path.endswith((".groovy", ".java")):
            self._take_class(path)

    def _take_class(self, path: str) -> None:
        """A plugin or constants in Groovy or Java: one class, called as its file is."""
        name = path.rpartition("/")[2].rpartition(".")[0]
        content = self.text(path)
        script = read(content)
        own = constants(script)
        for key, value in own.items():
            self.values.learn(f"{name}.{key}", Constant(value, own), 2)
        if "Plugin<" in content:
            self._classes[name] = understand(script, name, path)

    def _take_source(self, path: str) -> None:
        from tools.syntax.kotlin import read as read_kotlin

        content = self.text(path)
        symbols = read_kotlin(path, content)[0].symbols
        own: dict[str, str] = {}
        for symbol in symbols:
            if symbol.kind == "enum_entry":
                name = symbol.owner.rpartition(".")[2]
                self.enums[name] = (*self.enums.get(name, ()), symbol.name)
        for symbol in symbols:
            if symbol.kind == "property" and symbol.body >= 0:
                value = content[symbol.body + 1 : symbol.end].strip()
                value = value[5:] if value.startswith("get() =") else value
                own.setdefault(symbol.name, value)
                least = 2 if symbol.owner else 1
                self.values.learn(symbol.qualified, Constant(value, own), least)
        for symbol in symbols:
            is_plugin = symbol.kind in ("class", "object") and "Plugin" in " ".join(
                symbol.supertypes
            )
            if is_plugin or symbol.kind == "function":
                body = content[symbol.start : symbol.end]
                said = understand(read(body), symbol.name, path)
                said.names.update(own | said.names)
                if is_plugin:
                    self._classes[symbol.name] = said
                elif not symbol.owner or "Project." in symbol.signature:
                    self._functions[symbol.name] = said
                    self._parameters[symbol.name] = tuple(one.name for one in symbol.parameters)

    def _take_script(self, path: str) -> None:
        content = self.text(path)
        package = re.search(r"^package\s+([\w.]+)", content, re.MULTILINE)
        name = path.rpartition("/")[2].removesuffix(".kts").removesuffix(".gradle")
        identity = f"{package[1]}.{name}" if package else name
        self.said[identity] = understand(read(content), identity, path)

    def _take_registered(self, path: str) -> None:
        content = self.text(path)
        if "implementationClass" not in content:
            return
        script = read(content)
        given = [
            (one.name, one.value or one.text, one.within, one.start) for one in script.assignments
        ]
        for call in script.calls:  # Groovy sets properties without `=`, Kotlin by `set`
            if call.arguments:
                first = call.arguments[0]
                name = call.name.removesuffix(".set")
                given.append((name, first.value or first.text, call.within, call.start))
        ids = [one for one in given if one[0].rpartition(".")[2] == "id"]
        for name, text, within, start in given:
            if name.rpartition(".")[2] != "implementationClass":
                continue
            near = min(
                (one for one in ids if one[2] == within),
                key=lambda one: abs(one[3] - start),
                default=None,
            )
            said = self._classes.get(text.rpartition(".")[2])
            if near is not None and said is not None:
                self.said[self.identity(near[1])] = said

    def identity(self, written: str) -> str:
        """A plugin id from an id, an accessor or a constant."""
        found = self._identities.get(written) or self._identity(written)
        if found != written:
            self._identities[written] = found
        return found

    def _identity(self, written: str) -> str:
        if found := _FIND_PLUGIN.search(written):
            targets = {
                c.plugins()[found[1]].target for c in self.catalogs if found[1] in c.plugins()
            }
            return targets.pop() if len(targets) == 1 else written
        text = _PLUGIN_END.sub("", written)
        return constant(text) or self.values.one(text) or text

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
            if (other := self._functions.get(name)) is not None:
                yield self._bound(name, other, said)
        for name in (*said.classes, *said.functions):  # or made: `OtherPlugin().apply(project)`
            if (other := self._classes.get(name)) is not None:
                yield other

    def _bound(self, name: str, function: Said, caller: Said) -> Said:
        """What a function says where it is called with these arguments."""
        parameters = self._parameters.get(name, ())
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
