"""Other chats beside those that wait for the model: the real program against a Bot API server."""

import asyncio
import itertools
import socket
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from bench.leash.corpora import corpora
from bench.leash.desk import Desk
from bench.leash.drafts import Honest, draft_of
from bench.leash.parts.ground import Ground
from bench.leash.results import Acknowledged, Beside
from bench.leash.stand_in import Always, Told, says
from bench.sets import our_questions
from bench.telegram.entrants import OURS, program
from bench.telegram.stage import Stage
from bench.telegram.verdict import Waits, percentile
from bench.telegram.walks import Citizen, Way
from bot.answering.worth import worth_reading, worth_wording
from bot.domain.answer import Question, Status
from bot.domain.draft import Completeness
from bot.domain.privacy import withheld
from loopback.behaviours import Dripping, Says
from loopback.chat_model import Play
from loopback.remote import launched

NO_MODEL = "no model"
CHATS, RATE = 40, 8.0
WAITING, EVERY = 8, 10.0
"""So many chats tell the model a story every so many seconds."""
WITHIN = 1.0
"""A story is to be acknowledged within so many seconds."""
_ROUNDS, _SECONDS, _SMALL_SECONDS = 3, 20.0, 6.0
_TYPED_FOR = 6.0
_PATIENCE = 12.0
_FIRST, _FIRST_WAITING = 1_001, 9_001
_STORIES = 24
_LOOK = 0.25


async def others(ground: Ground) -> tuple[Beside, ...]:
    """No model, so that one sees what the stories alone come to; one that takes its time, one
    that never ends, one that is not there."""
    plays: dict[str, Play | None] = {
        NO_MODEL: None,
        f"writes for {_TYPED_FOR:.0f} s": _takes_its_time(ground),
        "drips for ever": Always(Dripping()),
        "connection refused": None,
    }
    if ground.small:
        del plays["drips for ever"]
    return tuple(
        [await asyncio.to_thread(_beside, ground, name, play) for name, play in plays.items()]
    )


class Asker(Citizen):
    """Somebody who asks one thing after another."""

    def __init__(self, chat: int, questions: Sequence[str]) -> None:
        super().__init__(chat, Way("", questions[0], ()))
        self._questions = itertools.cycle(questions)

    def writes(self) -> str:
        """The next question."""
        return next(self._questions)


class Round:
    """When a round's messages were written, in monotonic seconds."""

    def __init__(self) -> None:
        self.since = self.until = time.monotonic()

    def holds(self, at: float) -> bool:
        """Whether something was written in it."""
        return self.since <= at <= self.until


class Hall(Stage):
    """A stage whose record can be read round by round."""

    def waits_in(self, rounds: Sequence[Round], chats: Sequence[Citizen]) -> Waits | None:
        """How long what these chats wrote in those rounds waited for its answer."""
        waited = [
            (answered or time.monotonic()) - fed for fed, answered in self._answered(rounds, chats)
        ]
        if not waited:
            return None
        missing = sum(answered is None for _, answered in self._answered(rounds, chats))
        return Waits(
            answered=len(waited) - missing,
            unanswered=missing,
            p50=percentile(waited, 50),
            p95=percentile(waited, 95),
            p99=percentile(waited, 99),
            longest=max(waited),
        )

    def acknowledged(self, rounds: Sequence[Round], chats: Sequence[Citizen]) -> Acknowledged:
        """How long it took until what these chats wrote showed any sign: a preview, that
        somebody is typing, or the answer itself."""
        signs: defaultdict[int, list[float]] = defaultdict(list)
        shown_in = [(one.chat, one.at) for one in self.api.drafts()]
        shown_in += [(one.chat, one.at) for one in self.api.actions()]
        for chat, at in shown_in:
            signs[chat].append(at)
        took, previewed = [], 0
        for chat, fed, answered in self._each(rounds, chats):
            until = answered or time.monotonic()
            shown = [at for at in signs[chat] if fed <= at <= until]
            previewed += bool(shown)
            took.append(min([*shown, until]) - fed)
        return Acknowledged(
            stories=len(took),
            previewed=previewed,
            within=sum(seconds <= WITHIN for seconds in took),
            p50=percentile(took, 50) if took else 0.0,
            longest=max(took, default=0.0),
        )

    def everybody_answered(self, rounds: Sequence[Round], chats: Sequence[Citizen]) -> bool:
        """Whether nobody waits for anything written in those rounds."""
        return all(answered is not None for _, answered in self._answered(rounds, chats))

    def _answered(
        self, rounds: Sequence[Round], chats: Sequence[Citizen]
    ) -> list[tuple[float, float | None]]:
        return [(fed, answered) for _, fed, answered in self._each(rounds, chats)]

    def _each(
        self, rounds: Sequence[Round], chats: Sequence[Citizen]
    ) -> Iterator[tuple[int, float, float | None]]:
        """The chat, when it wrote, and when its answer was taken: the n-th answer in a chat is
        to its n-th message."""
        answers: defaultdict[int, list[float]] = defaultdict(list)
        for message in self.api.sent_since():
            answers[message.chat].append(message.at)
        wanted, place = {citizen.chat for citizen in chats}, Counter[int]()
        for row in self.api.times_since():
            chat = self._chats.get(row[0], 0)
            number, place[chat] = place[chat], place[chat] + 1
            if chat in wanted and any(one.holds(row[1]) for one in rounds):
                came = number < len(answers[chat])
                yield chat, row[1], answers[chat][number] if came else None


