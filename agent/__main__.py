"""The entry point: answers `--version` at once and refuses strangers before it imports ours.

Nothing is imported here that a bare interpreter has not loaded (`pathlib` alone doubles the cost
of a start), hence the functions of `os.path`.
"""

import os.path
import sys


def main() -> None:
    """Run the command line and exit with its code."""
    if sys.argv[1:] == ["--version"]:
        from agent.streams import write
        from agent.version import __version__

        try:
            write(sys.stdout, f"offdroid {__version__}\n")
        except Exception as error:
            from agent.boundary import end

            sys.exit(end(error, ()))
        return
    _keep_out_strangers()
    from agent.boundary import run

    sys.exit(run(sys.argv[1:]))


def _keep_out_strangers() -> None:
    """See that `tools` and `prompts` are ours.

    `python -m agent` puts the current folder first on the path, and an Android repository may
    well hold folders of these names, with code that nobody asked to run.
    """
    home = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120
    here = os.path.realpath(os.getcwd())  # noqa: PTH109
    if sys.path and not sys.flags.safe_path and home != here:
        if os.path.realpath(sys.path[0]) == here:
            del sys.path[0]
    for name in ("tools", "prompts"):
        if _origin(name) != os.path.join(home, name, "__init__.py"):  # noqa: PTH118
            from agent.streams import write

            write(
                sys.stderr,
                f"error: a package `{name}` that is not offdroid's would be imported\n\n"
                "hint: see what `PYTHONPATH` names, or install offdroid in an environment of its"
                " own (`pipx install offdroid`)\n",
            )
            sys.exit(1)


def _origin(name: str) -> str | None:
    for finder in sys.meta_path:
        spec = finder.find_spec(name, None)
        if spec is not None:
            return os.path.abspath(spec.origin) if spec.origin else None  # noqa: PTH100
    return None


if __name__ == "__main__":
    main()
