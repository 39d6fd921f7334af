"""Systems other than Linux: what little can be had there, and saying so."""

import sys

from agent.seal import Mode, Sealed


def close_elsewhere(mode: Mode, upstream: tuple[str, int] | None) -> Sealed:
    """The sandbox profile on macOS, which a process takes on by starting anew; else a tripwire."""
    if sys.platform == "darwin":
        from agent.seal import macos

        if macos.is_inside():
            return macos.finish()
        if macos.can():
            macos.start_anew(upstream)
    if mode == "required":
        from tools.errors import Kind, UserError

        raise UserError(
            f"no seal by the kernel is built for `{sys.platform}`",
            "on Windows, WSL 2 gives the seal of Linux; `--seal=auto` goes on with a tripwire",
            Kind.NO_SEAL,
        )
    from agent.seal import tripwire
    from agent.seal.environment import scrub

    scrub()
    tripwire.install()
    return Sealed(
        "tripwire",
        "not sealed by the kernel: only this process watches itself",
        "child processes could reach the network; `--seal=required` stops instead",
    )
