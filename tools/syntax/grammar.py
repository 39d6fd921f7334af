"""The tree-sitter grammars and the second Kotlin parser: how many places they cannot read.

Grammars lag behind the language, so a place counts only where every parser stumbles.
"""

import re
from functools import cache
from typing import TYPE_CHECKING

from tools.syntax.masking import DEEPEST, mask

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

_MULTI_DOLLAR = re.compile(r"\$+(?=\$\")|\$(?=\")")
_LOST = 2.0  # seconds of CPU; the largest source files of people take a tenth
_SLICE = 1 << 16
_CONTEXT = re.compile(r"^([ \t]*)(context\s*\([^)\n]*\))", re.MULTILINE)


@cache
def parser(language: str) -> "Parser":
    """A parser for kotlin, java, xml or toml."""
    import tree_sitter

    return tree_sitter.Parser(tree_sitter.Language(_language(language)))


def parse(language: str, text: str) -> "Node | None":
    """The root of the tree of a text; None where the grammar gets lost, as it may in garbage."""
    from time import process_time

    data = text.encode("utf-8", "replace")
    reader = parser(language)
    end = process_time() + _LOST
    try:
        return reader.parse(
            lambda at, _: data[at : at + _SLICE],
            progress_callback=lambda _at, _failed: process_time() > end,
        ).root_node
    except ValueError:
        reader.reset()
        return None


def _language(name: str) -> object:
    if name == "kotlin":
        import tree_sitter_kotlin

        return tree_sitter_kotlin.language()
    if name == "java":
        import tree_sitter_java

        return tree_sitter_java.language()
    if name == "xml":
        import tree_sitter_xml

        return tree_sitter_xml.language_xml()
    import tree_sitter_toml

    return tree_sitter_toml.language()


def wrapped(text: str, start: int) -> str:
    """Kotlin with everything from `start` on inside a class, so that it is read as declarations.

    Multi-dollar prefixes and context parameters, which the grammar does not know, are blanked.
    """
    text = _MULTI_DOLLAR.sub(lambda found: " " * len(found.group()), text)
    text = _CONTEXT.sub(lambda found: found[1] + " " * len(found[2]), text)
    return f"{text[:start]}\nclass W__ {{\n{text[start:]}\n}}\n"


def kotlin_errors(text: str, start: int) -> int:
    """Places that neither the first nor the second Kotlin parser can read.

    `start` is the offset behind the imports.
    """
    code = wrapped(text, start)
    root = parse("kotlin", code)
    if root is None:
        return 1
    return min(count_errors(root), len(second_errors(code))) if root.has_error else 0


def second_errors(code: str) -> list[int]:
    """The lines, from 0 and in order, that the second Kotlin parser cannot read.

    It aborts the process on templates some 500 deep, so that such code is not shown to it.
    """
    from ast_grep_py import SgRoot

    if code.count("${") >= DEEPEST and mask(code).depth == DEEPEST:
        return [0] * code.count("${")
    root = SgRoot(code, "kotlin").root()
    # of what it makes up, a type alone is never made up in code that is right
    types = [one for one in root.find_all(regex="^$") if one.kind() == "type_identifier"]
    return sorted(one.range().start.line for one in [*root.find_all(kind="ERROR"), *types])


def count_errors(root: "Node") -> int:
    """Error and missing nodes below `root`."""
    count = 0
    stack = [root]
    while stack:
        node = stack.pop()
        if node.is_error or node.is_missing:
            count += 1
        if node.has_error:
            stack.extend(node.children)
    return count
