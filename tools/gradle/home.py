"""A home for Gradle of our own, so that nothing outside and nothing of the seal meet in one.

In one home a daemon outside and one inside wait for each other's locks until the build fails.
"""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from tools.gradle.installation import Gradle
from tools.library.gradle_cache import gradle_home

_READ_ONLY_CACHE_SINCE = (6, 2)
_RUN_AT_START = ("init.d", "init.gradle", "init.gradle.kts")
_PASSED_ON = frozenset(
    "PATH HOME USER LOGNAME LANG LANGUAGE LC_ALL LC_CTYPE TZ TMPDIR"
    " ANDROID_HOME ANDROID_SDK_ROOT ANDROID_NDK_HOME".split()
)


@dataclass(frozen=True)
class Home:
    """`folder` is offdroid's own for one project: Gradle's home and the project's cache in it."""

    folder: Path

    @property
    def user(self) -> Path:
        """What is `~/.gradle` otherwise."""
        return self.folder / "home"

    @property
    def project_cache(self) -> Path:
        """What is `.gradle` in the project otherwise."""
        return self.folder / "project"

    def prepare(self, gradle: Gradle) -> None:
        """Make it: for this user alone, with what was downloaded before, without init scripts."""
        for folder in (self.folder, self.user, self.project_cache, self.user / "wrapper"):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for name in _RUN_AT_START:  # a build may have left one here
            _remove(self.user / name)
        theirs = gradle_home()
        for name in ("wrapper/dists", "gradle.properties"):
            _link(self.user / name, theirs / name)
        if gradle.numbers < _READ_ONLY_CACHE_SINCE:
            self._copy_downloads(theirs)

    def environment(self, gradle: Gradle, java: Path) -> dict[str, str]:
        """The whole environment of a build: little of ours, and where its own folders are."""
        kept = {name: value for name, value in os.environ.items() if name in _PASSED_ON}
        own = {
            "JAVA_HOME": str(java),
            "GRADLE_USER_HOME": str(self.user),
            "ANDROID_USER_HOME": str(self.folder / "android"),
            "TERM": "dumb",
        }
        downloads = gradle_home() / "caches"
        if gradle.numbers >= _READ_ONLY_CACHE_SINCE and (downloads / "modules-2").is_dir():
            own["GRADLE_RO_DEP_CACHE"] = str(downloads)
        return kept | own

    def _copy_downloads(self, theirs: Path) -> None:
        """Copy what an older Gradle cannot read where it lies.

        No hard links: through one, a build could change the user's own file.
        """
        source, target = theirs / "caches" / "modules-2", self.user / "caches" / "modules-2"
        stamp = self.folder / "downloads"
        state = ",".join(f"{one.name}:{one.stat().st_mtime_ns}" for one in _both_levels(source))
        if not state or (stamp.is_file() and stamp.read_text("utf-8") == state):
            return
        ignored = shutil.ignore_patterns("*.lock", "gc.properties")
        shutil.copytree(source, target, ignore=ignored, symlinks=True, dirs_exist_ok=True)
        stamp.write_text(state, "utf-8")


def _both_levels(folder: Path) -> list[Path]:
    """What changes its time when Gradle stores something that it downloaded."""
    return sorted([*folder.glob("files-*/*"), *folder.glob("metadata-*/*")])


def _link(own: Path, theirs: Path) -> None:
    """Have `own` lead to what the user has, and be nothing where there is nothing."""
    if own.is_symlink() and own.readlink() == theirs and theirs.exists():
        return
    _remove(own)
    if theirs.exists():
        own.symlink_to(theirs)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
