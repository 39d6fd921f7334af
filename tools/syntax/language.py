"""Which language a path holds, and whether its text is worth reading."""

import re
from functools import lru_cache

_SUFFIXES = {
    "kt": "kotlin",
    "java": "java",
    "xml": "xml",
    "toml": "toml",
    "kts": "gradle",
    "gradle": "gradle",
    "properties": "properties",
    "pro": "text",
    "md": "text",
    "proto": "text",
    "sq": "text",
    "aidl": "text",
    "json": "text",
    "yml": "text",
    "yaml": "text",
    "editorconfig": "text",
}
_ASSETS = frozenset("png webp jpg jpeg gif svg ttf otf ogg mp3 mp4 wav".split())
_CODE = ("kotlin", "java")
_SHOWN_WORDS = ("/resources/", "/golden/", "/test", "emplates/", "spotless/")
_SHOWN = re.compile(
    r"(?:^|/)src/\w+/(?:resources|golden|test-?[dD]ata)/"
    r"|^(?!.*\bsrc/)(?:docs?/|.*?\b(?:spotless|templates|fileTemplates)/)"
)
_SKIPPED = frozenset({"build", ".gradle", ".git", ".idea", ".kotlin", "node_modules"})


@lru_cache(maxsize=1024)
def language(path: str) -> str | None:
    """kotlin, java, xml, toml, gradle, properties, text, or asset; None: not read."""
    parts = path.split("/")
    if not _SKIPPED.isdisjoint(parts) and _is_output(parts[:-1]):
        return None
    suffix = parts[-1].rpartition(".")[2].lower()
    if suffix in _ASSETS:
        return "asset" if "/res" in path or "/composeResources" in path else None
    kind = _SUFFIXES.get(suffix)
    if kind in _CODE and is_template(path):
        return "text"
    is_other = kind is None and (is_keep_rules(path) or "/META-INF/services/" in path)
    return "text" if is_other else kind


def is_code(path: str) -> bool:
    """Whether a file is Kotlin or Java that a module may compile."""
    return language(path) in ("kotlin", "java")


def is_template(path: str) -> bool:
    """Whether code in a file is only shown: a template, documentation, a resource of tests."""
    is_near = path.startswith("doc") or any(word in path for word in _SHOWN_WORDS)
    return is_near and _SHOWN.search(path) is not None


def is_keep_rules(path: str) -> bool:
    """Whether a file holds rules of ProGuard or R8, by its name."""
    name = path.rpartition("/")[2]
    is_named = name.startswith(("proguard", "consumer")) and name.endswith((".cfg", ".txt"))
    return is_named or name.endswith(".pro")


def _is_output(folders: list[str]) -> bool:
    """Whether these folders lead to output; below `src`, `build` is a package like others."""
    for folder in folders:
        if folder == "src":
            return False
        if folder in _SKIPPED:
            return True
    return False


def decode(data: bytes) -> str | None:
    """Text with '\\n' line ends and without byte order mark; None for binary data."""
    if b"\0" in data[:8000]:
        return None
    text = data.decode("utf-8", "replace").removeprefix("\ufeff")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
