"""A name for a library in the style of the catalog's own names."""

import re
from collections import Counter
from collections.abc import Callable, Sequence

_TOP_DOMAINS = frozenset({"com", "org", "io", "net", "dev", "app", "me", "de", "co"})
_RESERVED = frozenset({"extensions", "class", "convention", "bundles", "versions", "plugins"})


def _joined(words: Sequence[str], artifact: str) -> str:
    """The words, then those of the artifact, without repeating what they share."""
    rest = artifact.split("-")
    for size in range(min(len(words), len(rest)), 0, -1):
        if list(words[-size:]) == rest[:size]:
            return "-".join([*words, *rest[size:]])
    return "-".join([*words, *rest])


def _group_words(group: str) -> list[str]:
    words = group.split(".")
    return words[1:] if words[0] in _TOP_DOMAINS and len(words) > 1 else words


def _artifact(group: str, artifact: str) -> str:
    return artifact


def _last_and_artifact(group: str, artifact: str) -> str:
    return _joined([_group_words(group)[-1].rstrip("0123456789")], artifact)


def _first_and_artifact(group: str, artifact: str) -> str:
    return _joined(_group_words(group)[:1], artifact)


def _whole(group: str, artifact: str) -> str:
    return _joined(_group_words(group), artifact)


_STYLES: tuple[Callable[[str, str], str], ...] = (
    _last_and_artifact,
    _artifact,
    _first_and_artifact,
    _whole,
)


def alias_for(group: str, artifact: str, known: Sequence[tuple[str, str, str]]) -> str:
    """A new alias for `group:artifact`; `known` holds (alias, group, artifact) of the others."""
    kin = [entry for entry in known if _family(entry[1]) == _family(group)]
    others = [e for e in known if e[1].startswith("androidx") == group.startswith("androidx")]
    style = _best_style(kin) or _best_style(others) or _last_and_artifact
    plain = re.sub(r"[^a-z0-9-]", "-", style(group, artifact).lower()).strip("-")
    taken = {re.sub(r"[-_]", ".", alias).lower() for alias, _, _ in known}
    for candidate in (plain, _whole(group, artifact), f"{plain}-library"):
        legal = re.sub(r"[^A-Za-z0-9-]", "-", candidate)
        first = legal.split("-")[0]
        if legal.replace("-", ".").lower() not in taken and first not in _RESERVED:
            return _in_case(legal, [alias for alias, _, _ in known])
    return f"{plain}-{len(known)}"


def _family(group: str) -> str:
    words = group.split(".")
    return words[0] if words[0] not in _TOP_DOMAINS else ".".join(words[:3])


def _best_style(known: Sequence[tuple[str, str, str]]) -> Callable[[str, str], str] | None:
    """The style that gives most of the names; None where hardly one is right."""
    scores: Counter[int] = Counter()
    for alias, group, artifact in known:
        plain = re.sub(r"[._]", "-", re.sub(r"([a-z0-9])([A-Z])", r"\1-\2", alias)).lower()
        for index, style in enumerate(_STYLES):
            scores[index] += style(group, artifact.lower()) == plain
    if not scores or max(scores.values()) == 0:
        return None
    best = max(range(len(_STYLES)), key=lambda index: (scores[index], -index))
    return _STYLES[best]


def _in_case(alias: str, known: Sequence[str]) -> str:
    """The alias with the separators that the others have."""
    forms = Counter(
        "-" if "-" in name else "_" if "_" in name else "." if "." in name else "camel"
        for name in known
        if re.search(r"[-_.]|[a-z][A-Z]", name)
    )
    form = forms.most_common(1)[0][0] if forms else "-"
    words = alias.split("-")
    if form == "camel":
        return words[0] + "".join(word.capitalize() for word in words[1:])
    return form.join(words)
