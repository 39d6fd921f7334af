"""The public declarations of a Kotlin class or file, from its metadata and its annotations."""

from collections.abc import Iterator

from tools.library.classfile import ClassFile, Member
from tools.library.kotlin_types import Types
from tools.library.metadata import CLASS, Metadata
from tools.library.protobuf import Message, blocks, child, message, number, numbers
from tools.library.symbol import Symbol

_COMPOSABLE = "androidx/compose/runtime/Composable"
_DEPRECATED = "kotlin/Deprecated"
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
        self.deprecated = file.deprecated or file.annotation(_DEPRECATED) is not None

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
        yield Symbol(self.scope, simple, owner, "class", self._head(fields, flags, name))
        self.owner = name
        for block in blocks(fields, 8) if kind not in (_ENUM, 4) else []:
            constructor = message(block)
            if _visible(number(constructor, 1, 6)):
                shown = f"{name}({self._parameters(constructor, 2)})"
                yield Symbol(self.scope, simple, owner, "constructor", shown)
        for block in blocks(fields, 13):
            entry = self.names[number(message(block), 1)]
            yield Symbol(
                f"{self.scope}.{entry}", entry, name, "property", f"enum entry {name}.{entry}"
            )
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
        old = "@Deprecated " if self.deprecated else ""
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
            shown = (
                f"typealias {name}{types.declared(blocks(fields, 3))} = {types.of(fields, 4, 5)}"
            )
            yield Symbol(self._qualified(name), name, "", "class", shown)

    def _function(self, fields: Message) -> Symbol | None:
        flags = number(fields, 9, 6)
        name = self.names[number(fields, 2)]
        if not _visible(flags) or flags >> 6 & 3 == 3:
            return None
        marks = self._marks(child(fields, 100), name)
        if marks is None:
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
            f"{marks}{before}fun {f'{generic} ' if generic else ''}{_dotted(receiver)}{name}"
            f"({self._parameters(fields, 6, types)}){'' if result == 'Unit' else f': {result}'}"
        )
        return Symbol(self._qualified(name), name, self._of(receiver), "function", shown)

    def _property(self, fields: Message) -> Symbol | None:
        flags = number(fields, 11, 518)
        name = self.names[number(fields, 2)]
        if not _visible(flags):
            return None
        stored = child(fields, 100) or {}
        annotated = self._marks(child(stored, 2), "") if 2 in stored else ""
        getter = self._marks(child(stored, 3), "") if 3 in stored else ""
        if annotated is None or getter is None:
            return None
        types = self.types.within(blocks(fields, 4))
        writable = flags & 1 << 8 and _visible(number(fields, 8, flags))
        word = "const val" if flags & 1 << 11 else "var" if writable else "val"
        generic = types.declared(blocks(fields, 4))
        receiver = types.of(fields, 5, 10)
        shown = (
            f"{annotated or getter}{self._modality(flags)}{word} {f'{generic} ' if generic else ''}"
            f"{_dotted(receiver)}{name}: {types.of(fields, 3, 9)}"
        )
        return Symbol(self._qualified(name), name, self._of(receiver), "property", shown)

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

    def _marks(self, signature: Message | None, name: str) -> str | None:
        """`@Composable` and `@Deprecated` of a method; None where it is hidden from callers."""
        fields = signature or {}
        name = self.names[number(fields, 1)] if 1 in fields else name
        found = self.methods.get(name, [])
        if 2 in fields:
            shape = self.names[number(fields, 2)]
            found = [one for one in found if one.descriptor == shape] or found
        shown = ""
        if any(one.annotation(_COMPOSABLE) for one in found):
            shown = "@Composable "
        old = found[0].annotation(_DEPRECATED) if found else None
        if old is not None:
            if old.values.get("level") == "HIDDEN":
                return None
            shown = "@Deprecated " + shown
        return shown

    def _qualified(self, name: str) -> str:
        return f"{self.scope}.{name}" if self.scope else name

    def _of(self, receiver: str) -> str:
        """The owner that a person names: the class, or what an extension extends."""
        if self.owner or not receiver:
            return self.owner
        return receiver.partition("<")[0].removesuffix("?") if "->" not in receiver else ""


def _visible(flags: int) -> bool:
    return flags >> 1 & 7 in _VISIBLE


def _dotted(receiver: str) -> str:
    if not receiver:
        return ""
    return f"({receiver})." if "->" in receiver else f"{receiver}."
