"""The recipe `extract-strings`: hard-coded texts become string resources."""

from tools.recipes.extract.recipe import extract_strings

__all__ = ["extract_strings"]
