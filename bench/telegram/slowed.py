"""One chat is told to wait, again and again, while others write."""

import time

from bench.telegram.entrants import Entrant
from bench.telegram.results import Beside
from bench.telegram.stage import Ground, Stage, stage
from bench.telegram.walks import Citizen, citizens
from loopback.faults import Fault

RATE, CHATS, RETRY_AFTER = 15.0, 40, 5
_SLOWED_RATE = 1.0
_WARM_RATE = 20.0


def slowed(ground: Ground, entrant: Entrant) -> Beside:
    """Everything sent to one chat is answered with 429 and the wait asked for."""
    seconds = 8.0 if ground.small else 20.0
    with stage(ground, entrant) as set_up:
        *others, one = citizens(ground.ways, CHATS + 1)
        set_up.bot.start()
        set_up.warm_up([*others, one], _WARM_RATE)
        calm = _written(set_up, others, one, seconds)
        set_up.settle(10)
        without = set_up.waits(calm, others)
        set_up.api.fail(one.chat, Fault.TOO_MANY, seconds=RETRY_AFTER)
        struck = _written(set_up, others, one, seconds)
        time.sleep(RETRY_AFTER)
        under = set_up.waits(struck, others)
        assert without is not None
        assert under is not None
        return Beside(
            entrant=entrant.name,
            without=without,
            under=under,
            trouble=set_up.api.met(one.chat),
            answered=0,
            memory_mb=set_up.bot.resident_mb(),
        )


def _written(set_up: Stage, others: list[Citizen], one: Citizen, seconds: float) -> float:
    since = time.monotonic()
    with set_up.steady(others, RATE), set_up.steady([one], _SLOWED_RATE):
        time.sleep(seconds)
    return since
