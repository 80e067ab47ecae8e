"""A catalogue: one searchable part of a generation, its chunks, index and calibration."""

import hashlib
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

from bot.adapters.chroma_vectors import ChromaVectors
from bot.adapters.json_lines import JsonLines
from bot.adapters.lexical_index import LexicalIndex
from bot.adapters.memory_vectors import MemoryVectors
from bot.adapters.models import Models
from bot.adapters.semantic_search import SemanticSearch
from bot.adapters.topic_model import TopicModel
from bot.domain.errors import DamagedGeneration
from bot.domain.search import Calibration, Chunk, Lesson, Meaning, Phrase, SearchResults
from bot.language.abbreviations import Glossary
from bot.ports import Embedder, Reranker, Searcher, VectorIndex


class Asked(Protocol):
    """A search that calibration can ask as if it did not know a line, or a guide."""

    @property
    def has_topics(self) -> bool:
        """Whether it has a topic model, which never saw the held-out lessons."""
        ...

    def search_hiding(
        self, query: str, guide: str, line: int | None, *, limit: int = 2
    ) -> SearchResults:
        """See LexicalIndex.search_hiding."""
        ...


@dataclass(frozen=True)
class Loaded:
    """The models a sync embeds and reranks with; none where the settings name none."""

    embedder: Embedder | None = None
    reranker: Reranker | None = None

    def __str__(self) -> str:
        """The models by name, for telling whether they are still the same."""
        stamp = self.embedder.stamp.model_dump_json() if self.embedder else "-"
        return f"{stamp} {self.reranker.name if self.reranker else '-'}"


NO_MODELS = Loaded()


@dataclass(frozen=True)
class Carried:
    """What a catalogue takes over from the one before it, in `folder`, when little is other:
    its topic model, which is taught the lessons once more, its calibration, and what vectors
    are worth."""

    topics: TopicModel | None
    calibration: Calibration
    meaning: Meaning | None
    folder: Path
    lessons: Sequence[Lesson]


@dataclass(frozen=True)
class Contents:
    """What goes into a catalogue. Chunks are grouped by guide. `heads` is the text that
    stands for each guide when it is embedded. `calibrate` is shown the finished search with a
    topic model that has not seen the held-out lessons; so is `weigh`, which says what the
    vectors of the heads are worth beside the words."""

    chunks: Sequence[Chunk]
    phrases: Sequence[Phrase]
    lessons: Callable[[], Sequence[Lesson]]
    heads: Mapping[str, str]
    calibrate: Callable[[Asked], Calibration]
    weigh: Callable[[LexicalIndex, VectorIndex, Loaded], Meaning]
    carried: Carried | None = None

    def digest(self, tables: str, models: str) -> str:
        """The SHA-256 of everything a catalogue is made from, the tables by their digest."""
        whole = hashlib.sha256(f"{tables} {models}".encode())
        for value in (*self.chunks, *self.phrases):
            whole.update(value.model_dump_json().encode())
        return whole.hexdigest()

    def heads_digest(self) -> str:
        """The SHA-256 of the heads."""
        return hashlib.sha256(repr(sorted(self.heads.items())).encode()).hexdigest()


