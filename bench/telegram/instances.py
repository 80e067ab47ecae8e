"""Stopping under load, and a second instance beside the first."""

import time

from bench.telegram.entrants import Entrant, Program, program
from bench.telegram.results import Contested, Stopped
from bench.telegram.stage import Ground, stage
from bench.telegram.walks import citizens

RATE, CHATS = 20.0, 60
_PATIENCE = 30.0
_REFUSED_WITHIN = 8.0


def stop(ground: Ground, entrant: Entrant) -> Stopped:
    """SIGTERM under load, started again, some times; then everything must be answered."""
    times, seconds = (2, 3.0) if ground.small else (5, 4.0)
    exits = []
    with stage(ground, entrant) as set_up:
        everybody = citizens(ground.ways, CHATS)
        set_up.bot.start()
        set_up.warm_up(everybody, RATE)
        with set_up.steady(everybody, RATE):
            for _ in range(times):
                time.sleep(seconds)
                exits.append(set_up.bot.stop(_PATIENCE))
                set_up.bot.start()
        set_up.settle(30)
        return Stopped(
            entrant=entrant.name, rate=RATE, exits=tuple(exits), verdict=set_up.verdict()
        )


def second(ground: Ground, entrant: Entrant) -> Contested:
    """Another one on the same data folder, then one on a folder of its own."""
    seconds = 3.0 if ground.small else 10.0
    with stage(ground, entrant) as set_up:
        everybody = citizens(ground.ways, CHATS)
        set_up.bot.start()
        set_up.warm_up(everybody, RATE)
        since = time.monotonic()
        with set_up.steady(everybody, RATE / 2):
            refused = _refused(set_up.bot.twin())
            with program(entrant, ground.published, set_up.api.url) as other:
                other.start()
                time.sleep(seconds)
                other.stop(_PATIENCE)
            time.sleep(seconds)
        set_up.settle(40)
        waited = set_up.waits(since)
        assert waited is not None
        return Contested(
            entrant=entrant.name,
            refused_after=refused,
            seconds=seconds,
            conflicts=set_up.api.counts().get("conflicts", 0),
            verdict=set_up.verdict(),
            waits=waited,
        )


def _refused(twin: Program) -> float | None:
    started = time.monotonic()
    twin.launch()
    try:
        while twin.runs and time.monotonic() < started + _REFUSED_WITHIN:
            time.sleep(0.02)
        return None if twin.runs else time.monotonic() - started
    finally:
        twin.end()
