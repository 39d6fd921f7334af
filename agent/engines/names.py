"""Model names: which ones Ollama would send to its cloud, and how two spellings compare."""

from tools.errors import Kind, UserError

_HINT = "choose a model that is stored on this machine: `ollama list` shows them"


def refuse_cloud_name(name: str) -> None:
    """Raise before a byte is sent: Ollama forwards `x:cloud` and `x:tag-cloud` to its makers."""
    if is_cloud_name(name):
        raise remote_model(name)


def is_cloud_name(name: str) -> bool:
    """Whether a name asks for a model that runs elsewhere, in whatever case or spacing."""
    folded = "".join(name.split()).lower()
    return any(
        tag == "cloud" or tag.endswith("-cloud") for tag in folded.rpartition("/")[2].split(":")[1:]
    )


def remote_model(name: str) -> UserError:
    """The error for a model that does not run on this machine."""
    return UserError(f"model `{name}` runs on a remote server", _HINT, Kind.NO_MODEL)


def same_model(left: str, right: str) -> bool:
    """Whether two names mean one model; a missing tag is `latest`."""
    return _with_tag(left) == _with_tag(right)


def _with_tag(name: str) -> str:
    folded = name.strip().lower()
    return folded if ":" in folded.rpartition("/")[2] else f"{folded}:latest"
