"""Runs a build as a command does: `HOW PROJECT STATE ARGUMENT...`; `HOW` is open or sealed.

Prints as JSON how it ended, and of its daemons which network they are in and how they are held.
"""

import json
import sys
from pathlib import Path

from agent.seal import close
from tools.errors import UserError
from tools.gradle.build import Build


def main() -> None:
    """Build, print."""
    how, project, state, *arguments = sys.argv[1:]
    if how == "sealed":
        close("required", None)
    told: dict[str, object] = {"network": network("self")}
    try:
        build = Build.find(Path(project), Path(state), warm=True)
        ended = build.run(arguments, 240)
        told |= {
            "code": ended.code,
            "said": ended.text + ended.error_text,
            "daemons": {str(one): look_at(one) for one in build.living()},
        }
    except UserError as error:
        told |= {"code": -1, "said": error.message, "daemons": {}}
    print(json.dumps(told))


def network(process: str) -> str:
    """The network namespace of a process, "hidden" where it may not be read."""
    try:
        return str(Path(f"/proc/{process}/ns/net").readlink())
    except OSError:
        return "hidden"


def look_at(process: int) -> dict[str, str]:
    """How the kernel holds a daemon."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    fields = dict(line.split(":\t", 1) for line in lines if ":\t" in line)
    held = {name: fields[name].strip() for name in ("Seccomp", "NoNewPrivs")}
    return {"network": network(str(process)), **held}


if __name__ == "__main__":
    main()
