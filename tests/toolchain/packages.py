"""Fetches the compilers and libraries of `packages.toml` with Maven, once, into a cache folder.

The folder's name carries a digest of the list, so that a changed list is fetched anew; it is
filled beside its final name and renamed, so that a broken fetch leaves nothing half-done.
"""

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import tempfile
import tomllib
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

LIST = Path(__file__).with_name("packages.toml")
_MAVEN_SECONDS = 900.0
_APP_PACKAGES = ("android/", "java/", "javax/", "org/json/", "org/xml/", "org/w3c/", "dalvik/")
_JAVA_17 = 61  # class file version


class FetchError(Exception):
    """Packages could not be fetched; the text is the reason for a skipped test."""


@dataclass(frozen=True)
class Packages:
    """Where everything lies after a fetch."""

    root: Path

    def jars(self, section: str) -> tuple[Path, ...]:
        return tuple(sorted((self.root / section).glob("*.jar")))

    @property
    def android_jar(self) -> Path:
        return self.root / "android.jar"

    @property
    def aapt2(self) -> Path:
        return self.root / "aapt2" / "prebuilt" / "linux" / "aapt2"

    @property
    def library_resources(self) -> tuple[Path, ...]:
        """One archive of compiled resources a library that has some."""
        return tuple(sorted((self.root / "resources").glob("*.zip")))


def cache_folder() -> Path:
    """Where test tiers keep what they download: `OFFDROID_TEST_CACHE`, else below `~/.cache`."""
    default = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "offdroid-tests"
    return Path(os.environ.get("OFFDROID_TEST_CACHE") or default)


def fetch() -> Packages:
    """The packages, from the cache or through Maven; FetchError says why not."""
    digest = hashlib.sha256(LIST.read_bytes() + Path(__file__).read_bytes()).hexdigest()[:16]
    folder = cache_folder() / "toolchain"
    final = folder / digest
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not final.is_dir():
            _fill(folder, final)
    return Packages(final)


def _fill(folder: Path, final: Path) -> None:
    for stale in folder.iterdir():
        if stale.is_dir():
            shutil.rmtree(stale)
    partial = Path(tempfile.mkdtemp(prefix="partial-", dir=folder))  # swept by the next fetch
    for section, entry in tomllib.loads(LIST.read_text("utf-8")).items():
        _copy(partial / section, entry["packages"], closed=entry.get("closed", False))
    packages = Packages(partial)
    (android_all,) = (partial / "android").glob("*.jar")
    _make_android_jar(android_all, packages.android_jar)
    shutil.rmtree(partial / "android")
    _unpack_aapt2(packages)
    _unpack_libraries(packages)
    partial.rename(final)


def _copy(target: Path, coordinates: Iterable[str], *, closed: bool) -> None:
    """Let Maven put the packages into `target`, with their dependencies if `closed`."""
    target.mkdir()
    pom = target / "pom.xml"
    pom.write_text(_pom(coordinates, closed=closed), "utf-8")
    command = ["mvn", "-q", "-B", "-Dstyle.color=never", "-f", str(pom)]
    command.append("dependency:copy-dependencies")
    options = ["-DincludeScope=runtime", f"-DoutputDirectory={target}"]
    try:
        result = subprocess.run(
            [*command, *options], capture_output=True, text=True, timeout=_MAVEN_SECONDS
        )
    except subprocess.TimeoutExpired as error:
        raise FetchError(f"Maven took longer than {_MAVEN_SECONDS:g} s") from error
    if result.returncode:
        plain = re.sub(r"\x1b\[[0-9;]*m", "", result.stdout)
        lines = [line.removeprefix("[ERROR] ") for line in plain.splitlines()]
        reason = next((line for line in lines if line.strip("[ERO] ")), "Maven gives no reason")
        raise FetchError(f"packages cannot be fetched: {reason[:200]}")
    pom.unlink()


def _pom(coordinates: Iterable[str], *, closed: bool) -> str:
    alone = "<exclusions><exclusion><groupId>*</groupId><artifactId>*</artifactId></exclusion>"
    lines = [
        '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>',
        "<groupId>local</groupId><artifactId>tier</artifactId><version>1</version>",
        "<packaging>pom</packaging><dependencies>",
    ]
    for coordinate in coordinates:
        group, artifact, version, *kind = (escape(part) for part in coordinate.split(":"))
        lines += [
            f"<dependency><groupId>{group}</groupId><artifactId>{artifact}</artifactId>",
            f"<version>{version}</version><type>{kind[0] if kind else 'jar'}</type>",
            "" if closed else f"{alone}</exclusions>",
            "</dependency>",
        ]
    return "\n".join([*lines, "</dependencies></project>"])


def _make_android_jar(android_all: Path, target: Path) -> None:
    """The framework's classes that apps see, in a class file version that JDK 17 reads."""
    with (
        zipfile.ZipFile(android_all) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out,
    ):
        for name in source.namelist():
            if name in ("resources.arsc", "AndroidManifest.xml"):
                out.writestr(name, source.read(name), zipfile.ZIP_STORED)
            elif name.endswith(".class") and name.startswith(_APP_PACKAGES):
                code = bytearray(source.read(name))
                if int.from_bytes(code[6:8]) > _JAVA_17:
                    code[6:8] = _JAVA_17.to_bytes(2)
                out.writestr(name, bytes(code))


def _unpack_aapt2(packages: Packages) -> None:
    (archive,) = packages.jars("aapt2")
    with zipfile.ZipFile(archive) as source:
        source.extract("prebuilt/linux/aapt2", archive.parent)
    packages.aapt2.chmod(0o755)
    archive.unlink()


def _unpack_libraries(packages: Packages) -> None:
    """Replace each `.aar` by its classes, and compile its resources once and for all."""
    (packages.root / "resources").mkdir()
    for aar in sorted((packages.root / "libraries").glob("*.aar")):
        unpacked = aar.with_suffix("")
        with zipfile.ZipFile(aar) as source:
            wanted = [
                n for n in source.namelist() if n.startswith(("classes.jar", "libs/", "res/"))
            ]
            source.extractall(unpacked, wanted)
        for number, jar in enumerate(sorted(unpacked.rglob("*.jar"))):
            jar.rename(aar.with_name(f"{aar.stem}-{number}.jar"))
        resources = unpacked / "res"
        if resources.is_dir() and any(resources.iterdir()):
            compiled = packages.root / "resources" / f"{aar.stem}.zip"
            subprocess.run(
                [packages.aapt2, "compile", "--dir", resources, "-o", compiled],
                check=True,
                capture_output=True,
            )
        shutil.rmtree(unpacked)
        aar.unlink()
