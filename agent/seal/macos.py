"""macOS: the process starts itself anew below a sandbox profile. Never run yet.

Weaker than the seal of Linux. There is no loopback of our own and no gate: the model server's
port is open as it is, and what that server forwards is up to it.
"""

import os
import sys

from agent.seal import Sealed
from agent.seal.addresses import Upstream

SANDBOX = "/usr/bin/sandbox-exec"
_MARK = "OFFDROID_SANDBOXED"
_PROFILE = """(version 1)
(allow default)
(deny network*)
(deny mach-lookup (global-name "com.apple.mDNSResponder")
  (global-name "com.apple.mDNSResponderHelper") (global-name-prefix "com.docker."))
(deny process-exec (literal "/usr/bin/open") (literal "/usr/bin/osascript")
  (literal "/bin/launchctl"))
"""


def profile(upstream: Upstream | None) -> str:
    """The profile in the sandbox's language, which knows no host but `localhost` and `*`."""
    if upstream is None:
        return _PROFILE
    return f'{_PROFILE}(allow network-outbound (remote tcp "localhost:{upstream[1]}"))\n'


def is_inside() -> bool:
    """Whether this process was started anew."""
    return _MARK in os.environ


def can() -> bool:
    """Whether this system has the sandbox."""
    return os.access(SANDBOX, os.X_OK)


def start_anew(upstream: Upstream | None) -> None:
    """Become the same command below the profile."""
    again = [sys.executable, *sys.orig_argv[1:]]
    environment = {**os.environ, _MARK: "1"}
    os.execve(SANDBOX, [SANDBOX, "-p", profile(upstream), *again], environment)


def finish() -> Sealed:
    """Look whether the profile holds, and say so."""
    import socket

    from agent.seal.environment import scrub

    scrub()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        try:
            asking.connect(("192.0.2.1", 9))  # sends nothing
        except PermissionError:
            line = "sealed by a macOS sandbox profile: no network but the model server's port"
            return Sealed("sandbox-exec", line, "the seal of macOS is weaker and untested")
        except OSError:
            pass  # no network at all: the profile says nothing here
    from tools.errors import Kind, UserError

    raise UserError("the sandbox profile does not hold", "please report it", Kind.NO_SEAL)
