"""SQLite FTS5 with `remove_diacritics 2`, any word may match."""

import re
import sqlite3
from collections.abc import Sequence

from bench.documents import Document, fetched, first_owners

_WORD = re.compile(r"\w+")


class SqliteFts5:
    """BM25 of FTS5 in memory."""

    def build(self, documents: Sequence[Document]) -> None:
        """Insert every document."""
        self._fetched = fetched(documents)
        self._base = sqlite3.connect(":memory:")
        self._base.execute(
            "create virtual table documents using fts5"
            "(owner unindexed, text, tokenize='unicode61 remove_diacritics 2')"
        )
        self._base.executemany(
            "insert into documents values (?, ?)", [(d.owner, d.whole) for d in documents]
        )

    def find(self, question: str) -> list[str]:
        """The owners of the best documents."""
        words = " OR ".join(f'"{word}"' for word in _WORD.findall(question))
        if not words:
            return []
        rows = self._base.execute(
            "select owner from documents where documents match ? order by rank limit ?",
            (words, self._fetched),
        )
        return first_owners([row[0] for row in rows])
