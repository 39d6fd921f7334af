"""The history of a run and its exchanges with the engine: append-only, so the prefix is kept."""

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from agent.engines.base import Delta, Engine, Message, Reply, Request, Schema
from agent.events import Generated, ModelReplied, PromptProgress, Sink
from tools.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable

CHOICE_TOKENS = 256
CODE_TOKENS = 3072
_TOKEN = re.compile(r"<(?=\||/?(?:start_of_turn|end_of_turn|bos|eos)>)|\|(?=>)")
"""The marks of chat templates: a server reads them as turns wherever they stand."""

KEPT_OF_A_RUNAWAY = 200
"""How many characters of a reply that did not end stay in the history."""


@dataclass
class Conversation:
    """What was said so far. `context` is the engine's room in tokens."""

    engine: Engine
    emit: Sink
    messages: list[Message] = field(default_factory=list)
    last_prompt_tokens: int = 0

    def system(self, text: str) -> None:
        """Begin with the rules."""
        self.messages.append(Message("system", text))

    def say(self, text: str) -> None:
        """Add what the model reads next; nothing in it can pass for a turn of its own."""
        self.messages.append(Message("user", _TOKEN.sub(r"\g<0> ", text)))

    def choose(self, schema: Schema) -> Reply:
        """Ask for one action."""
        return self._exchange(
            "choice",
            CHOICE_TOKENS,
            lambda request: self.engine.choose(request, schema, self._delta),
        )

    def write(self, purpose: str) -> Reply:
        """Ask for code or an answer."""
        return self._exchange(
            purpose, CODE_TOKENS, lambda request: self.engine.write(request, self._delta)
        )

    def _exchange(self, purpose: str, tokens: int, ask: "Callable[[Request], Reply]") -> Reply:
        room = self.engine.describe().context - self._count()
        if room < tokens // 4:
            raise UserError(
                f"the conversation does not fit into the context of {self._size()} tokens",
                "give a smaller request, or more room with `--context`",
            )
        self.emit(PromptProgress(0, self._count()))
        reply = ask(Request(tuple(self.messages), min(tokens, room)))
        kept = reply.text if reply.finish != "cut" else reply.text[:KEPT_OF_A_RUNAWAY]
        self.messages.append(Message("assistant", kept))
        spent = reply.statistics
        self.emit(
            ModelReplied(
                purpose=purpose,
                reply=reply.text,
                finish=reply.finish,
                prompt_tokens=spent.prompt_tokens,
                cached_tokens=spent.cached_tokens,
                output_tokens=spent.output_tokens,
                prompt_seconds=spent.prompt_seconds,
                output_seconds=spent.output_seconds,
            )
        )
        return reply

    def _size(self) -> int:
        return self.engine.describe().context

    def _count(self) -> int:
        return sum(self.engine.count_tokens(message.content) for message in self.messages)

    def _delta(self, delta: Delta) -> None:
        if delta.text:
            self.emit(Generated(delta.text))
        else:
            self.emit(PromptProgress(delta.evaluated, delta.prompt_tokens))
