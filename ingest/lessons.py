"""Lessons: what the topic model of a catalogue learns from.

Every phrase, the same phrase typed with slips, short forms and no diacritics, and every
passage. One way of asking in five is held out, so that calibration has questions which the
model it asks has never seen.
"""

import hashlib
from collections.abc import Container, Iterable, Iterator, Sequence

from bot.domain.search import Chunk, ChunkKind, Lesson, Phrase
from ingest.evaluation.typist import Typist, Way

_TYPED_WEIGHT = 0.5
_PASSAGE_WEIGHT = 0.5
# Subjects without a guide are many; all in one, at full weight, they would outshout the guides.
_OUTSIDE_WEIGHT = 0.25
_HELD_OUT = 5


def lessons_again(
    changed: Container[str],
    chunks: Sequence[Chunk],
    phrases: Sequence[Phrase],
    glossary: Iterable[tuple[str, tuple[str, ...]]],
) -> list[Lesson]:
    """The lessons of changed guides, among twice as many of the others, so that a model which
    is taught them does not forget the rest; nothing when nothing changed."""
    own = [chunk for chunk in chunks if chunk.guide in changed]
    if not own:
        return []
    ids = {chunk.id for chunk in own}
    fresh = lessons_of(own, [phrase for phrase in phrases if phrase.chunk in ids], glossary)
    others = [phrase for phrase in phrases if phrase.chunk not in ids]
    every = max(1, len(others) // len(fresh))
    return fresh + lessons_of(chunks, others[::every], glossary, passages=False)


def lessons_of(
    chunks: Sequence[Chunk],
    phrases: Iterable[Phrase],
    glossary: Iterable[tuple[str, tuple[str, ...]]],
    *,
    passages: bool = True,
) -> list[Lesson]:
    """The lessons of a catalogue, with or without those of its passages. Subjects without a
    guide together teach what speaks of none."""
    owners = {chunk.id: chunk for chunk in chunks}
    leading = [(phrase.text, owners[phrase.chunk]) for phrase in phrases]
    from_passages = _from_passages(chunks) if passages else ()
    return [*_from_phrases(leading, Typist(glossary)), *from_passages]


def is_held_out(ask: str) -> bool:
    """Whether a way of asking is kept for calibration; the same at every sync."""
    return hashlib.blake2b(ask.encode(), digest_size=8).digest()[0] % _HELD_OUT == 0


def _from_phrases(phrases: Iterable[tuple[str, Chunk]], typist: Typist) -> Iterator[Lesson]:
    for text, chunk in phrases:
        outside = chunk.kind is ChunkKind.OUTSIDE
        is_ask = text != chunk.title and (outside or chunk.kind is ChunkKind.HEAD)
        lesson = Lesson(
            text=text,
            guide=None if outside else chunk.guide,
            weight=_OUTSIDE_WEIGHT if outside else 1.0,
            held_out=is_ask and is_held_out(text),
        )
        typed = {"text": typist.type(text, Way.MIXED), "weight": lesson.weight * _TYPED_WEIGHT}
        yield lesson
        yield lesson.model_copy(update=typed)


def _from_passages(chunks: Iterable[Chunk]) -> Iterator[Lesson]:
    for chunk in chunks:
        if chunk.kind is not ChunkKind.OUTSIDE:
            yield Lesson(text=chunk.text, guide=chunk.guide, weight=_PASSAGE_WEIGHT)
