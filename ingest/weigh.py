"""Weigh: what vectors and a reranker are worth beside the words, on a catalogue's own questions.

The held-out ways of asking are put to a search that does not know them, by words alone and
with the cosines, then the reranker's scores, counting for more and more. A part counts only
where it clearly puts more guides first than it takes away (McNemar 1947);
what can't be shown to help is left out of the ranking.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from bot.adapters.catalogue import Loaded
from bot.adapters.lexical_index import LexicalIndex
from bot.adapters.memory_vectors import MemoryVectors
from bot.adapters.semantic_search import RERANKED, passage_of, shares, spread
from bot.domain.guide import Guide
from bot.domain.search import Meaning, SearchResult
from bot.ports import Embedder, Reranker, VectorIndex
from ingest.lessons import is_held_out
from ingest.related import related_guides

WEIGHTS = (0.1, 0.2, 0.3, 0.5, 1.0)
"""What a part may count for beside the words."""
_MOST_ASKED, _MOST_RERANKED = 500, 100
_DEPTH = 10
# Five weights are tried, so one that only seems to help must be five times less likely
# (Bonferroni): two and a half standard errors instead of two.
_ERRORS = 2.6


@dataclass(frozen=True)
class _Trial:
    """A question, the guide that is right, and what the words found."""

    text: str
    guide: str
    found: tuple[SearchResult, ...]


def head_of(guide: Guide, *, held_out: bool = True) -> str:
    """The text that stands for a guide: title, summary, and the ways of asking, with or
    without the held-out ones."""
    asks = [ask for ask in guide.asks if held_out or not is_held_out(ask)]
    return "\n".join([guide.title, guide.summary, *asks])


def weigh(
    index: LexicalIndex, guides: Sequence[Guide], vectors: VectorIndex, loaded: Loaded
) -> Meaning:
    """What the vectors, and the reranker if there is one, are worth. `index` has a topic
    model that never saw the held-out questions."""
    trials = _trials(index, guides) if index.has_topics else []
    near = _near(trials, guides, loaded.embedder) if loaded.embedder else [{}] * len(trials)
    weight = _earned(trials, near)
    beside = [_times(weight, one) for one in near]
    families = {guide.id: guide.family for guide in guides}
    known = {name: vector for name, vector in vectors.all().items() if name in families}
    return Meaning(
        stamp=vectors.stamp,
        weight=weight,
        reranker=loaded.reranker.name if loaded.reranker else None,
        reranker_weight=_reranker_weight(trials, beside, loaded.reranker),
        asked=len(trials),
        related=related_guides(known, families),
    )


def _reranker_weight(
    trials: Sequence[_Trial], beside: Sequence[Mapping[str, float]], reranker: Reranker | None
) -> float:
    """What a reranker is worth on some of the questions; 0 without one."""
    if reranker is None:
        return 0.0
    every = max(1, -(-len(trials) // _MOST_RERANKED))
    some, added = trials[::every], beside[::every]
    read = [_read_by(reranker, *one) for one in zip(some, added, strict=True)]
    return _earned(some, read, added)


def _trials(index: LexicalIndex, guides: Sequence[Guide]) -> list[_Trial]:
    asked = [
        (ask, guide.id, line)
        for guide in guides
        for line, ask in enumerate(guide.asks, start=1)
        if is_held_out(ask)
    ]
    every = max(1, -(-len(asked) // _MOST_ASKED))
    return [
        _Trial(ask, guide, index.search_hiding(ask, guide, line, limit=_DEPTH).results)
        for ask, guide, line in asked[::every]
    ]


def _near(
    trials: Sequence[_Trial], guides: Sequence[Guide], embedder: Embedder
) -> list[dict[str, float]]:
    """For each question every guide's cosine as a share of the highest, the guides' heads
    without the held-out questions."""
    heads = {guide.id: head_of(guide, held_out=False) for guide in guides}
    blind = MemoryVectors.of(heads, embedder)
    found = [blind.nearest(embedder.query(trial.text), _DEPTH) for trial in trials]
    return [shares([(one.id, one.cosine) for one in near], 1.0) for near in found]


def _read_by(reranker: Reranker, trial: _Trial, added: Mapping[str, float]) -> dict[str, float]:
    """What a reranker makes of the first results, between 0 and 1."""
    totals = _totals(trial, added)
    first = sorted(trial.found, key=lambda result: -totals[result.guide])[:RERANKED]
    if len(first) < 2:
        return {}
    scores = reranker.scores(trial.text, [passage_of(result) for result in first])
    return dict(zip([result.guide for result in first], spread(scores), strict=True))


def _earned(
    trials: Sequence[_Trial],
    parts: Sequence[Mapping[str, float]],
    beside: Sequence[Mapping[str, float]] | None = None,
) -> float:
    """The weight at which a part helps most, or 0 where it does not clearly help. `beside` is
    what counts already."""
    before = beside or [{}] * len(trials)
    without = [_right(t, b) for t, b in zip(trials, before, strict=True)]
    best, most = 0.0, 0
    for weight in WEIGHTS:
        now = [
            _right(trial, _plus(added, _times(weight, part)))
            for trial, added, part in zip(trials, before, parts, strict=True)
        ]
        won = sum(new and not old for new, old in zip(now, without, strict=True))
        lost = sum(old and not new for new, old in zip(now, without, strict=True))
        if won - lost > max(most, _ERRORS * sqrt(won + lost)):
            best, most = weight, won - lost
    return best


def _right(trial: _Trial, added: Mapping[str, float]) -> bool:
    totals = _totals(trial, added)
    return bool(totals) and max(totals, key=lambda guide: totals[guide]) == trial.guide


def _totals(trial: _Trial, added: Mapping[str, float]) -> dict[str, float]:
    """Every guide's score with what is added, as the search adds it."""
    top = trial.found[0].score if trial.found else 0.0
    scores = {result.guide: result.score for result in trial.found}
    names = dict.fromkeys([*scores, *added])
    return {name: scores.get(name, 0.0) + top * added.get(name, 0.0) for name in names}


def _times(weight: float, part: Mapping[str, float]) -> dict[str, float]:
    return {name: weight * share for name, share in part.items()}


def _plus(one: Mapping[str, float], other: Mapping[str, float]) -> dict[str, float]:
    return {name: one.get(name, 0.0) + other.get(name, 0.0) for name in {**one, **other}}
