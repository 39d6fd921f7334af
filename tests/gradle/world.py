"""A private network with an "internet", and a build that asks it: `PROJECT FOLDER ARGUMENT...`.

Prints as JSON what the build said and what arrived, with an open network and with a closed one.
"""

import json
import os
import subprocess
import sys

from tests.agent.seal import lab


def main() -> None:
    """Build the world, run the builds in it, print."""
    project, folder, *arguments = sys.argv[1:]
    lab.enter_private_network()
    lab.add_addresses()
    lab.listen_everywhere(folder)
    print(json.dumps({how: attempt(how, project, folder, arguments) for how in ("open", "sealed")}))
    sys.stdout.flush()
    os._exit(0)  # the listeners' threads never end


def attempt(how: str, project: str, folder: str, arguments: list[str]) -> dict[str, object]:
    """One build, with what the listeners saw of it."""
    lab.seen.clear()
    program = [sys.executable, "-m", "tests.gradle.building", how, project, f"{folder}/{how}"]
    ended = subprocess.run([*program, *arguments], capture_output=True, text=True, check=False)
    if ended.returncode:
        sys.exit(f"{how}: {ended.stdout}\n{ended.stderr}")
    told: dict[str, object] = json.loads(ended.stdout.splitlines()[-1])
    return {**told, "seen": list(lab.seen)}


if __name__ == "__main__":
    main()
