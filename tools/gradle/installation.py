"""Finds a Java and an unpacked Gradle on this machine; nothing is downloaded or run for that."""

import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import md5
from pathlib import Path

from tools.errors import UserError
from tools.library.gradle_cache import gradle_home

WRAPPER = Path("gradle", "wrapper", "gradle-wrapper.properties")
_URL = re.compile(r"^\s*distributionUrl\s*[=:]\s*(\S+)", re.MULTILINE)
_NAMED = re.compile(r"gradle-(\d[\w.-]*?)(?:-(?:bin|all))?(?:\.zip)?$")
_JAR = re.compile(r"gradle-(?:launcher|core|base-services)-(\d[\w.-]*)\.jar$")
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_OLDEST = (4, 4)


@dataclass(frozen=True)
class Gradle:
    """An unpacked distribution. `note` says so where it is not the one that was asked for."""

    folder: Path
    version: str
    note: str = ""

    @property
    def program(self) -> Path:
        """Its start script."""
        return self.folder / "bin" / "gradle"

    @property
    def numbers(self) -> tuple[int, ...]:
        """The version for comparing: `(8, 14, 1)`."""
        return _numbers(self.version)


def find_java(root: Path) -> Path:
    """The home of the Java to run Gradle with: `JAVA_HOME`, else that of `java` on `PATH`."""
    named = os.environ.get("JAVA_HOME", "")
    found = shutil.which("java", path=f"{named}/bin") if named else shutil.which("java")
    if found and _is_outside(Path(found), root):
        return Path(found).resolve().parent.parent
    told = f"`JAVA_HOME` is `{named}`, where no Java is" if named else "no Java is on this machine"
    raise UserError(told, "install a JDK that your Gradle runs on, and let `JAVA_HOME` name it")


def find_gradle(root: Path) -> Gradle:
    """The distribution that the wrapper of the project at `root` names.

    If it is not unpacked, the nearest newer one of its major version, with a note; without a
    wrapper, the first that is found. Raises `UserError` where there is none.
    """
    url = wanted_url(root)
    found = [one for one in _found(url) if _is_outside(one.program, root)]
    if not url:
        if found:
            return found[0]
        raise UserError(
            "no Gradle is on this machine",
            "unpack one and let `GRADLE_HOME` name it, or install your system's package",
        )
    wanted = version_in(url)
    for one in found:
        if one.version == wanted:
            return one
    least = _numbers(wanted)
    near = [one for one in found if one.numbers[:1] == least[:1] and one.numbers > least]
    if near:
        best = min(near, key=lambda one: one.numbers)
        note = f"Gradle {wanted} is not unpacked on this machine; Gradle {best.version} stands in"
        return replace(best, note=note)
    others = ", ".join(dict.fromkeys(one.version for one in found))
    raise UserError(
        f"Gradle {wanted or url} is not unpacked on this machine",
        "run `./gradlew --version` once while online; offdroid never downloads"
        + (f" (here: {others})" if others else ""),
    )


def wanted_url(root: Path) -> str:
    """The address in `gradle-wrapper.properties`, "" without."""
    try:
        told = _URL.search((root / WRAPPER).read_text("utf-8", "replace"))
    except OSError:
        return ""
    return re.sub(r"\\(.)", r"\1", told[1]) if told else ""


def version_in(url: str) -> str:
    """The version that the address of a distribution names, "" where it names none."""
    told = _NAMED.search(url.rpartition("/")[2])
    return told[1] if told else ""


def wrapper_folder(url: str) -> Path:
    """Where the wrapper unpacks an address, below `wrapper/dists` (its `PathAssembler`)."""
    name = url.rpartition("/")[2].removesuffix(".zip")
    number = int.from_bytes(md5(url.encode(), usedforsecurity=False).digest(), "big")
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return Path(name, digits or "0")


def _found(url: str) -> Iterator[Gradle]:
    """All that are here and can be used, first what the wrapper would take."""
    for folder in dict.fromkeys(_folders(url)):
        version = _version_of(folder)
        if version and _numbers(version) >= _OLDEST and (folder / "bin" / "gradle").is_file():
            yield Gradle(folder, version)


def _folders(url: str) -> Iterator[Path]:
    dists = gradle_home() / "wrapper" / "dists"
    if url:
        yield from _unpacked(dists / wrapper_folder(url))
    if named := os.environ.get("GRADLE_HOME"):
        yield Path(named)
    if on_path := shutil.which("gradle"):
        yield Path(on_path).resolve().parent.parent
    yield Path("/usr/share/gradle")
    for place in (Path("/opt/gradle"), Path.home() / ".sdkman" / "candidates" / "gradle"):
        yield from (place, *sorted(place.glob("*"), reverse=True))
    for hashed in sorted(dists.glob("gradle-*/*"), reverse=True):
        yield from _unpacked(hashed)


def _unpacked(hashed: Path) -> Iterator[Path]:
    """The distribution in a folder of the wrapper, which marks it once it is whole."""
    if any(hashed.glob("*.ok")):
        yield from sorted(one for one in hashed.glob("*") if one.is_dir())


def _version_of(folder: Path) -> str:
    names = (_JAR.match(jar.name) for jar in sorted(folder.glob("lib/gradle-*.jar")))
    return next((told[1] for told in names if told), "")


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(one) for one in re.findall(r"\d+", version.partition("-")[0]))


def _is_outside(program: Path, root: Path) -> bool:
    """A repository does not bring the program that is run."""
    return not program.resolve().is_relative_to(root.resolve())
