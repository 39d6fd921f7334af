"""Judges an Android project as its compilers do: Kotlin, Compose, Java, aapt2, Hilt and Room.

`assert_compiles(project)` is the one call for other tests. It skips, with the reason, where
the compilers are not to be had. Each module is compiled against the modules that its Gradle
script names and against nothing else, with its own, non-transitive R class.
"""

import functools
import os
import platform
import re
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tests.toolchain.diagnostics import Diagnostic, errors, parse
from tests.toolchain.gradle_project import GradleProject, Module
from tests.toolchain.packages import FetchError, Packages, fetch
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
_TEST_CLASS = re.compile(r"@(?:org\.junit\.)?Test\b")


def assert_compiles(project_dir: Path, *, processed: bool = False) -> None:
    """Fail the test with the compilers' words unless the project compiles.

    With `processed` Hilt and Room have their say too, which takes several times as long.
    Skips the test where the compilers cannot be had.
    """
    toolchain = Toolchain.get()
    found = toolchain.process(project_dir) if processed else toolchain.check(project_dir)
    assert not errors(found), "\n".join(map(str, errors(found)))


class Toolchain:
    """The compilers, warm from their first use to the end of the session."""

    def __init__(self, packages: Packages) -> None:
        self._packages = packages
        self._results = Results(packages.root / "results")

    @staticmethod
    def available() -> str | None:
        """Why the compilers cannot be had here, or None. The first call may fetch packages."""
        found = _packages()
        return found if isinstance(found, str) else None

    @staticmethod
    def get() -> "Toolchain":
        """The session's toolchain; skips the running test where it cannot be had."""
        reason = Toolchain.available()
        if reason is not None:
            pytest.skip(reason)
        return _shared()

    def check(self, project_dir: Path) -> list[Diagnostic]:
        """Type-check all modules and link their resources; Hilt and Room are not asked."""
        return [each for _, found in self._units(_Check(self, project_dir)) for each in found]

    def process(self, project_dir: Path) -> list[Diagnostic]:
        """Run Hilt's and Room's processors too and compile what they generate."""
        return [each for _, found in self._units(_Processed(self, project_dir)) for each in found]

    def unit_tests(self, project_dir: Path) -> tuple[int, list[Diagnostic]]:
        """Compile and run the unit tests of all modules: how many ran, and what is wrong."""
        checked = _Check(self, project_dir)
        found = errors(each for _, all_of_it in self._units(checked) for each in all_of_it)
        count = 0
        for module in () if found else checked.project.modules.values():
            ran, failures = _UnitTests(checked, module).run()
            count += ran
            found += failures
        return count, found

    @staticmethod
    def _units(check: "_Check") -> Iterator[tuple[Module, list[Diagnostic]]]:
        """Each module's diagnostics, none for a module whose dependencies are broken."""
        broken: set[str] = set()
        for path, module in check.project.modules.items():
            if any(each.path in broken for each in check.project.visible(module)):
                broken.add(path)
                continue
            _, found = check.outcome(module)
            if errors(found):
                broken.add(path)
            yield module, found

    @property
    def packages(self) -> Packages:
        return self._packages

    @property
    def results(self) -> Results:
        return self._results

    @functools.cached_property
    def service(self) -> CompilerService:
        return CompilerService(self._packages)


class _Check:
    """One project's modules, each compiled into a folder of results named by its content."""

    def __init__(self, toolchain: Toolchain, root: Path) -> None:
        self.toolchain = toolchain
        self.project = GradleProject(root)
        self._keys: dict[str, str] = {}

    @property
    def root(self) -> Path:
        return self.project.root

    def key(self, module: Module) -> str:
        if module.path not in self._keys:
            files = [path for path in module.main.rglob("*") if path.is_file()]
            others = [self.key(each) for each in self.project.visible(module)]
            about = [module.path, module.namespace, *sorted(module.plugins), *others]
            content = digest(files, base=self.root)
            self._keys[module.path] = self.toolchain.results.key("check", content, *about)
        return self._keys[module.path]

    def outcome(self, module: Module) -> tuple[Path, list[Diagnostic]]:
        """`classes`, `r`, `flat` and `gen` of the module, and what was said about it."""

        def make(out: Path) -> list[Diagnostic]:
            packages, root = self.toolchain.packages, self.root
            found = compile_resources(packages, module, root=root, out=out)
            if found:  # without all names in R the sources would be blamed
                return found
            flats = [
                flat
                for each in (*self.project.runtime(module), module)
                for flat in sorted(self._flat(each, module, out).glob("*.flat"))
            ]
            found += link(packages, module, flats, root=root, out=out)
            (out / "linked.apk").unlink(missing_ok=True)
            r_class = (out / "gen").rglob("*.java")
            self.java(r_class, classpath=(), out=out / "r")
            classpath = self.classpath(module, out / "r")
            found += self.compile(module, [], classpath=classpath, out=out / "classes")
            if not errors(found):
                found += missing_components(module, root=root, classes=out / "classes")
            return found

        return self.toolchain.results.get(self.key(module), make)

    def _flat(self, module: Module, current: Module, out: Path) -> Path:
        return (out if module is current else self.outcome(module)[0]) / "flat"

    def classpath(self, module: Module, own_r: Path, *, tests: bool = False) -> list[Path]:
        """What the module's sources see: its R, its visible modules, the libraries, Android."""
        path = [own_r]
        for each in self.project.visible(module, tests=tests):
            folder, _ = self.outcome(each)
            path += [folder / "classes", folder / "r"]
        packages = self.toolchain.packages
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
        for jar in self.toolchain.packages.jars("plugins"):
            if any(i in module.plugins and jar.name.startswith(n) for i, n in _PLUGINS.items()):
                arguments.append(f"-Xplugin={jar}")
        arguments += ["-cp", _joined(classpath)]
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
        return self.run("java", [*options, "-cp", _joined(classpath), *names])

    def run(self, tool: str, arguments: list[str]) -> list[Diagnostic]:
        code, lines = self.toolchain.service.run(tool, arguments)
        return parse(tool, lines, root=self.root, code=code)


