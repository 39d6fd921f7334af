"""The public declarations of a class that is not Kotlin's, written as Kotlin calls them."""

from collections.abc import Iterator

from tools.library.classfile import (
    ABSTRACT,
    ANNOTATION,
    BRIDGE,
    ENUM,
    FINAL,
    INTERFACE,
    PROTECTED,
    PUBLIC,
    STATIC,
    SYNTHETIC,
    VARARGS,
    Annotation,
    ClassFile,
    Member,
)
from tools.library.jvm_types import BrokenType, class_parents, field_type, method_shape, simple
from tools.library.symbol import Deprecation, Symbol

_NULLABLE = ("Nullable", "CheckForNull")
_COMPOSABLE = "androidx/compose/runtime/Composable"
_OWN = ("Any", "Enum", "Annotation", "Record")


def class_access(file: ClassFile) -> int:
    """The access that the source gave: a nested class has it in another place."""
    return next((row[3] for row in file.inner if row[0] == file.name), file.access)


def java_symbols(file: ClassFile) -> Iterator[Symbol]:
    """All that is public or protected. What has a damaged signature is left out."""
    access = class_access(file)
    if not access & (PUBLIC | PROTECTED) or access & SYNTHETIC:
        return
    name = simple(file.name)
    package = file.name.rpartition("/")[0].replace("/", ".")
    qualified = f"{package}.{name}" if package else name
    owner, _, own = name.rpartition(".")
    old = Deprecation() if file.deprecated else None
    yield Symbol(qualified, own, owner, "class", _head(file, access, name), old=old)
    for member in (*file.fields, *file.methods):
        if not member.access & (PUBLIC | PROTECTED) or member.access & (SYNTHETIC | BRIDGE):
            continue
        try:
            found = _symbol(member, qualified, name, access)
        except BrokenType:
            continue
        if found is not None:
            yield found._replace(old=Deprecation()) if member.deprecated else found


def _symbol(member: Member, qualified: str, owner: str, access: int) -> Symbol | None:
    if not member.descriptor.startswith("("):
        shown = f"{_before(member)}{_word(member)} {member.name}: {_field(member)}"
        return Symbol(f"{qualified}.{member.name}", member.name, owner, "property", shown)
    if member.name == "<init>":
        if access & (INTERFACE | ENUM):
            return None
        simple_owner = owner.rpartition(".")[2]
        shown = f"{_old(member)}{owner}({_parameters(member)})"
        return Symbol(qualified, simple_owner, owner.rpartition(".")[0], "constructor", shown)
    if member.name.startswith("<") or "$" in member.name:
        return None
    shape = method_shape(member.signature or member.descriptor)
    generic = f"{shape.generic} " if shape.generic else ""
    result = shape.result + ("?" if _is_nullable(member.annotations) else "")
    composable = "@Composable " if member.annotation(_COMPOSABLE) else ""
    after = "" if result == "Unit" else f": {result}"
    shown = f"{_before(member)}{composable}fun {generic}{member.name}({_parameters(member)}){after}"
    return Symbol(f"{qualified}.{member.name}", member.name, owner, "function", shown)


def _head(file: ClassFile, access: int, name: str) -> str:
    word = "class"
    if access & ANNOTATION:
        word = "annotation class"
    elif access & ENUM:
        word = "enum class"
    elif access & INTERFACE:
        word = "interface"
    elif access & ABSTRACT:
        word = "abstract class"
    elif not access & FINAL:
        word = "open class"
    generic, parents = "", tuple(simple(one) for one in (file.parent, *file.interfaces) if one)
    if file.signature:
        try:
            generic, parents = class_parents(file.signature)
        except BrokenType:
            pass
    shown = [one for one in parents if one.partition("<")[0] not in _OWN]
    after = f" : {', '.join(shown)}" if shown else ""
    return f"{'@Deprecated ' if file.deprecated else ''}{word} {name}{generic}{after}"


def _old(member: Member) -> str:
    old = "@Deprecated " if member.deprecated else ""
    return old + ("protected " if member.access & PROTECTED else "")


def _before(member: Member) -> str:
    return _old(member) + ("static " if member.access & STATIC else "")


def _word(member: Member) -> str:
    return "val" if member.access & FINAL else "var"


def _field(member: Member) -> str:
    shown = field_type(member.signature or member.descriptor)
    return shown + ("?" if _is_nullable(member.annotations) else "")


def _parameters(member: Member) -> str:
    """`name: Type` of each, `Type` where the file keeps no names."""
    types = method_shape(member.signature or member.descriptor).parameters
    names = member.parameters if len(member.parameters) == len(types) else ()
    marks = member.parameter_annotations
    shown = []
    for place, type in enumerate(types):
        nullable = place < len(marks) and _is_nullable(marks[place])
        if member.access & VARARGS and place == len(types) - 1 and type.startswith("Array<"):
            type, before = type[6:-1], "vararg "
        else:
            before = ""
        label = f"{names[place]}: " if names and names[place] else ""
        shown.append(f"{before}{label}{type}{'?' if nullable else ''}")
    return ", ".join(shown)


def _is_nullable(annotations: tuple[Annotation, ...]) -> bool:
    return any(one.type.rpartition("/")[2] in _NULLABLE for one in annotations)
