"""Runs Gradle: offline, in our own home, within a time, and leaves nothing running that hangs."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.gradle.daemons import daemons, end
from tools.gradle.home import Home
from tools.gradle.installation import Gradle, find_gradle, find_java
from tools.process import Completed, run
from tools.repo.lock import hold

_OFFLINE = (
    "--offline",
    "--no-scan",
    "--console=plain",
    # What is downloaded or started beside Gradle's own dependencies.
    "-Dorg.gradle.java.installations.auto-download=false",
    "-Porg.gradle.java.installations.auto-download=false",
    "-Pandroid.builder.sdkDownload=false",
    "-Pkotlin.compiler.execution.strategy=in-process",
    "-Dkotlin.compiler.execution.strategy=in-process",
    "-Dorg.gradle.vfs.watch=false",
)
_IDLE = 30 * 60_000  # milliseconds after which a daemon that nobody uses ends


@dataclass(frozen=True)
class Build:
    """How the build at `root` is run. `warm`: a daemon may stay and serve the next command."""

    root: Path
    gradle: Gradle
    java: Path
    home: Home
    warm: bool

    @classmethod
    def find(cls, root: Path, folder: Path, *, warm: bool) -> "Build":
        """With what is on this machine; `folder` is offdroid's own for this project.

        Raises `UserError` where Java or Gradle is missing.
        """
        return cls(root, find_gradle(root), find_java(root), Home(folder), warm)

    def run(self, arguments: Sequence[str], seconds: float) -> Completed:
        """Run tasks. A build that fails is no error here; one that takes too long is.

        One at a time: `UserError` where another process builds this project.
        """
        self.home.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with hold(self.home.folder / "lock", "a build"):
            self.home.prepare(self.gradle)
            # One in another network cannot be reached, and it keeps its locks.
            end([one for one in daemons(self.home.user) if not one.within])
            try:
                return run(
                    self.command(arguments),
                    cwd=self.root,
                    environment=self.home.environment(self.gradle, self.java),
                    timeout=seconds,
                )
            except BaseException:
                end(daemons(self.home.user))
                raise

    def command(self, arguments: Sequence[str]) -> tuple[str, ...]:
        """The whole command line."""
        daemon = ("--daemon", f"-Dorg.gradle.daemon.idletimeout={_IDLE}")
        return (
            str(self.gradle.program),
            *_OFFLINE,
            *(daemon if self.warm else ("--no-daemon",)),
            *("--project-cache-dir", str(self.home.project_cache)),
            *arguments,
        )

    def living(self) -> list[int]:
        """The daemons that wait for the next command, in the network that this process is in."""
        return [one.process for one in daemons(self.home.user) if one.within]
