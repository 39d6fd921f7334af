"""Writes the list of permissions: `python -m bench.permission_table PERMISSIONS.json`.

`PERMISSIONS.json` is `core/api_specific_resources/aosp_permissions/permissions_NN.json` of the PyPI
package `androguard` (Apache-2.0), for the newest level NN. Only the names are stored.
"""

import json
import lzma
import sys
from pathlib import Path

from tools.library.permissions import LIST


def main() -> int:
    """Write the list and say what it holds."""
    names = sorted(json.loads(Path(sys.argv[1]).read_text("utf-8"))["permissions"])
    data = ("\n".join(names) + "\n").encode("ascii")
    LIST.write_bytes(lzma.compress(data, preset=9 | lzma.PRESET_EXTREME))
    print(f"{len(names)} names, {LIST.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
