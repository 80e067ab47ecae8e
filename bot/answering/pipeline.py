"""Pipeline: screen, understand, retrieve, decide, compose, guard."""

import structlog

from bot.answering.compose import Composer
from bot.answering.decide import decide
from bot.answering.guard import GuardFailed, guard
from bot.answering.retrieve import retrieve
from bot.answering.screen import Screening, screen
from bot.answering.understand import understand
from bot.domain.answer import Answer, Decision, Question, Reason, Status, Understanding
from bot.domain.errors import SearchFailed
from bot.domain.search import QueryAnalysis, SearchResults
from bot.ports import Clock, Knowledge, Library

log = structlog.get_logger()

_NOTHING = SearchResults(
    results=(), analysis=QueryAnalysis(tokens=(), expansions=(), repairs=(), unknown=())
)
# These need no search: what is said does not depend on any guide.
_WITHOUT_SEARCH = frozenset({Status.EMERGENCY, Status.SMALLTALK})
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
        """The answer to a masked question. A breakdown of the search becomes an answer
        with status `error`. Raises NoKnowledge or DamagedGeneration when there is nothing
        to answer from."""
        screening = screen(question.text)
        understanding = understand(question)
        knowledge = self._library.current()
        if screening is not None and _needs_no_search(screening):
            decision = Decision(status=screening.status, reason=screening.reason, why="screened")
            return self._compose(understanding, decision, _NOTHING, knowledge)
        try:
            results = retrieve(understanding, knowledge)
            decision = decide(understanding, results, screening, knowledge)
            if understanding.language == "en" and decision.status is Status.DECLINED:
                results, decision = self._in_vietnamese(understanding, screening, knowledge) or (
                    results,
                    decision,
                )
            return guard(self._compose(understanding, decision, results, knowledge), knowledge)
        except (SearchFailed, GuardFailed) as error:
            log.error("answering_failed", why=str(error), generation=knowledge.generation)
            failed = Decision(
                status=Status.ERROR, reason=Reason.SEARCH_FAILED, why=type(error).__name__
            )
            return self._compose(understanding, failed, _NOTHING, knowledge)

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
        understanding: Understanding,
        decision: Decision,
        results: SearchResults,
        knowledge: Knowledge,
    ) -> Answer:
        today = self._clock.now().date()
        return self._composer.answer(understanding, decision, results, knowledge, today)


def _needs_no_search(screening: Screening) -> bool:
    return screening.status in _WITHOUT_SEARCH or screening.reason in _OFFERS_NOTHING
