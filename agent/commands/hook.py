"""`hook`: git reviews each commit by itself.

The only command that writes where a later git command would start it: it runs behind the closed
network, but without a fence around hooks and configuration.
"""

from pathlib import Path

from agent import output
from agent.app import enter
from agent.exits import Exit
from agent.review.launch import LINE, script
from agent.row import Row
from tools.repo.hooks import Hooks, State

_TOLD: dict[State, str] = {
    "installed": "each commit is reviewed",
    "through": "each commit is reviewed, through a hook that names offdroid",
    "other": "commits are not reviewed; another hook is there, which `install` would keep",
    "none": "commits are not reviewed",
}


def install(path: Path, *, json: bool) -> int:
    """Put the hook in."""
    hooks = _hooks(path)
    kept = hooks.install(script())
    text = f"each commit is reviewed from now on\n{hooks.hook}"
    if kept:
        text += "\nthe hook that was there runs first"
    if hooks.hook.is_relative_to(hooks.root) and ".git" not in hooks.hook.parts:
        text += "\nit lies in the work tree and names a path of this machine: do not commit it"
    return _tell(hooks, text, json=json, kept=kept)


def uninstall(path: Path, *, json: bool) -> int:
    """Take the hook away."""
    hooks = _hooks(path)
    back = hooks.uninstall()
    text = "commits are not reviewed any more"
    return _tell(hooks, f"{text}; the hook that was there is back" if back else text, json=json)


def status(path: Path, *, json: bool) -> int:
    """Say whether commits are reviewed."""
    hooks = _hooks(path)
    state = hooks.state()
    _tell(hooks, f"{_TOLD[state]}\n{hooks.hook}", json=json)
    return Exit.DONE if state in ("installed", "through") else Exit.NOT_DONE


def _hooks(path: Path) -> Hooks:
    return Hooks(enter(path, fenced=False).versioned(), LINE)


def _tell(hooks: Hooks, text: str, *, json: bool, kept: bool = False) -> int:
    if json:
        output.json_line({"hook": str(hooks.hook), "state": hooks.state(), "kept": kept})
    else:
        output.row(Row("hook", text), data=True)
    return Exit.DONE