class Catalogue:
    """A catalogue in a folder, opened."""

    def __init__(self, folder: Path, glossary: Glossary, models: Models | None = None) -> None:
        """Without models the words alone are searched. Raises DamagedGeneration when it can't
        be read."""
        try:
            self._chunks = JsonLines(folder / "chunks.jsonl", Chunk)
            calibration = (folder / "calibration.json").read_bytes()
            self.calibration = Calibration.model_validate_json(calibration)
            self.meaning = _read_meaning(folder)
        except (OSError, ValueError) as error:
            raise DamagedGeneration(f"{folder.name}: {error}") from error
        self.index = LexicalIndex.open(folder / "index", self._chunks, glossary)
        self.searcher = self._searcher(folder, models)

    @classmethod
    def write(
        cls, folder: Path, contents: Contents, glossary: Glossary, loaded: Loaded = NO_MODELS
    ) -> None:
        """Write a catalogue into a new folder. Raises OSError."""
        folder.mkdir()
        lines = "".join(chunk.model_dump_json() + "\n" for chunk in contents.chunks)
        (folder / "chunks.jsonl").write_text(lines, encoding="utf-8")
        where = folder / "index"
        LexicalIndex.build(contents.chunks, contents.phrases, glossary, where)
        index = LexicalIndex.open(where, contents.chunks, glossary)
        learned = _carried_over(contents, index, loaded) or _learned(contents, index, loaded)
        if learned.topics is not None:
            learned.topics.write(where / "topics")
        if learned.meaning is not None:
            _write_meaning(folder, contents, learned)
        calibration = learned.calibration.model_dump_json()
        (folder / "calibration.json").write_text(calibration, encoding="utf-8")

    def chunk(self, chunk_id: str) -> Chunk | None:
        """The chunk with that id."""
        place = self._places.get(chunk_id)
        return None if place is None else self._chunks[place]

    @cached_property
    def _places(self) -> dict[str, int]:
        return {chunk.id: place for place, chunk in enumerate(self._chunks)}

    def _searcher(self, folder: Path, models: Models | None) -> Searcher:
        meaning = self.meaning
        if models is None or meaning is None:
            return self.index
        if not meaning.weight and not meaning.reranker_weight:
            return self.index
        vectors = models.vectors(folder / "vectors")
        return SemanticSearch(
            self.index, meaning, models.embedder, vectors.get, lambda: _same(models, meaning)
        )


def _same(models: Models, meaning: Meaning) -> Reranker | None:
    """The reranker, if it is the one that was weighed."""
    reranker = models.reranker()
    return reranker if reranker and reranker.name == meaning.reranker else None


@dataclass(frozen=True)
class _Learned:
    topics: TopicModel | None
    calibration: Calibration
    meaning: Meaning | None
    vectors: VectorIndex | Path | None
    """The vectors, or the folder to copy them from."""


def _learned(contents: Contents, index: LexicalIndex, loaded: Loaded) -> _Learned:
    topics, unseeing = index.learn(contents.lessons())
    blind = index.with_topics(unseeing)
    vectors = _embedded(contents, loaded)
    meaning = contents.weigh(blind, vectors, loaded) if vectors else None
    asked: Asked = blind
    if vectors and meaning and (meaning.weight or meaning.reranker_weight):
        asked = SemanticSearch(
            blind, meaning, lambda: loaded.embedder, lambda: vectors, lambda: loaded.reranker
        )
    return _Learned(topics, contents.calibrate(asked), meaning, vectors)


def _carried_over(contents: Contents, index: LexicalIndex, loaded: Loaded) -> _Learned | None:
    carried = contents.carried
    if carried is None or not _made_by(carried.meaning, loaded):
        return None
    topics = carried.topics
    if topics is not None and carried.lessons:
        topics = topics.taught(index.read_lessons(carried.lessons))
    meaning, vectors = carried.meaning, None
    if meaning is not None:
        same = meaning.heads == contents.heads_digest()
        vectors = carried.folder / "vectors" if same else _embedded(contents, loaded)
    return _Learned(topics, carried.calibration, meaning, vectors)


def _made_by(meaning: Meaning | None, loaded: Loaded) -> bool:
    """Whether it was weighed with just these models."""
    if meaning is None or loaded.embedder is None:
        return meaning is None and loaded.embedder is None
    reranker = loaded.reranker.name if loaded.reranker else None
    return (meaning.stamp, meaning.reranker) == (loaded.embedder.stamp, reranker)


def _embedded(contents: Contents, loaded: Loaded) -> MemoryVectors | None:
    return MemoryVectors.of(contents.heads, loaded.embedder) if loaded.embedder else None


def _write_meaning(folder: Path, contents: Contents, learned: _Learned) -> None:
    if learned.meaning is None or learned.vectors is None:
        return
    meaning = learned.meaning.model_copy(update={"heads": contents.heads_digest()})
    (folder / "meaning.json").write_text(meaning.model_dump_json(), encoding="utf-8")
    if isinstance(learned.vectors, Path):
        shutil.copytree(learned.vectors, folder / "vectors")
    else:
        ChromaVectors.build(folder / "vectors", learned.vectors.stamp, learned.vectors.all())


def _read_meaning(folder: Path) -> Meaning | None:
    path = folder / "meaning.json"
    return Meaning.model_validate_json(path.read_bytes()) if path.is_file() else None
