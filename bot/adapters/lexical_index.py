"""The lexical index: BM25 over folded syllables, their pairs and raw syllables.

Two fields: passages (every chunk, title first) and phrases (titles, citizens' ways of
asking, errors, quick questions), the phrases also over runs of characters. A guide's score
is the sum of its best passages, its best phrases and what the topic model says, each
divided by the best of all guides.
The design and its figures: README, "Search".
"""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple, TypedDict

import numpy as np
from numpy.typing import NDArray

from bot.adapters.near_words import NearWords
from bot.adapters.postings import Postings
from bot.adapters.run_keys import run_keys
from bot.adapters.term_keys import Keys, term_keys
from bot.adapters.text_field import Columns, Scores, TextField
from bot.adapters.topic_model import NO_GUIDE, ReadLesson, TopicModel
from bot.domain.errors import DamagedGeneration, SearchFailed
from bot.domain.search import (
    Chunk,
    Lesson,
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
    RAW,
    folded,
    pairs,
    replaced,
    syllables,
)

# In few words a pair says again what its words say, so it counts less there. On XQuAD, law
# articles and citizens' questions each column gains up to a point over one weight for all.
_PAIR_WEIGHT, _PAIR_WEIGHT_IN_FEW, _FEW = 0.85, 0.6, 9
_RAW_WEIGHT = 0.5
_RUN_WEIGHT = 0.3
# In a large field, runs that stand in so many texts tell none apart and cost a third of a
# search's time. Among our guides' few thousand phrases they cost nothing and still help.
_LARGE, _MANY = 20_000, 500
# A guide's best texts together say more than its single best: on our questions right-first
# rises from .845 to .92, flat from .5 to .8. Sets with one text a document are unaffected.
_PASSAGE_DECAY, _PHRASE_DECAY = 0.6, 0.7
_AGREEING = 4
_CANDIDATES = 30
# What the topic model adds to the two fields, each at most 1: right-first with 99 guides
# rises from .87 to .90, flat from .6 to 1.5.
_TOPIC_WEIGHT = 1.0
_MOST_WORDS = 200
_MOST_CHARACTERS = 4_000
# In a story of so many words the common ones drown the need; rare ones count more there.
# Right-first rises by half a point on our questions, on XQuAD and on the citizens' set.
_STORY = 12
# Coverage is read for the guides a decision can rest on: the first, and the one behind it.
_KEENLY_READ = 2
_CHUNKS_SHOWN = 4


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
_NOTHING: Mapping[str, float] = MappingProxyType({})


class _Layout(TypedDict):
    """Which texts are whose: guides in order, where each one's chunks start (and the last
    end), and every phrase's chunk."""

    guides: list[str]
    chunk_starts: list[int]
    phrase_chunks: list[int]


class _Term(NamedTuple):
    """A word or pair of a query: its idf and its columns in both fields."""

    idf: float
    passage: int
    phrase: int

    @property
    def is_known(self) -> bool:
        """Whether any text has it."""
        return self.passage >= 0 or self.phrase >= 0


@dataclass(frozen=True)
class _Readings:
    """A text's words as typed, its readings as folded words (the first without short forms
    expanded), how they came about, and the whole text with its repairs."""

    raw: tuple[str, ...]
    readings: tuple[tuple[str, ...], ...]
    expansions: tuple[str, ...]
    repairs: tuple[Repair, ...]
    reading: str


@dataclass(frozen=True)
class _Query:
    """A query read: its readings as folded words, its words and pairs, and every index
    term's key, weight and columns. Passages are searched with all but the last terms, the
    character runs."""

    analysis: QueryAnalysis
    readings: tuple[tuple[str, ...], ...]
    terms: Mapping[str, _Term]
    keys: Keys
    weights: Scores
    passage_columns: Columns
    phrase_columns: Columns


