"""The public declarations of a Kotlin class or file, from its metadata and its annotations."""

from collections.abc import Iterator
from typing import NamedTuple

from tools.library.classfile import ClassFile, Member
from tools.library.deprecation import DEPRECATED, deprecation
from tools.library.kotlin_types import Types
from tools.library.metadata import CLASS, Metadata, annotation_of
from tools.library.protobuf import Message, blocks, child, message, number, numbers
from tools.library.symbol import HIDDEN, Deprecation, Symbol

_COMPOSABLE = "androidx/compose/runtime/Composable"
_VISIBLE = (2, 3)
_KINDS = ("class", "interface", "enum class", "", "annotation class", "object", "companion object")
_MODALITIES = ("", "open ", "abstract ", "sealed ")
_INTERFACE, _ENUM = 1, 2
_SEALED = 3


def kotlin_symbols(file: ClassFile, metadata: Metadata) -> Iterator[Symbol]:
    """All that is public or protected, hidden declarations left out.

    Raises `BrokenMessage` or `LookupError` on metadata that cannot be read.
    """
    reading = _Reading(file, metadata)
    fields = metadata.fields
    if metadata.kind == CLASS:
        yield from reading.of_class(fields)
        return
    yield from reading.callables(fields, functions=3, properties=4)
    for block in blocks(fields, 5):
        yield from reading.alias(message(block))


class _Marks(NamedTuple):
    """What annotations say of a declaration."""

    composable: bool = False
    old: Deprecation | None = None

    @property
    def shown(self) -> str:
        return f"{'@Deprecated ' if self.old else ''}{'@Composable ' if self.composable else ''}"

    @property
    def hidden(self) -> bool:
        return self.old is not None and self.old.level == HIDDEN


