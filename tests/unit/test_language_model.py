"""How a language model is put together: on its way in a thread, and only where one is wanted."""

import os
import subprocess
import sys
from contextlib import aclosing
from pathlib import Path

import pytest
from served_model import PROMPT

from bot.adapters.model_process import ModelProcess
from bot.app import build_chat_model, build_judge
from bot.domain.draft import Judgement
from bot.domain.errors import ModelBusy, NoModel
from bot.settings import Settings
from loopback.behaviours import Dead, Fails, Says
from loopback.chat_model import LoopbackChatModel

REPOSITORY = Path(__file__).resolve().parents[2]
FINE = {"supported": True, "why": ""}
_HEAVY = ("langchain", "langchain_core", "langgraph", "langsmith", "openai", "anthropic", "ollama")


def at(server: LoopbackChatModel, **more: object) -> Settings:
    settings = Settings(_env_file=None, model=None, model_url=f"{server.url}/v1", model_judge=None)
    return settings.model_copy(update=more)


@pytest.fixture
def process() -> ModelProcess:
    return ModelProcess("INFO")


def test_without_a_model_in_the_settings_there_is_none(
    settings: Settings, process: ModelProcess
) -> None:
    assert build_chat_model(settings, process) is None
    assert build_judge(settings, process) is None


async def test_a_model_in_the_settings_is_loaded_aside_and_asked_where_they_say(
    process: ModelProcess,
) -> None:
    with LoopbackChatModel(lambda _: Says(FINE)) as server:
        model = build_chat_model(at(server), process)
        judge = build_judge(at(server, model_judge="keen"), process)
        assert model is not None
        assert judge is not None
        for one in (model, judge):
            one.wait()
            async with aclosing(one.filled(PROMPT, Judgement)) as outputs:
                assert [output async for output in outputs][-1].fields == FINE

        assert (model.name, judge.name) == ("url:default", "url:keen")
        # A busy machine may need the one retry.
        asked = dict.fromkeys(str(request.body["model"]) for request in server.requests)
        assert list(asked) == ["default", "keen"]


async def test_a_model_is_tried_again_and_left_alone_when_it_fails(process: ModelProcess) -> None:
    with LoopbackChatModel() as server:
        model = build_chat_model(at(server), process)
        assert model is not None
        model.wait()
        tries = iter([Dead(), Says(FINE)])
        server.play = lambda _: next(tries, Fails(429))
        async with aclosing(model.filled(PROMPT, Judgement)) as outputs:
            assert [output async for output in outputs][-1].fields == FINE
        for _ in range(6):
            with pytest.raises(ModelBusy):
                async with aclosing(model.filled(PROMPT, Judgement)) as outputs:
                    await anext(outputs)

        assert len(server.requests) == 2 + 4


def test_settings_that_cannot_be_followed_are_told_at_once(process: ModelProcess) -> None:
    with pytest.raises(NoModel):
        build_chat_model(Settings(_env_file=None, model="gpt-5", model_url=None), process)


def loaded_by(command: list[str], settings: Settings, **variables: str) -> set[str]:
    """Which heavy packages a command imports."""
    places = {"CAMTAY_DATA": str(settings.data), "CAMTAY_KNOWLEDGE": str(settings.knowledge)}
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "bot", *command],
        # Nobody's own .env lies there.
        cwd=settings.data,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(REPOSITORY)} | places | variables,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "bot.app" in imported
    return {name for name in imported if name in _HEAVY}


def test_commands_load_nothing_of_it_where_no_model_is_wanted(settings: Settings) -> None:
    assert loaded_by(["ask", "quên mật khẩu VNeID"], settings) == set()


def test_the_doctor_loads_nothing_of_it_even_where_one_is(settings: Settings) -> None:
    variables = {"CAMTAY_MODEL": "openai:gpt-5", "CAMTAY_MODEL_KEY": "k"}

    assert loaded_by(["doctor"], settings, **variables) == set()
