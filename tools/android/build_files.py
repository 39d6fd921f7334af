"""Which files the model of a project is read from."""

import re

_CODE = (".kt", ".groovy", ".java")

_WORDS = ("uild", "plugins", "gradle", "convention")
_PLUGIN = re.compile(
    r"(?:^|/)(?:build-?(?:[lL]ogic|[pP]lugin|[cC]onvention|[tT]ool|[sS]ystem)|buildSrc|plugins"
    r"|gradle|convention)[\w-]*/.*src/main/"
)


def is_build_file(path: str) -> bool:
    """Whether the project model is read from this file."""
    if path.endswith(_CODE):
        return is_plugin_source(path)
    name = path.rpartition("/")[2]
    if name.endswith((".gradle", ".gradle.kts", ".toml")) or name == "gradle.properties":
        return True
    return path.endswith("src/main/AndroidManifest.xml")


def is_plugin_source(path: str) -> bool:
    """Whether a file is code of a build, like a convention plugin."""
    if not path.endswith(_CODE) or not any(word in path for word in _WORDS):
        return False
    return _PLUGIN.search(path) is not None
