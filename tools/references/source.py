"""A source file as recipes read it: masked code, brackets, declarations, and steps over them."""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

from tools.syntax.brackets import Brackets, match_brackets
from tools.syntax.kotlin_cursor import Cursor
from tools.syntax.masking import Masked, mask_again
from tools.syntax.symbols import Import, ParsedSource, Symbol

TYPE_KINDS = frozenset({"class", "interface", "object", "enum", "annotation", "typealias"})

_WORD = re.compile(r"[^\W\d]\w*|`[^`\n]+`")
_BEFORE = re.compile(r"(\?\.|::|->|&&|\|\||[=!<>]=|\w+|`[^`\n]+`|[^\s\w])\s*$")
_AFTER = re.compile(r"\s*(\?\.|::|->|&&|\|\||===?|[!<>]=|\w+|`[^`\n]+`|[^\s\w]|$)")
_EDGE = re.compile(r"[()\[\]{};,\n]")
_OPEN_END = re.compile(
    r"(?:(?<!\+)\+|(?<!-)-|[=*/%&|.:?<]|->|\b(?:else|in|is|as|by|return))[ \t]*$"
)
_CONTINUATION = re.compile(r"\s*(?:\?[.:]|\.(?!\.)|&&|\|\||\bas\b|\belse\b|::)")
_ANONYMOUS = re.compile(r"\bobject\s*:\s*")
_ANONYMOUS_JAVA = re.compile(r"\bnew\s+([\w.]+)(?:<[^<>{}()]*>)?\s*\(")


