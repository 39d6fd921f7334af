"""Starts a gate outside any namespace, says its port and process, and ends it with its input.

`python -m tests.agent.seal.gate_process HOST PORT LOG`
"""

import os
import socket
import sys

from agent.seal import gate


def main() -> None:
    """Run until standard input ends."""
    host, port, log = sys.argv[1:]
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.bind((host, 0))
    listener.listen(64)
    record = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    running = gate.start(listener.fileno(), (host, int(port)), record)
    print(listener.getsockname()[1], running.process, flush=True)
    listener.close()
    sys.stdin.read()
    if os.environ.get("END") != "abruptly":
        running.stop()
    os._exit(0)


if __name__ == "__main__":
    main()
