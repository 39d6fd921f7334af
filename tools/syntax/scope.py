"""What a simple name stands for at a place: the type that its nearest definition declares."""

import re

from tools.syntax.symbols import ParsedSource, Symbol

_NAMED = r"\b(?:val|var)\s+{name}\b\s*(?::\s*(?P<type>[\w.]+(?:<[^=\n]*>)?\??))?"
_CREATED = re.compile(r"\s*=\s*((?:[a-z]\w*\.)*[A-Z]\w*)\s*(?:<[^()\n]*>)?\(")
_JAVA = r"\b(?P<type>[A-Z]\w*(?:\.[A-Z]\w*)*(?:<[^;()]*>)?(?:\[\])*)\s+{name}\s*(?=[=;:,)])"


def declared_type(source: ParsedSource, offset: int, name: str) -> str | None:
    """The declared type of `name` at `offset`, as written; None where the file does not tell.

    Looks at locals of the enclosing functions, then parameters, then properties of the enclosing
    types, then of the file. A local without a type counts where a constructor is called.
    """
    around = sorted(
        (s for s in source.symbols if s.start <= offset < s.end), key=lambda s: -s.start
    )
    for symbol in around:
        if symbol.kind in ("function", "constructor", "property"):
            local = _local(source, symbol, offset, name)
            if local is not None:
                return local or None
        found = _parameter(symbol, offset, name)
        if found is not None:
            return found
        found = _property(source, symbol.qualified, name)
        if found is not None:
            return found
    return _property(source, "", name)


def _parameter(symbol: Symbol, offset: int, name: str) -> str | None:
    """A parameter; one of a class is visible in initialisers, so a property wins elsewhere."""
    return next((one.type for one in symbol.parameters if one.name == name), None)


def _property(source: ParsedSource, owner: str, name: str) -> str | None:
    for symbol in source.symbols:
        if symbol.kind != "property" or symbol.name != name or symbol.owner != owner:
            continue
        if symbol.type:
            return symbol.type
        if symbol.body >= 0:
            created = _CREATED.match(source.text, symbol.body - 1)
            return created[1] if created else None
    return None


def _local(source: ParsedSource, symbol: Symbol, offset: int, name: str) -> str | None:
    """The nearest local before the offset whose block is still open; "" without a known type."""
    code = _code(source)[symbol.start : offset]
    form = _JAVA if source.path.endswith(".java") else _NAMED
    pattern = re.compile(form.format(name=re.escape(name)))
    nearest: str | None = None
    for match in pattern.finditer(code, max(symbol.body - symbol.start, 0)):
        if _is_open(code, match.start()):
            created = _CREATED.match(code, match.end())
            nearest = match["type"] or (created[1] if created else "")
    return nearest


def _is_open(code: str, start: int) -> bool:
    """Whether no block that holds `start` closes before the end of the code."""
    depth = 0
    for character in code[start:]:
        depth += (character == "{") - (character == "}")
        if depth < 0:
            return False
    return True


def _code(source: ParsedSource) -> str:
    from tools.syntax.masking import mask

    return mask(source.text, templates=not source.path.endswith(".java")).code
