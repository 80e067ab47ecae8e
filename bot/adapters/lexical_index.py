"""The lexical index: BM25 over folded syllables, their pairs and raw syllables (bm25s).

Two fields: passages (every chunk, title first) and phrases (titles, citizens' ways of
asking, errors, quick questions), the phrases also over runs of characters. A guide's score
is the sum of its best passages, its best phrases and what the topic model says, each
divided by the best of all guides.
The design and its figures: README, "Search".
"""

import json
import logging
import math
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypedDict

import numpy as np
from numpy.typing import NDArray

from bot.adapters.topic_model import TopicModel
from bot.domain.errors import DamagedGeneration, SearchFailed
from bot.domain.search import (
    Chunk,
    ChunkKind,
    Phrase,
    QueryAnalysis,
    Repair,
    ScoredChunk,
    SearchResult,
    SearchResults,
)
from bot.language.abbreviations import Glossary
from bot.language.fold import clean, fold, has_diacritics
from bot.language.repair import Repairer
from bot.language.tokens import (
    PAIR,
    RAW,
    RUN,
    character_runs,
    folded,
    pairs,
    passage_terms,
    syllables,
)

# The optimum is flat here on four Vietnamese sets; b = 0.4 loses three points.
_K1, _B = 1.2, 0.75
_RAW_WEIGHT = 0.5
_RUN_WEIGHT = 0.3
# A guide's best texts together say more than its single best: on our questions right-first
# rises from .845 to .92, flat from .5 to .8. Sets with one text a document are unaffected.
_PASSAGE_DECAY, _PHRASE_DECAY = 0.6, 0.7
_AGREEING = 4
_CANDIDATES = 30
# What the topic model adds to the two fields, each at most 1: right-first with 99 guides
# rises from .87 to .90, flat from .6 to 1.5.
_TOPIC_WEIGHT = 1.0
_MOST_WORDS = 200
# In a story of so many words the common ones drown the need; rare ones count more there.
# Right-first rises by half a point on our questions, on XQuAD and on the citizens' set.
_STORY = 12
# Coverage is read for the guides a decision can rest on: the first, and the one behind it.
_KEENLY_READ = 2
_CHUNKS_SHOWN = 4
_Scores = NDArray[np.float32]


@dataclass(frozen=True)
class Parts:
    """Which parts of the search take part: all of them, but for an ablation."""

    raw: bool = True
    pairs: bool = True
    runs: bool = True
    phrases: bool = True
    topics: bool = True
    repair: bool = True


_EVERY_PART = Parts()


class _Layout(TypedDict):
    """Which texts are whose: guides in order, where each one's chunks start (and the last
    end), and every phrase's chunk."""

    guides: list[str]
    chunk_starts: list[int]
    phrase_chunks: list[int]


@dataclass(frozen=True)
class _Query:
    """A query read: its readings as folded words, and the weighted index terms."""

    analysis: QueryAnalysis
    readings: tuple[tuple[str, ...], ...]
    terms: dict[str, float]
    runs: dict[str, float]


@dataclass(frozen=True)
class _Scored:
    """A query with every text's score in both fields, the best of each (1 when there is
    none), and the highest score a phrase could reach."""

    query: _Query
    passages: _Scores
    phrases: _Scores
    top_passage: float
    top_phrase: float
    reachable: float

    @classmethod
    def of(cls, query: _Query, passages: _Scores, phrases: _Scores, reachable: float) -> "_Scored":
        """The scores with their tops, found once for all guides."""
        return cls(query, passages, phrases, _top(passages), _top(phrases), reachable)


@dataclass(frozen=True)
class _Hidden:
    """What a calibrating search must not see: one line of a guide, or with None the guide."""

    guide: int
    line: int | None


class _Field:
    """One BM25 field over texts grouped by guide."""

    def __init__(self, vocabulary: Mapping[str, int], scores: Mapping[str, Any]) -> None:
        self.vocabulary = vocabulary
        self.data: _Scores = scores["data"]
        self.indices: NDArray[np.int32] = scores["indices"]
        self._starts: list[int] = scores["indptr"].tolist()
        self.size = int(scores["num_docs"])
        # The best any text scores for each term; empty columns never occur.
        self._best: _Scores = np.maximum.reduceat(self.data, self._starts[:-1])

    def column(self, term: str) -> slice | None:
        """Where the term's postings lie; None when the field has no such term."""
        at = self.vocabulary.get(term)
        return None if at is None else slice(self._starts[at], self._starts[at + 1])

    def document_count(self, term: str) -> int:
        """In how many texts the term stands."""
        column = self.column(term)
        return 0 if column is None else column.stop - column.start

    def score(self, terms: Mapping[str, float]) -> tuple[_Scores, float]:
        """Every text's score for weighted terms, and the highest score any could reach."""
        scores = np.zeros(self.size, dtype=np.float32)
        reachable = 0.0
        for term, weight in terms.items():
            at = self.vocabulary.get(term)
            if at is not None:
                start, stop = self._starts[at], self._starts[at + 1]
                scores[self.indices[start:stop]] += weight * self.data[start:stop]
                reachable += weight * float(self._best[at])
        return scores, reachable

    def contains(self, text: int, term: str) -> bool:
        """Whether that text has the term."""
        column = self.column(term)
        return column is not None and bool((self.indices[column] == text).any())


