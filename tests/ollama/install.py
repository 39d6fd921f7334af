"""A real Ollama server on a machine without one: built with Go, kept in the tests' cache.

Ollama's own build holds no inference engine; it starts `llama-server` from `../lib/ollama`. There
a script stands that runs the one in the xllamacpp wheel. `llama-quantize`, which `ollama create`
calls to import a GGUF file unchanged, is a script that copies.
"""

import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from tests import models

VERSION = "0.32.15"
_MODULE = "github.com/ollama/ollama"
_GO = "/usr/local/go/bin/go"
_COPY = "import shutil, sys\nshutil.copyfile(*[a for a in sys.argv[1:] if a[0] != '-'][:2])\n"
_TEMPLATES = {"smol": "", "g270": 'TEMPLATE "{{ .Prompt }}"\n'}


class Missing(Exception):
    """Something that this tier needs is not on this machine; the text says what."""


def installed() -> Path:
    """Ollama's binary, built on first use. Raises `Missing`."""
    if not models.has_llama():
        raise Missing(models.NO_LLAMA)
    if models.smollm2() is None:
        raise Missing(models.NO_SMOLLM2)
    folder = models.cache_folder() / f"ollama-{VERSION}"
    binary = folder / "bin" / "ollama"
    if not binary.exists():
        _build(binary.parent)
    library = folder / "lib" / "ollama"
    library.mkdir(parents=True, exist_ok=True)
    server = Path(__file__).with_name("llama_server.py").read_text(encoding="utf-8")
    _script(library / "llama-server", server)
    _script(library / "llama-quantize", _COPY)
    return binary


@contextmanager
def running(binary: Path) -> Iterator[str]:
    """A server with the tiny models, at the address that is yielded; killed at the end."""
    address = f"127.0.0.1:{_free_port()}"
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("OLLAMA_", "LLAMA_")) and not name.lower().endswith("_proxy")
    } | {
        "OLLAMA_HOST": address,
        "OLLAMA_NO_CLOUD": "1",
        "OLLAMA_MODELS": str(binary.parent.parent / "models"),
        "HOME": str(binary.parent.parent / "home"),
    }
    log = binary.parent.parent / "server.log"
    with subprocess.Popen(
        [binary, "serve"], env=environment, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL
    ) as process:
        assert process.stderr
        with log.open("wb") as kept:
            drain = threading.Thread(target=shutil.copyfileobj, args=(process.stderr, kept))
            try:
                _wait_until_it_listens(process.stderr, kept)
                drain.start()
                _create_models(binary, environment)
                yield address
            finally:
                process.terminate()
                if drain.ident:
                    drain.join()


def _build(target: Path) -> None:
    go = shutil.which("go") or (_GO if Path(_GO).exists() else None)
    if go is None:
        raise Missing("Go is not installed, and no Ollama server was named (OFFDROID_TEST_OLLAMA)")
    flags = f"-X={_MODULE}/version.Version={VERSION}"
    command = [go, "install", "-ldflags", flags, f"{_MODULE}@v{VERSION}"]
    environment = {**os.environ, "GOBIN": str(target)}
    built = subprocess.run(command, env=environment, capture_output=True, text=True)
    if built.returncode:
        last = (built.stderr.strip().splitlines() or ["no message"])[-1]
        raise Missing(f"Go cannot build Ollama {VERSION}: {last}")


def _wait_until_it_listens(said: IO[bytes], kept: IO[bytes]) -> None:
    for line in said:
        kept.write(line)
        if b"Listening on" in line:
            return
    raise AssertionError(f"Ollama did not start: see {kept.name}")


def _script(path: Path, text: str) -> None:
    path.write_text(f"#!{sys.executable}\n{text}", encoding="utf-8")
    path.chmod(0o755)


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def _create_models(binary: Path, environment: dict[str, str]) -> None:
    def ollama(*arguments: str) -> str:
        done = subprocess.run(
            [binary, *arguments], env=environment, capture_output=True, text=True, check=True
        )
        return done.stdout

    listed = ollama("list")
    for name, path in {"smol": models.smollm2(), "g270": models.gemma3()}.items():
        if path is not None and f"{name}:latest" not in listed:
            recipe = binary.parent.parent / f"{name}.modelfile"
            recipe.write_text(f"FROM {path}\n{_TEMPLATES[name]}", encoding="utf-8")
            ollama("create", name, "-f", str(recipe))
