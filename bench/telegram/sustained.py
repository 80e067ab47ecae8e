"""A steady arrival of messages, ever more of them."""

import time
from collections.abc import Iterator

from bench.telegram.entrants import Entrant
from bench.telegram.results import Rate
from bench.telegram.stage import Ground, Stage, stage
from bench.telegram.walks import Citizen, citizens

BEARABLE = 0.5
"""The wait that 95 of 100 answers may not exceed, in seconds."""
LIMITED = (20, 26, 28, 29, 30)
UNLIMITED = (30, 60, 90, 120, 150, 200, 250)
_SMALL_LIMITED, _SMALL_UNLIMITED = (20, 30), (30, 90)
_WARM_RATE, _WARM_RATE_UNLIMITED = 20.0, 60.0
_SETTLE = 15.0
SECONDS = 12.0


def sustained(ground: Ground, entrant: Entrant) -> Iterator[Rate]:
    """At the service's limits every rate, without them until more than that is waited."""
    limited = _SMALL_LIMITED if ground.small else LIMITED
    unlimited = _SMALL_UNLIMITED if ground.small else UNLIMITED
    with stage(ground, entrant) as set_up:
        yield from _rates(ground, set_up, entrant, limited, limits=True)
    # Our limiter and the library's alike are set far above what is asked of them.
    with stage(ground, entrant, limits=False, TELEGRAM_MESSAGES_PER_SECOND="1000") as set_up:
        yield from _rates(ground, set_up, entrant, unlimited, limits=False)


def _rates(
    ground: Ground, set_up: Stage, entrant: Entrant, rates: tuple[int, ...], *, limits: bool
) -> Iterator[Rate]:
    # A chat may get one message a second; these write every two seconds at the most.
    walking = citizens(ground.ways, 2 * max(rates))
    set_up.bot.start()
    set_up.warm_up(walking, _WARM_RATE if limits else _WARM_RATE_UNLIMITED)
    for rate in rates:
        found = _rate(ground, set_up, entrant, walking, rate, limits)
        ground.say(
            f"{rate}/s: p50 {found.waits.p50 * 1000:.0f}, p95 {found.waits.p95 * 1000:.0f} ms"
        )
        yield found
        if found.waits.p95 > BEARABLE and not limits:
            return
        set_up.settle(_SETTLE)


def _rate(
    ground: Ground,
    set_up: Stage,
    entrant: Entrant,
    walking: list[Citizen],
    rate: int,
    limits: bool,
) -> Rate:
    seconds = 5.0 if ground.small else SECONDS
    since, used = time.monotonic(), set_up.bot.cpu_seconds()
    with set_up.steady(walking, rate):
        time.sleep(seconds)
    used = set_up.bot.cpu_seconds() - used
    set_up.settle(_SETTLE, quiet=0.5)
    waited = set_up.waits(since)
    assert waited is not None
    return Rate(
        entrant=entrant.name,
        limits=limits,
        rate=rate,
        waits=waited,
        cpu=used / seconds,
        memory_mb=set_up.bot.resident_mb(),
    )
