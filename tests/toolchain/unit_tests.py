"""The unit tests of a module, compiled with what it hands them and run by JUnit."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.toolchain.build import Build, joined
from tests.toolchain.diagnostics import Diagnostic, errors, parse
from tests.toolchain.gradle_project import Module
from tests.toolchain.results import digest

_TEST_CLASS = re.compile(r"@(?:org\.junit\.)?Test\b")


class UnitTests:
    """The unit tests of one module of a checked project."""

    def __init__(self, build: Build, module: Module) -> None:
        self._build = build
        self._module = module
        self._folders = [module.test / "kotlin", module.test / "java"]

    def run(self) -> tuple[int, list[Diagnostic]]:
        """How many tests ran, and the errors and failures."""
        names = list(self._classes())
        if not names:
            return 0, []
        folder, found = self._build.tools.results.get(self._key(), self._compile)
        if errors(found):
            return 0, errors(found)
        path = [folder / "classes", *self._path()]
        for each in self._build.project.runtime(self._module):
            path += [self._build.code(each)[0] / "classes"]
        code, lines = self._build.tools.service.run("junit", [joined(path), *names])
        ran = sum(int(line[4:]) for line in lines if re.fullmatch(r"ran \d+", line))
        return ran, parse("junit", lines, root=self._build.root, code=code)

    def _key(self) -> str:
        files = [path for folder in self._folders for path in folder.rglob("*.*")]
        content = digest(files, base=self._build.root)
        return self._build.tools.results.key("test", content, self._build.code_key(self._module))

    def _compile(self, out: Path) -> list[Diagnostic]:
        main, classes, path = self._main(), out / "classes", self._path()
        found = self._build.kotlin(
            self._module, self._folders, classpath=path, out=classes, friend=main
        )
        if not errors(found):
            sources = (path for folder in self._folders for path in folder.rglob("*.java"))
            found += self._build.java(sources, classpath=[classes, *path], out=classes)
        return found

    def _main(self) -> Path:
        return self._build.code(self._module)[0] / "classes"

    def _path(self) -> list[Path]:
        return [self._main(), *self._build.classpath(self._module, tests=True)]

    def _classes(self) -> Iterator[str]:
        for folder in self._folders:
            for path in sorted(folder.rglob("*.*")):
                if path.suffix in (".kt", ".java") and _TEST_CLASS.search(path.read_text("utf-8")):
                    yield ".".join(path.relative_to(folder).with_suffix("").parts)
