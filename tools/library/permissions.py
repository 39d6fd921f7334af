"""The names of the platform's permissions, shipped as one list.

`bench/permission_table.py` writes it and says where its facts are from.
"""

import lzma
from functools import cache
from pathlib import Path

LIST = Path(__file__).with_name("permissions.xz")


@cache
def permissions() -> frozenset[str]:
    """The full names, those included that only the system may hold."""
    return frozenset(lzma.decompress(LIST.read_bytes()).decode("ascii").split())
