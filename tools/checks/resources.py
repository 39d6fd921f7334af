"""RES-01: `R.type.name` in Kotlin and Java names a resource of the module whose R it is."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tools.checks.aliased import aliased
from tools.checks.base import Check, Context, Finding, Fix, Severity
from tools.checks.near import certain, meant
from tools.checks.restoring import lies, renamed, restored

if TYPE_CHECKING:
    from tools.android.project import Module
    from tools.android.resources import ResourceRef
    from tools.index import Facts


def _find(context: Context) -> Iterator[Finding]:
    for path in context.paths:
        facts = context.facts.file(path) if path.endswith((".kt", ".java")) else None
        if facts is None:
            continue
        more = aliased(context.facts, path) if path.endswith(".kt") else ()
        for ref in (*facts.resource_refs, *more):
            found = _judged(context, ref, facts.package)
            if found is not None:
                yield found


def _judged(context: Context, ref: "ResourceRef", package: str) -> Finding | None:
    space = _namespace(context, ref, package)
    if space is None:
        return None
    context.counted["RES-01"] += 1
    declared = defaults(context.facts, ref.type, ref.name)
    module = context.project.namespace_module(space, ref.path) if space else None
    if _in_module(context, declared, module) or _part_of_styleable(context, ref):
        return None
    if _known(context, ref) or lies(context, ref.type, ref.name) == "right":
        return None
    return _finding(context, ref, module, declared)


def defaults(facts: "Facts", kind: str, name: str) -> list[str]:
    """The files that define a resource, translations left out: without a default it is lost."""
    from tools.android.resources import folder
    from tools.index.ranked import is_locale

    found = facts.resource_paths(kind, name)
    places = [(path, folder(path)) for path in found]
    return [path for path, place in places if place is None or not is_locale(place.qualifier)]


def meant_now(context: Context, ref: "ResourceRef", names: set[str]) -> str | None:
    """The one name that a use of an unknown one means: what it was renamed to, or a slip of it.

    A like name stands for none that is gone where both were there before.
    """
    if new := renamed(context, ref.type, ref.name):
        return new
    near = certain(ref.name, names)
    before = near and defaults(context.head, ref.type, ref.name)
    return None if before and near and defaults(context.head, ref.type, near) else near


def _namespace(context: Context, ref: "ResourceRef", package: str) -> str | None:
    """The namespace whose R a reference means; None where it is none of the project.

    It is "" for the `Res` class of Compose and the `MR` of moko, whose packages are not those of
    modules.
    """
    if ref.place != "code":
        return None
    holder = ref.resolved or (f"{package}.{ref.holder}" if "." not in ref.holder else ref.holder)
    space, _, simple = holder.rpartition(".")
    if simple == "Res":
        return ""
    if simple == "MR":
        return "" if any(one.resources == space for one in context.project.modules) else None
    return space if simple == "R" and space in context.spaces else None


def _in_module(context: Context, declared: list[str], module: "Module | None") -> bool:
    if module is None or not _own_only(context):
        return bool(declared)
    return any(context.project.module_of(path) == module for path in declared)


def _own_only(context: Context) -> bool:
    """Whether R classes hold the resources of their own module alone, the default since AGP 8."""
    return not context.project.transitive_resources


def _part_of_styleable(context: Context, ref: "ResourceRef") -> bool:
    if ref.type != "styleable":
        return False
    names = {one.name.replace(".", "_") for one in context.facts.resources("styleable")}
    return any(ref.name.startswith(f"{name}_") for name in names)


def _known(context: Context, ref: "ResourceRef") -> bool:
    """Whether HEAD uses the resource without declaring it: generated, or a library's."""
    users = {
        one.path for one in context.head.resource_refs(ref.type, ref.name) if one.place == "code"
    }
    if context.strict:
        return bool(users - {ref.path})
    return bool(users) and not defaults(context.head, ref.type, ref.name)


def _finding(
    context: Context,
    ref: "ResourceRef",
    module: "Module | None",
    declared: list[str],
) -> Finding:
    kind = _kind(ref)
    written = f"{ref.holder}.{kind}.{ref.name}"
    if not context.facts.text(ref.path).endswith(f".{kind}.", 0, ref.start):
        written = f"{ref.holder}.{ref.name}"
    shown = f"{_class(ref) if _is_shared(ref) else 'R'}.{kind}.{ref.name}"
    own = {
        one.name.replace(".", "_").replace("-", "_")
        for one in context.facts.resources(ref.type)
        if module is None or context.project.module_of(one.path) == module
    }
    message = f"`{shown}` is not in {f'`{module.path}`' if module else 'the project'}"
    fix = None
    if not declared and context.facts.resource_paths(ref.type, ref.name):
        message = f"`{shown}` is left in translations only, without a default in `values`"
        fix = restored(context, ref.type, ref.name)
    elif elsewhere := _elsewhere(context, declared):
        message += f"; it is in {elsewhere}"
    else:
        near = meant_now(context, ref, own)
        message += f"; did you mean `{near}`?" if near else meant(ref.name, own)
        if near and not _is_imported(context, ref):
            new = written.removesuffix(ref.name) + near
            fix = Fix(f"wrote `{new}` for `{written}`", line=ref.line, old=written, new=new)
        else:
            fix = restored(context, ref.type, ref.name)
    generated = _class(ref) == "Res" and not defaults(context.head, ref.type, ref.name)
    generated |= ref.type == "raw" and fix is None and not context.head.resources("raw", ref.name)
    sure = (_own_only(context) or _is_shared(ref)) and not generated
    severity: Severity = "block" if sure else "warn"
    return Finding("RES-01", severity, ref.path, ref.line, ref.column, message, shown, fix)


def _is_imported(context: Context, ref: "ResourceRef") -> bool:
    """Whether the file imports the accessor of a resource of Compose by its name."""
    file = context.facts.file(ref.path)
    return file is not None and any(one.simple == ref.name for one in file.imports)


def _class(ref: "ResourceRef") -> str:
    return (ref.resolved or ref.holder).rpartition(".")[2]


def _is_shared(ref: "ResourceRef") -> bool:
    return _class(ref) in ("Res", "MR")


def _kind(ref: "ResourceRef") -> str:
    """The type as the class calls it."""
    from tools.android.resources import MOKO_TYPES

    names = {kind: name for name, kind in MOKO_TYPES.items()} if _class(ref) == "MR" else {}
    return names.get(ref.type, ref.type)


def _elsewhere(context: Context, declared: list[str]) -> str:
    modules = {
        module.path: module.namespace
        for path in declared
        if (module := context.project.module_of(path))
    }
    return ", ".join(f"`{path}` (`{space}.R`)" for path, space in sorted(modules.items()))


CHECK = Check(
    "RES-01",
    "block",
    "`R` names a resource of its module",
    _find,
    example="`R.string.savee` → `R.string.save`",
)
