"""Stage: a Bot API server, a system that polls it, citizens who write, and the record."""

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.telegram.entrants import Entrant, Program, program
from bench.telegram.verdict import Event, Shown, Verdict, Waits, judged, waits
from bench.telegram.walks import Citizen, Way, step_of
from loopback.remote import RemoteBotApi, launched
from loopback.sent import JsonObject, Sent
from loopback.updates import private_text

Say = Callable[[str], None]
_BATCH = 500
_GLANCE = 0.1
_WALK_ON = 20


@dataclass(frozen=True)
class Ground:
    """What every scenario stands on: where the published knowledge is, the guides citizens
    walk through, and whom to tell what is going on. `small` asks for a quick run."""

    published: Path
    ways: Sequence[Way]
    say: Say
    small: bool = False


class Stage:
    """One server and one system; the citizens' messages and what became of them."""

    def __init__(self, api: RemoteBotApi, bot: Program) -> None:
        self.api = api
        self.bot = bot
        self._chats: dict[int, int] = {}
        self._walking: dict[int, Citizen] = {}

    # Feeding

    def write(self, citizens: Sequence[Citizen]) -> None:
        """Each of these writes their next message, in this order."""
        if not citizens:
            return
        self._walking |= {citizen.chat: citizen for citizen in citizens}
        fed = [private_text(citizen.chat, citizen.writes()) for citizen in citizens]
        numbers = self.api.feed(*fed)
        self._chats |= dict(zip(numbers, (c.chat for c in citizens), strict=True))

    def feed(self, updates: Sequence[JsonObject]) -> None:
        """Updates of no citizen in particular, so many at a time that the server can still
        answer meanwhile."""
        for start in range(0, len(updates), _BATCH):
            self.api.feed(*updates[start : start + _BATCH])

    def pour(self, updates: Sequence[JsonObject], seconds: float, every: float) -> None:
        """Such updates evenly over so many seconds, what is due by then each `every` seconds."""
        started, fed = time.monotonic(), 0
        while fed < len(updates):
            passed = time.monotonic() - started + every
            due = int(len(updates) * min(1.0, passed / seconds))
            self.feed(updates[fed:due])
            fed = due
            time.sleep(every)

    @contextmanager
    def steady(self, citizens: Sequence[Citizen], rate: float) -> Iterator[None]:
        """For as long as the block lasts, citizens write in turn, evenly spaced, so many
        messages a second, whether they are answered or not."""
        over = threading.Event()
        thread = threading.Thread(target=self._write_steadily, args=(citizens, rate, over))
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def _write_steadily(
        self, citizens: Sequence[Citizen], rate: float, over: threading.Event
    ) -> None:
        started, written = time.monotonic(), 0
        while not over.is_set():
            due = int((time.monotonic() - started) * rate)
            self.write([citizens[n % len(citizens)] for n in range(written, due)])
            written = max(written, due)
            over.wait(max(0.0, started + (written + 1) / rate - time.monotonic()))

    def warm_up(self, citizens: Sequence[Citizen], rate: float) -> None:
        """Everybody writes once, some more than once, and is answered: what is loaded with
        the first question and the first moves is loaded then."""
        with self.steady(citizens, rate):
            time.sleep(len(citizens) / rate)
        some = citizens[:_WALK_ON]
        with self.steady(some, rate):
            time.sleep(3 * len(some) / rate)
        self.settle(10)

    # Waiting

    def settle(self, patience: float, quiet: float = 1.5) -> None:
        """Wait until everything written is answered, or nothing was for so long; at most
        `patience` seconds."""
        until = time.monotonic() + patience
        seen, since = -1, time.monotonic()
        while time.monotonic() < until:
            taken = self.api.counts().get("taken", 0)
            if taken != seen:
                seen, since = taken, time.monotonic()
            elif time.monotonic() - since > quiet and taken >= len(self._chats):
                return
            time.sleep(_GLANCE)

    # The record

    def verdict(self, kills: Sequence[float] = ()) -> Verdict:
        """What became of everything citizens wrote."""
        shown: defaultdict[int, list[Shown]] = defaultdict(list)
        for message in self._taken():
            shown[message.chat].append(Shown(step_of(message.shown), message.at))
        return judged({chat: c.due for chat, c in self._walking.items()}, shown, kills)

    def waits(self, since: float, chats: Sequence[Citizen] | None = None) -> Waits | None:
        """How long the answers to what was written from a time on took."""
        wanted = {citizen.chat for citizen in chats} if chats else set(self._walking)
        fed = [
            Event(self._chats[row[0]], row[1])
            for row in self.api.times_since()
            if self._chats.get(row[0]) in wanted
        ]
        taken = [Event(message.chat, message.at) for message in self._taken()]
        return waits(fed, taken, since=since, until=time.monotonic())

    def _taken(self) -> list[Sent]:
        return self.api.sent_since()


@contextmanager
def stage(ground: Ground, entrant: Entrant, *, limits: bool = True, **env: str) -> Iterator[Stage]:
    """A server with the service's limits or without, and a system not started yet."""
    with (
        launched(limits=limits) as api,
        program(entrant, ground.published, api.url, **env) as bot,
    ):
        yield Stage(api, bot)
