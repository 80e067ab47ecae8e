"""Growth: ever larger sets of documents, and what they cost to build, ask and hold."""

import json
import lzma
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from bench.documents import Document, QuestionSet
from bench.sets import SHARED, guide_documents, typed_in_turn
from bot.settings import Settings

SIZES = (100, 1_000, 10_000, 25_000, 100_000)
QUESTIONS = 100
SECONDS = 150.0
"""How long a system may take with one size, building and answering."""
_PAIRS = SHARED / "data" / "pairs_vi.jsonl.xz"
_LONGEST = 400


def growth_set(settings: Settings, size: int) -> QuestionSet:
    """A set of that many documents: Vietnamese passages with a short text as title, or where
    those are not shared our guides' pieces under each other's titles."""
    texts = _passages(_PAIRS) if _PAIRS.is_file() else _shuffled(guide_documents(settings))
    return QuestionSet(
        name=f"growth-{size}",
        title=f"{size} documents",
        documents=[
            Document(f"d{place}", f"d{place}", "head", title, text, (title,))
            for place, (title, text) in enumerate(islice(texts, size))
        ],
        questions={"in turn": list(typed_in_turn(QUESTIONS))},
    )


def source() -> str:
    """Where the documents come from, in words."""
    if _PAIRS.is_file():
        return "passages of Wikipedia, law and procedures, at most 400 characters each"
    return "pieces of our guides under each other's titles (the shared passages are not here)"


def _passages(file: Path) -> Iterator[tuple[str, str]]:
    with lzma.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            _, title, passage = json.loads(line)
            for piece in _pieces(passage):
                yield title, piece


def _pieces(text: str) -> Iterator[str]:
    while len(text) > _LONGEST:
        end = text.rfind(" ", 0, _LONGEST)
        end = end if end > 0 else _LONGEST
        yield text[:end]
        text = text[end:].strip()
    if text:
        yield text


def _shuffled(pieces: list[Document]) -> Iterator[tuple[str, str]]:
    for turn in range(len(pieces)):
        for place, piece in enumerate(pieces):
            yield pieces[(place + turn) % len(pieces)].title, piece.text
