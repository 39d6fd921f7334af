"""The one import of the `ollama` package.

While it is imported it builds a client from the environment, which we never use; a SOCKS proxy, an
odd `OLLAMA_HOST` or a missing certificate file would make that fail. So it does not see them.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

_HIDDEN = ("OLLAMA_HOST", "OLLAMA_API_KEY", "SSL_CERT_FILE", "SSL_CERT_DIR")


@contextmanager
def _plain_environment() -> Iterator[None]:
    hidden = {
        name: value
        for name, value in os.environ.items()
        if name in _HIDDEN or name.lower().endswith("_proxy")
    }
    for name in hidden:
        del os.environ[name]
    try:
        yield
    finally:
        os.environ.update(hidden)


with _plain_environment():
    from ollama import ChatResponse, Client, ListResponse, ResponseError

__all__ = ["ChatResponse", "Client", "ListResponse", "ResponseError"]
