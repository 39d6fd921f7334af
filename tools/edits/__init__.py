"""Edit operations on a draft: code of a model in, changed text and told repairs out."""

from tools.edits.fences import split_replacement, unfence
from tools.edits.text import Edited, replace_text

__all__ = ["Edited", "replace_text", "split_replacement", "unfence"]
