"""What a run costs in tokens: `python -m bench.tokens`.

Plays requests on the sample through the loop with scripted choices: one by recipes, and one by an
edit of what it names, with and without reading that first. Counts what a server would be sent with
the vocabulary of Gemma (that of gemma-3-270m; Gemma 4's differs little), and prints per plan: the
first prompt, what is newly evaluated over the run, and how much of what was sent before is the
beginning of what is sent next.
"""

import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from agent.app import Session
from agent.engines.base import Delta, Description, Message, OnDelta, Reply, Request, Schema
from agent.engines.estimate import estimate_tokens
from agent.loop.run import run_request
from agent.settings import Settings
from tools.index import Index
from tools.process import run
from tools.repo.repository import Repository

SAMPLE = Path(__file__).parent.parent / "fixtures" / "android_sample"
MANY = 'rename loginUser to signIn and move the text "Welcome back" into strings.xml'
ONE = "trim the email in LoginViewModel.onSubmit before it is sent"

Choice = dict[str, str]

_NAMED = "LoginViewModel.onSubmit"
_EDIT: tuple[str | Choice, ...] = (
    {"action": "replace_symbol", "symbol": _NAMED},
    """```kotlin
fun onSubmit() {
    val current = _state.value
    if (!current.canSubmit) return
    _state.update { it.copy(busy = true, error = null) }
    viewModelScope.launch {
        val result = sessions.loginUser(current.email.trim(), current.password)
        _state.update { it.after(result) }
        if (result is LoginResult.Success) analytics.log(Events.LOGIN)
    }
}
```""",
    {"action": "done", "summary": "The email is trimmed"},
)

PLANS: dict[str, tuple[str, Sequence[str | Choice]]] = {
    "by recipes": (
        MANY,
        (
            {
                "action": "recipe",
                "name": "rename-symbol",
                "symbol": "SessionRepository.loginUser",
                "to": "signIn",
            },
            {"action": "recipe", "name": "extract-strings", "text": "Welcome back"},
            {"action": "done", "summary": "Renamed loginUser to signIn, moved Welcome back"},
        ),
    ),
    "named, read": (ONE, ({"action": "read", "target": _NAMED}, *_EDIT)),
    "named": (ONE, _EDIT),
}
"""Of each plan the request and the replies. What a request names need not be read first."""

Count = Callable[[str], int]


@dataclass
class Played:
    """An engine that plays choices and keeps each prompt that a server would have seen."""

    choices: list[str | Choice]
    prompts: list[str] = field(default_factory=list)

    def describe(self) -> Description:
        return Description("played", "list", "", 8192)

    def choose(self, request: Request, schema: Schema, on_delta: OnDelta) -> Reply:
        return self.write(request, on_delta)

    def write(self, request: Request, on_delta: OnDelta) -> Reply:
        self.prompts.append(rendered(request.messages))
        choice = self.choices.pop(0)
        text = choice if isinstance(choice, str) else json.dumps(choice)
        on_delta(Delta(text))
        return Reply(text, "stop")

    def count_tokens(self, text: str) -> int:
        return estimate_tokens(text)

    def close(self) -> None:
        pass


def rendered(messages: Sequence[Message]) -> str:
    """The conversation in the shape of Gemma 4's template."""
    roles = {"assistant": "model"}
    turns = [f"<|turn>{roles.get(m.role, m.role)}\n{m.content}<turn|>\n" for m in messages]
    return "".join(turns) + "<|turn>model\n"


def play(folder: Path, request: str, choices: Sequence[str | Choice]) -> list[str]:
    """Run the request on a fresh copy of the sample; every prompt in order."""
    import shutil

    root = folder / "sample"
    shutil.copytree(SAMPLE, root)
    identity = ["-c", "user.name=Bench", "-c", "user.email=bench@example.org"]
    for arguments in (["init", "-q"], ["add", "-A"], [*identity, "commit", "-q", "-m", "Start"]):
        run(["git", *arguments], cwd=root)
    engine = Played(list(choices))
    repository = Repository.open(root)
    with Index.open(root, repository.state / "index.sqlite") as index:
        session = Session(
            settings=Settings(engine="scripted"),
            repository=repository,
            index=index,
            connect=lambda: engine,
            emit=lambda event: None,
            run="bench",
            ask=lambda question: True,
        )
        finished = run_request(session, request)
    if finished.exit:
        raise SystemExit(f"the plan did not end well: {finished.outcome}")
    return engine.prompts


def report(name: str, prompts: Sequence[str], count: Count) -> None:
    """Print one plan's row."""
    first = count(prompts[0])
    evaluated, shared = first, 1.0
    for before, after in pairwise(prompts):
        kept = _common(before.removesuffix("<|turn>model\n"), after)
        shared = min(shared, kept / len(before.removesuffix("<|turn>model\n")))
        evaluated += count(after) - count(after[:kept])
    print(f"{name:12}  {len(prompts):5}  {first:12}  {evaluated:15}  {shared:13.1%}")


def _common(one: str, other: str) -> int:
    size = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        size += 1
    return size


def main() -> None:
    """Print the table."""
    from tests.models import NO_GEMMA, gemma_counts

    counts = gemma_counts()
    if counts is None:
        raise SystemExit(f"Gemma's vocabulary is missing: {NO_GEMMA}")
    count = counts.text
    print("plan          turns  first prompt  newly evaluated  shared prefix")
    for name, (request, choices) in PLANS.items():
        with tempfile.TemporaryDirectory() as folder:
            report(name, play(Path(folder), request, choices), count)
    print("budgets              <= 1400          <= 2500        >= 98 %")


if __name__ == "__main__":
    main()
