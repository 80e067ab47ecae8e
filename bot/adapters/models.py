"""Models: the embedder and the reranker that the settings name, loaded when first needed."""

from collections.abc import Callable
from pathlib import Path
from weakref import WeakSet

from bot.adapters.background import Background
from bot.adapters.chroma_vectors import ChromaVectors
from bot.domain.errors import NoModel
from bot.ports import Embedder, Reranker, VectorIndex


class Models:
    """Loads in threads: whoever asks gets None until a model is there, and for good when it
    can't be loaded."""

    def __init__(
        self,
        load_embedder: Callable[[], Embedder | None] = lambda: None,
        load_reranker: Callable[[], Reranker | None] = lambda: None,
    ) -> None:
        self._load_embedder = load_embedder
        self._load_reranker = load_reranker
        self._embedder: Background[Embedder | None] | None = None
        self._reranker: Background[Reranker | None] | None = None
        # A running bot opens those of every new generation; old ones go with their generation.
        self._begun: WeakSet[Background[VectorIndex]] = WeakSet()

    def embedder(self) -> Embedder | None:
        """The embedder. The first call starts to load it."""
        self._embedder = self._embedder or Background("embedding", self._load_embedder)
        return self._embedder.get()

    def reranker(self) -> Reranker | None:
        """The reranker. The first call starts to load it."""
        self._reranker = self._reranker or Background("reranker", self._load_reranker)
        return self._reranker.get()

    def vectors(self, folder: Path) -> Background[VectorIndex]:
        """A collection of vectors, opened as soon as the embedder is there, if it is the one
        that made them."""
        self.embedder()
        begun: Background[VectorIndex] = Background("vectors", lambda: self._opened(folder))
        self._begun.add(begun)
        return begun

    def wait(self) -> None:
        """Return when everything that was asked for is there or has failed."""
        for one in (self._embedder, self._reranker, *self._begun):
            if one is not None:
                one.wait()

    def _opened(self, folder: Path) -> VectorIndex:
        embedder = self._embedder.wait() if self._embedder else None
        if embedder is None:
            raise NoModel("chưa nạp được mô hình")
        return ChromaVectors(folder, embedder.stamp)
