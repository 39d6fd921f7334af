"""Closes the network with an earlier seal in mind: `PROJECT STATE NOTE HINT PORT [KEEP]`.

Prints as JSON the network, what may be reached and written, and with KEEP the process that stays.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from agent.seal import close
from agent.seal.fence import Fence
from agent.seal.living import Living
from tests.agent.seal.closing import ask, attempt, connect_out, unix, upstream


def main() -> None:
    """Close, look around, leave."""
    project, state, note, hint, port, *keep = sys.argv[1:]
    living = Living(note, hint)
    given = upstream(port)
    sealed = close("required", given, Fence(project, [state]), living)
    told: dict[str, object] = {
        "network": os.readlink("/proc/self/ns/net"),  # noqa: PTH115
        "outside": sealed.outside,
        "tier": sealed.tier,
        "fence": sealed.fence,
        "model": ask(given) if given else "",
        "out": attempt(connect_out),
        "unix": attempt(unix),
        "note": attempt(lambda: Path(note).open("a").close()),
        "hooks": attempt(lambda: Path(project, ".git/hooks/x").touch()),
        "capabilities": capabilities(),
    }
    if keep:
        nothing = subprocess.DEVNULL
        stays = subprocess.Popen(["sleep", "300"], stdin=nothing, stdout=nothing, stderr=nothing)
        living.remember(stays.pid)
        told["stays"] = stays.pid
    print(json.dumps(told), flush=True)
    os._exit(0)


def capabilities() -> str:
    """The capabilities that are left."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(line.split()[1] for line in lines if line.startswith("CapEff"))


if __name__ == "__main__":
    main()
