"""The ablation: what each part of the search adds, on labelled sets, in every way of typing.

For every set: the lexical search whole and without each of its parts, the vectors alone, and
both fused at several weights. Fused is the lexical score divided by its highest, plus the
weight times the cosine (below 0 counts as 0) divided by its highest; reciprocal ranks let a
weak list ruin a strong one. `deployed` is the search that a sync would publish: the vectors
weighed on the catalogue's own questions, none of those that are asked here.
"""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean

import numpy as np
from numpy.typing import NDArray

from bot.adapters.catalogue import Loaded
from bot.adapters.lexical_index import LexicalIndex, Parts
from bot.adapters.memory_vectors import MemoryVectors
from bot.adapters.semantic_search import SemanticSearch
from bot.domain.guide import Guide
from bot.domain.search import Chunk, ChunkKind, Lesson, Meaning, Phrase
from bot.domain.values import Value
from bot.language.abbreviations import Glossary
from bot.ports import Embedder, Searcher, VectorIndex
from ingest.catalogues import catalogues
from ingest.evaluation.beir import BeirSet
from ingest.evaluation.questions import Labelled
from ingest.evaluation.typist import Typist, Way
from ingest.extras import Extras
from ingest.weigh import WEIGHTS

_WITHOUT = {
    "lexical": Parts(),
    "lexical - raw": Parts(raw=False),
    "lexical - pairs": Parts(pairs=False),
    "lexical - runs": Parts(runs=False),
    "lexical - phrases": Parts(phrases=False),
    "lexical - topics": Parts(topics=False),
    "lexical - repair": Parts(repair=False),
}
# As many as the lexical search scores in full.
_DEPTH = 30
_Rows = NDArray[np.float32]
Progress = Callable[[str], None]


class Row(Value):
    """One ranking's share of questions with a right document first, by way of typing."""

    set: str
    ranking: str
    right_first: dict[str, float]


@dataclass(frozen=True)
class TrialSet:
    """A labelled set: what is indexed and taught, the texts whose mean vector stands for each
    document (by the view's name), and the questions with the ids that are right. `weigh` says
    what the vectors of the view `head` are worth, where there are questions to weigh them on."""

    name: str
    chunks: Sequence[Chunk]
    phrases: Sequence[Phrase]
    views: Mapping[str, Mapping[str, Sequence[str]]]
    questions: Sequence[tuple[str, frozenset[str]]]
    lessons: Sequence[Lesson] = ()
    weigh: Callable[[LexicalIndex, VectorIndex, Loaded], Meaning] | None = None


@dataclass
class _Rankings:
    """The rows of one set, as they grow."""

    found: dict[str, dict[str, float]] = field(default_factory=dict)

    def add(self, ranking: str, way: Way, share: float) -> None:
        self.found.setdefault(ranking, {})[way.value] = round(share, 4)


def beir_trial(name: str, labelled: BeirSet) -> TrialSet:
    """A set in BEIR layout; a document's title and text are one view."""
    documents = labelled.documents
    return TrialSet(
        name=name,
        chunks=[
            Chunk(id=i, guide=i, kind=ChunkKind.HEAD, part="", title=title, text=text)
            for i, title, text in documents
        ],
        phrases=[Phrase(text=title, chunk=i) for i, title, _ in documents if title],
        views={"text": {i: [f"{title}\n{text}"] for i, title, text in documents}},
        questions=[
            (labelled.queries[query], frozenset(grades))
            for query, grades in labelled.relevant.items()
            if query in labelled.queries
        ],
    )


def guide_trial(
    name: str, guides: Sequence[Guide], extras: Extras, questions: Iterable[Labelled]
) -> TrialSet:
    """The Vietnamese guides and the questions that one of them serves. Two views: the head, as
    a sync embeds it, and the mean of title and ways of asking."""
    contents = catalogues(list(guides), extras)["vi"]
    ours = [guide for guide in guides if guide.language == "vi"]
    served = {guide.id for guide in ours}
    return TrialSet(
        name=name,
        chunks=contents.chunks,
        phrases=contents.phrases,
        views={
            "head": {guide: [text] for guide, text in contents.heads.items()},
            "asks": {guide.id: [guide.title, *guide.asks] for guide in ours},
        },
        questions=[(one.q, frozenset({one.guide})) for one in questions if one.guide in served],
        lessons=contents.lessons(),
        weigh=contents.weigh,
    )


