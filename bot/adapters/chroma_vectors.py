"""A generation's vectors in a Chroma collection.

Chroma writes into its files as soon as it opens them (a lock table in its SQLite file, at the
first query the `length.bin` of a small collection), and a killed writer can leave them dead.
A generation never changes. So a collection is built whole in a fresh folder by one process,
and every process that reads opens a copy of its own, which goes when it is closed. Open only
what a generation's manifest vouches for: on some damaged files Chroma kills the process
(SIGSEGV) or gives wrong neighbours without a word.

```
stamp.json   which model made the vectors
chroma/      the collection
```
"""

import shutil
import tempfile
import weakref
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.domain.errors import DamagedGeneration, OtherModel, SearchFailed
from bot.domain.search import ModelStamp, Near, Vector

if TYPE_CHECKING:
    from chromadb.api import ClientAPI

_COLLECTION = "guides"


class ChromaVectors:
    """A VectorIndex in a folder."""

    def __init__(self, folder: Path, model: ModelStamp) -> None:
        """Open a copy of the collection for questions embedded by `model`. Raises OtherModel
        when another one made its vectors, DamagedGeneration when it can't be read."""
        self._stamp = _read_stamp(folder)
        if self._stamp != model:
            raise OtherModel(
                f"Chỉ mục ngữ nghĩa do mô hình {self._stamp} lập, không phải {model}; "
                "chạy 'camtay-kb sync' để lập lại."
            )
        self._copy = tempfile.TemporaryDirectory(prefix="camtay-vectors-")
        try:
            copied = shutil.copytree(folder / "chroma", Path(self._copy.name) / "chroma")
            self._client = _client(copied)
            self._collection = self._client.get_collection(_COLLECTION, embedding_function=None)
            self._size = self._collection.count()
            self._probe()
        except _failures() as error:
            self._copy.cleanup()
            raise DamagedGeneration(f"{folder.name}: {error}") from error
        # Chroma keeps every client it made until it is closed.
        self._closing = weakref.finalize(self, _close, self._client, self._copy)
        self._closing.atexit = False

    @classmethod
    def build(cls, folder: Path, model: ModelStamp, vectors: Mapping[str, Vector]) -> None:
        """Write a collection of vectors by id into a new folder. Vectors of zeros are left
        out: they have no direction. Raises OSError."""
        folder.mkdir(parents=True)
        (folder / "stamp.json").write_text(model.model_dump_json(), encoding="utf-8")
        pointing = {name: vector for name, vector in vectors.items() if any(vector)}
        client = _client(folder / "chroma")
        try:
            collection = client.create_collection(
                _COLLECTION,
                embedding_function=None,
                configuration={"hnsw": {"space": "cosine"}},
            )
            ids, rows = list(pointing), [list(vector) for vector in pointing.values()]
            most = client.get_max_batch_size()
            for start in range(0, len(ids), most):
                stop = start + most
                collection.add(ids=ids[start:stop], embeddings=_rows(rows[start:stop]))
        finally:
            client.close()

    @property
    def stamp(self) -> ModelStamp:
        """Which model made the vectors."""
        return self._stamp

    def nearest(self, vector: Vector, limit: int) -> list[Near]:
        """The nearest neighbours; see the VectorIndex port."""
        limit = min(limit, self._size)
        if limit <= 0 or not any(vector):
            return []
        try:
            found = self._collection.query(
                query_embeddings=_rows([list(vector)]), n_results=limit, include=["distances"]
            )
        except _failures() as error:
            raise SearchFailed(str(error)) from error
        distances = found["distances"] or [[]]
        return [
            Near(id=name, cosine=round(1 - distance, 6))
            for name, distance in zip(found["ids"][0], distances[0], strict=True)
        ]

    def all(self) -> dict[str, Vector]:
        """Every vector by its id."""
        try:
            found = self._collection.get(include=["embeddings"])
        except _failures() as error:
            raise SearchFailed(str(error)) from error
        rows: Any = found["embeddings"]
        return {name: row.tolist() for name, row in zip(found["ids"], rows, strict=True)}

    def close(self) -> None:
        """Close the collection and remove the copy, as happens when nobody holds it any more."""
        self._closing()

    def _probe(self) -> None:
        """Ask once: the vectors are only read, and their damage only seen, by a question."""
        if self._size:
            one = [1.0] + [0.0] * (self._stamp.dimension - 1)
            self._collection.query(query_embeddings=_rows([one]), n_results=1, include=[])


def _close(client: "ClientAPI", copy: "tempfile.TemporaryDirectory[str]") -> None:
    client.close()
    copy.cleanup()


def _client(folder: Path) -> "ClientAPI":
    import chromadb

    settings = chromadb.Settings(anonymized_telemetry=False)
    return chromadb.PersistentClient(str(folder), settings=settings)


def _failures() -> tuple[type[Exception], ...]:
    from chromadb.errors import ChromaError

    return OSError, ValueError, ChromaError


def _read_stamp(folder: Path) -> ModelStamp:
    try:
        return ModelStamp.model_validate_json((folder / "stamp.json").read_bytes())
    except (OSError, ValueError) as error:
        raise DamagedGeneration(f"{folder.name}: {error}") from error


def _rows(vectors: list[list[float]]) -> Any:
    import numpy as np

    return np.asarray(vectors, dtype=np.float32)
