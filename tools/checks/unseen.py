"""KT-03: an import of a library that no file of the project has is probably a slip.

A library has more names than a project uses, so it warns, and only where the project imports nearly
the same name: of the same package, or the same simple name from a package of its own while this
package is new. It puts nothing right then, as the new name may be meant. It blocks where all
libraries of the module were read and none has the name.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tools.android.build_files import is_build_file
from tools.checks.added import SOURCES, written
from tools.checks.base import Check, Context, Finding, Fix, is_illustration
from tools.checks.denied import is_denied
from tools.checks.denied import meant as of_libraries
from tools.checks.near import certain
from tools.checks.resolution import Packages

if TYPE_CHECKING:
    from tools.syntax.symbols import Import

_FEW = 3
_NO_LIBRARY = ("java.", "javax.", "kotlin.", "android.")


def _find(context: Context) -> Iterator[Finding]:
    packages = Packages(context.facts)
    fresh = not context.strict and any(map(is_build_file, context.draft.changed()))
    for file in written(context, *SOURCES):
        facts = context.facts.file(file.path)
        if facts is None or fresh or is_illustration(file.path):
            continue
        old = None if context.strict else context.head.file(file.path)
        known = {one.name for one in old.imports} if old else set()
        for one in facts.imports:
            if one.star or one.static or one.name in known or packages.owns(one.name):
                continue
            context.counted["KT-03"] += 1
            if is_denied(context, packages, file.path, one):
                yield _denied(context, file.path, one)
            elif meant := _meant(context, one):
                message = f"no other file imports `{one.name}`; did you mean `{meant}`?"
                yield Finding("KT-03", "warn", file.path, one.line, 8, message, one.name)


def _denied(context: Context, path: str, one: "Import") -> Finding:
    message, fix = f"no library of the module has `{one.name}`", None
    if meant := of_libraries(context, one.name):
        message += f"; it is `{meant}`"
        told = f"imported `{meant}` instead of `{one.name}`"
        fix = Fix(told, line=one.line, old=one.name, new=meant)
    return Finding("KT-03", "block", path, one.line, 8, message, one.name, fix)


def _meant(context: Context, one: "Import") -> str:
    """The import that was probably meant, "" where this one may well be right."""
    head = context.head
    package, _, simple = one.name.rpartition(".")
    alike = head.imports_of(simple)
    if alike[one.name] > context.strict or not package:
        return ""
    beside = {
        name.rpartition(".")[2]
        for name in head.imports_below(package)
        if name.rpartition(".")[0] == package and name != one.name
    }
    if not beside:
        others = [name for name, count in alike.items() if count >= _FEW and name != one.name]
        new = not one.name.startswith(_NO_LIBRARY)
        return others[0] if new and len(others) == 1 else ""
    near = certain(simple, beside) if len(simple) >= 6 else None
    often = near is not None and head.imports_of(near)[f"{package}.{near}"] >= _FEW
    return f"{package}.{near}" if often else ""


CHECK = Check(
    "KT-03",
    "block",
    "an import of a library is one that the project knows, or that a library has",
    _find,
    compares=True,
    example="`import androidx.compose.material.Text` → `androidx.compose.material3.Text`",
)
