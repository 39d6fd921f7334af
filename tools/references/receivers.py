"""The type of the expression left of a dot, where declarations alone make it certain."""

import re
from dataclasses import dataclass

from tools.references.elements import GIVES_EACH, GIVES_ONE, element_type, held_type
from tools.references.project import Code
from tools.references.scopes import Local, Locals, has_parameters, local_at, locals_named
from tools.references.source import TYPE_KINDS, Source, type_head
from tools.syntax.symbols import Symbol

DEPTH = 8
"""How many declarations are followed for one answer."""

SCOPE_WITH_THIS = frozenset({"apply", "run", "with"})
SCOPE_WITH_IT = frozenset({"let", "also", "takeIf", "takeUnless"})
MAKERS = frozenset(
    "mock mockk spy spyk fake inject get koinInject viewModel hiltViewModel koinViewModel".split()
)
"""Functions that give an object of their one type argument."""

GIVERS = frozenset({"remember", "rememberSaveable", "lazy"})
"""Functions that give what their lambda gives."""

KEEP_THIS = frozenset({*SCOPE_WITH_IT, *GIVES_EACH, *GIVERS, "update", "getAndUpdate"})
"""Functions in whose lambda `this` is what it is outside."""


@dataclass(frozen=True)
class Found:
    """The type of an expression ("" where it is not certain) and where the expression begins."""

    type: str
    start: int


