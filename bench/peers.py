"""Peers: other ways to search the same guides, as public bots configure them."""

import re
import sqlite3
from collections.abc import Sequence
from typing import Protocol

from rank_bm25 import BM25Okapi

from bot.domain.search import Chunk
from bot.ports import Searcher

_WORD = re.compile(r"\w+")


class Peer(Protocol):
    """Anything that finds guides for a question."""

    name: str

    def find(self, question: str) -> list[str]:
        """The guides found, best first, at most three."""
        ...


class Ours:
    """The project's own search."""

    name = "Cầm Tay"

    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher

    def find(self, question: str) -> list[str]:
        """The guides found, best first."""
        return [r.guide for r in self._searcher.search(question, limit=3).results]


class RankBm25:
    """rank_bm25 over whitespace tokens, the default of LangChain's BM25Retriever."""

    name = "rank_bm25, split()"

    def __init__(self, chunks: Sequence[Chunk]) -> None:
        self._guides = [chunk.guide for chunk in chunks]
        self._index = BM25Okapi([_text(chunk).split() for chunk in chunks])

    def find(self, question: str) -> list[str]:
        """The guides of the best chunks."""
        scores = self._index.get_scores(question.split())
        order = scores.argsort()[::-1][:30]
        return _first_three([self._guides[at] for at in order])


class Fts5:
    """SQLite FTS5 with remove_diacritics 2, any word may match."""

    name = "SQLite FTS5, OR"

    def __init__(self, chunks: Sequence[Chunk]) -> None:
        self._base = sqlite3.connect(":memory:")
        self._base.execute(
            "create virtual table chunks using fts5"
            "(guide unindexed, text, tokenize='unicode61 remove_diacritics 2')"
        )
        self._base.executemany(
            "insert into chunks values (?, ?)", [(c.guide, _text(c)) for c in chunks]
        )

    def find(self, question: str) -> list[str]:
        """The guides of the best chunks."""
        words = " OR ".join(f'"{word}"' for word in _WORD.findall(question))
        rows = self._base.execute(
            "select guide from chunks where chunks match ? order by rank limit 30", (words,)
        )
        return _first_three([row[0] for row in rows])


def _text(chunk: Chunk) -> str:
    return f"{chunk.title}\n{chunk.text}"


def _first_three(guides: list[str]) -> list[str]:
    return list(dict.fromkeys(guides))[:3]
