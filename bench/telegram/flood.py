"""One person sends thousands of messages at once while others chat."""

import time

from bench.telegram.entrants import Entrant
from bench.telegram.results import Beside
from bench.telegram.stage import Ground, stage
from bench.telegram.walks import citizens
from loopback.updates import private_text

RATE, CHATS = 10.0, 40
_FLOODER = 9_999
_FLOOD = "alo có ai không"
_WARM_RATE = 20.0


def flood(ground: Ground, entrant: Entrant) -> Beside:
    """The others' waits before the flood, and from the moment it comes."""
    seconds, messages = (8.0, 1_000) if ground.small else (25.0, 10_000)
    with stage(ground, entrant) as set_up:
        others = citizens(ground.ways, CHATS)
        set_up.bot.start()
        set_up.warm_up(others, _WARM_RATE)
        calm = time.monotonic()
        with set_up.steady(others, RATE):
            time.sleep(seconds)
        set_up.settle(5)
        without = set_up.waits(calm, others)
        updates = [private_text(_FLOODER, _FLOOD) for _ in range(messages)]
        set_up.feed(updates)
        struck = time.monotonic()
        with set_up.steady(others, RATE):
            time.sleep(seconds)
        time.sleep(5)
        under = set_up.waits(struck, others)
        assert without is not None
        assert under is not None
        return Beside(
            entrant=entrant.name,
            without=without,
            under=under,
            trouble=messages,
            answered=len(set_up.api.to(_FLOODER)),
            memory_mb=set_up.bot.resident_mb(),
        )
