"""What teams have beside us: ktlint, detekt and Android Lint, and what they were told to ignore."""
