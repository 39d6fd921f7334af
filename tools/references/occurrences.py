"""All places that name a symbol, or may: in code, as accessors, and in other files."""

from collections.abc import Iterator

from tools.references.accessors import accessor_occurrences
from tools.references.functions import judge_top_level
from tools.references.members import judge_member
from tools.references.receivers import Receivers
from tools.references.source import Source
from tools.references.target import Target
from tools.references.texts import text_occurrences
from tools.references.types import judge_type
from tools.references.verdict import Occurrence

_JUDGES = {"type": judge_type, "top": judge_top_level, "member": judge_member}


def occurrences(receivers: Receivers, target: Target) -> Iterator[Occurrence]:
    """Everywhere, the declarations among them; file by file, code first."""
    for path in receivers.code.paths_with(target.name):
        yield from in_source(receivers, target, receivers.code.source(path))
    yield from accessor_occurrences(receivers, target)
    yield from text_occurrences(receivers.code, target)


def in_source(receivers: Receivers, target: Target, source: Source) -> Iterator[Occurrence]:
    """In one file of code, by place."""
    if target.private_to and source.path not in target.private_to:
        return
    judge = _JUDGES[target.kind]
    for offset in source.words(target.name):
        verdict = judge(receivers, target, source, offset)
        if verdict.kind != "other":
            yield Occurrence(source, offset, source.word_end(offset), verdict)
