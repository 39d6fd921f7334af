"""SEC-01: no key, password or private key stands in the sources.

Each pattern is the form that a service documents for its own keys; tests are left out.
"""

import re
from collections.abc import Iterator

from tools.checks.added import altered_part
from tools.checks.base import Check, Context, Finding, place

_SECRET = re.compile(
    r"(?P<private>-----BEGIN (?:RSA |EC |OPENSSH |DSA |PGP )?PRIVATE KEY(?: BLOCK)?-----)"
    r"|(?P<aws>\bAKIA[0-9A-Z]{16}\b)"
    r"|(?P<google>\bAIza[0-9A-Za-z_-]{35}\b)"
    r"|(?P<github>\b(?:gh[pousr]_[0-9A-Za-z]{36}|github_pat_\w{60,})\b)"
    r"|(?P<slack>\bxox[abprs]-[0-9]{8,}-[0-9A-Za-z-]{10,})"
    r"|(?P<stripe>\bsk_live_[0-9A-Za-z]{20,}\b)"
)
_NAMES = {
    "private": "a private key",
    "aws": "an access key of AWS",
    "google": "an API key of Google",
    "github": "a token of GitHub",
    "slack": "a token of Slack",
    "stripe": "a secret key of Stripe",
}
_HINTS = (
    *("PRIVATE KEY", "AKIA", "AIza", "xox", "sk_live_"),
    *("ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"),
)
_TESTS = re.compile(
    r"(?:^|/)src/\w*[tT]est\w*/|^(?:(?!src/)[^/]+/)*(?:docs|fixtures|samples?)/|google-services"
)
"""Folders of tests and of what only shows code; packages below `src` may be called so too."""


def _find(context: Context) -> Iterator[Finding]:
    for path in context.paths:
        if _TESTS.search(path):
            continue
        text = context.written(path)
        context.counted["SEC-01"] += 1
        start, end = altered_part(context, path)
        part = text[start:end]
        if not any(hint in part for hint in _HINTS):
            continue
        for match in _SECRET.finditer(text, start, end):
            message = f"this is {_NAMES[match.lastgroup or '']}; keep it out of the repository"
            subject = f"{match.lastgroup} {hash_of(match[0])}"
            yield Finding("SEC-01", "block", path, *place(text, match.start()), message, subject)


def hash_of(secret: str) -> str:
    """What tells one secret from another without holding it."""
    from hashlib import blake2b

    return blake2b(secret.encode(), digest_size=6).hexdigest()


CHECK = Check(
    "SEC-01",
    "block",
    "no secret stands in the sources",
    _find,
    example='`val key = "AIza..."` → `val key = BuildConfig.MAPS_KEY`, set from `local.properties`',
)
