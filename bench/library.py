"""The class-file reader beside `javap`: `python -m bench.library DIR-OF-ARCHIVES [N]`.

Both read the same N classes (default 400, spread over all jars of the folder): the descriptors
of all methods are compared class by class, and the CPU of each is printed per megabyte of classes.

`python -m bench.library queries PROJECT` reads the libraries of a project from Gradle's cache into
a new store, and prints its size over that of the archives, and the CPU of questions over that of
only listing what the archives hold, which a search without a store would have to do.
"""

import re
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from zipfile import ZipFile

from tools.index import Index
from tools.library import Libraries
from tools.library.classfile import read_class

_QUESTIONS = ("Button", "Modifier.padding", "get", "Intent.getParcelableExtra", "create view", "a")
_DESCRIPTOR = re.compile(r"^    descriptor: (\(.*)$")


def main() -> int:
    """Compare and print."""
    if sys.argv[1] == "queries":
        return _queries(Path(sys.argv[2]))
    wanted = int(sys.argv[2]) if len(sys.argv) > 2 else 400
    classes = _sample(Path(sys.argv[1]), wanted)
    start = time.process_time()
    ours = [sorted(one.descriptor for one in read_class(data).methods) for data in classes]
    own = time.process_time() - start
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    theirs = _javap(classes)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    peer = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    size = sum(map(len, classes)) / 1e6
    both = sum(_common(one, other) for one, other in zip(ours, theirs, strict=True))
    print(f"{len(classes)} classes, {size:.1f} MB, {sum(map(len, theirs))} methods")
    print(f"recall {both / sum(map(len, theirs)):.4f}, precision {both / sum(map(len, ours)):.4f}")
    print(f"CPU a MB: {own / size:.3f} s, javap {peer / size:.3f} s, ratio {own / peer:.3f}")
    return 0


def _queries(root: Path) -> int:
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder, "libraries.sqlite")
        with Index.open(root, Path(folder, "index.sqlite")) as index:
            index.refresh()
            project = index.project()
        started = time.monotonic()
        with Libraries.open(project, store, root) as libraries:
            libraries.search("warm")
            archives = [one.path for one in libraries.archives]
        first = time.monotonic() - started
        held, listing = sum(one.stat().st_size for one in archives), _listing(archives)
        print(f"{len(archives)} archives, {held / 1e6:.1f} MB, first question {first:.1f} s")
        print(
            f"store {store.stat().st_size / 1e6:.1f} MB, {store.stat().st_size / held:.3f} of them"
        )
        with Libraries.open(project, store, root) as libraries:
            libraries.search("warm")
            for question in _QUESTIONS:
                start = time.process_time()
                count = len(libraries.search(question))
                spent = time.process_time() - start
                shown = f"{spent * 1000:6.1f} ms, {spent / listing:.3f} of listing"
                print(f"{question:28} {count:3} found {shown}")
    return 0


def _listing(archives: list[Path]) -> float:
    start = time.process_time()
    for one in archives:
        with ZipFile(one) as archive:
            archive.namelist()
    return time.process_time() - start


def _sample(folder: Path, wanted: int) -> list[bytes]:
    places = []
    for jar in sorted(folder.rglob("*.jar")):
        with ZipFile(jar) as archive:
            places += [(jar, one) for one in archive.namelist() if _is_class(one)]
    found = []
    for jar, name in places[:: max(len(places) // wanted, 1)]:
        with ZipFile(jar) as archive:
            found.append(archive.read(name))
    return found


def _is_class(name: str) -> bool:
    return name.endswith(".class") and not name.endswith(
        ("module-info.class", "package-info.class")
    )


def _javap(classes: list[bytes]) -> list[list[str]]:
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, f"{number:06}.class") for number in range(len(classes))]
        for path, data in zip(paths, classes, strict=True):
            path.write_bytes(data)
        command = ["javap", "-p", "-s", *map(str, paths)]
        text = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    found: list[list[str]] = []
    for line in text.splitlines():
        if line.endswith("{") and not line.startswith(" "):
            found.append([])
        elif descriptor := _DESCRIPTOR.match(line):
            found[-1].append(descriptor[1])
    return [sorted(one) for one in found]


def _common(ours: list[str], theirs: list[str]) -> int:
    return (Counter(ours) & Counter(theirs)).total()


if __name__ == "__main__":
    sys.exit(main())
