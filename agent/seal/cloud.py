"""Which models of an Ollama server are not on this machine, and whether its cloud is on."""


def is_cloud_name(model: str) -> bool:
    """Whether the server hands this name to its cloud: tag `cloud`, or a tag ending `-cloud`."""
    name = model.strip().lower().removesuffix(":local")
    _, colon, tag = name.rpartition(":")
    return bool(colon) and (tag == "cloud" or ("/" not in tag and tag.endswith("-cloud")))


def local_names(tags: object) -> frozenset[str]:
    """The models in an answer of `/api/tags` that run on this machine.

    An entry with a remote host or model is a stub: the server sends its prompts away.
    """
    models = tags.get("models") if isinstance(tags, dict) else None
    return frozenset(
        name
        for entry in (models if isinstance(models, list) else ())
        if isinstance(entry, dict) and not (entry.get("remote_host") or entry.get("remote_model"))
        for name in (entry.get("name"), entry.get("model"))
        if isinstance(name, str) and not is_cloud_name(name)
    )


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
