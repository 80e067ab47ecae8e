"""Language models' clients in a process beside the program."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from pathlib import Path

import pytest
from served_model import PROMPT, served_address

from bot.adapters.model_process import ElsewhereModel, ModelProcess
from bot.domain.draft import Draft, ModelOutput
from bot.domain.errors import ModelGarbled, ModelUnreachable, NoModel
from loopback.behaviours import Says, Slow
from loopback.chat_model import LoopbackChatModel

REPOSITORY = Path(__file__).resolve().parents[3]
PATIENCE = 60
NOTHING = {"completeness": "none", "sentences": [], "steps_not_needed": []}
OPENS_AND_WAITS = """
import sys, time
from bot.adapters.model_address import model_address
from bot.adapters.model_process import ModelProcess
from bot.settings import Settings
process = ModelProcess("CRITICAL")
address = model_address(Settings(_env_file=None, model=None, model_url="http://127.0.0.1:1"))
model = process.open(address, "schema", 8)
print(process._worker._process.pid, *(name for name in sys.modules if "langchain" in name))
sys.stdout.flush()
time.sleep(600)
"""


@pytest.fixture(scope="module")
def process() -> ModelProcess:
    return ModelProcess("CRITICAL")


@pytest.fixture
def server() -> Iterator[LoopbackChatModel]:
    with LoopbackChatModel() as served:
        served.says(Says(NOTHING))
        yield served


def opened(process: ModelProcess, server: LoopbackChatModel) -> ElsewhereModel:
    return process.open(served_address(server.url, "url"), "schema", 30)


def asking(model: ElsewhereModel) -> AsyncGenerator[ModelOutput, None]:
    return model.filled(PROMPT, Draft)


async def last_of(model: ElsewhereModel) -> ModelOutput:
    async with aclosing(asking(model)) as outputs:
        return [output async for output in outputs][-1]


def number_of(process: ModelProcess) -> int:
    assert process._worker is not None
    return process._worker._process.pid


def is_running(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


async def test_a_judge_on_the_models_server_is_answered_as_the_model_is(
    process: ModelProcess, server: LoopbackChatModel
) -> None:
    model, judge = opened(process, server), opened(process, server)

    for asked in (model, judge, model):
        assert (await last_of(asked)).fields == NOTHING


async def test_a_process_that_ends_cuts_its_calls_off_and_is_started_again_by_the_next(
    process: ModelProcess, server: LoopbackChatModel
) -> None:
    model = opened(process, server)
    server.says(Slow(PATIENCE))
    call = asyncio.create_task(last_of(model))
    await asyncio.to_thread(server.wait_until, lambda: len(server.requests) == 1, "a call")

    os.kill(number_of(process), signal.SIGKILL)
    with pytest.raises(ModelUnreachable):
        await call

    server.says(Says(NOTHING))
    assert (await last_of(model)).fields == NOTHING


async def test_what_a_citizen_wrote_arrives_as_it_was_written(
    process: ModelProcess, server: LoopbackChatModel
) -> None:
    written = "Lệ phí\nbao nhiêu? \u2028 \x00 🙏"
    model = opened(process, server)

    async with aclosing(model.filled(PROMPT.model_copy(update={"user": written}), Draft)) as given:
        assert [output async for output in given][-1].done

    assert server.requests[-1].body["messages"][-1]["content"] == written


async def test_half_a_character_fails_its_own_call_alone(
    process: ModelProcess, server: LoopbackChatModel
) -> None:
    model = opened(process, server)

    with pytest.raises(ModelGarbled):
        async with aclosing(
            model.filled(PROMPT.model_copy(update={"user": "\ud83d"}), Draft)
        ) as it:
            await anext(it)

    assert (await last_of(model)).fields == NOTHING


async def test_the_key_reaches_the_models_server_and_shows_itself_nowhere_else(
    process: ModelProcess, server: LoopbackChatModel
) -> None:
    model = process.open(served_address(server.url, "openai"), "schema", 30)

    await last_of(model)

    assert server.requests[-1].headers["authorization"] == "Bearer key-of-the-model"
    assert "key-of-the-model" not in repr(process._models)


def test_a_model_that_cannot_be_opened_is_told_in_its_own_sentence(process: ModelProcess) -> None:
    address = served_address("http://127.0.0.1:1", "url")

    with pytest.raises(NoModel, match="Không mở được mô hình url:default"):
        process.open(address.model_copy(update={"provider": "nobody"}), "schema", 8)


def test_it_ends_with_the_program_which_itself_loads_nothing_of_it() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", OPENS_AND_WAITS],
        env=os.environ | {"PYTHONPATH": str(REPOSITORY)},
        stdout=subprocess.PIPE,
        text=True,
    ) as program:
        assert program.stdout is not None
        number, *heavy = program.stdout.readline().split()
        program.kill()

    until = time.monotonic() + PATIENCE
    while is_running(int(number)) and time.monotonic() < until:
        time.sleep(0.05)
    assert not is_running(int(number))
    assert heavy == []


def test_it_ends_when_nobody_holds_its_models(server: LoopbackChatModel) -> None:
    process = ModelProcess("CRITICAL")
    opened(process, server)
    assert process._worker is not None
    running = process._worker._process

    del process

    assert running.wait(PATIENCE) == 0
