"""A catalogue: one searchable part of a generation, its chunks, index and calibration."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bot.adapters.json_lines import JsonLines
from bot.adapters.lexical_index import LexicalIndex
from bot.adapters.topic_model import TopicModel
from bot.domain.errors import DamagedGeneration
from bot.domain.search import Calibration, Chunk, Lesson, Phrase
from bot.language.abbreviations import Glossary


@dataclass(frozen=True)
class Carried:
    """What a catalogue takes over from the one before it when little is other: its topic
    model, which is taught what is new, and its calibration."""

    topics: TopicModel | None
    calibration: Calibration
    fresh: Sequence[Lesson]


@dataclass(frozen=True)
class Contents:
    """What goes into a catalogue. Chunks are grouped by guide; `calibrate` is shown the
    finished index with a topic model that has not seen the held-out lessons."""

    chunks: Sequence[Chunk]
    phrases: Sequence[Phrase]
    lessons: Sequence[Lesson]
    calibrate: Callable[[LexicalIndex], Calibration]
    carried: Carried | None = None

    def digest(self, tables: str) -> str:
        """The SHA-256 of everything a catalogue is made from, the tables by their digest."""
        whole = hashlib.sha256(tables.encode())
        for value in (*self.chunks, *self.phrases):
            whole.update(value.model_dump_json().encode())
        return whole.hexdigest()


class Catalogue:
    """A catalogue in a folder, opened."""

    def __init__(self, folder: Path, glossary: Glossary) -> None:
        """Raises DamagedGeneration when it can't be read."""
        try:
            self._chunks = JsonLines(folder / "chunks.jsonl", Chunk)
            calibration = (folder / "calibration.json").read_bytes()
            self.calibration = Calibration.model_validate_json(calibration)
        except (OSError, ValueError) as error:
            raise DamagedGeneration(f"{folder.name}: {error}") from error
        self.searcher = LexicalIndex.open(folder / "index", self._chunks, glossary)

    @classmethod
    def write(cls, folder: Path, contents: Contents, glossary: Glossary) -> None:
        """Write a catalogue into a new folder. Raises OSError."""
        folder.mkdir()
        lines = "".join(chunk.model_dump_json() + "\n" for chunk in contents.chunks)
        (folder / "chunks.jsonl").write_text(lines, encoding="utf-8")
        where = folder / "index"
        LexicalIndex.build(contents.chunks, contents.phrases, glossary, where)
        index = LexicalIndex.open(where, contents.chunks, glossary)
        topics, calibration = _carried_over(contents, index) or _learned(contents, index)
        if topics is not None:
            topics.write(where / "topics")
        (folder / "calibration.json").write_text(calibration.model_dump_json(), encoding="utf-8")

    def chunk(self, chunk_id: str) -> Chunk | None:
        """The chunk with that id."""
        place = self._places.get(chunk_id)
        return None if place is None else self._chunks[place]

    @cached_property
    def _places(self) -> dict[str, int]:
        return {chunk.id: place for place, chunk in enumerate(self._chunks)}


def _learned(contents: Contents, index: LexicalIndex) -> tuple[TopicModel | None, Calibration]:
    lessons = index.read_lessons(contents.lessons)
    seen = [
        read for read, lesson in zip(lessons, contents.lessons, strict=True) if not lesson.held_out
    ]
    guides = 1 + max((lesson.guide for lesson in lessons), default=-1)
    calibration = contents.calibrate(index.with_topics(TopicModel.learn(seen, guides)))
    return TopicModel.learn(lessons, guides), calibration


def _carried_over(
    contents: Contents, index: LexicalIndex
) -> tuple[TopicModel | None, Calibration] | None:
    """The topic model from before, taught the fresh lessons among twice as many others, so
    that it does not forget them."""
    carried = contents.carried
    if carried is None:
        return None
    if carried.topics is None or not carried.fresh:
        return carried.topics, carried.calibration
    every = max(1, len(contents.lessons) // (2 * len(carried.fresh)))
    lessons = index.read_lessons([*carried.fresh, *contents.lessons[::every]])
    return carried.topics.taught(lessons), carried.calibration
