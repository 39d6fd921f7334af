"""The recipe `add-dependency`: a library or project in a module's build script."""

from tools.recipes.dependency.recipe import add_dependency

__all__ = ["add_dependency"]