class Receivers:
    """Answers for one project; locals are remembered by file and name."""

    def __init__(self, code: Code) -> None:
        self.code = code
        self._locals: dict[tuple[str, str], Locals] = {}
        self._bearers: dict[frozenset[str], frozenset[str]] = {}

    def locals(self, source: Source, name: str) -> Locals:
        """All locals of a name in a file."""
        key = (source.path, name)
        if key not in self._locals:
            self._locals[key] = locals_named(source, name)
        return self._locals[key]

    def bearers(self, types: frozenset[str]) -> frozenset[str]:
        """The simple names of these types and of the declarations that name one of them."""
        if types not in self._bearers:
            names = {name.rpartition(".")[2] for name in types}
            word = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(names)))})\b")
            paths = {path for name in names for path in self.code.paths_with(name)}
            found = {
                symbol.name
                for path in paths
                for symbol in self.code.source(path).parsed.symbols
                if word.search(_declaration(self.code.source(path), symbol))
            }
            self._bearers[types] = frozenset(names | found)
        return self._bearers[types]

    def before(self, source: Source, end: int, depth: int = DEPTH) -> Found:
        """The type of the expression that ends at `end`, an offset of a dot or `::`."""
        token, at = source.before(end)
        if depth <= 0 or not token:
            return Found("", end)
        if token == "!":
            return self.before(source, at, depth)
        if token == ")":
            return self._call(source, source.brackets.partner.get(at, at), depth)
        if token == "}":
            return self._trailing_lambda(source, source.brackets.partner.get(at, at), depth)
        if token == ">":
            return Found("", at)
        if token[0].isalpha() or token[0] in "_`":
            return self._name(source, at, token.strip("`"), depth)
        return Found("", at)

    def _trailing_lambda(self, source: Source, brace: int, depth: int) -> Found:
        """`x.apply { }` and `x.also { }` are `x`."""
        name, at = source.before(brace)
        dot, dot_at = source.before(at)
        if name in {"apply", "also"} and dot in {".", "?."}:
            return self.before(source, dot_at, depth - 1)
        return Found("", at)

    def _call(self, source: Source, opening: int, depth: int) -> Found:
        name, at = source.before(opening)
        if name == ">":
            return self._generic_call(source, at)
        if not (name[:1].isalpha() or name[:1] in {"_", "`"}) or name in {"if", "when", "while"}:
            return self._parenthesised(source, opening, depth)
        before, before_at = source.before(at)
        start = before_at if before == "new" else at
        if before in {".", "?."}:
            owner = self.before(source, before_at, depth - 1)
            chain = self.chain(source, at, name)
            constructed = self.code.type_named(source, chain, at) if chain else ""
            if self.code.is_type(constructed):
                return Found(constructed, owner.start)
            found = self.code.members(owner.type, name) if owner.type else []
            if name in {"copy", "valueOf"} and not found and self.code.is_type(owner.type):
                return owner
            if name in GIVES_ONE and not found and not self.code.is_type(owner.type):
                return Found(element_type(self, source, before_at, depth - 1), owner.start)
            return Found(self._result(found, depth), owner.start)
        constructed = self.code.type_named(source, name, at)
        if constructed and (name[0].isupper() or self.code.is_type(constructed)):
            if self.code.is_type(constructed) or not self.code.symbols(constructed):
                return Found(constructed, start)
        return Found(self._result(self.bare(source, at, name), depth), start)

    def _generic_call(self, source: Source, angle: int) -> Found:
        start = source.code.rfind("<", 0, angle)
        name, at = source.before(start)
        written = source.code[start + 1 : angle].strip()
        if name in MAKERS and source.before(at)[0] not in {".", "?."}:
            return Found(self.code.type_named(source, type_head(written), at), at)
        constructed = self.code.type_named(source, name, at)
        return Found(constructed if self.code.is_type(constructed) else "", at)

    def _parenthesised(self, source: Source, opening: int, depth: int) -> Found:
        closing = source.close(opening)
        inner = source.code[opening + 1 : closing]
        head, cast, written = inner.rpartition(" as ")
        if cast and head.strip() and "(" not in written:
            name = type_head(written.lstrip("? "))
            return Found(self.code.type_named(source, name, opening), opening)
        found = self.before(source, closing, depth - 1)
        whole = found.start == source.cursor.blank(opening + 1)
        return Found(found.type if whole else "", opening)

    def chain(self, source: Source, at: int, name: str) -> str:
        """The dotted name that ends with the word at `at`; "" where it is not plain names."""
        parts = [name]
        while True:
            dot, dot_at = source.before(at)
            if dot != ".":
                return ".".join(reversed(parts))
            word, at = source.before(dot_at)
            if not word.isidentifier():
                return ""
            parts.append(word)

    def _name(self, source: Source, at: int, name: str, depth: int) -> Found:
        before, before_at = source.before(at)
        if before == "@" and source.before(before_at)[0] in {"this", "super"}:
            start = source.before(before_at)[1]
            return Found(self.code.type_named(source, name, at), start)
        if before in {".", "?."}:
            owner = self.before(source, before_at, depth - 1)
            return Found(self._selected(source, at, name, owner, depth), owner.start)
        if name in {"this", "super"}:
            return Found(self._this(source, at, depth), at)
        if name == "it":
            around = self.lambdas(source, at)
            if around and has_parameters(source, around[0][2]):
                return Found("", at)
            return Found(self._implicit(source, at, SCOPE_WITH_IT, depth), at)
        local = local_at(self.locals(source, name), at)
        if local is not None:
            return Found(self._local(source, local, depth), at)
        members = self.bare(source, at, name)
        if members:
            return Found(self._value(members, depth), at)
        return Found(self.code.type_named(source, name, at), at)

    def _selected(self, source: Source, at: int, name: str, owner: Found, depth: int) -> str:
        if owner.type:
            if name in {"Companion", "INSTANCE"}:
                return owner.type
            members = self.code.members(owner.type, name)
            if members:
                return self._value(members, depth)
            nested = f"{owner.type}.{name}"
            if self.code.is_type(owner.type):
                return nested if self.code.is_type(nested) else ""
        chain = self.chain(source, at, name)
        if chain and self.code.is_type(chain):
            return chain
        _, dot = source.before(at)
        return held_type(self, source, dot, depth - 1) if name == "value" else ""

    def bare(self, source: Source, at: int, name: str) -> list[Symbol]:
        """What a name without a receiver means, locals aside: a member around it or a top level."""
        receiver = self.extension_receiver(source, at)
        found = self.code.members(receiver, name) if receiver else []
        if found:
            return found
        for enclosure in self.code.enclosures(source, at):
            found = self.code.members(enclosure.name, name, enclosure.parents)
            if found:
                return found
        return self.code.top_level(source, name)

    def extension_receiver(self, source: Source, at: int) -> str:
        """The receiver type of the extension function around a place; "" for none."""
        for symbol in source.enclosing_symbols(at):
            if symbol.kind in TYPE_KINDS:
                break
            if symbol.receiver and symbol.kind in {"function", "property"}:
                return self.code.type_named(source, type_head(symbol.receiver), symbol.start)
        return ""

    def _this(self, source: Source, at: int, depth: int) -> str:
        for name, name_at, _ in self.lambdas(source, at):
            if name in SCOPE_WITH_THIS:
                return self.scope_type(source, name, name_at, depth)
            if name not in KEEP_THIS:
                return ""
        receiver = self.extension_receiver(source, at)
        if receiver:
            return receiver
        around = self.code.enclosures(source, at)
        if not around:
            return ""
        return around[0].name or next(iter(around[0].parents), "")

    def lambdas(self, source: Source, at: int) -> list[tuple[str, int, int]]:
        """The lambdas around a place up to its function: callee ("" unknown), its place, brace."""
        found = []
        for opening in source.enclosing(at):
            if source.code[opening] != "{" or source.code[opening - 1 : opening] == "$":
                continue  # no block, or that of a string template
            token, before_at = source.before(opening)
            if token == ")":
                parenthesis = source.brackets.partner.get(before_at, before_at)
                name, name_at = source.before(parenthesis)
            else:
                name, name_at = token, before_at
            if self._is_body(source, name, name_at, token):
                break
            if name in {"if", "else", "when", "for", "while", "do", "try", "catch", "finally"}:
                continue
            found.append((name if name.isidentifier() else "", name_at, opening))
        return found

    def _is_body(self, source: Source, name: str, at: int, token: str) -> bool:
        """Whether a brace after these tokens opens the body of a declaration."""
        if name in {"init", "get", "set", "object", "static"} or not name:
            return True
        if source.java:
            return token == ")" and at in source.symbols_at
        return (
            source.before(at)[0] in {"fun", "class", "interface", "object"}
            or any(symbol.name_start == at for symbol in (source.symbols_at.get(at),) if symbol)
            or self._follows_signature(source, at)
        )

    def _follows_signature(self, source: Source, at: int) -> bool:
        """The words before a body may be a return type or a supertype."""
        return any(
            symbol.body > at >= symbol.name_start and source.code[symbol.body] == "{"
            for symbol in source.enclosing_symbols(at)[:1]
            if symbol.body >= 0
        )

    def _implicit(self, source: Source, at: int, names: frozenset[str], depth: int) -> str:
        """The receiver or `it` of the innermost lambda, where it is a known scope function."""
        for name, name_at, _ in self.lambdas(source, at)[:1]:
            dot, dot_at = source.before(name_at)
            if names is SCOPE_WITH_IT and name in GIVES_EACH and dot in {".", "?."}:
                found = element_type(self, source, dot_at, depth - 1)
                if found and name not in names:
                    return found
            if names is SCOPE_WITH_IT and name in {"update", "getAndUpdate"} and dot == ".":
                return held_type(self, source, dot_at, depth - 1)
            if name in names:
                return self.scope_type(source, name, name_at, depth)
        return ""

    def scope_type(self, source: Source, name: str, at: int, depth: int = DEPTH) -> str:
        """The receiver of a scope function whose name stands at `at`."""
        dot, dot_at = source.before(at)
        if dot in {".", "?."}:
            return self.before(source, dot_at, depth - 1).type
        token, opening = source.after(source.word_end(at))
        if name == "with" and token == "(":
            found = self.before(source, source.close(opening), depth - 1)
            return found.type if found.start == source.cursor.blank(opening + 1) else ""
        return ""

    def _local(self, source: Source, local: Local, depth: int) -> str:
        if local.type and local.type not in {"fun", "var", "val"}:
            return self.code.type_named(source, type_head(local.type), local.declared)
        if local.initialiser >= 0 and local.type != "fun":
            return self.expression(source, local.initialiser, depth - 1)
        brace, at = source.before(local.declared)
        if brace == "{" and source.after(source.word_end(local.declared))[0] == "->":
            return self._implicit(source, at + 1, SCOPE_WITH_IT, depth)
        return ""

    def expression(self, source: Source, start: int, depth: int = DEPTH) -> str:
        """The type of the expression that begins at `start`."""
        for body, _, parents in source.anonymous:
            if (
                source.code.startswith("object", start)
                and source.code.rfind("object", 0, body) == start
            ):
                return self.code.type_named(source, parents[0], start)
        end = source.expression_end(start, len(source.code))
        if (inside := _only_value(source, start, end)) >= 0:
            return self.expression(source, inside, depth - 1) if depth > 0 else ""
        written = source.code[start:end]
        head, cast, target = written.rpartition(" as ")
        if cast and head and target[:1].isupper():
            return self.code.type_named(source, type_head(target), start)
        found = self.before(source, end, depth)
        return found.type if found.start == start else ""

    def _value(self, symbols: list[Symbol], depth: int) -> str:
        """The type of a property; an enum entry is of its enum."""
        if symbols[0].kind == "enum_entry":
            return symbols[0].owner
        return self._result([s for s in symbols if s.kind in {"property", "field"}], depth)

    def _result(self, symbols: list[Symbol], depth: int) -> str:
        """The one declared type of these functions or properties; "" where they differ."""
        types = {self._declared(symbol, depth) for symbol in symbols if depth > 0}
        return types.pop() if len(types) == 1 else ""

    def _declared(self, symbol: Symbol, depth: int) -> str:
        source = self.code.source(symbol.path)
        if symbol.type:
            return self.code.type_named(source, type_head(symbol.type), symbol.name_start)
        for sign in ("=", "by "):
            if symbol.body >= 0 and source.code.startswith(sign, symbol.body):
                start = source.cursor.blank(symbol.body + len(sign))
                return self.expression(source, start, depth - 1)
        return ""


def _declaration(source: Source, symbol: Symbol) -> str:
    """The signature of a declaration, with its value where that says the type."""
    if symbol.kind in TYPE_KINDS:
        return " ".join(symbol.supertypes)
    valued = symbol.body >= 0 and not symbol.type and source.code[symbol.body] != "{"
    return source.code[symbol.name_start : symbol.end] if valued else symbol.signature


def _only_value(source: Source, start: int, end: int) -> int:
    """Where the value of `remember { value }` or `lazy { value }` begins; -1 for other code."""
    name = source.code[start : source.word_end(start)]
    if name not in GIVERS:
        return -1
    token, at = source.after(source.word_end(start))
    if token == "(":
        token, at = source.after(source.close(at) + 1)
    if token != "{" or source.close(at) + 1 != end:
        return -1
    value = source.cursor.blank(at + 1)
    rest = source.cursor.blank(source.expression_end(value, source.close(at)))
    return value if rest == source.close(at) else -1
