"""Creates files in the draft, where a source file of its kind may stand."""

from typing import TYPE_CHECKING

from tools.base import Retry
from tools.edits.imports import header, set_package
from tools.edits.packages import expected_package, folders_of, source_root
from tools.edits.soundness import demand_sound
from tools.edits.text import Edited, refuse_elided

if TYPE_CHECKING:
    from tools.index import Facts
    from tools.repo.draft import Draft

_SOURCES = (".kt", ".java")


def create_file(draft: "Draft", facts: "Facts", path: str, code: str) -> Edited:
    """Write a new file; a source file gets the package line of its folder.

    Retry codes: `exists`, `placement` (a source file outside every source root), `elided`,
    `syntax`, `noop` (no text). What the draft refuses is `Refused`.
    """
    from tools.edits.repair import repair

    if draft.exists(path):
        raise Retry("exists", f"`{path}` exists already", path=path)
    if not code.strip():
        raise Retry("noop", f"there is nothing to write to `{path}`", path=path)
    refuse_elided(code, "", path)
    text = code.strip("\n").rstrip() + "\n"
    told: tuple[str, ...] = ()
    if path.endswith(_SOURCES):
        _demand_place(facts, path, code)
        text, told = _with_package(facts, path, text)
    demand_sound(path, None, text)
    draft.create(path, text)
    return Edited(path, (*told, *repair(draft, facts, path)))


def _with_package(facts: "Facts", path: str, text: str) -> tuple[str, tuple[str, ...]]:
    wanted = expected_package(facts, path)
    if not wanted or wanted == header(text).package:
        return text, ()
    return set_package(text, wanted), (f"set the package of `{path}` to `{wanted}`",)


def _demand_place(facts: "Facts", path: str, code: str) -> None:
    """Retry `placement` unless the folder is in a source root or holds sources already."""
    folder, _, name = path.rpartition("/")
    if source_root(path) or any(one.folder == folder for one in facts.packages_below(folder)):
        return
    better = folders_of(facts, header(code).package)
    hint = f"; `{better[0]}/{name}` would be" if better else ""
    raise Retry(
        "placement", f"`{path}` is not in a source folder of a module{hint}", path=path, near=better
    )
