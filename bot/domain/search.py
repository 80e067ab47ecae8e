"""What can be found, and what a search gives back."""

import math
from collections.abc import Sequence
from enum import StrEnum

from pydantic import Field

from bot.domain.values import Value

Vector = Sequence[float]
"""A text's meaning as numbers: of length 1, or all zeros where nothing of the text is known."""


class ChunkKind(StrEnum):
    """The retrievable pieces of a guide; OUTSIDE is a subject known to have no
    guide, CARD an official procedure."""

    HEAD = "head"
    STEP = "step"
    SECTION = "section"
    ERROR = "error"
    QUICK = "quick"
    OUTSIDE = "outside"
    CARD = "card"


class Chunk(Value):
    """A retrievable piece. `part` names it inside its guide: a step id, a section kind,
    an error id, a quick answer's id; empty for the head. `text` is verbatim guide text."""

    id: str
    guide: str
    kind: ChunkKind
    part: str
    title: str
    text: str


def chunk_id(guide: str, kind: ChunkKind, part: str = "") -> str:
    """The id of a guide's chunk."""
    return f"{guide}#{kind.value}:{part}" if part else f"{guide}#{kind.value}"


class Phrase(Value):
    """A short line that leads to a chunk: a title, a citizen's way of asking, an error."""

    text: str
    chunk: str


class Lesson(Value):
    """A text that teaches which guide such words speak of, or that they speak of none, and
    how much it counts. A lesson held out is kept from the model that calibration asks."""

    text: str
    guide: str | None
    weight: float = 1.0
    held_out: bool = False


class Repair(Value):
    """A token that no guide contains, and what it was read as."""

    token: str
    read_as: str


class ModelStamp(Value):
    """Which model made a vector: its name, the revision of its content (a hash or a commit)
    and how many numbers it gives. Vectors of different stamps say nothing to each other."""

    model: str
    revision: str
    dimension: int

    def __str__(self) -> str:
        return f"{self.model}@{self.revision[:12]} ({self.dimension})"


class Near(Value):
    """A vector's neighbour with their cosine (-1 to 1)."""

    id: str
    cosine: float


class Meaning(Value):
    """What vectors are worth in a catalogue: the model that made them, and what its cosines
    and a reranker's scores count for beside the words, as weighed on `asked` questions of the
    catalogue's own (0 leaves them out). `related` are every guide's nearest other guides;
    `heads` is the digest of the texts that were embedded."""

    stamp: ModelStamp
    weight: float = 0.0
    reranker: str | None = None
    reranker_weight: float = 0.0
    asked: int = 0
    related: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    heads: str = ""


class QueryAnalysis(Value):
    """How a query was read. `reading` is the repaired text; empty where nothing was."""

    tokens: tuple[str, ...]
    expansions: tuple[str, ...]
    repairs: tuple[Repair, ...]
    unknown: tuple[str, ...]
    reading: str = ""


class ScoredChunk(Value):
    """A chunk with its fused score (0 to 2) inside one guide."""

    chunk: Chunk
    score: float


class SearchResult(Value):
    """One guide's place in the ranking.

    `score` is the sum of the max-normalised phrase and passage scores, of the weighted topic
    score (together 0 to 3), and of what vectors and a reranker add;
    `coverage` the share (0 to 1) of the query's idf mass that the guide's best phrase and
    passage contain; `bigram_coverage` the same over word pairs; `achieved` the phrase score
    as a share (0 to 1) of the highest score the query could reach. Coverage is read for the
    first two guides only; it is 0 further down.
    """

    guide: str
    score: float
    phrase_score: float
    passage_score: float
    topic_score: float
    dense_score: float = 0.0
    coverage: float
    bigram_coverage: float
    achieved: float
    chunks: tuple[ScoredChunk, ...]


class SearchResults(Value):
    """The ranked guides, best first, and how the query was read. `topic` (about 0 to 1) is
    how clearly the words speak of any one guide; a follow-up names no subject of its own and
    stays below a third. None where no topic model was trained."""

    results: tuple[SearchResult, ...]
    topic: float | None = None
    analysis: QueryAnalysis


class Signals(Value):
    """What tells a real match from a chance one, from the first results of a search.

    `topic` is how clearly the words speak of one guide and not of none (0 where no topic
    model was taught); `length` the logarithm of the question's words: a long story is covered
    less well than a short question by the guide that answers it.
    """

    coverage: float
    bigram_coverage: float
    margin: float
    topic: float
    length: float

    @classmethod
    def of(cls, results: SearchResults) -> "Signals":
        """The signals of a search; all zero when it found nothing."""
        if not results.results:
            return cls(coverage=0, bigram_coverage=0, margin=0, topic=0, length=0)
        first = results.results[0]
        second = results.results[1].score if len(results.results) > 1 else 0.0
        return cls(
            coverage=first.coverage,
            bigram_coverage=first.bigram_coverage,
            margin=first.score - second,
            topic=results.topic or 0.0,
            length=math.log(max(1, len(results.analysis.tokens))),
        )

    def values(self) -> tuple[float, ...]:
        """The signals in their fixed order, which is that of the fields."""
        return self.coverage, self.bigram_coverage, self.margin, self.topic, self.length


class Reliability(Value):
    """How often a search was right when it was about so sure: of the calibration questions
    with a confidence from `low` to below `high`, how many were asked and how many led first
    to the guide they belong to."""

    low: float
    high: float
    asked: int
    right: int


class Calibration(Value):
    """How sure a search is, fitted on a generation's own questions.

    A logistic over the signals: `weights` start with the intercept; signals are centred on
    `means` and divided by `scales`. From `answer_from` (0 to 1) on, the first guide is the
    answer; from `offer_from` on, the nearest guides are offered; below, nothing is.
    `declined` is the share of the answerable calibration questions below `answer_from`;
    `answered` the share of the unanswerable ones, their subject hidden, above it; `questions`
    how many of both there were, `reliability` how they went.

    A sync that changes little takes over the calibration from before: `fitted_in` is the
    generation it was fitted in, `carried` how often it was taken over since, `changed` the
    share of phrases changed since. As fitted, these are empty.
    """

    weights: tuple[float, ...]
    means: tuple[float, ...]
    scales: tuple[float, ...]
    answer_from: float
    offer_from: float
    declined: float
    answered: float
    questions: int = 0
    reliability: tuple[Reliability, ...] = ()
    fitted_in: str = ""
    carried: int = 0
    changed: float = 0.0

    def confidence(self, signals: Signals) -> float:
        """The probability (0 to 1) that the first guide answers the question."""
        total = self.weights[0]
        for value, weight, mean, scale in zip(
            signals.values(), self.weights[1:], self.means, self.scales, strict=True
        ):
            total += weight * (value - mean) / scale
        return 1 / (1 + math.exp(-max(-50.0, min(50.0, total))))
