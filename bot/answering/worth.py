"""Worth: when a language model can make an answer better than the guides' own words."""

from bot.domain.answer import Answer, Intent, Question, Reason, Status
from bot.domain.guide import guide_language
from bot.domain.search import ChunkKind, Signals
from bot.language.tokens import syllables

# As long as this a message is a story: the search alone is less often right, and no piece of a
# guide speaks to all of it.
_STORY = 18
# Below this the search is not sure that its first guide is the one.
_SURE = 0.9
_FEWEST_WORDS = 3
_MAY_BE_READ = frozenset({Reason.NO_GUIDE, Reason.OUT_OF_SCOPE, Reason.SCRIPT})
_ASKS_FOR_MORE = frozenset({Intent.FACT, Intent.ERROR, Intent.TRUST})


def worth_reading(question: Question, answer: Answer) -> bool:
    """Whether a question may be understood better: the search was unsure, found nothing, or
    the question is a story or leans on what was said before. Danger, tricks, secrets, orders
    and talk are no questions."""
    if _number_of_words(question) < _FEWEST_WORDS and answer.reason is not Reason.SCRIPT:
        return False
    if answer.status is Status.CLARIFICATION or answer.reason in _MAY_BE_READ:
        return True
    return answer.status is Status.ANSWERED and (
        _number_of_words(question) >= _STORY or confidence_of(answer) < _SURE
    )


def worth_wording(question: Question, answer: Answer) -> bool:
    """Whether words of its own would answer better than the guide's alone: for a story, for
    who reads another language than the guide's, for a question that no piece answers."""
    if answer.status is not Status.ANSWERED or answer.guide is None:
        return False
    if answer.chunk_kind is ChunkKind.CARD or _number_of_words(question) < _FEWEST_WORDS:
        return False
    if _number_of_words(question) >= _STORY or _is_foreign(answer):
        return True
    trace = answer.trace
    if trace is None:
        return False
    if trace.decision.unsaid is not None:
        return True
    opens = answer.step is not None
    return opens and trace.understanding.intent in _ASKS_FOR_MORE


def confidence_of(answer: Answer) -> float:
    """How sure the search was of its first guide, 0 to 1; 0 where nothing was searched."""
    trace = answer.trace
    if trace is None or not trace.results.results:
        return 0.0
    return trace.calibration.confidence(Signals.of(trace.results))


def _number_of_words(question: Question) -> int:
    return len(syllables(question.text))


def _is_foreign(answer: Answer) -> bool:
    return answer.guide is not None and guide_language(answer.guide) != answer.language
