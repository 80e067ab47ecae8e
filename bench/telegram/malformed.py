"""Thousands of updates that make no sense among good ones."""

import random
import time

from bench.telegram.entrants import Entrant
from bench.telegram.malformations import malformations
from bench.telegram.results import Beside
from bench.telegram.stage import Ground, stage
from bench.telegram.walks import citizens

RATE, CHATS = 10.0, 40
_WARM_RATE = 20.0
_EVERY = 0.5


def malformed(ground: Ground, entrant: Entrant) -> Beside:
    """The waits for good ones before, and while the others come."""
    seconds, count = (8.0, 500) if ground.small else (25.0, 10_000)
    with stage(ground, entrant) as set_up:
        others = citizens(ground.ways, CHATS)
        set_up.bot.start()
        set_up.warm_up(others, _WARM_RATE)
        calm = time.monotonic()
        with set_up.steady(others, RATE):
            time.sleep(seconds)
        set_up.settle(5)
        without = set_up.waits(calm, others)
        struck = time.monotonic()
        with set_up.steady(others, RATE):
            set_up.pour(malformations(random.Random(0), count), seconds, _EVERY)
        set_up.settle(5)
        under = set_up.waits(struck, others)
        assert without is not None
        assert under is not None
        known = {citizen.chat for citizen in others}
        return Beside(
            entrant=entrant.name,
            without=without,
            under=under,
            trouble=count,
            answered=sum(message.chat not in known for message in set_up.api.sent_since()),
            memory_mb=set_up.bot.resident_mb(),
        )