class _DocumentCounts(Mapping[str, int]):
    """The folded syllables of two fields with the number of texts they stand in."""

    def __init__(self, fields: Sequence[_Field], *, joined: bool) -> None:
        self._fields = fields
        self._joined = joined

    def __getitem__(self, term: str) -> int:
        count = sum(field.document_count(term) for field in self._fields)
        if count == 0:
            raise KeyError(term)
        return count

    def __iter__(self) -> Iterator[str]:
        terms = {term for field in self._fields for term in field.vocabulary}
        return (t for t in terms if t[0] not in (RAW, RUN) and (PAIR in t) == self._joined)

    def __len__(self) -> int:
        return sum(1 for _ in self)


class LexicalIndex:
    """A Searcher over one generation's chunks and phrases."""

    def __init__(
        self,
        passages: _Field,
        phrases: _Field,
        chunks: Sequence[Chunk],
        layout: "_Layout",
        glossary: Glossary,
        topics: TopicModel | None,
        parts: Parts,
    ) -> None:
        self._passages = passages
        self._phrases = phrases
        self._chunks = chunks
        self._glossary = glossary
        self._topics = topics
        self._parts = parts
        self._guides = layout["guides"]
        self._phrase_chunks = np.asarray(layout["phrase_chunks"], dtype=np.int32)
        self._chunk_starts = np.asarray(layout["chunk_starts"], dtype=np.int32)
        self._phrase_starts = np.searchsorted(self._phrase_chunks, self._chunk_starts)

    @classmethod
    def build(
        cls, chunks: Sequence[Chunk], phrases: Sequence[Phrase], glossary: Glossary, folder: Path
    ) -> None:
        """Write the index of chunks (grouped by guide) and phrases into a new folder."""
        places = {chunk.id: place for place, chunk in enumerate(chunks)}
        ordered = sorted(phrases, key=lambda phrase: places[phrase.chunk])
        _write_field(
            folder / "passages",
            [passage_terms(f"{chunk.title}\n{chunk.text}") for chunk in chunks],
        )
        lines = [_phrase_terms(phrase.text, glossary) for phrase in ordered]
        _write_field(folder / "phrases", lines)
        owners = [chunk.guide for chunk in chunks]
        starts = [i for i in range(len(owners)) if i == 0 or owners[i] != owners[i - 1]]
        layout: _Layout = {
            "guides": [owners[start] for start in starts],
            "chunk_starts": [*starts, len(owners)],
            "phrase_chunks": [places[phrase.chunk] for phrase in ordered],
        }
        (folder / "layout.json").write_text(json.dumps(layout), encoding="utf-8")
        guides, taught = _taught(layout, chunks)
        TopicModel.train(lines[: len(taught)], taught, guides, folder / "topics")

    @classmethod
    def open(
        cls,
        folder: Path,
        chunks: Sequence[Chunk],
        glossary: Glossary,
        parts: Parts = _EVERY_PART,
    ) -> "LexicalIndex":
        """The index in a folder. Raises DamagedGeneration when it can't be read."""
        try:
            layout: _Layout = json.loads((folder / "layout.json").read_text(encoding="utf-8"))
            passages, phrases = _read_field(folder / "passages"), _read_field(folder / "phrases")
            topics = TopicModel.open(folder / "topics") if parts.topics else None
            return cls(passages, phrases, chunks, layout, glossary, topics, parts)
        except (OSError, ValueError, KeyError, IndexError) as error:
            raise DamagedGeneration(f"index unreadable: {error}") from error

    def search(self, query: str, *, limit: int = 5) -> SearchResults:
        """The best guides for a query; see the Searcher port."""
        try:
            return self._search(query, limit)
        except (IndexError, ValueError, ArithmeticError) as error:
            raise SearchFailed(str(error)) from error

    def look_in(self, query: str, guide: str) -> SearchResult | None:
        """What one guide has for a query; see the Searcher port."""
        if guide not in self._guides:
            return None
        try:
            place, read = self._guides.index(guide), self._read(query)
            passages, _ = self._passages.score(read.terms)
            phrases, reachable = self._phrases.score(read.terms | read.runs)
            self._hide_others(passages, phrases, place)
        except (IndexError, ValueError, ArithmeticError) as error:
            raise SearchFailed(str(error)) from error
        if not passages.any() and not phrases.any():
            return None
        scores = [1.0, float(phrases.any()), float(passages.any()), 0.0]
        return self._result(
            _Scored.of(read, passages, phrases, reachable), place, scores, keenly=True
        )

    def search_hiding(self, query: str, guide: str, line: int | None) -> SearchResults:
        """The search as it would be without one line of a guide's first phrases (0 is the
        title), or with `line` None without the guide at all. For calibration."""
        place = self._guides.index(guide)
        return self._search(query, 2, _Hidden(place, line))

    def _search(self, text: str, limit: int, hidden: "_Hidden | None" = None) -> SearchResults:
        query = self._read(text)
        passage_scores, _ = self._passages.score(query.terms)
        phrase_scores, reachable = self._phrases.score(query.terms | query.runs)
        if not self._parts.phrases:
            phrase_scores[:] = 0
        taught = self._taught_scores(query, hidden)
        topics = self._topic_scores(taught)
        if hidden is not None:
            self._hide(passage_scores, phrase_scores, hidden)
        near = self._nearest(passage_scores, phrase_scores)
        by_passage = _evidence(passage_scores, self._chunk_starts, near, _PASSAGE_DECAY)
        by_phrase = _evidence(phrase_scores, self._phrase_starts, near, _PHRASE_DECAY)
        words = by_passage + by_phrase
        by_topic = _TOPIC_WEIGHT * topics[near]
        fused = np.where(words > 0, words + by_topic, 0)
        order = [int(at) for at in np.argsort(-fused, kind="stable")[:limit] if fused[at] > 0]
        scored = _Scored.of(query, passage_scores, phrase_scores, reachable)
        parts = (fused, by_phrase, by_passage, by_topic)
        results = [
            self._result(
                scored,
                int(near[at]),
                [float(part[at]) for part in parts],
                keenly=rank < _KEENLY_READ,
            )
            for rank, at in enumerate(order)
        ]
        strength = None if taught is None else round(float(taught.max(initial=0.0)), 4)
        return SearchResults(results=tuple(results), topic=strength, analysis=query.analysis)

    def _result(
        self, scored: _Scored, guide: int, scores: Sequence[float], *, keenly: bool
    ) -> SearchResult:
        """One guide's result; `scores` are its fused, phrase, passage and topic score."""
        coverage, bigram_coverage = self._coverages(scored, guide) if keenly else (0.0, 0.0)
        fused, by_phrase, by_passage, by_topic = (round(score, 4) for score in scores)
        return SearchResult(
            guide=self._guides[guide],
            score=fused,
            phrase_score=by_phrase,
            passage_score=by_passage,
            topic_score=by_topic,
            coverage=coverage,
            bigram_coverage=bigram_coverage,
            achieved=self._achieved(scored, guide),
            chunks=self._scored_chunks(scored, guide),
        )

    def _hide_others(self, passages: _Scores, phrases: _Scores, guide: int) -> None:
        for scores, starts in ((passages, self._chunk_starts), (phrases, self._phrase_starts)):
            scores[: int(starts[guide])] = 0
            scores[int(starts[guide + 1]) :] = 0

    def _hide(self, passages: _Scores, phrases: _Scores, hidden: "_Hidden") -> None:
        guide = hidden.guide
        first = int(self._phrase_starts[guide])
        if hidden.line is not None:
            phrases[first + hidden.line] = 0
            return
        phrases[first : int(self._phrase_starts[guide + 1])] = 0
        passages[int(self._chunk_starts[guide]) : int(self._chunk_starts[guide + 1])] = 0

    def _taught_scores(self, query: _Query, hidden: _Hidden | None) -> _Scores | None:
        """What the topic model says of the guides it was taught; None without a model."""
        if self._topics is None:
            return None
        terms = [*query.terms, *query.runs]
        if hidden is not None and hidden.line is not None:
            phrase = int(self._phrase_starts[hidden.guide]) + hidden.line
            return self._topics.scores_without(terms, phrase, hidden.guide)
        taught = self._topics.scores(terms)
        if hidden is not None and hidden.guide < len(taught):
            taught[hidden.guide] = 0
        return taught

    def _topic_scores(self, taught: _Scores | None) -> _Scores:
        """The topic scores of every guide, the highest 1. What the model was not taught,
        subjects without a guide, counts as 1: they compete by their words alone."""
        if taught is None:
            return np.zeros(len(self._guides), dtype=np.float32)
        scores = np.ones(len(self._guides), dtype=np.float32)
        scores[: len(taught)] = _normal(np.maximum(taught, 0))
        return scores

    def _nearest(self, passages: _Scores, phrases: _Scores) -> NDArray[np.intp]:
        """The guides whose single best texts score highest, best first."""
        best = _normal(_best_of_groups(passages, self._chunk_starts)) + _normal(
            _best_of_groups(phrases, self._phrase_starts)
        )
        return np.argsort(-best, kind="stable")[:_CANDIDATES]

    def _achieved(self, scored: _Scored, guide: int) -> float:
        phrase = _best_in(scored.phrases, self._phrase_starts, guide)
        if phrase is None or not scored.reachable:
            return 0.0
        return round(float(scored.phrases[phrase]) / scored.reachable, 4)

    def _read(self, text: str) -> _Query:
        raw = syllables(clean(text))[:_MOST_WORDS]
        plain, repairs = self._repair(raw)
        reread = [p if fold(r) != p else r for r, p in zip(raw, plain, strict=False)]
        words = reread if len(raw) == len(plain) else plain
        expanded = self._glossary.expand(words)
        readings = [folded(words)] + [folded(reading) for reading, _ in expanded]
        terms = {t: 1.0 for reading in readings for t in (*reading, *pairs(reading))}
        if not self._parts.pairs:
            terms = {t: weight for t, weight in terms.items() if PAIR not in t}
        if has_diacritics(text) and self._parts.raw:
            terms |= {RAW + word: _RAW_WEIGHT for word in raw}
        if len(raw) >= _STORY:
            terms = {term: weight * self._rarity(term) for term, weight in terms.items()}
        analysis = QueryAnalysis(
            tokens=tuple(raw),
            expansions=tuple(dict.fromkeys(label for _, made in expanded for label in made)),
            repairs=tuple(repairs),
            unknown=tuple(word for word in readings[0] if not self._knows(word)),
        )
        made = character_runs(readings[0]) if self._parts.runs else []
        runs = dict.fromkeys(made, _RUN_WEIGHT)
        return _Query(analysis, tuple(tuple(r) for r in readings), terms, runs)

    def _repair(self, raw: list[str]) -> tuple[list[str], list[Repair]]:
        plain = folded(raw)
        if not self._parts.repair or all(
            self._knows(word) or self._glossary.knows(word) for word in plain
        ):
            return plain, []
        read = self._repairer.repair(plain)
        repairs = [
            Repair(token=word, read_as=" ".join(as_words))
            for word, as_words in zip(plain, read, strict=True)
            if as_words != (word,) and not self._glossary.knows(word)
        ]
        kept = [
            (word,) if self._glossary.knows(word) else as_words
            for word, as_words in zip(plain, read, strict=True)
        ]
        return [word for as_words in kept for word in as_words], repairs

    def _knows(self, word: str) -> bool:
        return word in self._passages.vocabulary or word in self._phrases.vocabulary

    @cached_property
    def _repairer(self) -> Repairer:
        fields = (self._passages, self._phrases)
        singles = dict(_DocumentCounts(fields, joined=False).items())
        return Repairer(singles, _DocumentCounts(fields, joined=True))

    def _coverages(self, scored: _Scored, guide: int) -> tuple[float, float]:
        """The shares of the idf mass of words and of word pairs that the guide's best passage
        or best phrase has, each for the reading that suits it best."""
        passage = _best_in(scored.passages, self._chunk_starts, guide)
        phrase = _best_in(scored.phrases, self._phrase_starts, guide)
        readings = scored.query.readings

        def covered(terms: Iterable[str]) -> float:
            mass = {term: self._idf(term) for term in terms}
            there = sum(
                idf
                for term, idf in mass.items()
                if (passage is not None and self._passages.contains(passage, term))
                or (phrase is not None and self._phrases.contains(phrase, term))
            )
            total = sum(mass.values())
            return there / total if total else 0.0

        words = max(covered(reading) for reading in readings)
        both = max(covered(pairs(list(reading))) for reading in readings)
        return round(words, 4), round(both, 4)

    def _rarity(self, term: str) -> float:
        """The square root of a term's idf as a share of the highest; 1 where it is not known."""
        bare = term.removeprefix(RAW)
        if not self._passages.document_count(bare):
            return 1.0
        return math.sqrt(self._idf(bare) / math.log(1 + self._passages.size))

    def _idf(self, term: str) -> float:
        count, size = self._passages.document_count(term), self._passages.size
        return math.log(1 + (size - count + 0.5) / (count + 0.5))

    def _scored_chunks(self, scored: _Scored, guide: int) -> tuple[ScoredChunk, ...]:
        first, last = int(self._chunk_starts[guide]), int(self._chunk_starts[guide + 1])
        scores = scored.passages[first:last] / scored.top_passage
        start, stop = int(self._phrase_starts[guide]), int(self._phrase_starts[guide + 1])
        lines = np.zeros(last - first, dtype=np.float32)
        phrases = scored.phrases[start:stop] / scored.top_phrase
        np.maximum.at(lines, self._phrase_chunks[start:stop] - first, phrases)
        scores += lines
        best = np.argsort(-scores, kind="stable")[:_CHUNKS_SHOWN]
        return tuple(
            ScoredChunk(chunk=self._chunks[first + int(i)], score=round(float(scores[i]), 4))
            for i in best
            if scores[i] > 0
        )


