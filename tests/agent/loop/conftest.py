"""A small real project, and turns over it with scripted replies."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from agent.engines.base import Delta, Description, Message, OnDelta, Reply, Request, Schema
from agent.events import Event
from agent.loop.conversation import Conversation
from agent.loop.turns import Turns
from agent.settings import Settings
from tests.agent.project import write_project
from tools.calls.desk import Desk
from tools.index import Index
from tools.registry import tools
from tools.repo.draft import Draft
from tools.repo.tree import FolderTree


class Replies:
    """An engine that gives these replies in order and keeps every request that it was sent."""

    def __init__(self, replies: Sequence[str | Reply]) -> None:
        self.replies = list(replies)
        self.requests: list[tuple[Message, ...]] = []
        self.schemas: list[Schema] = []

    def describe(self) -> Description:
        return Description("replies", "list", "", 8192)

    def choose(self, request: Request, schema: Schema, on_delta: OnDelta) -> Reply:
        self.schemas.append(schema)
        return self.write(request, on_delta)

    def write(self, request: Request, on_delta: OnDelta) -> Reply:
        self.requests.append(tuple(request.messages))
        reply = self.replies.pop(0)
        on_delta(Delta(reply if isinstance(reply, str) else reply.text))
        return Reply(reply, "stop") if isinstance(reply, str) else reply

    def count_tokens(self, text: str) -> int:
        return len(text) // 3

    def close(self) -> None:
        pass


class Table:
    """A desk over the small project and the turns that a list of replies makes on it."""

    def __init__(self, root: Path, index: Index) -> None:
        self.desk = Desk(Draft(FolderTree(root)), index)
        self.events: list[Event] = []
        self.engine = Replies(())

    def turns(self, *replies: str | Reply | Mapping[str, object], **settings: object) -> Turns:
        texts = [json.dumps(reply) if isinstance(reply, Mapping) else reply for reply in replies]
        self.engine = Replies(texts)
        conversation = Conversation(self.engine, self.events.append)
        conversation.system("rules")
        conversation.say("request")
        allowed = [tool for tool in tools().values() if tool.name != "answer"]
        return Turns(conversation, self.desk, allowed, Settings(**settings))  # type: ignore[arg-type]

    def said(self) -> str:
        """The last thing that the model was told."""
        return next(
            message.content
            for message in reversed(self.engine.requests[-1])
            if message.role == "user"
        )


@pytest.fixture
def table(tmp_path: Path) -> Iterator[Table]:
    root = tmp_path / "project"
    write_project(root)
    with Index.open(root, tmp_path / "index.sqlite") as index:
        index.refresh()
        yield Table(root, index)


@pytest.fixture
def fault_codes(table: Table) -> Callable[[], list[object]]:
    return lambda: [event.as_dict()["code"] for event in table.events if event.kind == "faulted"]
