"""What is known of model families, as data: sampling, thinking, the server they need.

Gemma 4's card gives temperature 1, top-k 64, top-p 0.95 "for all use cases". Code is written so.
A choice is different: it is one pick from an enumeration, where sampling at temperature 1 takes a
second-best name now and then and nothing is gained by variety; so it is taken nearly greedily. Not
at 0: a choice that is asked for again after a fault must be able to come out differently.
"""

from dataclasses import dataclass, replace

CHOICE_TEMPERATURE = 0.3

Version = tuple[int, ...]
OLDEST_SERVER: Version = (0, 21, 1)
"""Before it `format` was ignored where thinking is off, and long prompts were cut in silence."""


@dataclass(frozen=True)
class Sampling:
    """Every option that shapes the output, always sent: a server's defaults change."""

    temperature: float
    top_k: int
    top_p: float
    min_p: float = 0.0
    repeat_penalty: float = 1.0

    def options(self) -> dict[str, float | int]:
        """As Ollama and llama.cpp name them."""
        return {
            "temperature": self.temperature,
            "top_k": self.top_k,
            "top_p": self.top_p,
            "min_p": self.min_p,
            "typical_p": 1.0,
            "repeat_last_n": 64,
            "repeat_penalty": self.repeat_penalty,
            "presence_penalty": 0.0,
            "frequency_penalty": 0.0,
        }


@dataclass(frozen=True)
class Profile:
    """How to ask one family. `server` is the oldest Ollama that runs it well, `why` says why."""

    family: str
    code: Sampling
    think: bool | str = False
    server: Version = OLDEST_SERVER
    why: str = ""

    @property
    def choice(self) -> Sampling:
        """Sampling for a choice."""
        return replace(self.code, temperature=min(self.code.temperature, CHOICE_TEMPERATURE))


_GEMMA = Sampling(temperature=1.0, top_k=64, top_p=0.95)
_PROFILES = (
    Profile("gemma4", _GEMMA, server=(0, 32, 1), why="older ones loop on tool calls"),
    Profile("gemma3", _GEMMA),
    Profile("gemma", _GEMMA),
    Profile("qwen", Sampling(temperature=0.7, top_k=20, top_p=0.8)),
    Profile("gptoss", Sampling(temperature=1.0, top_k=0, top_p=1.0), think="low"),
    Profile("gpt-oss", Sampling(temperature=1.0, top_k=0, top_p=1.0), think="low"),
)
_ANY = Profile("", Sampling(temperature=0.7, top_k=40, top_p=0.95))


def profile_for(family: str) -> Profile:
    """The profile of a family as the server names it, else that of a family it begins with."""
    folded = family.lower()
    return next((item for item in _PROFILES if folded.startswith(item.family)), _ANY)


def parse_version(text: str) -> Version:
    """`0.32.15-rc1` as (0, 32, 15); empty for what is unknown (a build without a version)."""
    parts: list[int] = []
    for part in text.strip().removeprefix("v").partition("-")[0].split("."):
        if not (part.isascii() and part.isdigit()):
            return ()
        parts.append(int(part))
    return tuple(parts) if any(parts) else ()


def spell_version(version: Version) -> str:
    """(0, 32, 1) as `0.32.1`."""
    return ".".join(str(part) for part in version)
