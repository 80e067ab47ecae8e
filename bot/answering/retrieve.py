"""Retrieve: the guides near a question."""

from bot.domain.answer import Understanding
from bot.domain.search import SearchResults
from bot.ports import Knowledge

_DEPTH = 5


def retrieve(understanding: Understanding, knowledge: Knowledge) -> SearchResults:
    """The five nearest guides for the question's language, best first. Raises SearchFailed."""
    searcher = knowledge.searcher(understanding.language)
    return searcher.search(understanding.query, limit=_DEPTH)
