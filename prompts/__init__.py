"""The words that a model reads: templates by name, and one description for each tool."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment

_FOLDER = Path(__file__).parent


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(_FOLDER),
        undefined=StrictUndefined,
        autoescape=False,  # plain text for a model, never HTML
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(name: str, /, **values: object) -> str:
    """The text of `<name>.md.j2`; a missing variable raises `jinja2.UndefinedError`."""
    return _environment().get_template(f"{name}.md.j2").render(values).strip()


def describe_tool(name: str) -> str:
    """The one line that tells a model what the tool `name` does."""
    return (_FOLDER / "tools" / f"{name}.md").read_text(encoding="utf-8").strip()


def tool_names() -> tuple[str, ...]:
    """The tools that have a description, sorted."""
    return tuple(sorted(path.stem for path in (_FOLDER / "tools").glob("*.md")))
