"""What is known of one file: its declarations, imports, resources and references."""

from dataclasses import dataclass

from tools.android.resources import (
    ClassRef,
    Resource,
    ResourceRef,
    class_references,
    code_references,
    definitions,
    file_resource,
    xml_references,
)
from tools.syntax.language import language
from tools.syntax.symbols import Import, Symbol


@dataclass(frozen=True, slots=True)
class FileFacts:
    """The facts of one file; `errors` counts the places at which its declarations make no sense."""

    path: str
    language: str
    package: str = ""
    symbols: tuple[Symbol, ...] = ()
    imports: tuple[Import, ...] = ()
    resources: tuple[Resource, ...] = ()
    resource_refs: tuple[ResourceRef, ...] = ()
    class_refs: tuple[ClassRef, ...] = ()
    errors: int = 0


def extract(path: str, text: str) -> FileFacts:
    """Read one file, from text with '\\n' line ends; never fails."""
    kind = language(path) or "text"
    reader = _READERS.get(kind)
    if reader is None:
        return FileFacts(path, kind, resources=tuple(file_resource(path)))
    try:
        return reader(path, text)
    except RecursionError:  # nested too deep to be written by a person
        return FileFacts(path, kind, errors=1)


def _kotlin(path: str, text: str) -> FileFacts:
    from tools.syntax.kotlin import read

    found, masked, package, imports, _ = read(path, text)
    return FileFacts(
        path,
        "kotlin",
        package,
        tuple(found.symbols),
        imports,
        resource_refs=tuple(code_references(path, masked.code, imports, found.lines)),
        errors=len(found.faults),
    )


def _java(path: str, text: str) -> FileFacts:
    from tools.syntax.java import read
    from tools.syntax.masking import mask_again

    found = read(path, text)
    masked = mask_again(text, False)
    return FileFacts(
        path,
        "java",
        found.package,
        tuple(found.symbols),
        tuple(found.imports),
        resource_refs=tuple(code_references(path, masked.code, found.imports, found.lines)),
        errors=found.errors,
    )


def _xml(path: str, text: str) -> FileFacts:
    from tools.syntax.xml import elements

    found = elements(text)
    resources = tuple(definitions(path, text, found))
    return FileFacts(
        path,
        "xml",
        resources=resources,
        resource_refs=tuple(xml_references(path, text, found)),
        class_refs=tuple(class_references(path, text, found)),
    )


_READERS = {"kotlin": _kotlin, "java": _java, "xml": _xml}
