"""The warm JVM in which Kotlin, Java, KSP and JUnit run: one process for a test session."""

import atexit
import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.toolchain.packages import Packages

SOURCE = Path(__file__).with_name("CompilerService.java")
_JVM = (
    "-Xmx2g",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-Dkotlin.environment.keepalive=true",
)


class CompilerService:
    """Runs one tool at a time: `kotlin`, `java`, `ksp` or `junit`."""

    def __init__(self, packages: Packages) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="offdroid-compiler-"))
        path = os.pathsep.join(map(str, packages.jars("compiler")))
        subprocess.run(
            ["javac", "-nowarn", "-cp", path, "-d", str(self._folder), str(SOURCE)], check=True
        )
        self._process = subprocess.Popen(
            ["java", *_JVM, "-cp", f"{self._folder}{os.pathsep}{path}", "CompilerService"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
            cwd=self._folder,  # Kotlin shortens paths below its working folder
        )
        atexit.register(self.close)

    def run(self, tool: str, arguments: Sequence[str]) -> tuple[int, list[str]]:
        """The tool's exit code and the lines that it printed."""
        request = self._folder / "arguments"
        request.write_text("\n".join(arguments), "utf-8")
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{tool} {request}\n")
        self._process.stdin.flush()
        lines: list[str] = []
        for line in self._process.stdout:
            if line.startswith("== "):
                return int(line[3:]), lines
            lines.append(line.rstrip("\n"))
        raise RuntimeError(f"the compiler process ended: {lines[-3:]}")

    def close(self) -> None:
        """End the process; it ends by itself when its input closes."""
        atexit.unregister(self.close)
        if self._process.stdin is not None:
            self._process.stdin.close()
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)
