"""Language models' clients in a loop of their own."""

from served_model import PROMPT, served_model

from bot.adapters.own_loop import OwnLoopModel
from bot.domain.draft import Draft
from loopback.behaviours import Says
from loopback.chat_model import LoopbackChatModel

NOTHING = {"completeness": "none", "sentences": [], "steps_not_needed": []}


async def test_a_judge_on_the_models_server_is_answered_as_the_model_is() -> None:
    with LoopbackChatModel() as server:
        server.says(Says(NOTHING))
        model, judge = (OwnLoopModel(served_model(server.url, "url")) for _ in range(2))

        for asked in (model, judge, model):
            outputs = [output async for output in asked.filled(PROMPT, Draft)]

            assert outputs[-1].fields == NOTHING
