"""Declares a permission in the manifest of a module."""

import re
from functools import cache
from typing import TYPE_CHECKING

from tools.base import Refused, Retry
from tools.near import near_names
from tools.recipes.base import Outcome, RecipeContext
from tools.recipes.modules import choose_module, did_you_mean

if TYPE_CHECKING:
    from tools.android.project import Module

PREFIX = "android.permission."

_NEEDS = {f"{PREFIX}ACCESS_FINE_LOCATION": f"{PREFIX}ACCESS_COARSE_LOCATION"}
"""Permissions that the system ignores without another one."""

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_PERMISSION = re.compile(
    r"<uses-permission(?:-sdk-23)?\b[^>]*?android:name\s*=\s*\"([^\"]+)\"[^>]*?>", re.DOTALL
)


@cache
def known_permissions() -> frozenset[str]:
    """Full names of the platform's permissions that an app may ask for."""
    from importlib.resources import files

    lines = files("tools.recipes").joinpath("permissions.txt").read_text("utf-8").splitlines()
    return frozenset(
        line if "." in line else PREFIX + line for line in lines if line and line[0] != "#"
    )


def full_name(permission: str) -> str | None:
    """The full name of a platform permission given in full or short; None if there is none."""
    name = permission.strip().removeprefix("Manifest.permission.")
    name = name.removeprefix("android.Manifest.permission.")
    short = re.sub(r"[\s-]+", "_", name)
    for candidate in (name, PREFIX + name, PREFIX + short.upper()):
        if candidate in known_permissions():
            return candidate
    same = [full for full in known_permissions() if full.endswith(f".{short.upper()}")]
    return same[0] if len(same) == 1 and "." not in name else None


def add_permission(context: RecipeContext, permission: str, module: str = "") -> Outcome:
    """Add `<uses-permission>` before `<application>` of the main manifest.

    Raises `Retry` for an unknown permission or module, `Refused` where there is no manifest.
    """
    name = full_name(permission)
    if name is None:
        near = _near(permission)
        hint = did_you_mean([one.removeprefix(PREFIX) for one in near]) or "write its full name"
        what = f"no permission `{permission}`"
        raise Retry("unknown-permission", what, permission=permission, near=near, hint=hint)
    target = choose_module(context.facts().project(), module)
    path = manifest_path(target)
    if not context.draft.exists(path):
        hint = "create the manifest first, or name another module"
        raise Refused("no-manifest", f"`{target.path}` has no `{path}`", path=path, hint=hint)
    text = context.draft.text(path)
    visible = _COMMENT.sub(lambda match: " " * len(match[0]), text)
    declared = _PERMISSION.findall(visible)
    lacking = [one for one in (_NEEDS.get(name, ""), name) if one and one not in declared]
    if not lacking:
        return Outcome(f"`{name}` is already declared in `{path}`; nothing to do")
    for one in lacking:
        text = with_permission(text, one)
    context.draft.write(path, text)
    names = " and ".join(f"`{one}`" for one in lacking)
    return Outcome(f"declared {names} in `{path}`{_note(name, lacking, visible)}")


def _note(name: str, added: list[str], manifest: str) -> str:
    """What else the permission asks for, to end a sentence with."""
    if name in _NEEDS and _NEEDS[name] in added:
        return f"; `{name.removeprefix(PREFIX)}` is not granted without the other"
    if name == f"{PREFIX}CAMERA" and "android.hardware.camera" not in manifest:
        return (
            '; devices without a camera need `<uses-feature android:name="android.hardware.camera"'
            ' android:required="false" />` too'
        )
    return ""


def manifest_path(module: "Module") -> str:
    """Where the main manifest of a module lies, relative to the repository."""
    folder = f"{module.directory}/" if module.directory else ""
    return f"{folder}src/main/AndroidManifest.xml"


def with_permission(manifest: str, name: str) -> str:
    """The manifest with one more permission: after the last one, else before `<application>`."""
    visible = _COMMENT.sub(lambda match: " " * len(match[0]), manifest)
    element = f'<uses-permission android:name="{name}" />'
    application = visible.find("<application")
    limit = application if application >= 0 else len(visible)
    before = [match for match in _PERMISSION.finditer(visible) if match.start() < limit]
    if before:
        last = before[-1]
        end = last.end()
        if not last[0].endswith("/>"):
            end = visible.index("</uses-permission", end)
            end = visible.index(">", end) + 1
        indent = _indent(manifest, last.start())
        if last[0].endswith('"/>'):
            element = element.replace(" />", "/>")
        return f"{manifest[:end]}\n{indent}{element}{manifest[end:]}"
    if application >= 0:
        indent = _indent(manifest, application)
        return f"{manifest[:application]}{element}\n\n{indent}{manifest[application:]}"
    return _into_root(manifest, visible, element)


def _into_root(manifest: str, visible: str, element: str) -> str:
    closing = visible.rfind("</manifest")
    if closing >= 0:
        head = manifest[:closing].rstrip()
        return f"{head}\n    {element}\n{manifest[closing:]}"
    root = visible.find("<manifest")
    end = visible.find("/>", root)
    if root < 0 or end < 0:
        raise Refused("no-manifest", "the manifest has no `<manifest>` element")
    declared = manifest[:end].rstrip()
    if "xmlns:android" not in declared:
        declared += ' xmlns:android="http://schemas.android.com/apk/res/android"'
    return f"{declared}>\n\n    {element}\n</manifest>{manifest[end + 2 :]}"


def _indent(text: str, at: int) -> str:
    line = text[text.rfind("\n", 0, at) + 1 : at]
    return line if not line.strip() else "    "


def _near(permission: str) -> list[str]:
    wanted = re.sub(r"[\s-]+", "_", permission.rpartition(".")[2]).upper()
    short = {name.rpartition(".")[2]: name for name in known_permissions()}
    return [short[one] for one in near_names(wanted, short, least=55)]
