"""Chroma's own vector search over the small static model that the project brings."""

from collections.abc import Sequence
from pathlib import Path
from uuid import uuid4

import chromadb
from chromadb.config import Settings

from bench.documents import Document, fetched, first_owners
from bench.peers import Unavailable

_MODEL = Path("models/static-vi")
_BATCH = 5_000


class ChromaStatic:
    """A collection by cosine, in memory."""

    def __init__(self) -> None:
        """Raises Unavailable where the model is not there yet."""
        if not _MODEL.is_dir():
            raise Unavailable(f"{_MODEL} is not there yet")
        from bot.adapters.static_embedding import StaticEmbedding

        self._model = StaticEmbedding(_MODEL)

    def build(self, documents: Sequence[Document]) -> None:
        """Embed every document and add it."""
        client = chromadb.EphemeralClient(Settings(anonymized_telemetry=False))
        # Every client of a process shares one memory.
        self._store = client.create_collection(
            uuid4().hex, embedding_function=None, metadata={"hnsw:space": "cosine"}
        )
        self._owners = [document.owner for document in documents]
        self._fetched = fetched(documents)
        for start in range(0, len(documents), _BATCH):
            batch = documents[start : start + _BATCH]
            self._store.add(
                ids=[str(at) for at in range(start, start + len(batch))],
                embeddings=self._model.passages([document.whole for document in batch]),
            )

    def find(self, question: str) -> list[str]:
        """The owners of the nearest documents."""
        found = self._store.query(
            query_embeddings=[self._model.query(question)], n_results=self._fetched, include=[]
        )
        return first_owners([self._owners[int(at)] for at in found["ids"][0]])
