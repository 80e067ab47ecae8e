"""Kill -9, over and over, while citizens walk through guides and work always waits."""

import random
import time
from dataclasses import dataclass, field
from statistics import median

from bench.telegram.entrants import OURS, STOCK, Entrant
from bench.telegram.results import Killed
from bench.telegram.stage import Ground, Stage, stage
from bench.telegram.walks import Citizen, citizens
from loopback.bot_api import MOMENTS

_GLANCE = 0.02
_QUIET = 8.0
_LATEST = {"taken": 45, "given": 14, "acknowledged": 14}
"""How late at the most each kill strikes: at the n-th message or batch."""


@dataclass(frozen=True)
class Size:
    """How much is done, and for how long at the most, in seconds. `pace` is how many messages
    citizens write a second, about what a bot that dies all the time can answer."""

    chats: int
    updates: int
    kills: int
    seconds: float
    pace: float = 22.0


_SIZES = {OURS: Size(500, 20, 210, 840), STOCK: Size(50, 20, 20, 150)}
_SMALL = {OURS: Size(40, 10, 12, 90), STOCK: Size(20, 10, 5, 60)}


def kill(ground: Ground, entrant: Entrant) -> Killed:
    """Kill at the moments given, acknowledged and taken in turn, after varying many."""
    size = (_SMALL if ground.small else _SIZES)[entrant]
    with stage(ground, entrant) as set_up:
        run = _Run(set_up, size, citizens(ground.ways, size.chats))
        run.until_done()
        ground.say(f"{len(run.kills)} kills in {run.seconds:.0f} s; reading the record")
        return Killed(
            entrant=entrant.name,
            chats=size.chats,
            kills=len(run.kills),
            seconds=run.seconds,
            ready=(median(run.ready), max(run.ready)),
            verdict=set_up.verdict(run.kills),
            breaches=len(set_up.api.breaches()),
        )


@dataclass
class _Run:
    stage: Stage
    size: Size
    citizens: list[Citizen]
    kills: list[float] = field(default_factory=list)
    ready: list[float] = field(default_factory=list)
    written: int = 0
    chance: random.Random = field(default_factory=lambda: random.Random(0))

    def until_done(self) -> None:
        """Until everything is answered, or nothing was for so long, or time is up."""
        self._started = self._progress = time.monotonic()
        self._taken = 0
        self._start()
        while time.monotonic() < self._started + self.size.seconds and not self._done():
            self._write()
            if not self.stage.bot.runs:
                self.kills.append(time.monotonic())
                self._start()
            time.sleep(_GLANCE)

    @property
    def seconds(self) -> float:
        """How long it took, up to the last answer."""
        return self._progress - self._started

    def _start(self) -> None:
        took = self.stage.bot.start()
        if self.stage.bot.runs:
            self.ready.append(took)
        if len(self.kills) < self.size.kills:
            moment = MOMENTS[len(self.kills) % len(MOMENTS)]
            after = self.chance.randint(1, _LATEST[moment])
            self.stage.api.kill_at(moment, self.stage.bot.pid, after)

    def _write(self) -> None:
        due = int((time.monotonic() - self._started) * self.size.pace)
        due = min(due, self.size.chats * self.size.updates)
        if due > self.written:
            numbers = range(self.written, due)
            self.stage.write([self.citizens[number % self.size.chats] for number in numbers])
            self.written = due

    def _done(self) -> bool:
        taken = self.stage.api.counts().get("taken", 0)
        if taken > self._taken:
            self._taken, self._progress = taken, time.monotonic()
        everything = self.written == self.size.chats * self.size.updates
        return everything and time.monotonic() - self._progress > _QUIET
