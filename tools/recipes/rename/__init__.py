"""The recipe `rename-symbol`: a declaration with its certain uses, everywhere in the project."""

from tools.recipes.rename.recipe import rename_symbol

__all__ = ["rename_symbol"]
