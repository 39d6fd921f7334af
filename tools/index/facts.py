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
from tools.index.ranked import is_ranked
from tools.index.texts import SHOWN_ATTRIBUTES, literal_texts, shown_texts
from tools.syntax.language import language
from tools.syntax.symbols import Import, Symbol


@dataclass(frozen=True, slots=True)
class FileFacts:
    """The facts of one file.

    `texts` are the words that it may show to a person: literals, strings of resources. `errors`
    counts the places at which its declarations make no sense.
    """

    path: str
    language: str
    package: str = ""
    symbols: tuple[Symbol, ...] = ()
    imports: tuple[Import, ...] = ()
    resources: tuple[Resource, ...] = ()
    resource_refs: tuple[ResourceRef, ...] = ()
    class_refs: tuple[ClassRef, ...] = ()
    texts: tuple[str, ...] = ()
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
        texts=literal_texts(text, masked),
        errors=len(found.faults),
    )


def _java(path: str, text: str) -> FileFacts:
    from tools.syntax.java import read
    from tools.syntax.masking import mask

    found = read(path, text)
    masked = mask(text, templates=False)
    return FileFacts(
        path,
        "java",
        found.package,
        tuple(found.symbols),
        tuple(found.imports),
        resource_refs=tuple(code_references(path, masked.code, found.imports, found.lines)),
        texts=literal_texts(text, masked),
        errors=found.errors,
    )


def _xml(path: str, text: str) -> FileFacts:
    from tools.syntax.xml import elements

    found = elements(text)
    resources = tuple(definitions(path, text, found))
    shown: list[str] = []
    if is_ranked(path):
        shown = [one.value for one in resources if one.type == "string"]
        for element in found:
            shown += [one.value for one in element.attributes if one.name in SHOWN_ATTRIBUTES]
    return FileFacts(
        path,
        "xml",
        resources=resources,
        resource_refs=tuple(xml_references(path, text, found)),
        class_refs=tuple(class_references(path, text, found)),
        texts=shown_texts(shown),
    )


_READERS = {"kotlin": _kotlin, "java": _java, "xml": _xml}
