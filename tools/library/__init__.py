"""What libraries and the platform declare, read from the archives on this machine."""

from tools.library.libraries import Found, Libraries
from tools.library.symbol import Symbol

__all__ = ["Found", "Libraries", "Symbol"]