def ablation(
    trial: TrialSet,
    glossary: Sequence[tuple[str, tuple[str, ...]]],
    embedder: Embedder | None,
    progress: Progress = lambda doing: None,
) -> list[Row]:
    """The table of one set; without an embedder the lexical rows alone."""
    typist, rankings = Typist(glossary), _Rankings()
    typed = {way: [typist.type(text, way) for text, _ in trial.questions] for way in Way}
    right = [ids for _, ids in trial.questions]
    ids = list(dict.fromkeys(chunk.guide for chunk in trial.chunks))
    views = {name: _Dense(one, ids, embedder) for name, one in trial.views.items() if embedder}
    for ranking, search in _searches(trial, Glossary(glossary), embedder):
        for way, texts in typed.items():
            progress(f"{trial.name}: {ranking}, {way.value}")
            found = [_scores(search, text) for text in texts]
            rankings.add(ranking, way, _right_first(map(_best, found), right))
            if ranking == "lexical" and embedder:
                vectors = np.asarray([embedder.query(text) for text in texts], dtype=np.float32)
                _fuse(rankings, way, found, views, vectors, right)
    return [
        Row(set=trial.name, ranking=ranking, right_first=shares)
        for ranking, shares in rankings.found.items()
    ]


class _Dense:
    """One view embedded: every document's cosine to a question. Documents without a text in
    the view, subjects without a guide, have a cosine of 0, and compete by their words."""

    def __init__(
        self, texts: Mapping[str, Sequence[str]], ids: Sequence[str], embedder: Embedder
    ) -> None:
        # Those with a text first, in their order.
        self.ids = sorted(ids, key=lambda name: not texts.get(name))
        groups = [texts[name] for name in self.ids if texts.get(name)]
        starts = np.cumsum([0] + [len(own) for own in groups[:-1]])
        every = embedder.passages([text for own in groups for text in own])
        rows = np.add.reduceat(np.asarray(every, dtype=np.float32), starts)
        rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
        self._rows: _Rows = np.pad(rows, ((0, len(self.ids) - len(groups)), (0, 0)))

    def cosines(self, vector: _Rows) -> _Rows:
        """Every document's cosine, in the order of `ids`."""
        return self._rows @ vector


def _searches(
    trial: TrialSet, glossary: Glossary, embedder: Embedder | None
) -> Iterator[tuple[str, Searcher]]:
    """The lexical search whole and without each part, then as it is deployed, by the row's
    name."""
    with tempfile.TemporaryDirectory() as folder:
        whole, bare = Path(folder) / "whole", Path(folder) / "bare"
        blind = _taught(trial, glossary, whole)
        for ranking, parts in _WITHOUT.items():
            yield ranking, LexicalIndex.open(whole, trial.chunks, glossary, parts)
        nothing = Glossary(())
        _taught(trial, nothing, bare)
        yield "lexical - glossary", LexicalIndex.open(bare, trial.chunks, nothing)
        if embedder and trial.weigh:
            heads = {name: "\n".join(texts) for name, texts in trial.views["head"].items()}
            vectors = MemoryVectors.of(heads, embedder)
            meaning = trial.weigh(blind, vectors, Loaded(embedder))
            index = LexicalIndex.open(whole, trial.chunks, glossary)
            deployed = SemanticSearch(
                index, meaning, lambda: embedder, lambda: vectors, lambda: None
            )
            yield f"deployed ({meaning.weight:g})", deployed


def _taught(trial: TrialSet, glossary: Glossary, folder: Path) -> LexicalIndex:
    """The set's index in a folder, with a topic model beside it; without one in hand, which
    is learned from all lessons but those held out."""
    LexicalIndex.build(trial.chunks, trial.phrases, glossary, folder)
    index = LexicalIndex.open(folder, trial.chunks, glossary)
    topics, unseeing = index.learn(trial.lessons)
    if topics is not None:
        topics.write(folder / "topics")
    return index.with_topics(unseeing)


def _scores(search: Searcher, text: str) -> dict[str, float]:
    return {result.guide: result.score for result in search.search(text, limit=_DEPTH).results}


def _fuse(
    rankings: _Rankings,
    way: Way,
    lexical: Sequence[Mapping[str, float]],
    views: Mapping[str, _Dense],
    vectors: _Rows,
    right: Sequence[frozenset[str]],
) -> None:
    for name, dense in views.items():
        alone: list[str | None] = []
        fused: dict[float, list[str | None]] = {weight: [] for weight in WEIGHTS}
        for scores, vector in zip(lexical, vectors, strict=True):
            cosines = _normal(np.maximum(dense.cosines(vector), 0))
            words = _normal(np.asarray([scores.get(i, 0.0) for i in dense.ids], dtype=np.float32))
            alone.append(_first(dense.ids, cosines))
            for weight, best in fused.items():
                best.append(_first(dense.ids, words + weight * cosines))
        rankings.add(f"dense ({name})", way, _right_first(alone, right))
        for weight, best in fused.items():
            rankings.add(f"fused ({name}) {weight}", way, _right_first(best, right))


def _first(ids: Sequence[str], scores: _Rows) -> str | None:
    return ids[int(scores.argmax())] if len(ids) and scores.any() else None


def _best(scores: Mapping[str, float]) -> str | None:
    return next(iter(scores), None)


def _normal(scores: _Rows) -> _Rows:
    return scores / (float(scores.max(initial=0.0)) or 1.0)


def _right_first(best: Iterable[str | None], right: Sequence[frozenset[str]]) -> float:
    return mean(first in ids for first, ids in zip(best, right, strict=True))
