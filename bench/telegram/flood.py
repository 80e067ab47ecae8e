"""One person sends thousands of messages at once while others chat."""

import threading
import time
from collections.abc import Callable, Sequence

from bench.telegram.entrants import Entrant
from bench.telegram.results import Beside
from bench.telegram.stage import Ground, Stage, stage
from bench.telegram.walks import citizens
from loopback.sent import JsonObject
from loopback.updates import private_text

RATE, CHATS = 10.0, 40
_FLOODER = 9_999
_FLOOD = "alo có ai không"
_WARM_RATE = 20.0
_POURED_EVERY = 0.02

_Coming = Callable[[Stage, Sequence[JsonObject], float], None]


def flood(ground: Ground, entrant: Entrant) -> Beside:
    """The others' waits before the flood, and from the moment it comes, all at once."""
    return _flooded(ground, entrant, lambda set_up, updates, _: set_up.feed(updates))


def torrent(ground: Ground, entrant: Entrant) -> Beside:
    """The others' waits before as many messages, and while they come evenly one by one."""
    return _flooded(ground, entrant, lambda set_up, *come: set_up.pour(*come, _POURED_EVERY))


def _flooded(ground: Ground, entrant: Entrant, comes: _Coming) -> Beside:
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
        struck = time.monotonic()
        coming = threading.Thread(target=comes, args=(set_up, updates, seconds))
        coming.start()
        with set_up.steady(others, RATE):
            time.sleep(seconds)
        coming.join()
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