class _Processed(_Check):
    """The same with KSP: a module's classes hold what Hilt and Room generated for it."""

    def key(self, module: Module) -> str:
        plain = super().key(module)
        others = [super(_Processed, self).key(each) for each in self.project.runtime(module)]
        return self.toolchain.results.key("process", plain, *others)

    def outcome(self, module: Module) -> tuple[Path, list[Diagnostic]]:
        plain = _Check(self.toolchain, self.root)
        checked, complaints = plain.outcome(module)
        if errors(complaints) or _PROCESSOR not in module.plugins:
            return checked, complaints

        def make(out: Path) -> list[Diagnostic]:
            (out / "r").symlink_to(checked / "r")
            classpath = self.classpath(module, checked / "r")
            if module.application:  # Hilt's root component needs every binding there is
                for each in self.project.runtime(module):
                    classpath.insert(0, self.outcome(each)[0] / "classes")
            found = self._ksp(module, classpath, out / "ksp")
            if not errors(found):
                generated = [out / "ksp" / "kotlin", out / "ksp" / "java"]
                found += self.compile(module, generated, classpath=classpath, out=out / "classes")
            return found

        return self.toolchain.results.get(self.key(module), make)

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
                f"-source-roots={_joined(sources)}",
                f"-java-source-roots={_joined(sources)}",
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
                f"-libraries={_joined(classpath)}",
                "-map-annotation-arguments-in-java=true",
                f"-processor-options={os.pathsep.join(_PROCESSOR_OPTIONS)}",
                _joined(self.toolchain.packages.jars("processors")),
            ],
        )


class _UnitTests:
    """The unit tests of one module of a checked project."""

    def __init__(self, check: _Check, module: Module) -> None:
        self._check = check
        self._module = module
        self._folders = [module.test / "kotlin", module.test / "java"]

    def run(self) -> tuple[int, list[Diagnostic]]:
        """How many tests ran, and the errors and failures."""
        names = list(self._classes())
        if not names:
            return 0, []
        files = [path for folder in self._folders for path in folder.rglob("*.*")]
        content = digest(files, base=self._check.root)
        key = self._check.toolchain.results.key("test", content, self._check.key(self._module))
        folder, found = self._check.toolchain.results.get(key, self._compile)
        if errors(found):
            return 0, errors(found)
        path = [folder / "classes", *self._path()]
        for each in self._check.project.runtime(self._module):
            path += [self._check.outcome(each)[0] / "classes"]
        code, lines = self._check.toolchain.service.run("junit", [_joined(path), *names])
        ran = sum(int(line[4:]) for line in lines if re.fullmatch(r"ran \d+", line))
        return ran, parse("junit", lines, root=self._check.root, code=code)

    def _compile(self, out: Path) -> list[Diagnostic]:
        main, _ = self._check.outcome(self._module)
        classes, path = out / "classes", self._path()
        found = self._check.kotlin(
            self._module, self._folders, classpath=path, out=classes, friend=main / "classes"
        )
        if not errors(found):
            sources = (path for folder in self._folders for path in folder.rglob("*.java"))
            found += self._check.java(sources, classpath=[classes, *path], out=classes)
        return found

    def _path(self) -> list[Path]:
        main, _ = self._check.outcome(self._module)
        visible = self._check.classpath(self._module, main / "r", tests=True)
        return [main / "classes", *visible]

    def _classes(self) -> Iterator[str]:
        for folder in self._folders:
            for path in sorted(folder.rglob("*.*")):
                if path.suffix in (".kt", ".java") and _TEST_CLASS.search(path.read_text("utf-8")):
                    yield ".".join(path.relative_to(folder).with_suffix("").parts)


def _joined(paths: Iterable[Path]) -> str:
    return os.pathsep.join(map(str, paths))


@functools.cache
def _packages() -> Packages | str:
    if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        return "aapt2 is to be had for Linux on x86-64 only"
    for program in ("java", "javac", "mvn"):
        if shutil.which(program) is None:
            return f"`{program}` is not installed"
    try:
        return fetch()
    except FetchError as error:
        return str(error)


@functools.cache
def _shared() -> Toolchain:
    packages = _packages()
    assert isinstance(packages, Packages)
    return Toolchain(packages)
