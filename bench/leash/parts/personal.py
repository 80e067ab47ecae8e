"""Messages that hold what nobody else should see: whether any of it leaves the machine."""

import asyncio
import itertools
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from bench.leash.parts.ground import Ground
from bench.leash.personal import Personal, found
from bench.leash.personal import personal as messages
from bench.leash.results import Planted
from bench.leash.stand_in import Parrots
from bot.conversation.reception import Reception
from bot.domain.address import ConversationKey
from bot.domain.conversation import Message, MessageKind
from bot.serving import opened_reception
from loopback.dialects import ChatRequest

_FEW = 20
_PATIENCE, _LOOK = 60.0, 0.25
_HARMLESS = "tôi quên mật khẩu VNeID thì phải làm sao bây giờ"


async def personal(ground: Ground) -> tuple[Planted, ...]:
    """Every message, twice from the same person, so that the second time it stands among the
    earlier ones too; through the one door that every channel has."""
    ground.stand_in.plays(Parrots())
    rows: dict[str, list[Planted]] = {}
    async with _opened(ground) as reception:
        seen = await _loaded(ground, reception)
        for number, planted in enumerate(ground.some(messages(), _FEW)):
            for _ in range(2):
                await reception.handle(_message(planted.message, number))
            sent = ground.stand_in.requests(seen)
            seen += len(sent)
            rows.setdefault(planted.kind, []).append(_looked_through(planted, sent))
    kinds = tuple(_together(kind, found) for kind, found in rows.items())
    for one in kinds:
        ground.say(f"{one.kind}: {one.bytes} bytes in {one.requests} requests, {one.which}")
    return kinds


@asynccontextmanager
async def _opened(ground: Ground) -> AsyncIterator[Reception]:
    """A reception with stores of its own over the published guides."""
    with tempfile.TemporaryDirectory(prefix="camtay-bench-") as folder:
        data = Path(folder)
        published = ground.settings.data.resolve() / "generations"
        (data / "generations").symlink_to(published)
        settings = ground.desk.settings.model_copy(update={"data": data})
        async with opened_reception(settings, None) as reception:
            yield reception


async def _loaded(ground: Ground, reception: Reception) -> int:
    """Wait until its model is there; how many requests there were by then."""
    before, until = len(ground.stand_in.requests()), time.monotonic() + _PATIENCE
    for number in itertools.count(1):
        await reception.handle(_message(_HARMLESS, -number))
        seen = len(ground.stand_in.requests(before))
        if seen:
            return before + seen
        if time.monotonic() > until:
            break
        await asyncio.sleep(_LOOK)
    raise RuntimeError("the model did not load")


def _message(text: str, number: int) -> Message:
    key = ConversationKey(channel="bench", chat=str(number), user=str(number))
    return Message(key=key, kind=MessageKind.TEXT, text=text)


def _looked_through(planted: Personal, sent: Sequence[ChatRequest]) -> Planted:
    held = [one for one in sent if any(found(planted, text) for text in _texts(one))]
    return Planted(
        kind=planted.kind,
        messages=1,
        asked=bool(sent),
        requests=len(sent),
        found=bool(held),
        bytes=len(held) * len(planted.secret.encode()),
        which=(f"{planted.way}: {planted.message}",) if held else (),
    )


def _texts(request: ChatRequest) -> tuple[str, ...]:
    """A request as it went over the wire, and as its model reads it."""
    return request.raw.decode(), f"{request.system}\n{request.user}"


def _together(kind: str, found: Sequence[Planted]) -> Planted:
    return Planted(
        kind=kind,
        messages=len(found),
        asked=sum(one.asked for one in found),
        requests=sum(one.requests for one in found),
        found=sum(one.found for one in found),
        bytes=sum(one.bytes for one in found),
        which=tuple(line for one in found for line in one.which),
    )
