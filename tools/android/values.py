"""What an expression of a build script is: a small evaluator that knows or says that it does not.

An expression may have several values, where a condition chooses; none at all means unknown.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from tools.android.catalog import Catalog
from tools.syntax.gradle import constant

_DEEPEST = 8
_STEPS = 500
_LONGEST = 2000
_NUMBER = re.compile(r"\d[\d_]*[lL]?")
_VERSION = re.compile(r"\w*[vV]ersion\w*\(\s*[\"']([\w.-]+)[\"']\s*\)")
_ACCESSOR = re.compile(r"(\w+)\.(versions(?:\.\w+)+|plugins(?:\.\w+)+)")
_CONVERSION = re.compile(
    r"(?:\.(?:get|toInt|toInteger|toString|toIntOrNull|orNull|asProvider|getAsInt)\(\)!*"
    r"|\.(?:pluginId|requiredVersion|displayName)|\.map\{it\.toInt\(\)\}|as(?:Int|String|Integer)\??|!!)$"
)
_WRAPPED = re.compile(
    r"(?:version=)?(?:release|Integer\.parseInt|Integer\.valueOf|provider|toInteger)"
    r"(?:\((?P<round>.*)\)|\{(?P<curly>.*)\})",
    re.DOTALL,
)
_LOOKUP = re.compile(
    r"(?:[\w.]*\.)?(?:\w*[pP]roperty(?:OrNull)?|get|extra|ext|properties)[\[(]\s*[\"']([\w.-]+)[\"']\s*[\])]"
)
_EXTRA = re.compile(r"^(?:rootProject|project|parent|gradle)?\.?(?:ext|extra|properties)\.")
_IF = re.compile(r"if\s*\(")
_PART = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'|[\w.]+")
_JOINED = re.compile(rf"(?:{_PART.pattern})(?:\s*\+\s*(?:{_PART.pattern}))+")
_CHANGED = re.compile(
    r"(.+)\.(replace|removePrefix|removeSuffix|lowercase|toLowerCase|drop|substring)\(([^()]*)\)"
)
_HOLE = re.compile(r"\$(?:\{([^}]*)\}|(\w+(?:\.\w+)*))")


@dataclass(frozen=True, slots=True)
class Constant:
    """The expression behind a name, and the names of its file that it may use."""

    text: str
    beside: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Values:
    """Names with the expressions that they stand for, and the catalogs that a build sees."""

    catalogs: tuple[Catalog, ...] = ()
    names: dict[str, Constant | None] = field(default_factory=dict)
    _left: int = field(default=_STEPS, repr=False)

    def learn(self, name: str, constant: Constant, least: int = 1) -> None:
        """Remember a constant by the ends of its name; one with two meanings is unknown.

        `least` is how many parts of the name have to be written.
        """
        parts = name.split(".")
        for count in range(min(least, len(parts)), len(parts) + 1):
            short = ".".join(parts[-count:])
            known = self.names.setdefault(short, constant)
            if known is None or known.text != constant.text:
                self.names[short] = None if count < len(parts) else constant

    def of(self, written: str, own: Mapping[str, str] | None = None) -> tuple[str, ...]:
        """All values that an expression may have, in order; `own` are names of its script."""
        self._left = _STEPS
        return tuple(dict.fromkeys(self._of(written, own or {}, 0)))

    def one(self, written: str, own: Mapping[str, str] | None = None) -> str:
        """The value, "" where it is unknown or there are several."""
        found = self.of(written, own)
        return found[0] if len(found) == 1 else ""

    def _of(self, written: str, own: Mapping[str, str], depth: int) -> list[str]:
        written = written.strip().rstrip(";").strip()
        self._left -= 1
        if not written or depth > _DEEPEST or self._left < 0 or len(written) > _LONGEST:
            return []
        plain = constant(written)
        if plain is not None:
            return [plain]
        if (branches := _branches(written)) is not None:
            found = [self._of(branch, own, depth + 1) for branch in branches]
            return [one for values in found for one in values] if all(found) else []
        if joined := _JOINED.fullmatch(written):
            return self._joined(joined.group(), own, depth)
        if written[0] == '"' and written[-1] == '"' and '"' not in _HOLE.sub("", written[1:-1]):
            return self._template(written[1:-1], own, depth)
        return self._plain(written, own, depth)

    def _plain(self, written: str, own: Mapping[str, str], depth: int) -> list[str]:
        """An expression without strings of its own, but for those that name something."""
        if found := _VERSION.search(written):
            return self._versions(found[1])
        text = re.sub(r"\s+", "", written)
        if (other := _otherwise(text)) is not None:
            return self._of(other[0], own, depth + 1) or self._of(other[1], own, depth + 1)
        while shorter := _CONVERSION.search(text):
            text = text[: shorter.start()]
        if _NUMBER.fullmatch(text):
            return [text.rstrip("lL").replace("_", "")]
        if (changed := _CHANGED.fullmatch(text)) is not None:
            values = self._of(changed[1], own, depth + 1)
            return [_change(one, changed[2], changed[3]) for one in values]
        if (wrapped := _WRAPPED.fullmatch(text)) is not None:
            return self._of(wrapped["round"] or wrapped["curly"], own, depth + 1)
        if text.startswith("(") and text.endswith(")"):
            return self._of(text[1:-1], own, depth + 1)
        if (accessor := _ACCESSOR.fullmatch(text)) is not None:
            return self._alias(accessor[1], accessor[2])
        if (lookup := _LOOKUP.fullmatch(text)) is not None:
            text = lookup[1]
        return self._name(_EXTRA.sub("", text), own, depth)

    def _name(self, name: str, own: Mapping[str, str], depth: int) -> list[str]:
        if not re.fullmatch(r"[\w.-]+", name):
            return []
        if name in own and own[name].strip() != name:
            return self._of(own[name], own, depth + 1)
        name = name.removeprefix("rootProject.").removeprefix("project.")
        while name:
            if name in self.names:
                known = self.names[name]
                return self._of(known.text, known.beside, depth + 1) if known else []
            name = name.partition(".")[2]
            name = name if "." in name else ""  # a short name alone may be another's
        return []

    def _versions(self, name: str) -> list[str]:
        found = {one.versions()[name] for one in self.catalogs if name in one.versions()}
        return list(found) if len(found) == 1 else []

    def _alias(self, catalog: str, accessor: str) -> list[str]:
        for one in self.catalogs:
            if one.name == catalog and (alias := one.resolve(accessor)):
                return [alias.target]
        return []

    def _joined(self, text: str, own: Mapping[str, str], depth: int) -> list[str]:
        """`"a" + b`, where each part has one value."""
        parts = [self._of(part, own, depth + 1) for part in _PART.findall(text)]
        return ["".join(one[0] for one in parts)] if all(len(one) == 1 for one in parts) else []

    def _template(self, inner: str, own: Mapping[str, str], depth: int) -> list[str]:
        complete = True

        def put(match: re.Match[str]) -> str:
            nonlocal complete
            name, rest = match[1] or match[2], ""
            found = self._of(name, own, depth + 1)
            if not found and match[2]:  # only Groovy takes the dots with it
                name, dot, rest = name.partition(".")
                found = self._of(name, own, depth + 1)
                rest = dot + rest
            complete = complete and len(set(found)) == 1
            return found[0] + rest if found else ""

        text = _HOLE.sub(put, inner)
        return [text] if complete else []


def _change(value: str, name: str, arguments: str) -> str:
    """What a function of a text makes of it."""
    given = [one[1:-1] for one in _PART.findall(arguments) if one[0] in "\"'"]
    if name in ("lowercase", "toLowerCase"):
        return value.lower()
    if name in ("drop", "substring"):
        return value[int(arguments) :] if arguments.isdigit() else ""
    if name == "replace":
        return value.replace(*given) if len(given) == 2 else ""
    cut = value.removeprefix if name == "removePrefix" else value.removesuffix
    return cut(given[0]) if len(given) == 1 else ""


def _branches(text: str) -> list[str] | None:
    """Both outcomes of `if (c) a else b` and of `c ? a : b`; None for what is no choice."""
    if head := _IF.match(text):
        at = _closing(text, head.end() - 1)
        yes, found, no = text[at + 1 :].partition(" else ")
        if not found:
            yes, found, no = text[at + 1 :].partition("\nelse ")
        return [yes.strip(" {}\n"), no.strip(" {}\n")] if found else []
    if choice := re.fullmatch(r"[^?\"':]+\?(?![:.])([^?:]+):([^?:]+)", text):
        return [choice[1], choice[2]]
    return None


def _closing(text: str, at: int) -> int:
    depth = 0
    for offset in range(at, len(text)):
        depth += (text[offset] == "(") - (text[offset] == ")")
        if depth == 0:
            return offset
    return len(text)


def _otherwise(text: str) -> tuple[str, str] | None:
    """Both sides of `a ?: b`."""
    left, found, right = text.partition("?:")
    return (left, right) if found else None


def properties(text: str) -> dict[str, str]:
    """Names and values of a properties file."""
    found: dict[str, str] = {}
    for line in text.split("\n"):
        name, separator, value = line.partition("=")
        if separator and not line.lstrip().startswith(("#", "!")):
            found[name.strip()] = value.strip()
    return found
