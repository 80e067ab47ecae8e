"""Pipeline: screen, understand, retrieve, decide, compose, guard."""

import time

import structlog

from bot.answering.compose import Composer
from bot.answering.decide import decide
from bot.answering.guard import GuardFailed, guard
from bot.answering.parts import Parts, parts_of
from bot.answering.retrieve import retrieve
from bot.answering.screen import screen
from bot.answering.understand import understand
from bot.domain.answer import (
    Answer,
    Decision,
    Question,
    Reason,
    Screening,
    Status,
    Timing,
    Trace,
    Understanding,
)
from bot.domain.errors import SearchFailed
from bot.domain.search import QueryAnalysis, SearchResults
from bot.ports import Clock, Knowledge, Library

log = structlog.get_logger()

_NOTHING = SearchResults(
    results=(), analysis=QueryAnalysis(tokens=(), expansions=(), repairs=(), unknown=())
)
# These need no search: what is said does not depend on any guide.
_WITHOUT_SEARCH = frozenset({Status.EMERGENCY, Status.SMALLTALK})
_MAY_HIDE_ANOTHER = frozenset({Status.ANSWERED, Status.CLARIFICATION})
# A part of a message is a matter of its own when its words speak of a guide this clearly.
_SPEAKS_CLEARLY = 0.5
_OFFERS_NOTHING = frozenset(
    {Reason.SECRET_SHARED, Reason.INJECTION, Reason.INSULT, Reason.POLITICS, Reason.ILLEGAL}
)


class Answering:
    """Answers questions from the current generation. One value goes in, one comes out."""

    def __init__(self, library: Library, composer: Composer, clock: Clock) -> None:
        self._library = library
        self._composer = composer
        self._clock = clock

    def screen(self, text: str) -> Screening | None:
        """What a message is, if it is not a question."""
        return screen(text)

    def answer(self, question: Question) -> Answer:
        """The answer to a masked question, screened first. A breakdown of the search becomes
        an answer with status `error`. Raises NoKnowledge or DamagedGeneration when there is
        nothing to answer from."""
        return self.answer_screened(question, screen(question.text))

    def answer_screened(self, question: Question, screening: Screening | None) -> Answer:
        """The answer to a question whose screening is known; of several questions in one
        message the first is answered and the others are offered."""
        knowledge = self._library.current()
        whole = self._answer_one(question, screening, knowledge)
        parts = parts_of(question.text) if screening is None else None
        if parts is None or whole.status not in _MAY_HIDE_ANOTHER:
            return whole
        return self._in_parts(question, whole, parts, knowledge)

    def _in_parts(
        self, question: Question, whole: Answer, parts: Parts, knowledge: Knowledge
    ) -> Answer:
        """The first question's answer with the others offered, when they are about different
        matters; else the answer to the whole message."""
        first = self._part(question, parts.texts[0], question.guide, knowledge)
        if first.status not in _MAY_HIDE_ANOTHER or first.guide is None:
            return self._composer.with_others(whole, (), knowledge) if parts.openly else whole
        others = [self._later_part(question, text, first, knowledge) for text in parts.texts[1:]]
        answered = [
            other
            for other in others
            if _is_another(other, first) and (parts.openly or _agrees(whole, first, other))
        ]
        if answered:
            return self._composer.with_others(first, answered, knowledge)
        if parts.openly and whole.guide == first.guide:
            return self._composer.with_others(first, (), knowledge)
        return whole

    def _later_part(
        self, question: Question, text: str, first: Answer, knowledge: Knowledge
    ) -> Answer:
        """A later question's answer: by itself when it names its own matter clearly, else
        as a follow-up on the first."""
        alone = self._part(question, text, None, knowledge)
        if _clear(alone):
            return alone
        leaning = self._part(question, text, first.guide, knowledge)
        return leaning if leaning.status is Status.ANSWERED else alone

    def _part(
        self, question: Question, text: str, guide: str | None, knowledge: Knowledge
    ) -> Answer:
        part = question.model_copy(update={"text": text, "guide": guide})
        return self._answer_one(part, screen(text), knowledge)

    def _answer_one(
        self, question: Question, screening: Screening | None, knowledge: Knowledge
    ) -> Answer:
        watch = _Watch()
        understanding = understand(question)
        watch.stop("understand")
        if screening is not None and _needs_no_search(screening):
            decision = _screened(screening)
            return self._compose(screening, understanding, decision, _NOTHING, knowledge, watch)
        try:
            results = retrieve(understanding, knowledge)
            watch.stop("retrieve")
            if results.analysis.reading and understanding.language == "vi":
                understanding = _reread(question, understanding, results.analysis.reading)
                screening = screening or _screen_again(results.analysis.reading)
                watch.stop("read again")
            if screening is not None and _needs_no_search(screening):
                decision = _screened(screening)
                return self._compose(screening, understanding, decision, _NOTHING, knowledge, watch)
            decision = decide(understanding, results, screening, knowledge)
            if understanding.language == "en" and decision.status is Status.DECLINED:
                results, decision = self._in_vietnamese(understanding, screening, knowledge) or (
                    results,
                    decision,
                )
            watch.stop("decide")
            return guard(
                self._compose(screening, understanding, decision, results, knowledge, watch),
                knowledge,
            )
        except (SearchFailed, GuardFailed) as error:
            log.error("answering_failed", why=str(error), generation=knowledge.generation)
            failed = Decision(
                status=Status.ERROR, reason=Reason.SEARCH_FAILED, why=type(error).__name__
            )
            return self._compose(screening, understanding, failed, _NOTHING, knowledge, watch)

    def _in_vietnamese(
        self, understanding: Understanding, screening: Screening | None, knowledge: Knowledge
    ) -> tuple[SearchResults, Decision] | None:
        """What the Vietnamese guides say to words that were taken for English, if they are
        sure: `vneid level 2`, or Vietnamese with many English words."""
        read = understanding.model_copy(update={"language": "vi"})
        results = retrieve(read, knowledge)
        decision = decide(read, results, screening, knowledge)
        return (results, decision) if decision.status is Status.ANSWERED else None

    def _compose(
        self,
        screening: Screening | None,
        understanding: Understanding,
        decision: Decision,
        results: SearchResults,
        knowledge: Knowledge,
        watch: "_Watch",
    ) -> Answer:
        today = self._clock.now().date()
        answer = self._composer.answer(understanding, decision, results, knowledge, today)
        watch.stop("compose")
        trace = Trace(
            screening=screening,
            understanding=understanding,
            results=results,
            calibration=knowledge.calibration(understanding.language),
            decision=decision,
            timings=tuple(watch.timings),
        )
        return answer.model_copy(update={"trace": trace})


