"""KT-22, KT-25 to KT-27, KT-29: what crashes on a device and not in a build."""

import re

from tools.checks.added import Rule, Written
from tools.syntax.brackets import match_brackets

_OF_THE_SYSTEM = re.compile(
    r"\b(?:IntentFilter\(|addAction\()\s*(?:Intent|\w*Manager)\.\w*ACTION_?"
)


def _of_fragment(file: Written, match: re.Match[str]) -> bool:
    of = next((one for one in file.around(match.start()) if one.kind == "class"), None)
    return of is not None and any(
        one.partition("(")[0].endswith("Fragment") for one in of.supertypes
    )


def arguments(code: str, opening: int) -> list[str]:
    """The arguments of a call whose bracket opens there, as written; none where it never closes."""
    closing = match_brackets(code).partner.get(opening)
    if closing is None:
        return []
    found, depth, start = [], 0, opening + 1
    for at in range(opening + 1, closing):
        sign = code[at]
        depth += (sign in "([{") - (sign in ")]}")
        if sign == "," and not depth:
            found.append(code[start:at].strip())
            start = at + 1
    last = code[start:closing].strip()
    return [*found, last] if last else found


def _without_mutability(file: Written, match: re.Match[str]) -> bool:
    flags = arguments(file.code, match.end() - 1)[3:4]
    if not flags or "MUTABLE" in flags[0]:
        return False
    return flags[0] in ("0", "flags = 0") or bool(
        re.fullmatch(r"(?:[\w.=\s|]|or)*FLAG_[\w.\s|]+", flags[0])
    )


def _without_export(file: Written, match: re.Match[str]) -> bool:
    given = arguments(file.code, match.end() - 1)
    before = file.code[max(0, match.start() - 120) : match.start()]
    if (
        len(given) != 2
        or given[0] == "null"
        or re.search(r"[bB]roadcastManager\W*[\w.()]*$", before)
    ):
        return False
    head = file.code[file.code.rfind("\n", 0, match.start()) + 1 : match.start()]
    if _OF_THE_SYSTEM.search(file.code):  # broadcasts that only the system may send
        return False
    return "android.content" in file.text and not re.search(r"\bfun\s|\bvoid\s", head)


def _is_kept_for_ever(file: Written, match: re.Match[str]) -> bool:
    """Whether a property belongs to an object, and no name says that it is the application's."""
    if re.search(r"[aA]pp", match[1]):
        return False
    around = file.around(match.start())
    of = next((one for one in around if one.kind in ("object", "class", "function")), None)
    return of is not None and of.kind == "object" and around[0].kind == "property"


CHECKS = tuple(
    rule.check()
    for rule in (
        Rule(
            "KT-22",
            "warn",
            "what may be null is not forced",
            "`user!!.name` → `user?.name ?: return`",
            re.compile(r"(?<=[\w)\]>])!!"),
            "`!!` crashes where the value is null",
            "!!",
            ends=(".kt",),
        ),
        Rule(
            "KT-26",
            "warn",
            "a fragment observes with the owner of its view",
            "`names.observe(this) {...}` → `names.observe(viewLifecycleOwner) {...}`",
            re.compile(r"\.observe\s*\(\s*this\s*[,)]"),
            "a fragment observes with `viewLifecycleOwner`; `this` observes again with each view",
            ".observe",
            _of_fragment,
        ),
        Rule(
            "KT-25",
            "warn",
            "a pending intent says whether it may be changed",
            "`PendingIntent.getActivity(context, 0, intent, 0)` → `... FLAG_IMMUTABLE)`",
            re.compile(
                r"\bPendingIntent\s*\.\s*get(?:Activity|Service|Broadcast|ForegroundService)\s*\("
            ),
            "a pending intent needs `FLAG_IMMUTABLE` or `FLAG_MUTABLE` since API 31",
            "PendingIntent",
            _without_mutability,
        ),
        Rule(
            "KT-27",
            "warn",
            "a receiver that is registered says whether it is exported",
            "`registerReceiver(r, filter)` → `registerReceiver(r, filter, RECEIVER_NOT_EXPORTED)`",
            re.compile(r"(?<!\w)registerReceiver\s*\("),
            "a receiver says `RECEIVER_EXPORTED` or `RECEIVER_NOT_EXPORTED` since API 34",
            "registerReceiver",
            _without_export,
        ),
        Rule(
            "KT-29",
            "warn",
            "an object keeps no view and no context",
            "`object Store { lateinit var context: Context }` → handed to each function",
            re.compile(
                r"\bva[lr]\s+(\w+)\s*:\s*(Context|View|ViewGroup|Fragment"
                r"|(?:Text|Image|Recycler|Web|Compose)View|\w*Activity)\b(?=\s*\??\s*(?:=|$))",
                re.MULTILINE,
            ),
            "`{2}` in an object is never let go; hand it to each function",
            "object",
            _is_kept_for_ever,
            ends=(".kt",),
        ),
    )
)
"""All of this family."""
