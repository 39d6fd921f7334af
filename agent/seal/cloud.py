"""Which models of an Ollama server are not on this machine, and whether its cloud is on."""

from typing import Literal

Place = Literal["here", "elsewhere", "unknown"]
"""Where a model runs."""


def is_cloud_name(model: str) -> bool:
    """Whether the server hands this name to its cloud: tag `cloud`, or a tag ending `-cloud`."""
    name = model.strip().lower().removesuffix(":local")
    _, colon, tag = name.rpartition(":")
    return bool(colon) and (tag == "cloud" or ("/" not in tag and tag.endswith("-cloud")))


class Models:
    """The models that a server lists, told apart by where they run."""

    def __init__(self, here: frozenset[str], elsewhere: frozenset[str]) -> None:
        self._here = here
        self._elsewhere = elsewhere

    @classmethod
    def listed(cls, tags: object) -> "Models":
        """Read an answer of `/api/tags`.

        An entry with a remote host or model is a stub: the server sends its prompts away.
        """
        found: dict[bool, set[str]] = {True: set(), False: set()}
        models = tags.get("models") if isinstance(tags, dict) else None
        for entry in models if isinstance(models, list) else ():
            if isinstance(entry, dict):
                remote = bool(entry.get("remote_host") or entry.get("remote_model"))
                names = (entry.get("name"), entry.get("model"))
                found[remote].update(_folded(name) for name in names if isinstance(name, str))
        return cls(frozenset(found[False]), frozenset(found[True]))

    def place(self, model: str) -> Place:
        """Where `model` runs; a spelling that fits both kinds counts as elsewhere."""
        name = _folded(model.strip().removesuffix(":local"))
        if is_cloud_name(model) or name in self._elsewhere:
            return "elsewhere"
        return "here" if name in self._here else "unknown"


def _folded(name: str) -> str:
    """The name as the server compares it: in lower case, the tag `latest` where none is given."""
    lower = name.lower()
    return lower if ":" in lower.rpartition("/")[2] else f"{lower}:latest"


def warning(status: object) -> str:
    """The line to say about an answer of `/api/status`: empty where the server's cloud is off.

    Servers without that path (an older one answers 404) have no cloud to switch off: pass None.
    """
    cloud = status.get("cloud") if isinstance(status, dict) else None
    if not isinstance(cloud, dict) or cloud.get("disabled") is True:
        return ""
    return (
        "the model server's own cloud is switched on: it may talk to the internet by itself; "
        "start it with `OLLAMA_NO_CLOUD=1`"
    )
