"""rank_bm25 over whitespace tokens, the default of LangChain's BM25Retriever."""

from collections.abc import Sequence

from rank_bm25 import BM25Okapi

from bench.documents import Document, fetched, first_owners


class RankBm25Split:
    """BM25Okapi over `split()`."""

    def build(self, documents: Sequence[Document]) -> None:
        """Index the whole texts."""
        self._owners = [document.owner for document in documents]
        self._fetched = fetched(documents)
        self._index = BM25Okapi([document.whole.split() for document in documents])

    def find(self, question: str) -> list[str]:
        """The owners of the best documents."""
        best = self._index.get_scores(question.split()).argsort()[::-1][: self._fetched]
        return first_owners([self._owners[at] for at in best])