def _taught(layout: _Layout, chunks: Sequence[Chunk]) -> tuple[int, list[int]]:
    """How many guides the topic model is taught, and the guide of each of their phrases.
    Subjects without a guide stand behind all guides and are left out."""
    starts = layout["chunk_starts"]
    guides = sum(
        chunks[start].kind is not ChunkKind.OUTSIDE for start in starts[: len(layout["guides"])]
    )
    owners = [bisect_right(starts, chunk) - 1 for chunk in layout["phrase_chunks"]]
    return guides, [owner for owner in owners if owner < guides]


def _phrase_terms(text: str, glossary: Glossary) -> list[str]:
    raw = syllables(text)
    readings = [folded(raw)] + [folded(reading) for reading, _ in glossary.expand(raw)]
    terms = list(dict.fromkeys(t for reading in readings for t in (*reading, *pairs(reading))))
    return terms + [RAW + word for word in raw] + character_runs(readings[0])


def _top(scores: _Scores) -> float:
    return float(scores.max(initial=0.0)) or 1.0


def _normal(scores: _Scores) -> _Scores:
    """Divided by the highest, so that two fields can be added."""
    return scores / _top(scores)


def _evidence(
    scores: _Scores, starts: NDArray[Any], groups: NDArray[np.intp], decay: float
) -> _Scores:
    """Every group's best four scores added, each counting `decay` times the one before,
    divided by the highest sum. One lucky line counts for less than several that agree."""
    sums = np.zeros(len(groups), dtype=np.float32)
    for at, group in enumerate(groups):
        best = np.sort(scores[int(starts[group]) : int(starts[group + 1])])[::-1][:_AGREEING]
        sums[at] = float((best * decay ** np.arange(len(best))).sum())
    return _normal(sums)


