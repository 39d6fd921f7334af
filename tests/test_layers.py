"""The three rooms import one way, and each danger has one place: read from the import graph."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("agent", "prompts", "tools")
FORBIDDEN = {"tools": {"agent", "prompts"}, "prompts": {"agent", "tools"}, "agent": set[str]()}

PLACES = {
    "subprocess": ("tools/process.py",),
    "multiprocessing": ("tools/workers.py",),
    "concurrent.futures": (),
    "pty": (),
    "socket": ("agent/engines/", "agent/seal/"),
    "socketserver": (),
    "asyncio": (),
    "http": (),
    "urllib.request": (),
    "httpx": ("agent/engines/",),
    "ollama": ("agent/engines/",),
    "xllamacpp": ("agent/engines/",),
    "ctypes": ("agent/seal/", "tools/process.py"),
    "git": ("tools/repo/",),
    "rich.console": ("agent/output.py",),
    "rich.live": ("agent/output.py",),
    "rich.progress": ("agent/output.py",),
}
"""Module -> where it may be imported; a place that ends in `/` is a folder."""

CALLS = {
    "print": ("agent/output.py",),
    "input": ("agent/output.py",),
    "os.system": (),
    "os.popen": (),
    "os.fork": ("agent/seal/",),
    "os.posix_spawn": (),
    "os.execv": (),
    "os.execve": ("agent/seal/",),
    "os.execvp": (),
}

WRITES = ("write_text", "write_bytes", "unlink", "rename", "rmdir", "symlink_to", "touch")
WRITERS = (
    "tools/repo/",  # the user's repository
    "tools/index/store.py",  # the index file of the state folder
    "tools/library/store.py",  # the file beside it of what libraries declare
    "tools/gradle/home.py",  # Gradle's home of our own, in the state folder
    "tools/gradle/kept.py",  # what Gradle told, beside the index
    "tools/linters/run.py",  # a scratch folder with the files to judge
    "agent/",  # transcripts, logs, probes, the demo's scratch folder: outside the repository
)


def _files() -> Iterator[tuple[str, ast.Module]]:
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def _imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, "relative imports hide the room"
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _called(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


def _inside(path: str, places: tuple[str, ...]) -> bool:
    return any(
        path == place or (place.endswith("/") and path.startswith(place)) for place in places
    )


def test_the_rooms_import_one_way() -> None:
    breaches = [
        f"{path} imports {name}"
        for path, tree in _files()
        for name in _imports(tree)
        if name.partition(".")[0] in FORBIDDEN[path.partition("/")[0]]
    ]
    assert breaches == []


@pytest.mark.parametrize("module", PLACES)
def test_each_dangerous_module_is_imported_in_one_place(module: str) -> None:
    breaches = {
        path
        for path, tree in _files()
        for name in _imports(tree)
        if (name == module or name.startswith(f"{module}.")) and not _inside(path, PLACES[module])
    }
    assert breaches == set()


@pytest.mark.parametrize("call", CALLS)
def test_each_dangerous_call_is_made_in_one_place(call: str) -> None:
    breaches = {
        path
        for path, tree in _files()
        for name in _called(tree)
        if name == call and not _inside(path, CALLS[call])
    }
    assert breaches == set()


def test_files_are_written_only_where_it_is_their_job() -> None:
    breaches = {
        f"{path}: {name}"
        for path, tree in _files()
        for name in _called(tree)
        if name.rpartition(".")[2] in WRITES and not _inside(path, WRITERS)
    }
    allowed = {entry for entry in breaches if ": draft." in entry or "draft.rename" in entry}
    assert breaches - allowed == set()


def test_there_are_no_import_cycles_between_modules() -> None:
    graph = {}
    for path, tree in _files():
        name = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        graph[name] = {
            imported
            for node in tree.body
            if isinstance(node, ast.Import | ast.ImportFrom)
            for imported in _imports(ast.Module([node], []))
        }
    for name, imported in graph.items():
        graph[name] = {module for module in imported if module in graph and module != name}
    done: set[str] = set()

    def visit(name: str, way: tuple[str, ...]) -> None:
        assert name not in way, " -> ".join((*way, name))
        if name not in done:
            for module in graph[name]:
                visit(module, (*way, name))
            done.add(name)

    for name in graph:
        visit(name, ())


def test_no_file_is_too_long() -> None:
    long = {
        path.as_posix(): count
        for folder in (*ROOMS, "tests", "bench")
        for path in (ROOT / folder).rglob("*.py")
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > 500
    }
    assert long == {}


def test_no_function_is_too_long() -> None:
    long = {
        f"{path}:{node.name}": length
        for path, tree in _files()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        and not path.startswith("agent/cli")
        and (length := (node.end_lineno or 0) - node.lineno + 1) > 60
    }
    assert long == {}


def test_importing_a_module_starts_nothing_heavy() -> None:
    import subprocess

    heavy = "typer rich ollama git pydantic jinja2 httpx tree_sitter rapidfuzz tomlkit babel"
    program = (
        "import sys, agent.settings, agent.events, agent.exits, tools.errors, tools.base\n"
        f"loaded = [name for name in {heavy.split()!r} if name in sys.modules]\n"
        "assert not loaded, loaded"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