class Source:
    """One file. Offsets are character offsets into `text`, which `code` has the length of."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self.java = path.endswith(".java")

    @cached_property
    def masked(self) -> Masked:
        """The text with comments and literal text blanked."""
        return mask_again(self.text, not self.java)

    @property
    def code(self) -> str:
        """The masked text."""
        return self.masked.code

    @cached_property
    def brackets(self) -> Brackets:
        """The pairs of brackets in `code`."""
        return match_brackets(self.code)

    @cached_property
    def cursor(self) -> Cursor:
        """Steps over types and expressions."""
        return Cursor(self.code, self.brackets)

    @cached_property
    def parsed(self) -> ParsedSource:
        """The declarations and imports; uses of names are not looked for."""
        if self.java:
            from tools.syntax import java

            found = java.read(self.path, self.text)
            return self._read(found.package, found.imports, found.symbols)
        from tools.syntax import kotlin

        scan, _, package, imports, _ = kotlin.read(self.path, self.text)
        return self._read(package, imports, scan.symbols)

    def _read(
        self, package: str, imports: Iterable[Import], symbols: Iterable[Symbol]
    ) -> ParsedSource:
        return ParsedSource(self.path, self.text, package, tuple(imports), tuple(symbols), (), ())

    @property
    def package(self) -> str:
        """The package, "" for none."""
        return self.parsed.package

    @property
    def imports(self) -> tuple[Import, ...]:
        """The imports in file order."""
        return tuple(self.parsed.imports)

    def expression_end(self, start: int, limit: int) -> int:
        """Behind the expression at `start`, which ends with its statement or at `limit`."""
        at = start
        while at < limit:
            found = _EDGE.search(self.code, at, limit)
            if found is None:
                return limit
            token, at = found[0], found.start()
            if token in "([{":
                at = self.close(at) + 1
            elif token != "\n" or not self._continues(start, at):
                return max(start, at)
            else:
                at += 1
        return limit

    def _continues(self, start: int, newline: int) -> bool:
        """Whether an expression goes on behind this line end."""
        if self.java:
            return True
        return bool(
            not self.code[start:newline].strip()
            or _OPEN_END.search(self.code, max(start, newline - 40), newline)
            or _CONTINUATION.match(self.code, newline)
        )

    @cached_property
    def symbols_at(self) -> dict[int, Symbol]:
        """Declarations by the offset of their name."""
        return {symbol.name_start: symbol for symbol in self.parsed.symbols}

    @cached_property
    def header_end(self) -> int:
        """Behind the last import."""
        found = list(re.finditer(r"^[ \t]*(?:import|package)\b[^\n]*", self.code, re.MULTILINE))
        return found[-1].end() if found else 0

    def words(self, name: str) -> Iterator[int]:
        """Where `name` stands as a whole word of code, templates included."""
        for match in re.finditer(rf"(?<![\w`]){re.escape(name)}(?![\w`])", self.code):
            yield match.start()
        for match in re.finditer(f"`{re.escape(name)}`", self.code):
            yield match.start()

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """All words of the code."""
        return frozenset(re.findall(r"\w+", self.code))

    def before(self, offset: int) -> tuple[str, int]:
        """The token left of `offset` and where it begins; ("", 0) at the start."""
        for width in (80, offset):
            found = _BEFORE.search(self.code, max(0, offset - width), offset)
            if found:
                return found[1], found.start(1)
        return "", 0

    def after(self, offset: int) -> tuple[str, int]:
        """The token at or right of `offset` and where it begins; ("", end) at the end."""
        found = _AFTER.match(self.code, offset)
        return (found[1], found.start(1)) if found else ("", len(self.code))

    def word_end(self, offset: int) -> int:
        """Behind the word at `offset`."""
        found = _WORD.match(self.code, offset)
        return found.end() if found else offset

    @cached_property
    def _line_ends(self) -> list[int]:
        return [match.start() for match in re.finditer("\n", self.text)]

    def line(self, offset: int) -> int:
        """The 1-based line of an offset."""
        from bisect import bisect_left

        return bisect_left(self._line_ends, offset) + 1

    def line_text(self, offset: int) -> str:
        """The whole line of an offset, stripped."""
        start = self.text.rfind("\n", 0, offset) + 1
        end = self.text.find("\n", offset)
        return self.text[start : end if end >= 0 else len(self.text)].strip()

    @cached_property
    def _openings(self) -> tuple[list[int], list[int]]:
        """The matched opening brackets in order, and of each the index of the one around it."""
        starts = sorted(start for start, end in self.brackets.partner.items() if start < end)
        return starts, _around([(start, self.close(start)) for start in starts])

    def enclosing(self, offset: int) -> list[int]:
        """The offsets of the brackets that are open at `offset`, innermost first."""
        from bisect import bisect_left

        starts, around = self._openings
        at = bisect_left(starts, offset) - 1
        while at >= 0 and self.close(starts[at]) < offset:
            at = around[at]
        found = []
        while at >= 0:
            found.append(starts[at])
            at = around[at]
        return found

    def close(self, opening: int) -> int:
        """The offset of the bracket that closes the one at `opening`."""
        return self.brackets.partner.get(opening, len(self.code))

    @cached_property
    def _nested(self) -> tuple[list[int], list[Symbol], list[int]]:
        """The starts of all declarations, these, and of each the index of the one around it."""
        order = sorted(self.parsed.symbols, key=lambda symbol: (symbol.start, -symbol.end))
        around = _around([(symbol.start, symbol.end - 1) for symbol in order])
        return [symbol.start for symbol in order], order, around

    def enclosing_symbols(self, offset: int) -> list[Symbol]:
        """The declarations around `offset`, innermost first."""
        from bisect import bisect_right

        starts, order, around = self._nested
        found = []
        at = bisect_right(starts, offset) - 1
        while at >= 0:
            if offset < order[at].end:
                found.append(order[at])
            at = around[at]
        return sorted(found, key=lambda symbol: symbol.end - symbol.start)

    @cached_property
    def anonymous(self) -> list[tuple[int, int, list[str]]]:
        """Bodies of anonymous classes: start, end, and the written names of their supertypes."""
        found = []
        if self.java:
            for match in _ANONYMOUS_JAVA.finditer(self.code):
                brace, at = self.after(self.close(match.end() - 1) + 1)
                if brace == "{":
                    found.append((at, self.close(at), [match[1]]))
            return found
        for match in _ANONYMOUS.finditer(self.code):
            names, at = [], match.end()
            while True:
                end = self.cursor.type(at)
                names.append(type_head(self.code[at:end]))
                token, at = self.after(end)
                if token == "(":
                    token, at = self.after(self.close(at) + 1)
                if token != ",":
                    break
                at = self.cursor.blank(at + 1)
            if token == "{":
                found.append((at, self.close(at), names))
        return found


def _around(spans: list[tuple[int, int]]) -> list[int]:
    """Of each span, ordered by its start, the index of the nearest one around it; -1 for none."""
    found: list[int] = []
    for index, (_, end) in enumerate(spans):
        at = index - 1
        while at >= 0 and spans[at][1] < end:
            at = found[at]
        found.append(at)
    return found


def type_head(written: str) -> str:
    """The class name of a written type: no annotations, arguments or nullability; "" for others."""
    text = re.sub(r"@[\w.]+(?:\([^()]*\))?\s*", "", written).strip()
    if "->" in re.sub(r"<.*>", "", text, flags=re.DOTALL):
        return ""
    found = re.match(r"(?:(?:final|suspend|in|out|vararg)\s+)*([\w.`]+)", text)
    return found[1].replace("`", "") if found else ""
