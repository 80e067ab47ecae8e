"""The semantic search: the lexical one, and what vectors and a reranker add to it.

Fused by a weighted sum of scores divided by their highest. Reciprocal-rank fusion lets a
weak list ruin a strong one: on XQuAD it brought right-first from .881 down to .442.
"""

from collections.abc import Callable, Sequence

import structlog

from bot.adapters.lexical_index import LexicalIndex
from bot.domain.search import Meaning, SearchResult, SearchResults
from bot.ports import Embedder, Reranker, VectorIndex

log = structlog.get_logger()
_NEIGHBOURS = 30
RERANKED = 5
"""So many results a reranker reads."""


class SemanticSearch:
    """A Searcher. Whatever is not loaded, or breaks, is left out of the ranking."""

    def __init__(
        self,
        lexical: LexicalIndex,
        meaning: Meaning,
        embedder: Callable[[], Embedder | None],
        vectors: Callable[[], VectorIndex | None],
        reranker: Callable[[], Reranker | None],
    ) -> None:
        self._lexical = lexical
        self._meaning = meaning
        self._embedder = embedder
        self._vectors = vectors
        self._reranker = reranker

    @property
    def has_topics(self) -> bool:
        """Whether a topic model takes part."""
        return self._lexical.has_topics

    def search(self, query: str, *, limit: int = 5) -> SearchResults:
        """The best guides for a query; see the Searcher port."""
        beside, depth = self._near(query), max(limit, RERANKED)
        found = self._lexical.search(query, limit=depth, beside=beside, keenly=depth)
        ranked = self._reranked(query, found.results)
        return found.model_copy(update={"results": ranked[:limit]})

    def look_in(self, query: str, guide: str) -> SearchResult | None:
        """What one guide has for a query; see the Searcher port."""
        return self._lexical.look_in(query, guide)

    def search_hiding(
        self, query: str, guide: str, line: int | None, *, limit: int = 2
    ) -> SearchResults:
        """As LexicalIndex.search_hiding, for calibration. With a line hidden, the guide's
        vector should not know it either."""
        beside = self._near(query)
        if line is None:
            beside.pop(guide, None)
        depth = max(limit, RERANKED)
        found = self._lexical.search_hiding(
            query, guide, line, limit=depth, beside=beside, keenly=depth
        )
        ranked = self._reranked(query, found.results)
        return found.model_copy(update={"results": ranked[:limit]})

    def _near(self, query: str) -> dict[str, float]:
        """What the vectors say, by guide: their weight for the nearest."""
        embedder, vectors = self._embedder(), self._vectors()
        if embedder is None or vectors is None or not self._meaning.weight:
            return {}
        try:
            near = vectors.nearest(embedder.query(query), _NEIGHBOURS)
        # A model or Chroma may break in any way; the words alone still answer.
        except Exception as error:
            log.warning("going on without", what="vectors", why=str(error))
            return {}
        return shares([(one.id, one.cosine) for one in near], self._meaning.weight)

    def _reranked(self, query: str, results: tuple[SearchResult, ...]) -> tuple[SearchResult, ...]:
        weight = self._meaning.reranker_weight
        reranker = self._reranker() if weight else None
        if reranker is None or len(results) < 2:
            return results
        try:
            scores = reranker.scores(query, [passage_of(result) for result in results[:RERANKED]])
        except Exception as error:
            log.warning("going on without", what="reranker", why=str(error))
            return results
        bonus = [weight * results[0].score * share for share in spread(scores)]
        raised = [
            result.model_copy(update={"score": round(result.score + more, 4)})
            for result, more in zip(results, [*bonus, *[0.0] * len(results)], strict=False)
        ]
        return tuple(sorted(raised, key=lambda result: -result.score))


def shares(near: Sequence[tuple[str, float]], weight: float) -> dict[str, float]:
    """The weight times each cosine divided by the highest; cosines below 0 count as 0."""
    top = max((cosine for _, cosine in near), default=0.0)
    return {name: weight * cosine / top for name, cosine in near if cosine > 0}


def spread(scores: Sequence[float]) -> list[float]:
    """The scores moved and stretched to lie between 0 and 1."""
    low, high = min(scores), max(scores)
    return [(score - low) / ((high - low) or 1.0) for score in scores]


def passage_of(result: SearchResult) -> str:
    """What a reranker reads of a result: its title and its best piece."""
    best = result.chunks[0].chunk if result.chunks else None
    return f"{best.title}\n{best.text}" if best else result.guide
