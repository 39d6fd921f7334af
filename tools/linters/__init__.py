"""What teams have beside us: ktlint, detekt and Android Lint, and what they were told to ignore."""

from tools.linters.run import Hit, lint
from tools.linters.silence import Silence

__all__ = ["Hit", "Silence", "lint"]
