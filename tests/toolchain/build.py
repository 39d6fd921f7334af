"""One project's modules, compiled in stages: resources, then code, with or without KSP.

A module's code is compiled against what its Gradle script makes visible and nothing else, with
its own, non-transitive R class. Each stage lands in a folder of results named by its inputs.
"""

import functools
import os
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

from tests.toolchain.diagnostics import Diagnostic, errors, parse
from tests.toolchain.gradle_project import GradleProject, Module
from tests.toolchain.packages import Packages
from tests.toolchain.resources import compile_resources, link, missing_components
from tests.toolchain.results import Results, digest
from tests.toolchain.service import CompilerService

_PLUGINS = {
    "org.jetbrains.kotlin.plugin.compose": "kotlin-compose-compiler",
    "org.jetbrains.kotlin.plugin.serialization": "kotlin-serialization-compiler",
}
_PROCESSOR = "com.google.devtools.ksp"
_PROCESSOR_OPTIONS = (
    "dagger.hilt.android.internal.disableAndroidSuperclassValidation=true",
    "dagger.fastInit=enabled",
    "room.generateKotlin=true",
)


class Tools:
    """Packages, results and the compiler process, which starts when it is first needed."""

    def __init__(self, packages: Packages) -> None:
        self.packages = packages
        self.results = Results(packages.root / "results")

    @functools.cached_property
    def service(self) -> CompilerService:
        return CompilerService(self.packages)


class Build:
    """The modules of the project at `root`, each judged once."""

    def __init__(self, tools: Tools, root: Path) -> None:
        self.tools = tools
        self.project = GradleProject(root)
        self.root = self.project.root
        self._keys: dict[tuple[str, str], str] = {}

    def diagnostics(self) -> list[Diagnostic]:
        """Of all modules; a module is passed over where one that it sees is broken."""
        found: list[Diagnostic] = []
        broken: set[str] = set()
        for path, module in self.project.modules.items():
            if any(each.path in broken for each in self.project.visible(module)):
                broken.add(path)
                continue
            folder, own = self.resources(module)
            if (folder / "r").is_dir():  # else the sources would be blamed for names R lacks
                own = own + self.code(module)[1]
            if errors(own):
                broken.add(path)
            found += own
        return found

    def resources(self, module: Module) -> tuple[Path, list[Diagnostic]]:
        """`flat` files and the R class in `r`, and what aapt2 said of them and the manifest."""

        def make(out: Path) -> list[Diagnostic]:
            packages, root = self.tools.packages, self.root
            found = compile_resources(packages, module, root=root, out=out)
            if errors(found):
                return found
            folders = [self.resources(each)[0] for each in self.project.runtime(module)]
            flats = [flat for folder in (*folders, out) for flat in (folder / "flat").iterdir()]
            found += link(packages, module, sorted(flats), root=root, out=out)
            (out / "linked.apk").unlink(missing_ok=True)
            return found + self.java((out / "gen").rglob("*.java"), classpath=(), out=out / "r")

        return self.tools.results.get(self.resources_key(module), make)

    def code(self, module: Module) -> tuple[Path, list[Diagnostic]]:
        """The module's `classes`, and what the compilers said."""

        def make(out: Path) -> list[Diagnostic]:
            found = self.compile(module, [], classpath=self.classpath(module), out=out / "classes")
            if not errors(found):
                found += missing_components(module, root=self.root, classes=out / "classes")
            return found

        return self.tools.results.get(self.code_key(module), make)

    def resources_key(self, module: Module) -> str:
        def make() -> str:
            files = [module.main / "AndroidManifest.xml", *(module.main / "res").rglob("*")]
            others = [self.resources_key(each) for each in self.project.runtime(module)]
            return self._key("resources", files, module.namespace, *others)

        return self._once("resources", module, make)

    def code_key(self, module: Module) -> str:
        def make() -> str:
            folders = [module.main / "kotlin", module.main / "java"]
            files = [path for folder in folders for path in folder.rglob("*")]
            files.append(module.main / "AndroidManifest.xml")
            others = [self.code_key(each) for each in self.project.visible(module)]
            about = [module.path, *sorted(module.plugins), self.resources_key(module), *others]
            return self._key("code", files, *about)

        return self._once("code", module, make)

    def classpath(self, module: Module, *, tests: bool = False) -> list[Path]:
        """What the module's sources see: its R, its visible modules, the libraries, Android."""
        path = [self.resources(module)[0] / "r"]
        for each in self.project.visible(module, tests=tests):
            path += [self.code(each)[0] / "classes", self.resources(each)[0] / "r"]
        packages = self.tools.packages
        return [*path, *packages.jars("libraries"), packages.android_jar]

    def compile(
        self, module: Module, generated: Iterable[Path], *, classpath: list[Path], out: Path
    ) -> list[Diagnostic]:
        """Kotlin, then Java, from the module's sources and the `generated` folders."""
        folders = [module.main / "kotlin", module.main / "java", *generated]
        found = self.kotlin(module, folders, classpath=classpath, out=out)
        if not errors(found):
            sources = (path for folder in folders for path in folder.rglob("*.java"))
            found += self.java(sources, classpath=[out, *classpath], out=out)
        return found

    def kotlin(
        self,
        module: Module,
        folders: Iterable[Path],
        *,
        classpath: list[Path],
        out: Path,
        friend: Path | None = None,
    ) -> list[Diagnostic]:
        """Compile the folders' Kotlin; `friend` are classes whose internal names it may use."""
        out.mkdir(parents=True, exist_ok=True)
        folders = [folder for folder in folders if folder.is_dir()]
        if not any(True for folder in folders for _ in folder.rglob("*.kt")):
            return []
        arguments = ["-no-stdlib", "-no-reflect", "-jvm-target", "17", "-d", str(out)]
        arguments += ["-module-name", module.path.strip(":").replace(":", "_")]
        for jar in self.tools.packages.jars("plugins"):
            if any(i in module.plugins and jar.name.startswith(n) for i, n in _PLUGINS.items()):
                arguments.append(f"-Xplugin={jar}")
        arguments += ["-cp", joined(classpath)]
        arguments += [f"-Xfriend-paths={friend}"] if friend else []
        return self.run("kotlin", [*arguments, *map(str, folders)])

    def java(
        self, sources: Iterable[Path], *, classpath: Iterable[Path], out: Path
    ) -> list[Diagnostic]:
        out.mkdir(parents=True, exist_ok=True)
        names = [str(path) for path in sources]
        options = ["-nowarn", "-proc:none", "--release", "17", "-d", str(out)]
        if not names:
            return []
        return self.run("java", [*options, "-cp", joined(classpath), *names])

    def run(self, tool: str, arguments: list[str]) -> list[Diagnostic]:
        code, lines = self.tools.service.run(tool, arguments)
        return parse(tool, lines, root=self.root, code=code)

    def _key(self, stage: str, files: Iterable[Path], *about: str) -> str:
        content = digest((path for path in files if path.is_file()), base=self.root)
        return self.tools.results.key(stage, content, *about)

    def _once(self, stage: str, module: Module, make: Callable[[], str]) -> str:
        if (stage, module.path) not in self._keys:
            self._keys[stage, module.path] = make()
        return self._keys[stage, module.path]


