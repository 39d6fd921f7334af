"""Stands where Ollama looks for `llama-server`, and runs the one inside the xllamacpp wheel.

Ollama starts it as a child with llama.cpp's own flags; those that matter for a small model on a
processor are passed on, the others are ignored. It ends with Ollama.
"""

import argparse
import os
import signal
import sys


def main() -> None:
    """Serve one model until the parent goes away."""
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("--model")
    parser.add_argument("--port", type=int)
    parser.add_argument("--host", default="127.0.0.1")
    for flag in ("-c", "-np", "-b", "-ub"):
        parser.add_argument(flag, type=int)
    parser.add_argument("--no-jinja", action="store_true")
    parser.add_argument("--chat-template")
    parser.add_argument("--list-devices", action="store_true")
    flags, _ = parser.parse_known_args()
    if flags.list_devices or not flags.model:
        sys.stdout.write("Available devices:\n")
        return
    _serve(flags)


def _serve(flags: argparse.Namespace) -> None:
    import xllamacpp

    parameters = xllamacpp.CommonParams()
    parameters.model.path = flags.model
    parameters.hostnames = [flags.host]
    parameters.port = flags.port
    parameters.n_ctx = flags.c or 4096
    parameters.n_parallel = flags.np or 1
    parameters.use_jinja = not flags.no_jinja
    # One thread: two that wait for each other crawl on a busy machine.
    parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = 1
    parameters.n_batch = flags.b or parameters.n_batch
    parameters.n_ubatch = flags.ub or parameters.n_ubatch
    parameters.chat_template = flags.chat_template or parameters.chat_template
    server = xllamacpp.Server(parameters)
    assert server
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: os._exit(0))
    parent = os.getppid()
    while os.getppid() == parent:
        signal.sigtimedwait([], 1.0)
    os._exit(0)


if __name__ == "__main__":
    main()
