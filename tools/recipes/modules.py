"""Finds the module that a person names."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tools.base import Retry
from tools.near import near_names

if TYPE_CHECKING:
    from tools.android.project import Module, Project


def choose_module(project: "Project", name: str) -> "Module":
    """The module of a name such as `:core:data`, `core/data` or `data`; "" is the app.

    Raises `Retry` with `unknown-module` and the near names.
    """
    found = matching_modules(project, name) if name else _apps(project)
    if len(found) == 1:
        return found[0]
    near = [module.path for module in found] or _near(project, name)
    known = ", ".join(f"`{path}`" for path in near)
    if not name:
        what = f"there are several apps: {known}" if near else "there is no app module"
        raise Retry("unknown-module", what, module=name, near=near, hint="name the module")
    if found:
        what = f"`{name}` may be {known}"
        raise Retry("unknown-module", what, module=name, near=near, hint="name its whole path")
    hint = did_you_mean(near) or "`settings.gradle` and its kin name the modules"
    raise Retry("unknown-module", f"no module `{name}`", module=name, near=near, hint=hint)


def did_you_mean(near: Sequence[str]) -> str:
    """A hint that names up to three near names; "" for none."""
    names = ", ".join(f"`{name}`" for name in near[:3])
    return f"did you mean {names}" if names else ""


def matching_modules(project: "Project", name: str) -> list["Module"]:
    """The modules that a name can mean: an exact path alone, else those with this tail."""
    path = ":" + name.strip().strip(":/").replace("/", ":")
    exact = [module for module in project.modules if module.path == path]
    return exact or [module for module in project.modules if module.path.endswith(path)]


def _apps(project: "Project") -> list["Module"]:
    apps = [module for module in project.modules if module.kind in {"app", "application"}]
    named = [module for module in apps if module.path == ":app"]
    return named or apps


def _near(project: "Project", name: str) -> list[str]:
    return near_names(name, [module.path for module in project.modules], least=50)