@dataclass(frozen=True)
class _Scored:
    """A query with every text's score in both fields, the best of each (1 when there is
    none), and the highest score a phrase could reach."""

    query: _Query
    passages: Scores
    phrases: Scores
    top_passage: float
    top_phrase: float
    reachable: float

    @classmethod
    def of(cls, query: _Query, passages: Scores, phrases: Scores, reachable: float) -> "_Scored":
        """The scores with their tops, found once for all guides."""
        return cls(query, passages, phrases, _top(passages), _top(phrases), reachable)


@dataclass(frozen=True)
class _Hidden:
    """What a calibrating search must not see: one line of a guide, or with None the guide."""

    guide: int
    line: int | None


class LexicalIndex:
    """A Searcher over one generation's chunks and phrases."""

    def __init__(
        self,
        passages: TextField,
        phrases: TextField,
        words: bytes,
        chunks: Sequence[Chunk],
        layout: "_Layout",
        glossary: Glossary,
        topics: TopicModel | None,
        parts: Parts,
    ) -> None:
        self._words = words
        self._passages = passages
        self._phrases = phrases
        self._chunks = chunks
        self._glossary = glossary
        self._topics = topics
        self._parts = parts
        self._guides = layout["guides"]
        self._places = {guide: place for place, guide in enumerate(self._guides)}
        self._phrase_chunks = np.asarray(layout["phrase_chunks"], dtype=np.int32)
        self._chunk_starts = np.asarray(layout["chunk_starts"], dtype=np.int32)
        self._phrase_starts = np.searchsorted(self._phrase_chunks, self._chunk_starts)

    @classmethod
    def build(
        cls,
        chunks: Sequence[Chunk],
        phrases: Sequence[Phrase],
        glossary: Glossary,
        folder: Path,
    ) -> None:
        """Write the index of chunks (grouped by guide) and phrases into a new folder. A topic
        model stands beside it in `topics`, once one was learned."""
        folder.mkdir(exist_ok=True)
        places = {chunk.id: place for place, chunk in enumerate(chunks)}
        ordered = sorted(phrases, key=lambda phrase: places[phrase.chunk])
        passages = Postings.of_passages(f"{chunk.title}\n{chunk.text}" for chunk in chunks)
        TextField.write(folder / "passages", passages)
        terms, lines = [], []
        for phrase in ordered:
            raw = syllables(phrase.text)
            plain = folded(raw)
            terms.append(_phrase_terms(raw, plain, glossary))
            lines.append(" ".join(plain))
        lined = Postings.of_phrases(terms, lines)
        TextField.write(folder / "phrases", lined)
        words = "\n".join(sorted({*passages.words, *lined.words}))
        (folder / "words.txt").write_text(words, encoding="utf-8")
        owners = [chunk.guide for chunk in chunks]
        starts = [i for i in range(len(owners)) if i == 0 or owners[i] != owners[i - 1]]
        layout: _Layout = {
            "guides": [owners[start] for start in starts],
            "chunk_starts": [*starts, len(owners)],
            "phrase_chunks": [places[phrase.chunk] for phrase in ordered],
        }
        (folder / "layout.json").write_text(json.dumps(layout), encoding="utf-8")

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
            passages = TextField(folder / "passages", layout["chunk_starts"][-1])
            phrases = TextField(folder / "phrases", len(layout["phrase_chunks"]))
            words = (folder / "words.txt").read_bytes()
            topics = TopicModel.open(folder / "topics") if parts.topics else None
            return cls(passages, phrases, words, chunks, layout, glossary, topics, parts)
        except (OSError, ValueError, KeyError, IndexError, EOFError) as error:
            raise DamagedGeneration(f"index unreadable: {error}") from error

    def search(
        self,
        query: str,
        *,
        limit: int = 5,
        beside: Mapping[str, float] = _NOTHING,
        keenly: int = _KEENLY_READ,
    ) -> SearchResults:
        """The best guides for a query; see the Searcher port. `beside` says by guide what
        share of the highest score others would add to it; of so many results the coverage is
        read."""
        try:
            return self._search(query, limit, beside, keenly)
        except (IndexError, ValueError, ArithmeticError) as error:
            raise SearchFailed(str(error)) from error

    def look_in(self, query: str, guide: str) -> SearchResult | None:
        """What one guide has for a query; see the Searcher port."""
        place = self._places.get(guide)
        if place is None:
            return None
        try:
            read = self._read(query)
            passages, phrases, reachable = self._scores(read)
            self._hide_others(passages, phrases, place)
        except (IndexError, ValueError, ArithmeticError) as error:
            raise SearchFailed(str(error)) from error
        if not passages.any() and not phrases.any():
            return None
        scores = [1.0, float(phrases.any()), float(passages.any()), 0.0, 0.0]
        return self._result(
            _Scored.of(read, passages, phrases, reachable), place, scores, keenly=True
        )

    @property
    def has_topics(self) -> bool:
        """Whether a topic model takes part."""
        return self._topics is not None

    @property
    def topics(self) -> TopicModel | None:
        """The topic model, if one was learned."""
        return self._topics

    def with_topics(self, topics: TopicModel | None) -> "LexicalIndex":
        """The same index with another topic model."""
        other = copy(self)
        other._topics = topics
        return other

    def read_lessons(self, lessons: Iterable[Lesson]) -> list[ReadLesson]:
        """Lessons as this index reads questions: repaired, with their short forms expanded."""
        read = []
        for lesson in lessons:
            readings = self._readings(lesson.text).readings
            terms = [t for reading in readings for t in (*reading, *pairs(list(reading)))]
            line = " ".join(readings[0])
            place = NO_GUIDE if lesson.guide is None else self._places[lesson.guide]
            read.append(ReadLesson(terms, line, place, lesson.weight))
        return read

    def learn(self, lessons: Sequence[Lesson]) -> tuple[TopicModel | None, TopicModel | None]:
        """The topic model of all lessons, and the one that never saw those held out."""
        read = self.read_lessons(lessons)
        guides = 1 + max((one.guide for one in read), default=NO_GUIDE)
        seen = [one for one, lesson in zip(read, lessons, strict=True) if not lesson.held_out]
        return TopicModel.learn(read, guides), TopicModel.learn(seen, guides)

    def search_hiding(
        self,
        query: str,
        guide: str,
        line: int | None,
        *,
        limit: int = 2,
        beside: Mapping[str, float] = _NOTHING,
        keenly: int = _KEENLY_READ,
    ) -> SearchResults:
        """The search as it would be without one line of a guide's first phrases (0 is the
        title), or with `line` None without the guide at all. For calibration, with a topic
        model that has not seen the line."""
        place = self._places[guide]
        return self._search(query, limit, beside, keenly, _Hidden(place, line))

    def _search(
        self,
        text: str,
        limit: int,
        beside: Mapping[str, float],
        keenly: int,
        hidden: "_Hidden | None" = None,
    ) -> SearchResults:
        query = self._read(text)
        passage_scores, phrase_scores, reachable = self._scores(query)
        if not self._parts.phrases:
            phrase_scores[:] = 0
        chances = self._chances(query, hidden)
        topics = self._topic_scores(chances)
        if hidden is not None:
            self._hide(passage_scores, phrase_scores, hidden)
        near = self._nearest(passage_scores, phrase_scores)
        raised = [self._places[guide] for guide in beside if guide in self._places]
        if raised:
            near = np.union1d(near, raised)
        by_passage = _evidence(passage_scores, self._chunk_starts, near, _PASSAGE_DECAY)
        by_phrase = _evidence(phrase_scores, self._phrase_starts, near, _PHRASE_DECAY)
        words = by_passage + by_phrase
        by_topic = _TOPIC_WEIGHT * topics[near]
        fused = np.where(words > 0, words + by_topic, 0)
        dense = np.array([beside.get(self._guides[at], 0.0) for at in near], dtype=np.float32)
        by_dense = dense * fused.max(initial=0.0)
        fused = fused + by_dense
        order = [int(at) for at in np.argsort(-fused, kind="stable")[:limit] if fused[at] > 0]
        scored = _Scored.of(query, passage_scores, phrase_scores, reachable)
        parts = (fused, by_phrase, by_passage, by_topic, by_dense)
        results = [
            self._result(
                scored,
                int(near[at]),
                [float(part[at]) for part in parts],
                keenly=rank < keenly,
            )
            for rank, at in enumerate(order)
        ]
        strength = None if chances is None else round(float(chances[:-1].max(initial=0.0)), 4)
        return SearchResults(results=tuple(results), topic=strength, analysis=query.analysis)

    def _scores(self, query: _Query) -> tuple[Scores, Scores, float]:
        """Every passage's and phrase's score, and the highest a phrase could reach."""
        passages, _ = self._passages.score(
            query.passage_columns, query.weights[: len(query.passage_columns)]
        )
        phrases, reachable = self._phrases.score(query.phrase_columns, query.weights)
        return passages, phrases, reachable

    def _result(
        self, scored: _Scored, guide: int, scores: Sequence[float], *, keenly: bool
    ) -> SearchResult:
        """One guide's result; `scores` are its fused, phrase, passage, topic and dense
        score."""
        coverage, bigram_coverage = self._coverages(scored, guide) if keenly else (0.0, 0.0)
        fused, by_phrase, by_passage, by_topic, by_dense = (round(score, 4) for score in scores)
        return SearchResult(
            guide=self._guides[guide],
            score=fused,
            phrase_score=by_phrase,
            passage_score=by_passage,
            topic_score=by_topic,
            dense_score=by_dense,
            coverage=coverage,
            bigram_coverage=bigram_coverage,
            achieved=self._achieved(scored, guide),
            chunks=self._scored_chunks(scored, guide),
        )

    def _hide_others(self, passages: Scores, phrases: Scores, guide: int) -> None:
        for scores, starts in ((passages, self._chunk_starts), (phrases, self._phrase_starts)):
            scores[: int(starts[guide])] = 0
            scores[int(starts[guide + 1]) :] = 0

    def _hide(self, passages: Scores, phrases: Scores, hidden: "_Hidden") -> None:
        guide = hidden.guide
        first = int(self._phrase_starts[guide])
        if hidden.line is not None:
            phrases[first + hidden.line] = 0
            return
        phrases[first : int(self._phrase_starts[guide + 1])] = 0
        passages[int(self._chunk_starts[guide]) : int(self._chunk_starts[guide + 1])] = 0

    def _chances(self, query: _Query, hidden: _Hidden | None) -> Scores | None:
        """How likely the question speaks of each guide, and of none; None without a model."""
        if self._topics is None:
            return None
        chances = self._topics.chances(query.keys)
        if hidden is not None and hidden.line is None and hidden.guide < len(chances) - 1:
            chances[hidden.guide] = 0
        return chances

    def _topic_scores(self, chances: Scores | None) -> Scores:
        """The topic scores of every guide, the highest 1. What the model was not taught as a
        guide is a subject without one."""
        if chances is None:
            return np.zeros(len(self._guides), dtype=np.float32)
        scores = np.full(len(self._guides), chances[NO_GUIDE], dtype=np.float32)
        scores[: len(chances) - 1] = chances[:-1]
        return _normal(scores)

    def _nearest(self, passages: Scores, phrases: Scores) -> NDArray[np.intp]:
        """The guides whose single best texts score highest, best first."""
        best = _normal(_best_of_groups(passages, self._chunk_starts)) + _normal(
            _best_of_groups(phrases, self._phrase_starts)
        )
        if len(best) > _CANDIDATES:
            least = np.partition(best, -_CANDIDATES)[-_CANDIDATES]
            near = np.flatnonzero(best >= least) if least > 0 else np.flatnonzero(best)
        else:
            near = np.arange(len(best))
        return near[np.argsort(-best[near], kind="stable")[:_CANDIDATES]]

    def _achieved(self, scored: _Scored, guide: int) -> float:
        phrase = _best_in(scored.phrases, self._phrase_starts, guide)
        if phrase is None or not scored.reachable:
            return 0.0
        return round(float(scored.phrases[phrase]) / scored.reachable, 4)

    def _readings(self, text: str) -> _Readings:
        raw = syllables(clean(text[:_MOST_CHARACTERS]))[:_MOST_WORDS]
        plain, repairs = self._repair(raw)
        reread = [p if fold(r) != p else r for r, p in zip(raw, plain, strict=False)]
        words = reread if len(raw) == len(plain) else plain
        expanded = self._glossary.expand(words)
        return _Readings(
            raw=tuple(raw),
            readings=(
                tuple(folded(words)),
                *(tuple(folded(reading)) for reading, _ in expanded),
            ),
            expansions=tuple(dict.fromkeys(label for _, made in expanded for label in made)),
            repairs=tuple(repairs),
            reading=replaced(text, {r.token: r.read_as for r in repairs}) if repairs else "",
        )

    def _read(self, text: str) -> _Query:
        read = self._readings(text)
        raw, readings = read.raw, read.readings
        words = {word: 1.0 for reading in readings for word in reading}
        beside = _PAIR_WEIGHT if len(raw) >= _FEW else _PAIR_WEIGHT_IN_FEW
        together = {pair: beside for reading in readings for pair in pairs(list(reading))}
        terms = words | together if self._parts.pairs else words
        if has_diacritics(text) and self._parts.raw:
            terms |= {RAW + word: _RAW_WEIGHT for word in raw}
        line = " ".join(readings[0]) if self._parts.runs else ""
        runs = np.unique(run_keys([line])[0])
        keys = np.concatenate([term_keys(terms), runs])
        passage_columns = self._passages.columns(keys[: len(terms)])
        phrase_columns = self._phrases.columns(keys)
        if self._phrases.size > _LARGE:
            common = self._phrases.counts(phrase_columns) > _MANY
            common[: len(terms)] = False
            phrase_columns[common] = -1
        known = self._terms(terms, passage_columns, phrase_columns)
        if len(raw) >= _STORY:
            terms = {term: weight * self._rarity(term, known) for term, weight in terms.items()}
        analysis = QueryAnalysis(
            tokens=raw,
            expansions=read.expansions,
            repairs=read.repairs,
            unknown=tuple(word for word in readings[0] if not known[word].is_known),
            reading=read.reading,
        )
        return _Query(
            analysis=analysis,
            readings=readings,
            terms=known,
            keys=keys,
            weights=np.array([*terms.values()] + [_RUN_WEIGHT] * len(runs), dtype=np.float32),
            passage_columns=passage_columns,
            phrase_columns=phrase_columns,
        )

    def _terms(
        self, terms: Iterable[str], in_passages: Columns, in_phrases: Columns
    ) -> dict[str, _Term]:
        """What both fields know of each term."""
        size, counts = self._passages.size, self._passages.counts(in_passages)
        idf = np.log(1 + (size - counts + 0.5) / (counts + 0.5))
        facts = zip(idf.tolist(), in_passages.tolist(), in_phrases.tolist(), strict=False)
        return {term: _Term(*known) for term, known in zip(terms, facts, strict=True)}

    def _repair(self, raw: list[str]) -> tuple[list[str], list[Repair]]:
        plain = folded(raw)
        known = zip(plain, self._known(plain), strict=True)
        if not self._parts.repair or all(
            there or self._glossary.knows(word) for word, there in known
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

    def _known(self, words: Sequence[str]) -> list[bool]:
        """Which words stand in any passage or phrase."""
        keys = term_keys(words)
        columns = np.maximum(self._passages.columns(keys), self._phrases.columns(keys))
        return [column >= 0 for column in columns.tolist()]

    @cached_property
    def _repairer(self) -> Repairer:
        words = self._words.decode().split("\n")
        keys = term_keys(words)
        counts = self._passages.counts(self._passages.columns(keys)) + self._phrases.counts(
            self._phrases.columns(keys)
        )
        known = dict(zip(words, counts.tolist(), strict=True))
        return Repairer(known, self._pairs, NearWords(words))

    def _pairs(self, pair: str) -> int:
        """In how many passages and phrases a pair stands."""
        return self._passages.count(pair) + self._phrases.count(pair)

    def _coverages(self, scored: _Scored, guide: int) -> tuple[float, float]:
        """The shares of the idf mass of words and of word pairs that the guide's best passage
        or best phrase has, each for the reading that suits it best."""
        passage = _best_in(scored.passages, self._chunk_starts, guide)
        phrase = _best_in(scored.phrases, self._phrase_starts, guide)
        known, readings = scored.query.terms, scored.query.readings
        paired = [pairs(list(reading)) if self._parts.pairs else [] for reading in readings]
        there = {
            term
            for term in {t for terms in (*readings, *paired) for t in terms}
            if (passage is not None and self._passages.contains(passage, known[term].passage))
            or (phrase is not None and self._phrases.contains(phrase, known[term].phrase))
        }

        def covered(terms: Iterable[str]) -> float:
            mass = {term: known[term].idf for term in terms}
            total = sum(mass.values())
            return sum(mass[term] for term in mass if term in there) / total if total else 0.0

        words = max(covered(reading) for reading in readings)
        both = max(map(covered, paired))
        return round(words, 4), round(both, 4)

    def _rarity(self, term: str, known: Mapping[str, _Term]) -> float:
        """The square root of a term's idf as a share of the highest; 1 where it is not known."""
        bare = known.get(term.removeprefix(RAW))
        if bare is None or bare.passage < 0:
            return 1.0
        return math.sqrt(bare.idf / math.log(1 + self._passages.size))

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


def _phrase_terms(raw: list[str], plain: list[str], glossary: Glossary) -> list[str]:
    readings = [plain] + [folded(reading) for reading, _ in glossary.expand(raw)]
    terms = list(dict.fromkeys(t for reading in readings for t in (*reading, *pairs(reading))))
    return terms + [RAW + word for word in raw]


def _top(scores: Scores) -> float:
    return float(scores.max(initial=0.0)) or 1.0


def _normal(scores: Scores) -> Scores:
    """Divided by the highest, so that two fields can be added."""
    return scores / _top(scores)


def _evidence(
    scores: Scores, starts: NDArray[Any], groups: NDArray[np.intp], decay: float
) -> Scores:
    """Every group's best four scores added, each counting `decay` times the one before,
    divided by the highest sum. One lucky line counts for less than several that agree."""
    sizes = starts[groups + 1] - starts[groups]
    every = np.arange(max(_AGREEING, int(sizes.max(initial=0))))
    places = np.minimum(starts[groups][:, None] + every, max(0, len(scores) - 1))
    texts = np.where(every < sizes[:, None], scores[places] if len(scores) else 0, 0)
    best = -np.sort(-texts, axis=1)[:, :_AGREEING]
    sums = best @ decay ** np.arange(_AGREEING)
    return _normal(sums.astype(np.float32))


def _best_of_groups(scores: Scores, starts: NDArray[Any]) -> Scores:
    """The highest score of every group; groups lie between neighbouring starts."""
    if len(scores) == len(starts) - 1 and (starts[:-1] < starts[1:]).all():
        # One text in each, as in a set of plain documents.
        return scores
    best = np.zeros(len(starts) - 1, dtype=np.float32)
    filled = starts[:-1] < starts[1:]
    if filled.any():
        best[filled] = np.maximum.reduceat(scores, starts[:-1][filled])
    return best


def _best_in(scores: Scores, starts: NDArray[Any], group: int) -> int | None:
    first, last = int(starts[group]), int(starts[group + 1])
    return first + int(scores[first:last].argmax()) if last > first else None
