"""Changes that need no model: one file or folder a recipe."""

from tools.recipes.base import Mention, Outcome, Parameter, Recipe, RecipeContext
from tools.recipes.catalogue import RECIPES, run_recipe

__all__ = [
    "RECIPES",
    "Mention",
    "Outcome",
    "Parameter",
    "Recipe",
    "RecipeContext",
    "run_recipe",
]