class _Reading:
    def __init__(self, file: ClassFile, metadata: Metadata) -> None:
        self.names = metadata.names
        package = metadata.package or file.name.rpartition("/")[0]
        self.scope = package.replace("/", ".")
        self.owner = ""
        self.types = Types(self.names, child(metadata.fields, 30), {})
        self.methods: dict[str, list[Member]] = {}
        for method in file.methods:
            self.methods.setdefault(method.name, []).append(method)
        self.file = file

    def of_class(self, fields: Message) -> Iterator[Symbol]:
        flags = number(fields, 1, 6)
        if not _visible(flags):
            return
        full = self.names[number(fields, 3)]
        package, _, name = full.rpartition("/")
        self.scope = ".".join(part for part in (package.replace("/", "."), name) if part)
        self.types = self.types.within(blocks(fields, 5))
        kind = flags >> 6 & 7
        owner, _, simple = name.rpartition(".")
        head = self._head(fields, flags, name)
        yield Symbol(self.scope, simple, owner, "class", head, old=_old(self.file))
        self.owner = name
        for block in blocks(fields, 8) if kind not in (_ENUM, 4) else []:
            constructor = message(block)
            marks = self._marks(constructor, "<init>", 2)
            if _visible(number(constructor, 1, 6)) and not marks.hidden:
                shown = f"{marks.shown}{name}({self._parameters(constructor, 2)})"
                yield Symbol(self.scope, simple, owner, "constructor", shown, old=marks.old)
        for block in blocks(fields, 13):
            entry = self.names[number(message(block), 1)]
            marks = _marks_of([one for one in self.file.fields if one.name == entry])
            shown = f"{marks.shown}enum entry {name}.{entry}"
            yield Symbol(f"{self.scope}.{entry}", entry, name, "property", shown, old=marks.old)
        yield from self.callables(fields, functions=9, properties=10)

    def _head(self, fields: Message, flags: int, name: str) -> str:
        kind = flags >> 6 & 7
        modality = flags >> 4 & 3
        told = kind not in (_INTERFACE, _ENUM) or modality == _SEALED
        before = _MODALITIES[modality] if told else ""
        before += "data " if flags & 1 << 10 else ""
        before += "value " if flags & 1 << 13 else ""
        before += "fun " if flags & 1 << 14 else ""
        word = _KINDS[kind] if kind < len(_KINDS) else "class"
        parents = [self.types.text(message(block)) for block in blocks(fields, 6)]
        parents += [self.types.by_number(one) for one in numbers(fields, 2)]
        parents = [one for one in parents if one != "Any" and not one.startswith("Enum<")]
        after = f" : {', '.join(parents)}" if parents else ""
        generic = self.types.declared(blocks(fields, 5))
        old = "@Deprecated " if _old(self.file) else ""
        return f"{old}{before}{word} {name}{generic}{after}"

    def callables(self, fields: Message, *, functions: int, properties: int) -> Iterator[Symbol]:
        for block in blocks(fields, functions):
            if found := self._function(message(block)):
                yield found
        for block in blocks(fields, properties):
            if found := self._property(message(block)):
                yield found

    def alias(self, fields: Message) -> Iterator[Symbol]:
        if _visible(number(fields, 1, 6)):
            name = self.names[number(fields, 2)]
            types = self.types.within(blocks(fields, 3))
            shown = f"{name}{types.declared(blocks(fields, 3))} = {types.of(fields, 4, 5)}"
            told = (annotation_of(message(block), self.names) for block in blocks(fields, 8))
            old = next((deprecation(one) for one in told if one.type == DEPRECATED), None)
            marks = _Marks(old=old)
            if not marks.hidden:
                shown = f"{marks.shown}typealias {shown}"
                yield Symbol(self._qualified(name), name, "", "class", shown, old=old)

    def _function(self, fields: Message) -> Symbol | None:
        flags = number(fields, 9, 6)
        name = self.names[number(fields, 2)]
        if not _visible(flags) or flags >> 6 & 3 == 3:
            return None
        marks = self._marks(fields, name, 6)
        if marks.hidden:
            return None
        types = self.types.within(blocks(fields, 4))
        before = "suspend " if flags & 1 << 13 else ""
        before += "operator " if flags & 1 << 8 else ""
        before += "infix " if flags & 1 << 9 else ""
        before += "inline " if flags & 1 << 10 else ""
        before = self._modality(flags) + before
        generic = types.declared(blocks(fields, 4))
        receiver = types.of(fields, 5, 8)
        result = types.of(fields, 3, 7)
        shown = (
            f"{marks.shown}{before}fun {f'{generic} ' if generic else ''}{_dotted(receiver)}{name}"
            f"({self._parameters(fields, 6, types)}){'' if result == 'Unit' else f': {result}'}"
        )
        owner = self._of(receiver)
        return Symbol(self._qualified(name), name, owner, "function", shown, old=marks.old)

    def _property(self, fields: Message) -> Symbol | None:
        flags = number(fields, 11, 518)
        name = self.names[number(fields, 2)]
        if not _visible(flags):
            return None
        stored = child(fields, 100) or {}
        annotated = self._of_method(child(stored, 2)) if 2 in stored else _Marks()
        getter = self._of_method(child(stored, 3)) if 3 in stored else _Marks()
        if annotated.hidden or getter.hidden:
            return None
        marks = annotated if annotated.old else getter
        types = self.types.within(blocks(fields, 4))
        writable = flags & 1 << 8 and _visible(number(fields, 8, flags))
        word = "const val" if flags & 1 << 11 else "var" if writable else "val"
        generic = types.declared(blocks(fields, 4))
        receiver = types.of(fields, 5, 10)
        shown = (
            f"{marks.shown}{self._modality(flags)}{word} {f'{generic} ' if generic else ''}"
            f"{_dotted(receiver)}{name}: {types.of(fields, 3, 9)}"
        )
        owner = self._of(receiver)
        return Symbol(self._qualified(name), name, owner, "property", shown, old=marks.old)

    def _modality(self, flags: int) -> str:
        protected = "protected " if flags >> 1 & 7 == 2 else ""
        return protected + (_MODALITIES[flags >> 4 & 3] if self.owner else "")

    def _parameters(self, fields: Message, field: int, types: Types | None = None) -> str:
        types = types or self.types
        shown = []
        for block in blocks(fields, field):
            one = message(block)
            repeated = types.of(one, 4, 6)
            written = f"vararg {self.names[number(one, 2)]}: {repeated}" if repeated else (
                f"{self.names[number(one, 2)]}: {types.of(one, 3, 5)}"
            )  # fmt: skip
            shown.append(f"{written} = …" if number(one, 1) & 2 else written)
        return ", ".join(shown)

    def _marks(self, fields: Message, name: str, parameters: int) -> _Marks:
        """Those of a function or constructor, whose parameters stand in a field."""
        signature = child(fields, 100) or {}
        found = self._named(signature, name)
        if len(found) > 1 and 2 not in signature:
            shape = self._erased(fields, parameters)
            found = [one for one in found if one.descriptor.startswith(shape)]
        return _marks_of(found)

    def _erased(self, fields: Message, parameters: int) -> str:
        """The descriptor up to the result, which the metadata leaves out where it is plain."""
        given = [self.types.erased(fields, 5, 8)]
        given += [self.types.erased(message(one), 3, 5) for one in blocks(fields, parameters)]
        return f"({''.join(given)})"

    def _of_method(self, signature: Message | None) -> _Marks:
        return _marks_of(self._named(signature or {}, ""))

    def _named(self, signature: Message, name: str) -> list[Member]:
        """The methods that a signature means, which leaves out what the metadata tells anyway."""
        found = self.methods.get(self.names[number(signature, 1)] if 1 in signature else name, [])
        if 2 in signature:
            shape = self.names[number(signature, 2)]
            found = [one for one in found if one.descriptor == shape] or found
        return found

    def _qualified(self, name: str) -> str:
        return f"{self.scope}.{name}" if self.scope else name

    def _of(self, receiver: str) -> str:
        """The owner that a person names: the class, or what an extension extends."""
        if self.owner or not receiver:
            return self.owner
        return receiver.partition("<")[0].removesuffix("?") if "->" not in receiver else ""


def _marks_of(found: list[Member]) -> _Marks:
    """The marks of one of these methods: it is old where none of them is anything else."""
    old = {_old(one) for one in found}
    composable = any(one.annotation(_COMPOSABLE) for one in found)
    return _Marks(composable, old.pop() if len(old) == 1 else None)


def _old(of: ClassFile | Member) -> Deprecation | None:
    annotation = of.annotation(DEPRECATED)
    return deprecation(annotation) if annotation else None


def _visible(flags: int) -> bool:
    return flags >> 1 & 7 in _VISIBLE


def _dotted(receiver: str) -> str:
    if not receiver:
        return ""
    return f"({receiver})." if "->" in receiver else f"{receiver}."
