"""Edit operations on a draft: code of a model in, changed text and told repairs out."""

from tools.edits.fences import split_replacement, unfence
from tools.edits.files import create_file
from tools.edits.imports import add_imports
from tools.edits.repair import repair
from tools.edits.symbols import delete_symbol, insert_symbol, replace_symbol
from tools.edits.text import Edited, replace_text

__all__ = [
    "Edited",
    "add_imports",
    "create_file",
    "delete_symbol",
    "insert_symbol",
    "repair",
    "replace_symbol",
    "replace_text",
    "split_replacement",
    "unfence",
]
