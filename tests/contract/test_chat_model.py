"""What every language model must do, run on each kind of server it may stand on."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import aclosing

import pytest
from scripted_model import ScriptedModel
from served_model import KINDS, PROMPT, served_address, served_model

from bot.adapters.model_process import ModelProcess
from bot.domain.draft import Draft, ModelOutput
from bot.domain.errors import ModelBusy, ModelGarbled, ModelUnreachable
from bot.ports import ChatModel
from loopback.behaviours import (
    EMPTY,
    Behaviour,
    BreaksOff,
    BrokenStream,
    Dead,
    Dripping,
    Fails,
    Garbage,
    Huge,
    Refuses,
    Says,
    Slow,
    Unstreamed,
)
from loopback.chat_model import LoopbackChatModel
from loopback.dialects import TOKENS_IN, TOKENS_OUT

FIRST = {"text": "Bạn mở **Ứng dụng**, chọn link_1.", "cites": ["c1"]}
WHOLE: Mapping[str, object] = {
    "completeness": "partial",
    "sentences": [FIRST, {"text": "Không mất phí.", "cites": ["c2", "s1"]}],
    "steps_not_needed": ["s3"],
}
PARTLY: Mapping[str, object] = {"completeness": "partial", "sentences": [FIRST]}


_ELSEWHERE = "in a process of its own"


class House(ABC):
    """A model, and what stands behind it."""

    model: ChatModel

    @abstractmethod
    def says_whole(self) -> None:
        """It answers WHOLE."""

    @abstractmethod
    def meets(self, behaviour: Behaviour, error: Exception) -> None:
        """Its server does that; a model without a server raises the error."""

    @abstractmethod
    def hangs(self) -> None:
        """It takes for ever."""

    @abstractmethod
    async def asked(self) -> None:
        """Return once a call is on its way."""

    @abstractmethod
    async def let_go(self) -> None:
        """Return once a call that hung or was closed has been let go."""


class Scripted(House):
    def __init__(self) -> None:
        self.model = self._scripted = ScriptedModel()

    def says_whole(self) -> None:
        self._scripted.says([PARTLY, WHOLE])
        self._scripted.gate.set()

    def meets(self, behaviour: Behaviour, error: Exception) -> None:
        self._scripted.says(error)

    def hangs(self) -> None:
        self._scripted.says(WHOLE)
        self._scripted.gate.clear()

    async def asked(self) -> None:
        await asyncio.sleep(0)
        assert self._scripted.prompts

    async def let_go(self) -> None:
        assert self._scripted.cut_off == 1


class Served(House):
    def __init__(
        self, server: LoopbackChatModel, kind: str, process: ModelProcess | None = None
    ) -> None:
        self._server = server
        self.unstreamed = kind == "unstreamed"
        if process is None:
            self.model = served_model(server.url, kind)
        else:
            self.model = process.open(served_address(server.url, "url"), "schema", 30)

    def says_whole(self) -> None:
        self._server.says(Unstreamed(WHOLE) if self.unstreamed else Says(WHOLE, chunk=10))

    def meets(self, behaviour: Behaviour, error: Exception) -> None:
        self._server.says(behaviour)

    def hangs(self) -> None:
        self._server.says(Slow(60))

    async def asked(self) -> None:
        await asyncio.to_thread(
            self._server.wait_until, lambda: len(self._server.requests) == 1, "a call"
        )

    async def let_go(self) -> None:
        await asyncio.to_thread(
            self._server.wait_until, lambda: self._server.left == 1, "the end of a call"
        )


@pytest.fixture(scope="module")
def process() -> ModelProcess:
    return ModelProcess("CRITICAL")


@pytest.fixture(params=["scripted", *KINDS, _ELSEWHERE])
def house(request: pytest.FixtureRequest, process: ModelProcess) -> Iterator[House]:
    if request.param == "scripted":
        yield Scripted()
        return
    with LoopbackChatModel() as server:
        elsewhere = process if request.param == _ELSEWHERE else None
        yield Served(server, request.param, elsewhere)


async def outputs_of(model: ChatModel) -> list[ModelOutput]:
    async with aclosing(model.filled(PROMPT, Draft)) as outputs:
        return [output async for output in outputs]


async def test_the_last_output_is_the_whole_object_and_it_alone_is_done(house: House) -> None:
    house.says_whole()

    outputs = await outputs_of(house.model)

    assert outputs[-1].fields == WHOLE
    assert [output.done for output in outputs] == [False] * (len(outputs) - 1) + [True]


async def test_what_it_took_is_known_at_the_end(house: House) -> None:
    house.says_whole()

    usage = (await outputs_of(house.model))[-1].usage

    assert (usage.tokens_in, usage.tokens_out) in ((TOKENS_IN, TOKENS_OUT), (100, 20))


async def test_an_object_is_seen_while_it_grows(house: House) -> None:
    house.says_whole()

    outputs = await outputs_of(house.model)

    for output in outputs[:-1]:
        sentences = output.fields["sentences"]
        assert isinstance(sentences, list)
        assert sentences[0] == FIRST
    assert len(outputs) > 1 or (isinstance(house, Served) and house.unstreamed)


async def test_calls_at_once_do_not_mix(house: House) -> None:
    house.says_whole()

    outputs = await asyncio.gather(*(outputs_of(house.model) for _ in range(8)))

    assert [found[-1].fields for found in outputs] == [WHOLE] * 8


@pytest.mark.parametrize(
    "behaviour",
    [Dead(), BreaksOff(WHOLE, after=30), *(Fails(status) for status in (400, 401, 404, 500, 503))],
    ids=str,
)
async def test_a_server_that_fails_is_unreachable(behaviour: Behaviour, house: House) -> None:
    house.meets(behaviour, ModelUnreachable("gone"))

    with pytest.raises(ModelUnreachable):
        await outputs_of(house.model)


async def test_a_server_that_is_full_is_busy(house: House) -> None:
    house.meets(Fails(429), ModelBusy("full"))

    with pytest.raises(ModelBusy):
        await outputs_of(house.model)


@pytest.mark.parametrize(
    "behaviour",
    [
        EMPTY,
        Garbage(),
        Garbage(b""),
        BrokenStream(),
        Refuses(),
        Huge(),
        Says("Xin lỗi, tôi không chắc."),
        Says('{"completeness": "complete", "sentences": [{"text": "Bạn'),
        Says('["c1"]'),
        Says('[{"text": "a"}]'),
        Says('{"a": ' * 5_000, chunk=1_000),
        Says('{"a": NaN}'),
        Says("42"),
    ],
    ids=lambda behaviour: repr(behaviour)[:30],
)
async def test_what_is_no_such_object_is_garbled(behaviour: Behaviour, house: House) -> None:
    house.meets(behaviour, ModelGarbled("no object"))

    with pytest.raises(ModelGarbled):
        await outputs_of(house.model)


async def test_a_cancelled_call_ends_and_lets_its_server_go(house: House) -> None:
    house.hangs()

    call = asyncio.create_task(outputs_of(house.model))
    await house.asked()
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call

    await house.let_go()


async def test_a_closed_call_lets_its_server_go_and_the_next_is_answered(house: House) -> None:
    if isinstance(house, Served):
        house.meets(Says(WHOLE | {"more": "a" * 4_000}, chunk=10, delay=0.005), ModelBusy())
        if house.unstreamed:
            pytest.skip("one body has nothing to close in between")
    else:
        house.says_whole()

    async with aclosing(house.model.filled(PROMPT, Draft)) as outputs:
        first = await anext(outputs)
    await house.let_go()
    house.says_whole()

    assert not first.done
    assert (await outputs_of(house.model))[-1].fields == WHOLE


async def test_the_deadline_holds_however_it_falls(house: House) -> None:
    """`asyncio.wait_for` swallows some cancels that fall together with a piece."""
    house.meets(Dripping(milliseconds=1), ModelBusy("full"))

    for late in range(20):
        with pytest.raises((TimeoutError, ModelBusy)):
            async with asyncio.timeout(0.02 + late / 1_000):
                await outputs_of(house.model)
