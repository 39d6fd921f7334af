"""llama.cpp in this process, with a real tiny model."""

import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.engines import open_engine
from agent.engines.base import Delta, Engine, Message, Request
from tests import models
from tests.agent.engines.contract import CAPITAL, SCHEMA, EngineContract, ignore, say
from tools.errors import Kind, UserError
from tools.process import run

pytestmark = [
    pytest.mark.embedded,
    pytest.mark.timeout(1800),
    pytest.mark.skipif(not models.has_llama(), reason=models.NO_LLAMA),
]


@pytest.fixture(scope="module")
def model() -> Path:
    path = models.smollm2()
    if path is None:
        pytest.skip(models.NO_SMOLLM2)
    return path


@pytest.fixture(scope="module")
def engine(model: Path) -> Iterator[Engine]:
    built = open_engine("llamacpp", model=str(model), context=1024, seed=1)
    yield built
    built.close()


class TestLlamaCpp(EngineContract):
    def test_a_choice_holds_no_white_space_and_keeps_to_enumerations(self, engine: Engine) -> None:
        schema = {"anyOf": [SCHEMA, {**SCHEMA, "properties": {"action": {"const": "stop"}}}]}
        request = Request([Message("user", "a")], 60)
        reply = engine.choose(request, schema, ignore)
        assert reply.text in [f'{{"action":"{name}"}}' for name in ("read", "done", "stop")]

    def test_the_reading_of_the_prompt_is_told(self, engine: Engine) -> None:
        deltas: list[Delta] = []
        engine.write(Request([Message("user", "word " * 200)], 2), deltas.append)
        told = [(delta.evaluated, delta.prompt_tokens) for delta in deltas if delta.prompt_tokens]
        assert told[-1][0] == told[-1][1] > 200
        assert told == sorted(told)

    def test_counting_is_exact(self, engine: Engine) -> None:
        one, two = engine.count_tokens("fun main()"), engine.count_tokens("fun main()" * 2)
        assert 0 < one < two <= 2 * one

    def test_a_person_may_interrupt_while_the_prompt_is_read(self, engine: Engine) -> None:
        def interrupt(delta: Delta) -> None:
            if 0 < delta.evaluated < delta.prompt_tokens:
                signal.raise_signal(signal.SIGINT)

        with pytest.raises(KeyboardInterrupt):
            engine.write(Request([Message("user", "other " * 600)], 9), interrupt)
        assert say(engine, CAPITAL).text.strip()


def test_an_engine_that_was_never_asked_closes(model: Path) -> None:
    open_engine("llamacpp", model=str(model), context=512).close()


def test_a_program_that_forgets_to_close_ends_all_the_same(model: Path) -> None:
    lines = (
        "from agent.engines import open_engine",
        f"engine = open_engine('llamacpp', model={str(model)!r}, context=512)",
        "raise SystemExit(3)",
    )
    done = run((sys.executable, "-c", "\n".join(lines)), cwd=Path.cwd(), timeout=300)
    assert (done.code, done.stderr) == (3, b"")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"GGUF", b"GGUF\x03\x00\x00\x00" * 9])
def test_a_file_that_is_no_model_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "no.gguf"
    path.write_bytes(content)
    with pytest.raises(UserError, match=r"no\.gguf") as caught:
        open_engine("llamacpp", model=str(path))
    assert caught.value.kind is Kind.NO_MODEL


def test_a_missing_file_and_no_file_are_told() -> None:
    with pytest.raises(UserError, match="cannot read the model"):
        open_engine("llamacpp", model="/nonexistent/model.gguf")
    with pytest.raises(UserError, match="no model file is given"):
        open_engine("llamacpp")


def test_a_context_beyond_the_models_own_is_lowered_and_noted(model: Path) -> None:
    engine = open_engine("llamacpp", model=str(model), context=9000)
    engine.close()
    about = engine.describe()
    assert (about.family, about.parameters, about.context) == ("llama", "135M", 8192)
    assert about.notes == (
        "`SmolLM2-135M-Instruct.Q4_1.gguf` was made for 8,192 tokens of context, not 9,000",
    )


def test_gemmas_vocabulary_counts() -> None:
    counts = models.gemma_counts()
    if counts is None:
        pytest.skip(models.NO_GEMMA)
    assert counts.text("fun main() {}") == 4
