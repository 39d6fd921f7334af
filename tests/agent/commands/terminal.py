"""Runs the command line on a pseudo-terminal, as a person has it."""

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from collections.abc import Callable
from pathlib import Path

from tests.agent.project import ROOT

_CONTROL = re.compile(r"\x1b\[[0-?]*[@-~]")


class Terminal:
    """A command on a terminal of `columns` by 40; `shown` is all that it has written there."""

    def __init__(self, root: Path, *arguments: str, columns: int = 80, **environment: str) -> None:
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
        base = {"PYTHONPATH": str(ROOT), "TERM": "xterm-256color"}
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "agent", *arguments],
            cwd=root,
            env={**os.environ, **base, **environment},
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        )
        os.close(theirs)
        self._ours = ours
        self.shown = ""

    def read_until(self, seen: Callable[[str], bool]) -> str:
        """Read until `seen` says yes of what was shown, or to the end."""
        while not seen(self.shown):
            try:
                piece = os.read(self._ours, 65536)
            except OSError:  # the other end is closed
                break
            if not piece:
                break
            self.shown += piece.decode("utf-8", "replace")
        return self.shown

    def type(self, text: str) -> None:
        """Type at the keyboard."""
        os.write(self._ours, text.encode())

    def end(self) -> int:
        """Read to the end and give the exit code."""
        self.read_until(lambda _shown: False)
        os.close(self._ours)
        return self.process.wait()

    def lines(self) -> list[str]:
        """What stays on the screen, without colours; what a moving line showed is gone."""
        text = self.shown.replace("\r\n", "\n").replace("\x1b[?25l", "").replace("\x1b[?25h", "")
        text = re.sub(r"[^\n]*\r\x1b\[2K", "", text)
        text = re.sub(r"[^\n]*\n\r?\x1b\[1A\x1b\[2K", "", text)
        return _CONTROL.sub("", text).replace("\r", "").splitlines()