class ProcessedBuild(Build):
    """The same with KSP: a module's classes hold what Hilt and Room generated for it."""

    def code_key(self, module: Module) -> str:
        plain = super().code_key(module)
        return self.tools.results.key("processed", plain, *map(self.code_key, self._more(module)))

    def code(self, module: Module) -> tuple[Path, list[Diagnostic]]:
        def make(out: Path) -> list[Diagnostic]:
            classpath = self.classpath(module)
            classpath += [self.code(each)[0] / "classes" for each in self._more(module)]
            found = self._ksp(module, classpath, out / "ksp")
            if not errors(found):
                generated = [out / "ksp" / "kotlin", out / "ksp" / "java"]
                found += self.compile(module, generated, classpath=classpath, out=out / "classes")
            return found

        if _PROCESSOR not in module.plugins:
            return super().code(module)
        return self.tools.results.get(self.code_key(module), make)

    def _more(self, module: Module) -> tuple[Module, ...]:
        """What a module is given beyond what it sees: Hilt's root needs every binding there is."""
        return self.project.runtime(module) if module.application else ()

    def _ksp(self, module: Module, classpath: list[Path], out: Path) -> list[Diagnostic]:
        for name in ("kotlin", "java"):
            (out / name).mkdir(parents=True)
        javac = Path(shutil.which("javac") or "javac").resolve()
        sources = [path for name in ("kotlin", "java") if (path := module.main / name).is_dir()]
        return self.run(
            "ksp",
            [
                "-jvm-target=17",
                f"-module-name={module.path.strip(':').replace(':', '_')}",
                f"-source-roots={joined(sources)}",
                f"-java-source-roots={joined(sources)}",
                f"-project-base-dir={self.root}",
                f"-output-base-dir={out}",
                f"-caches-dir={out / 'caches'}",
                f"-class-output-dir={out / 'classes'}",
                f"-kotlin-output-dir={out / 'kotlin'}",
                f"-java-output-dir={out / 'java'}",
                f"-resource-output-dir={out / 'resources'}",
                "-language-version=2.2",
                "-api-version=2.2",
                f"-jdk-home={javac.parents[1]}",
                f"-libraries={joined(classpath)}",
                "-map-annotation-arguments-in-java=true",
                f"-processor-options={os.pathsep.join(_PROCESSOR_OPTIONS)}",
                joined(self.tools.packages.jars("processors")),
            ],
        )


def joined(paths: Iterable[Path]) -> str:
    """A class path."""
    return os.pathsep.join(map(str, paths))
