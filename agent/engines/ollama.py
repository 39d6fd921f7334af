"""The engine that asks a running Ollama server on this machine, over `/api/chat`.

A stream that breaks while the server still answers is a "cut" reply, which the loop may mend; a
server that no longer answers is lost, and that is final.
"""

from dataclasses import dataclass

import httpx

from agent.engines import faults
from agent.engines.address import parse_address
from agent.engines.base import Delta, Description, OnDelta, Reply, Request, Schema, Statistics
from agent.engines.collect import Collector
from agent.engines.estimate import Calibrated
from agent.engines.memory import choose_context, known_context, needed_bytes, this_machine
from agent.engines.ollama_chat import (
    Ask,
    Odd,
    Reported,
    counted,
    payload,
    read_line,
    split_lines,
    take,
)
from agent.engines.ollama_server import Installed, OllamaServer, Shown
from agent.engines.probe import Probes, Rung, climb
from agent.engines.profiles import Profile, Sampling, Version, profile_for, spell_version
from agent.engines.transport import LoopbackTransport, timeouts
from tools.errors import UserError

_MOST_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True)
class Options:
    """How to ask. Seconds of silence are allowed before the first piece (the model loads, the
    prompt is evaluated) and between two pieces; there is no limit on the whole. `context` 0 is
    chosen for the machine. `rung` "" is probed."""

    context: int = 0
    seed: int | None = None
    keep_alive: str = "30m"
    first_seconds: float = 900.0
    idle_seconds: float = 120.0
    rung: Rung | None = None


class OllamaEngine:
    """A model of a running server. Building it checks everything that can be known beforehand."""

    def __init__(
        self,
        model: str,
        address: str,
        *,
        options: Options | None = None,
        probes: Probes | None = None,
    ) -> None:
        self._options = options or Options()
        self._address = parse_address(address)
        self._estimate = Calibrated()
        with OllamaServer(self._address) as server:
            version = server.version()
            self._model = server.find(model)
            self._shown = server.show(self._model)
            cloud = server.cloud_warning()
        self._probes = probes or Probes()
        self._probe_key = f"{self._model.digest}@{spell_version(version)}"
        self._rung = self._options.rung
        self._profile = profile_for(self._model.family)
        context, notes = _context(self._model, self._shown, self._options.context)
        notes += _version_notes(self._profile, version, self._model.name)
        self._notes = (*notes, cloud) if cloud else notes
        self._ask = Ask(
            self._model.name,
            context,
            self._profile.think,
            self._options.keep_alive,
            self._options.seed,
        )
        self._client = httpx.Client(
            base_url=self._address.url,
            transport=LoopbackTransport(self._address, most_bytes=_MOST_BYTES),
            trust_env=False,
            follow_redirects=False,
        )

    @property
    def rung(self) -> Rung:
        """How choices are obtained. Found out when first asked for: it may load the model."""
        if self._rung is None:
            self._rung = self._probed()
        return self._rung

    def describe(self) -> Description:
        """The model as the server lists it."""
        item = self._model
        return Description(
            "ollama",
            item.name,
            item.digest,
            self._ask.context,
            item.family,
            item.parameters,
            item.quantization,
            self._notes,
        )

    def choose(self, request: Request, schema: Schema, on_delta: OnDelta) -> Reply:
        """One JSON object, by the best rung that this model and server hold."""
        return self._choose(request, schema, self.rung, on_delta)

    def write(self, request: Request, on_delta: OnDelta) -> Reply:
        """Free text."""
        body = payload(self._ask, request, self._profile.code, schema=None, rung="text")
        return self._chat(body, request, Collector(request, on_delta, choice=False))

    def count_tokens(self, text: str) -> int:
        """An estimate, calibrated on the server's own counts."""
        return self._estimate.count(text)

    def close(self) -> None:
        """End the connection. The model stays loaded in the server, for the next command."""
        self._client.close()

    def _choose(self, request: Request, schema: Schema, rung: Rung, on_delta: OnDelta) -> Reply:
        sampling: Sampling = self._profile.choice
        body = payload(self._ask, request, sampling, schema=schema, rung=rung)
        return self._chat(body, request, Collector(request, on_delta, choice=True))

    def _chat(self, body: dict[str, object], request: Request, collector: Collector) -> Reply:
        statistics: Statistics | None = None
        try:
            with faults.mapped(self._address):
                statistics = self._stream(body, collector)
        except UserError as error:
            if not isinstance(error.__cause__, httpx.RemoteProtocolError | httpx.ReadError):
                raise
            self._still_there()
        except Odd as error:
            raise faults.not_ollama(self._address, str(error)) from error
        except Reported as error:
            raise self._reported(str(error), 200) from error
        if statistics:
            self._estimate.observe(request.messages, statistics.prompt_tokens)
        return collector.reply(statistics, self._estimate.count_messages(request.messages))

    def _stream(self, body: dict[str, object], collector: Collector) -> Statistics | None:
        limits = timeouts(self._options.first_seconds)
        collector.begin()
        with self._client.stream(
            "POST", "/api/chat", json=body, extensions={"timeout": limits}
        ) as response:
            if response.status_code != 200:
                text = response.read().decode("utf-8", "replace")
                raise self._reported(text, response.status_code)
            limits["read"] = self._options.idle_seconds
            for line in split_lines(response.iter_raw()):
                answer = read_line(line, self._ask.model)
                if take(collector, answer):
                    return counted(answer)
        return None

    def _reported(self, text: str, status: int) -> UserError:
        return faults.server_fault(
            text, status=status, model=self._ask.model, context=self._ask.context
        )

    def _still_there(self) -> None:
        with OllamaServer(self._address) as server:
            server.version()

    def _probed(self) -> Rung:
        known = self._probes.find(self._probe_key) if self._model.digest else None
        if known:
            return known
        rung = climb(
            lambda request, schema, rung: self._choose(request, schema, rung, _ignore),
            tools="tools" in self._shown.capabilities,
        )
        self._probes.remember(self._probe_key, rung)
        return rung


def _ignore(delta: Delta) -> None:
    return


def _context(model: Installed, shown: Shown, wanted: int) -> tuple[int, tuple[str, ...]]:
    """The context to ask for. Raises where the model cannot fit this machine at all."""
    machine = this_machine()
    chosen = wanted or choose_context(model.size, shown.information, machine)
    notes: tuple[str, ...] = ()
    most = known_context(shown.information)
    if most and chosen > most:
        notes = (f"`{model.name}` was made for {most:,} tokens of context, not {chosen:,}",)
        chosen = most
    needed = needed_bytes(model.size, shown.information, chosen)
    if machine.holds(needed) is False:
        have = machine.memory + (machine.video or 0)
        raise faults.too_little_memory(
            model.name, f"about {needed / 1e9:.1f} GB of {have / 1e9:.1f} GB"
        )
    return chosen, notes


def _version_notes(profile: Profile, version: Version, model: str) -> tuple[str, ...]:
    if not version or version >= profile.server:
        return ()
    return (
        f"Ollama {spell_version(version)} is old for `{model}`: {profile.why}; "
        f"update it to {spell_version(profile.server)}",
    )
