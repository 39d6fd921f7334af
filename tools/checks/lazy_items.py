"""The fix of CMP-02 in a lazy list: what is composed there becomes an `item`."""

from tools.checks.base import Fix
from tools.references.source import Source

_STEP = "    "


def in_item(source: Source, start: int, line: int) -> Fix | None:
    """Wraps the call at `start`, a statement of its own, in `item { ... }`; None: it is none."""
    end = _end(source, start)
    first = source.text.rfind("\n", 0, start) + 1
    last = source.text.find("\n", end)
    rest = source.code[end : last if last >= 0 else len(source.code)].strip()
    before = source.code[first:start].strip()
    name = source.text[start : source.word_end(start)]
    if (
        not name[0].isupper()
        or not rest.strip("}") == ""
        or not (before == "" or before[-1] in "{>")
    ):
        return None
    told = f"put `{name}` into `item`"
    call = source.text[start:end]
    if "\n" not in call:
        return Fix(told, line=line, old=call, new=f"item {{ {call} }}")
    if before or rest:
        return None
    space = source.text[first:start]
    lines = [f"{_STEP}{one}" if one.strip() else one for one in (space + call).split("\n")]
    new = "\n".join((f"{space}item {{", *lines, f"{space}}}"))
    return Fix(told, line=line, old=source.text[first:end], new=new)


def _end(source: Source, start: int) -> int:
    """The offset behind a call, its last lambda included."""
    end = source.word_end(start)
    for _ in range(2):
        token, at = source.after(end)
        if token in ("(", "{") and "\n" not in source.code[end:at]:
            end = source.close(at) + 1
    return end
