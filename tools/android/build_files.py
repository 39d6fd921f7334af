"""Which files the model of a project is read from."""

import re


def is_build_file(path: str) -> bool:
    """Whether the project model is read from this file."""
    name = path.rpartition("/")[2]
    if name.endswith((".gradle", ".gradle.kts", ".toml")) or name == "gradle.properties":
        return True
    return is_plugin_source(path) or path.endswith("src/main/AndroidManifest.xml")


def is_plugin_source(path: str) -> bool:
    """Whether a file is code of a build, like a convention plugin."""
    return (
        path.endswith((".kt", ".groovy", ".java"))
        and re.search(
            r"(?:^|/)(?:build-?(?:[lL]ogic|[pP]lugin|[cC]onvention|[tT]ool|[sS]ystem)|buildSrc|plugins"
            r"|gradle|convention)[\w-]*/.*src/main/",
            path,
        )
        is not None
    )
