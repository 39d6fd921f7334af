"""Uses the Ollama engine inside the seal: `ADDRESS MODEL TIER`. Prints the reply, or the error."""

import sys

from agent.seal import close
from tests.agent.seal.closing import enter_docker
from tools.errors import UserError


def main() -> None:
    """Seal, ask, print."""
    address, model, tier = sys.argv[1:]
    if tier == "filter":
        enter_docker()
    host, _, port = address.rpartition(":")
    sealed = close("required", (host, int(port)))
    assert sealed.tier == tier
    from agent.engines.base import Delta, Message, Request
    from agent.engines.ollama import OllamaEngine, Options

    pieces: list[Delta] = []
    try:
        engine = OllamaEngine(model, address, options=Options(rung="schema"))
        reply = engine.write(Request([Message("user", "Say a word.")], 60), pieces.append)
        engine.close()
    except UserError as error:
        print(f"{error.kind.name}: {error.message}")
        return
    print(f"{reply.finish}: {reply.text}")


if __name__ == "__main__":
    main()
