"""Addresses of this machine's loopback, as literals: no name is ever looked up."""

import socket

Upstream = tuple[str, int]
"""The model server: a loopback literal and a port."""


def family_of(host: str) -> socket.AddressFamily:
    """The family of a loopback literal. `ValueError` for anything else, names included."""
    for family, prefix in ((socket.AF_INET, b"\x7f"), (socket.AF_INET6, bytes(15) + b"\x01")):
        try:
            if socket.inet_pton(family, host).startswith(prefix):
                return family
        except OSError:
            continue
    raise ValueError(f"`{host}` is not a loopback address of this machine")
