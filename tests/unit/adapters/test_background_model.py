"""A language model on its way: busy, then there, or gone for good."""

import threading
from contextlib import aclosing

import pytest
from scripted_model import ScriptedModel

from bot.adapters.background_model import BackgroundModel
from bot.domain.draft import Draft, Prompt
from bot.domain.errors import ModelBusy, ModelUnreachable, NoModel
from bot.ports import ChatModel

PROMPT = Prompt(name="compose", version="1", system="s", user="u")
FINE = {"completeness": "none"}


async def asked(model: ChatModel) -> dict[str, object]:
    async with aclosing(model.filled(PROMPT, Draft)) as outputs:
        return [output async for output in outputs][-1].fields


async def test_a_model_is_busy_until_it_is_loaded() -> None:
    arrived = threading.Event()

    def slow() -> ChatModel:
        arrived.wait(10)
        return ScriptedModel(FINE)

    model = BackgroundModel("url:m", slow)
    with pytest.raises(ModelBusy, match="loading"):
        await asked(model)
    arrived.set()
    model.wait(10)

    assert await asked(model) == FINE


async def test_a_model_that_cannot_be_loaded_is_unreachable_for_good() -> None:
    def failing() -> ChatModel:
        raise NoModel("Thiếu thư viện.")

    model = BackgroundModel("url:m", failing)
    model.wait(10)

    for _ in range(2):
        with pytest.raises(ModelUnreachable):
            await asked(model)


async def test_closing_closes_the_model_behind_it() -> None:
    inner = ScriptedModel([{}, FINE])
    model = BackgroundModel("url:m", lambda: inner)
    model.wait(10)

    async with aclosing(model.filled(PROMPT, Draft)) as outputs:
        await anext(outputs)

    assert inner.cut_off == 1
