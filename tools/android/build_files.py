"""Which files the model of a project is read from."""

import re

_CODE = (".kt", ".groovy", ".java")

_ENDS = (".gradle", ".gradle.kts", ".toml", "gradle.properties", "src/main/AndroidManifest.xml")
_PLUGIN = re.compile(
    r"(?:^|/)(?:build-?(?:[lL]ogic|[pP]lugin|[cC]onvention|[tT]ool|[sS]ystem)|buildSrc|plugins"
    r"|gradle|convention)[\w-]*/.*src/main/"
)


def is_build_file(path: str) -> bool:
    """Whether the project model is read from this file."""
    if path.endswith(_CODE):
        return is_plugin_source(path)
    if not path.endswith(_ENDS):
        return False
    return not path.endswith(".properties") or path.rpartition("/")[2] == "gradle.properties"


def is_plugin_source(path: str) -> bool:
    """Whether a file is code of a build, like a convention plugin."""
    if not path.endswith(_CODE):
        return False
    told = "uild" in path or "plugins" in path or "gradle" in path or "convention" in path
    return told and _PLUGIN.search(path) is not None
