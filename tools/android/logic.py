"""The code of a build outside of its modules' own scripts: convention plugins and what they share.

Plugins are scripts, or classes in Kotlin, Groovy and Java that a script registers under an id.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from tools.android.build_files import is_plugin_source
from tools.android.catalog import Catalog
from tools.android.includes import BUILD_FILES
from tools.android.paths import below
from tools.android.scripts import Said, constants, understand
from tools.android.values import Constant, Values, properties
from tools.syntax.gradle import constant, read

_FIND_PLUGIN = re.compile(r"\bfindPlugin\(\s*[\"']([\w.-]+)[\"']")
_PLUGIN_END = re.compile(
    r"^(?:rootProject|project)\.|\.(?:get\w*\(\)|asProvider\(\)|pluginId\b|id$)|\s+"
)


@dataclass
class BuildLogic:
    """Plugins by id, their classes, functions with their parameters, and constants.

    `logic` are the folders of the builds that hold the code; without any, names of folders tell.
    """

    known: set[str]
    text: Callable[[str], str]
    catalogs: tuple[Catalog, ...]
    logic: tuple[str, ...] = ()
    values: Values = field(init=False)
    said: dict[str, Said] = field(default_factory=dict)
    enums: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _identities: dict[str, str] = field(default_factory=dict)
    classes: dict[str, Said] = field(default_factory=dict)
    functions: dict[str, Said] = field(default_factory=dict)
    parameters: dict[str, tuple[str, ...]] = field(default_factory=dict)

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
            self.classes[name] = understand(script, name, path)

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
                    self.classes[symbol.name] = said
                elif not symbol.owner or "Project." in symbol.signature:
                    self.functions[symbol.name] = said
                    self.parameters[symbol.name] = tuple(one.name for one in symbol.parameters)

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
            said = self.classes.get(text.rpartition(".")[2])
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