def _beside(ground: Ground, name: str, play: Play | None) -> Beside:
    """Rounds with and without stories in turn, in one running program."""
    if play is not None:
        ground.stand_in.plays(play)
    seconds = _SMALL_SECONDS if ground.small else _SECONDS
    rounds = 1 if ground.small else _ROUNDS
    asking = _askers(ground.desk)
    telling = _tellers(ground.desk)
    address = ground.stand_in.url if play is not None else _nobody()
    with _hall(ground, None if name == NO_MODEL else address) as hall:
        hall.bot.start()
        hall.warm_up(asking, RATE)
        _model_is_there(ground, hall, telling[0], play)
        calm: list[Round] = []
        busy: list[Round] = []
        asked = [0, 0]
        for _ in range(rounds):
            for with_stories, kept in ((False, calm), (True, busy)):
                before = _requests(ground)
                kept.append(_round(hall, asking, telling if with_stories else [], seconds))
                asked[with_stories] += _requests(ground) - before
        without, under = hall.waits_in(calm, asking), hall.waits_in(busy, asking)
        stories = hall.waits_in(busy, telling)
        assert without is not None
        assert under is not None
        assert stories is not None
        found = Beside(
            server=name,
            without=without,
            under=under,
            stories=stories,
            acknowledged=hall.acknowledged(busy, telling),
            ratios=tuple(
                _ratio(hall, one, other, asking) for one, other in zip(calm, busy, strict=True)
            ),
            requests=asked[1],
            requests_without=asked[0],
            memory_mb=hall.bot.resident_mb(),
        )
    ground.say(
        f"{name}: p99 {without.p99 * 1000:.0f} ms without stories, {under.p99 * 1000:.0f} ms with;"
        f" {found.acknowledged.within} of {found.acknowledged.stories} stories acknowledged within"
        f" {WITHIN:.0f} s, longest {found.acknowledged.longest:.2f} s; {found.requests} requests"
    )
    return found


def _ratio(hall: Hall, calm: Round, busy: Round, chats: Sequence[Citizen]) -> float:
    """How many times the p99 of a round without stories that of the next with them is."""
    without, under = hall.waits_in([calm], chats), hall.waits_in([busy], chats)
    assert without is not None
    assert under is not None
    return under.p99 / without.p99


@contextmanager
def _hall(ground: Ground, model: str | None) -> Iterator[Hall]:
    published = ground.settings.data.resolve()
    asks = {"CAMTAY_MODEL_URL": model, "CAMTAY_MODEL_PER_PERSON": "1000"} if model else {}
    with launched(limits=True) as api, program(OURS, published, api.url, **asks) as bot:
        yield Hall(api, bot)


def _round(
    hall: Hall, asking: Sequence[Citizen], telling: Sequence[Citizen], seconds: float
) -> Round:
    one = Round()
    with hall.steady(asking, RATE):
        if telling:
            with hall.steady(telling, WAITING / EVERY):
                time.sleep(seconds)
        else:
            time.sleep(seconds)
    one.until = time.monotonic()
    until = one.until + _PATIENCE
    while time.monotonic() < until and not hall.everybody_answered([one], [*asking, *telling]):
        time.sleep(_LOOK)
    return one


def _requests(ground: Ground) -> int:
    return len(ground.stand_in.requests())


def _model_is_there(ground: Ground, hall: Hall, one: Citizen, play: Play | None) -> None:
    """Wait until the program asks its model, where there is one to be asked."""
    before, until = _requests(ground), time.monotonic() + _PATIENCE
    hall.write([one])
    while play is not None and time.monotonic() < until and _requests(ground) == before:
        time.sleep(_LOOK)
    time.sleep(_PATIENCE)


def _nobody() -> str:
    """An address where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return f"http://127.0.0.1:{taken.getsockname()[1]}/v1"


# What is asked


def _askers(desk: Desk) -> list[Citizen]:
    """Chats with a short question each, that no model is asked about."""
    short = [one.q for one in our_questions() if one.guide and _is_plain(desk, one.q)]
    return [Asker(_FIRST + at, [short[at % len(short)]]) for at in range(CHATS)]


def _is_plain(desk: Desk, text: str) -> bool:
    answer = desk.verbatim(text)
    # In the chat the guide is in hand the second time.
    for guide in (None, answer.guide):
        question = Question(text=text, guide=guide)
        again = desk.answering.answer(question)
        plain = again.status is Status.ANSWERED and not again.others
        if not plain or worth_reading(question, again) or worth_wording(question, again):
            return False
    return True


def _tellers(desk: Desk) -> list[Citizen]:
    """Chats that tell one long story after another, no two the same at a time."""
    stories = [story.q for story in _stories(desk)]
    return [
        Asker(_FIRST_WAITING + at, [*stories[at % len(stories) :], *stories[: at % len(stories)]])
        for at in range(WAITING)
    ]


def _stories(desk: Desk) -> list[Honest]:
    """Long stories of whose honest answers the guard lets something pass."""
    found: list[Honest] = []
    for honest in corpora()["situations"]:
        evidence = desk.evidence(honest)
        draft = draft_of(honest, evidence)
        complete = draft is not None and draft.completeness is not Completeness.NONE
        if not complete or withheld(honest.q) != honest.q or len(found) == _STORIES:
            continue
        said = draft.sentences if draft is not None else ()
        if any(desk.fault(honest.q, one, honest.language) is None for one in said):
            found.append(honest)
    return found


def _takes_its_time(ground: Ground) -> Told:
    """Each story's own draft, written as slowly as models do."""
    drafts = {}
    for honest in _stories(ground.desk):
        draft = draft_of(honest, ground.desk.evidence(honest))
        assert draft is not None
        drafts[honest.q] = _slowly(says(draft.model_dump(mode="json")).text)
    return Told(drafts)


def _slowly(text: str) -> Says:
    piece = 4
    return Says(text, piece, _TYPED_FOR / (len(text) / piece))
