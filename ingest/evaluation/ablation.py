"""The ablation: what each part of the search adds, on labelled sets, in every way of typing.

For every set: the lexical search whole and without each of its parts, the vectors alone, and
both fused at several weights. Fused is the lexical score divided by its highest, plus the
weight times the cosine (below 0 counts as 0) divided by its highest; reciprocal ranks let a
weak list ruin a strong one.
"""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean

import numpy as np
from numpy.typing import NDArray

from bot.adapters.lexical_index import LexicalIndex, Parts
from bot.domain.guide import Guide
from bot.domain.search import Chunk, ChunkKind, Phrase
from bot.domain.values import Value
from bot.language.abbreviations import Glossary
from bot.ports import Embedder
from ingest.catalogues import catalogues
from ingest.evaluation.beir import BeirSet
from ingest.evaluation.questions import Labelled
from ingest.evaluation.typist import Typist, Way
from ingest.extras import Extras

WEIGHTS = (0.1, 0.2, 0.3, 0.5, 1.0)
"""What the vectors count for beside the lexical score."""
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
class View:
    """How texts speak for a document: by the mean of their vectors, or by the nearest."""

    texts: Mapping[str, Sequence[str]]
    nearest: bool = False


@dataclass(frozen=True)
class TrialSet:
    """A labelled set: what is indexed, the views that are embedded (by name), and the
    questions with the ids that are right."""

    name: str
    chunks: Sequence[Chunk]
    phrases: Sequence[Phrase]
    views: Mapping[str, View]
    questions: Sequence[tuple[str, frozenset[str]]]


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
        views={"text": View({i: [f"{title}\n{text}"] for i, title, text in documents})},
        questions=[
            (labelled.queries[query], frozenset(grades))
            for query, grades in labelled.relevant.items()
            if query in labelled.queries
        ],
    )


def guide_trial(
    name: str, guides: Sequence[Guide], extras: Extras, questions: Iterable[Labelled]
) -> TrialSet:
    """The Vietnamese guides and the questions that one of them serves. Three views: the head
    (title and summary), the mean of title and ways of asking, the nearest phrase."""
    contents = catalogues(list(guides), extras)["vi"]
    phrases: dict[str, list[str]] = {}
    owners = {chunk.id: chunk.guide for chunk in contents.chunks}
    for phrase in contents.phrases:
        phrases.setdefault(owners[phrase.chunk], []).append(phrase.text)
    ours = [guide for guide in guides if guide.language == "vi"]
    head = {guide.id: [f"{guide.title}\n{guide.summary}"] for guide in ours}
    asks = {guide.id: [guide.title, *guide.asks] for guide in ours}
    subjects = {one.id: [one.subject, *one.asks] for one in extras.outside}
    served = set(head)
    return TrialSet(
        name=name,
        chunks=contents.chunks,
        phrases=contents.phrases,
        views={
            "head": View(head | {i: ["\n".join(texts)] for i, texts in subjects.items()}),
            "asks": View(asks | subjects),
            "phrases": View(phrases, nearest=True),
        },
        questions=[(one.q, frozenset({one.guide})) for one in questions if one.guide in served],
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
    views = {name: _Dense(view, embedder) for name, view in trial.views.items()} if embedder else {}
    for ranking, search in _searches(trial, Glossary(glossary)):
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
    """One view embedded: every document's cosine to a question."""

    def __init__(self, view: View, embedder: Embedder) -> None:
        self.ids = [name for name, texts in view.texts.items() if texts]
        groups = [view.texts[name] for name in self.ids]
        self._starts = np.cumsum([0] + [len(texts) for texts in groups[:-1]])
        rows = np.asarray(
            embedder.passages([text for texts in groups for text in texts]), dtype=np.float32
        )
        self._nearest = view.nearest
        if not view.nearest:
            rows = np.add.reduceat(rows, self._starts)
            rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
        self._rows: _Rows = rows

    def cosines(self, vector: _Rows) -> _Rows:
        """Every document's cosine, in the order of `ids`."""
        found: _Rows = self._rows @ vector
        if self._nearest:
            found = np.maximum.reduceat(found, self._starts)
        return found


def _searches(trial: TrialSet, glossary: Glossary) -> Iterator[tuple[str, LexicalIndex]]:
    """The lexical search whole and without each part, by the row's name."""
    with tempfile.TemporaryDirectory() as folder:
        whole, bare = Path(folder) / "whole", Path(folder) / "bare"
        LexicalIndex.build(trial.chunks, trial.phrases, glossary, whole)
        for ranking, parts in _WITHOUT.items():
            yield ranking, LexicalIndex.open(whole, trial.chunks, glossary, parts)
        nothing = Glossary(())
        LexicalIndex.build(trial.chunks, trial.phrases, nothing, bare)
        yield "lexical - glossary", LexicalIndex.open(bare, trial.chunks, nothing)


def _scores(search: LexicalIndex, text: str) -> dict[str, float]:
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