def _best_of_groups(scores: _Scores, starts: NDArray[Any]) -> _Scores:
    """The highest score of every group; groups lie between neighbouring starts."""
    best = np.zeros(len(starts) - 1, dtype=np.float32)
    filled = starts[:-1] < starts[1:]
    if filled.any():
        best[filled] = np.maximum.reduceat(scores, starts[:-1][filled])
    return best


def _best_in(scores: _Scores, starts: NDArray[Any], group: int) -> int | None:
    first, last = int(starts[group]), int(starts[group + 1])
    return first + int(scores[first:last].argmax()) if last > first else None


def _write_field(folder: Path, texts: list[list[str]]) -> None:
    import bm25s

    # bm25s can't average over nothing: a field without texts gets one that nobody asks for.
    texts = texts if any(texts) else [[RUN]]
    vocabulary: dict[str, int] = {}
    ids = [[vocabulary.setdefault(term, len(vocabulary)) for term in text] for text in texts]
    index = bm25s.BM25(k1=_K1, b=_B, method="lucene", backend="numpy")
    index.vocab_dict = vocabulary
    index.scores = index.build_index_from_ids(list(vocabulary.values()), ids, show_progress=False)
    index.save(folder, show_progress=False)


def _read_field(folder: Path) -> _Field:
    logging.getLogger("bm25s").setLevel(logging.WARNING)
    import bm25s

    index = bm25s.BM25.load(folder, show_progress=False)
    return _Field(index.vocab_dict, index.scores)
