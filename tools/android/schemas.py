"""Names that a build generates from files of other languages.

SQL (SQLDelight), AIDL, protobuf (protoc and Wire), metrics (Glean), and constants that a build
script gives to a plugin.
"""

import re
from collections.abc import Callable, Iterable, Iterator

from tools.android.project import Module, Project

Read = Callable[[str], str]

_SQL = re.compile(r"/sqldelight/(?:(.+)/)?(\w+)\.sqm?$")
_AIDL = re.compile(r"/aidl/(?:(.+)/)?\w+\.aidl$")
_PROTO = re.compile(r"/proto/(?:.+/)?(\w+)\.proto$")
_TABLE = re.compile(
    r"\bCREATE\s+(?:TEMP\s+|VIRTUAL\s+)?(?:TABLE|VIEW)\s+(?:IF\s+NOT\s+EXISTS\s+)?[`\"\[]?(\w+)",
    re.IGNORECASE,
)
_LABEL = re.compile(r"^(\w+)\s*:\s*$", re.MULTILINE)
_METRICS = re.compile(r"(?:^|/)(?:metrics|pings)\.yaml$")
_DATABASE = re.compile(
    r"\bcreate\(\s*\"(\w+)\"\s*\)\s*\{([^{}]*)|^\s*([A-Z]\w*)\s*\{([^{}]*)", re.MULTILINE
)
_NAMED_PACKAGE = re.compile(r"\bpackageName\s*(?:\.set\s*)?[(=]?\s*[\"']([\w.]+)")
_CONSTANTS = re.compile(r"^\s*(build[CK]onfig)\s*\{(.*?)^\}", re.MULTILINE | re.DOTALL)
_CATEGORY = re.compile(r"^([a-z][\w.]*):\s*$", re.MULTILINE)
_PACKAGE = re.compile(r"^\s*package\s+([\w.]+)\s*;", re.MULTILINE)
_INTERFACE = re.compile(r"\b(?:interface|parcelable|union|enum)\s+(\w+)\s*\{")
_OPTION = re.compile(r"^\s*option\s+(java_\w+)\s*=\s*\"?([\w.]+)\"?\s*;", re.MULTILINE)
_MESSAGE = re.compile(r"^(?:message|enum|service)\s+(\w+)", re.MULTILINE)
_COMMENT = re.compile(r"//[^\n]*|/\*.*?(?:\*/|\Z)", re.DOTALL)


def schema_names(project: Project, paths: Iterable[str], text: Read) -> dict[str, str]:
    """Full names of classes and functions with the file that each is generated from."""
    names: dict[str, str] = {}
    for module in project.modules:
        for word, of_script in _SCRIPTS.items() if module.build_file else ():
            if any(word in one for one in module.plugins):
                found = of_script(module, text(module.build_file))
                names |= dict.fromkeys(found, module.build_file)
    for path in paths:
        for reader, pattern in _READERS:
            match = pattern.search(path)
            home = project.module_of(path) if match else None
            if match and home is not None:
                names |= dict.fromkeys(reader(home, match, text(path)), path)
    return names


def _databases(module: Module, script: str) -> Iterator[str]:
    """The databases of SQLDelight, in the module's namespace where no package is named."""
    _, _, block = script.partition("sqldelight {")
    for called, settings, written, inner in _DATABASE.findall(block):
        told = _NAMED_PACKAGE.search(settings or inner)
        yield f"{told[1] if told else module.namespace or ''}.{called or written}"


def _constants(module: Module, script: str) -> Iterator[str]:
    """The class of constants of the plugins `buildconfig` and `buildkonfig`."""
    for name, block in _CONSTANTS.findall(script):
        if told := _NAMED_PACKAGE.search(block):
            yield f"{told[1]}.{name[:1].upper()}{name[1:]}"


def _sql(_module: Module, match: re.Match[str], text: str) -> Iterator[str]:
    package = (match[1] or "").replace("/", ".")
    yield f"{package}.{match[2]}Queries"
    for name in (*_TABLE.findall(text), *_LABEL.findall(text)):
        yield f"{package}.{name[:1].upper()}{name[1:]}"


def _aidl(_module: Module, match: re.Match[str], text: str) -> Iterator[str]:
    content = _COMMENT.sub(" ", text)
    found = _PACKAGE.search(content)
    package = found[1] if found else (match[1] or "").replace("/", ".")
    for name in _INTERFACE.findall(content):
        yield f"{package}.{name}"


def _proto(module: Module, match: re.Match[str], text: str) -> Iterator[str]:
    content = _COMMENT.sub(" ", text)
    options = dict(_OPTION.findall(content))
    declared = _PACKAGE.search(content)
    package = options.get("java_package") or (declared[1] if declared else "")
    messages = _MESSAGE.findall(content)
    outer = options.get("java_outer_classname") or _camel(match[1])
    if "java_outer_classname" not in options and outer in messages:
        outer += "OuterClass"
    prefix = f"{package}." if package else ""
    yield f"{prefix}{outer}"
    if any("wire" in one for one in module.plugins):
        yield from (f"{prefix}{name}" for name in messages)
    for name in messages:
        inner = prefix if options.get("java_multiple_files") == "true" else f"{prefix}{outer}."
        yield from (f"{inner}{name}", f"{inner}{name}OrBuilder", f"{prefix}{name}Kt")
        yield f"{prefix}{name[:1].lower()}{name[1:]}"
        yield f"{prefix}{name}Grpc"
    if messages:
        yield f"{prefix}copy"


def _metrics(module: Module, _match: re.Match[str], text: str) -> Iterator[str]:
    for name in ("pings", *_CATEGORY.findall(text)):
        yield f"{module.namespace}.GleanMetrics.{_camel(name)}"


def _camel(name: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"[_.-]", name))


_SCRIPTS = {"sqldelight": _databases, "buildconfig": _constants, "buildkonfig": _constants}
_READERS = ((_sql, _SQL), (_aidl, _AIDL), (_proto, _PROTO), (_metrics, _METRICS))
