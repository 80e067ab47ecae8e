"""What each scenario measured, as kept beside the page. Times are in seconds."""

from pydantic import Field

from bench.telegram.verdict import Verdict, Waits
from bot.domain.values import Value


class Killed(Value):
    """A system killed over and over while citizens walk. `ready` are the median and the
    longest time from start to ready, `breaches` the messages sent over a limit."""

    entrant: str
    chats: int
    kills: int
    seconds: float
    ready: tuple[float, float]
    verdict: Verdict
    breaches: int


class Beside(Value):
    """The waits of those beside a trouble, without it and with it. `trouble` is how often it
    struck; `answered` how many messages of the troublemaker were answered; `memory_mb` what
    the system held at the end."""

    entrant: str
    without: Waits
    under: Waits
    trouble: int
    answered: int
    memory_mb: float


class Rate(Value):
    """A steady arrival of so many messages a second. `cpu` is the share of one core."""

    entrant: str
    limits: bool
    rate: float
    waits: Waits
    cpu: float
    memory_mb: float


class Stopped(Value):
    """A system asked to stop under load, and started again. `exits` are the times to exit;
    one that had to be killed is None."""

    entrant: str
    rate: float
    exits: tuple[float | None, ...]
    verdict: Verdict


class Contested(Value):
    """A second instance. `refused_after`: on the same data folder, the time until it ended by
    itself, None where it went on. Then one on a folder of its own polled for `seconds`
    beside the first one; `verdict` is on what was written before, meanwhile and after."""

    entrant: str
    refused_after: float | None
    seconds: float
    conflicts: int
    verdict: Verdict
    waits: Waits


class Results(Value):
    """A whole run; what a run left out is kept from the one before. `measured` says of each
    scenario when and on which machine."""

    measured: dict[str, str] = Field(default_factory=dict)
    kill: tuple[Killed, ...] = ()
    slowed: tuple[Beside, ...] = ()
    sustained: tuple[Rate, ...] = ()
    flood: tuple[Beside, ...] = ()
    torrent: tuple[Beside, ...] = ()
    malformed: tuple[Beside, ...] = ()
    stop: tuple[Stopped, ...] = ()
    second: tuple[Contested, ...] = ()
