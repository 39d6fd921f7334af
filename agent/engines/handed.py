"""An `httpcore` network for places where no socket can be made: the gate hands connections out.

Written for httpcore 1.0, by its public classes.
"""

import select
import socket
from collections.abc import Iterable

import httpcore

from agent.seal.door import Door


class HandedNetwork(httpcore.NetworkBackend):
    """Connects to the gate, whatever the address: it knows one model server."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """A new connection; `httpcore.ConnectError` where the gate is gone."""
        try:
            return _Stream(self._door.connect())
        except OSError as error:
            raise httpcore.ConnectError(str(error)) from error


class _Stream(httpcore.NetworkStream):
    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        try:
            self._connection.settimeout(timeout)
            return self._connection.recv(max_bytes)
        except TimeoutError as error:
            raise httpcore.ReadTimeout(str(error)) from error
        except OSError as error:
            raise httpcore.ReadError(str(error)) from error

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        try:
            self._connection.settimeout(timeout)
            self._connection.sendall(buffer)
        except TimeoutError as error:
            raise httpcore.WriteTimeout(str(error)) from error
        except OSError as error:
            raise httpcore.WriteError(str(error)) from error

    def close(self) -> None:
        self._connection.close()

    def get_extra_info(self, info: str) -> object:
        """Only whether something came, by which the pool knows connections that were closed."""
        if info != "is_readable":
            return None
        poller = select.poll()
        poller.register(self._connection, select.POLLIN)
        return bool(poller.poll(0))
