"""A server that fails in every way it can: whether the verbatim answer comes, and when."""

import asyncio
import socket
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence

from bench.leash.desk import Asked
from bench.leash.parts.ground import Ground
from bench.leash.results import Faulted, Faults
from bench.leash.stand_in import Always, Answers, says
from loopback.behaviours import (
    EMPTY,
    OTHER_LANGUAGE,
    OTHER_SCHEMA,
    BreaksOff,
    BrokenStream,
    Dead,
    Dripping,
    Fails,
    Garbage,
    Huge,
    Refuses,
    Slow,
)
from loopback.chat_model import Play

GRACE = 0.5
"""How much longer than the deadline an answer may take, in seconds."""
QUESTIONS = (
    "đổi bằng lái xe hết bao nhiêu tiền",
    "tôi 72 tuổi rồi không có điện thoại thông minh con ở xa hết cả giờ xã bảo phải làm định danh"
    " mức 2 thì tôi làm kiểu gì",
    "máy cũ hỏng mua máy mới thì VNeID có mất hết giấy tờ không",
    "how do I report a scam call that asks for my OTP",
    "làm hộ chiếu online cần những giấy tờ gì vậy",
)
IN_A_ROW = 50
WAITED = 1.0
"""More than so many seconds is to be kept waiting."""
_SILENT = "no byte for a minute"
_NONE = {"age": "", "role": "", "device": "", "card": ""}
_READ = says({"language": "vi", "query": "", "intent": "how_to", "situation": _NONE})
_FALSE = {
    "completeness": "complete",
    "sentences": [{"text": "Bạn nộp 990.000 đồng rồi về chờ ba tuần.", "cites": ["c1"]}],
    "steps_not_needed": [],
}
PLAYS: dict[str, Play] = {
    "accepts and closes": Always(Dead()),
    "status 500": Always(Fails(500)),
    "status 429": Always(Fails(429)),
    "status 401": Always(Fails(401)),
    _SILENT: Always(Slow(60)),
    "drips for ever": Always(Dripping()),
    "reads at once, then drips for ever": Answers(_READ, Dripping()),
    "5 s for each of two calls": Answers(Slow(5, _READ), Slow(5, says(_FALSE))),
    "no JSON, no stream": Always(Garbage()),
    "broken stream": Always(BrokenStream()),
    "breaks off midway": Answers(_READ, BreaksOff(_FALSE, 60)),
    "one million characters": Always(Huge()),
    "another schema": Always(OTHER_SCHEMA),
    "reads, then another schema": Answers(_READ, OTHER_SCHEMA),
    "another language": Answers(_READ, OTHER_LANGUAGE),
    "empty": Always(EMPTY),
    "refusal": Always(Refuses()),
    "reads, then a refusal": Answers(_READ, Refuses()),
}
_QUICK = ("accepts and closes", "status 500", "no JSON, no stream", "another language", "empty")


async def faults(ground: Ground) -> Faults:
    """Every behaviour, each with a model that has failed nobody yet, all questions at once;
    then questions one after another until the model is left alone."""
    plays = {name: PLAYS[name] for name in _QUICK} if ground.small else PLAYS
    behaviours = [await _refused(ground, _all_at_once)]
    breaker = [await _refused(ground, _in_a_row)]
    for name, play in plays.items():
        ground.stand_in.plays(play)
        behaviours.append(await _all_at_once(ground, name))
    if not ground.small:
        ground.stand_in.plays(PLAYS[_SILENT])
        breaker.append(await _in_a_row(ground, _SILENT))
    ground.desk.rest()
    return Faults(
        deadline=ground.desk.settings.model_seconds,
        behaviours=tuple(behaviours),
        breaker=tuple(breaker),
    )


async def _refused(ground: Ground, measure: Callable[[Ground, str], Awaitable[Faulted]]) -> Faulted:
    """The measure where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with ground.desk.asking(f"http://127.0.0.1:{port}/v1"):
        return await measure(ground, "connection refused")


async def _all_at_once(ground: Ground, name: str) -> Faulted:
    ground.desk.rest()
    asked = await asyncio.gather(*(ground.desk.ask(question) for question in QUESTIONS))
    return _found(ground, name, asked)


async def _in_a_row(ground: Ground, name: str) -> Faulted:
    ground.desk.rest()
    asked = [await ground.desk.ask(QUESTIONS[at % len(QUESTIONS)]) for at in range(IN_A_ROW)]
    return _found(ground, f"{name}, in a row", asked)


def _found(ground: Ground, name: str, asked: Sequence[Asked]) -> Faulted:
    found = Faulted(
        behaviour=name,
        questions=len(asked),
        verbatim=sum(one.answer.text == one.verbatim.text for one in asked),
        waited=sum(one.seconds > WAITED for one in asked),
        longest=max(one.seconds for one in asked),
        outcomes=dict(Counter(one.outcome for one in asked).most_common()),
    )
    ground.say(
        f"{name}: {found.verbatim} of {found.questions} verbatim, longest {found.longest:.2f} s,"
        f" {found.outcomes}"
    )
    return found