class _Watch:
    """Times one step after another."""

    def __init__(self) -> None:
        self.timings: list[Timing] = []
        self._started = time.perf_counter()

    def stop(self, step: str) -> None:
        now = time.perf_counter()
        took = round((now - self._started) * 1000, 3)
        self.timings.append(Timing(step=step, milliseconds=took))
        self._started = now


def _reread(question: Question, understanding: Understanding, reading: str) -> Understanding:
    """The understanding with the intent of the repaired text: no cue is found in raw Telex
    keystrokes. What is searched for stays as it was typed, since another index knows other
    words."""
    repaired = understand(question.model_copy(update={"text": reading, "language": "vi"}))
    return understanding.model_copy(update={"intent": repaired.intent})


def _screen_again(reading: str) -> Screening | None:
    """What a message is once it is repaired. Chat words are short; a repair that makes one
    proves nothing."""
    found = screen(reading)
    return None if found is not None and found.status is Status.SMALLTALK else found


def _screened(screening: Screening) -> Decision:
    return Decision(status=screening.status, reason=screening.reason, why="screened")


def _needs_no_search(screening: Screening) -> bool:
    return screening.status in _WITHOUT_SEARCH or screening.reason in _OFFERS_NOTHING


def _is_another(other: Answer, first: Answer) -> bool:
    """Whether a later question of a message has an answer the first one does not give."""
    if other.status is not Status.ANSWERED or other.guide is None:
        return False
    return (other.guide, other.chunk_kind, other.part) != (
        first.guide,
        first.chunk_kind,
        first.part,
    )


def _agrees(whole: Answer, first: Answer, other: Answer) -> bool:
    """Whether the whole message, read at once, speaks of the parts' guides too. Two sentences
    about one matter can each lead astray; together they don't."""
    if whole.status is not Status.ANSWERED:
        return first.guide != other.guide
    return whole.guide == first.guide or (whole.guide == other.guide and _clear(first))


def _clear(answer: Answer) -> bool:
    """Whether a guide leads by far in the answer's own search."""
    trace = answer.trace
    strength = trace.results.topic if trace else None
    return strength is not None and strength >= _SPEAKS_CLEARLY
