"""The project's search as a LangChain retriever, for other people's chains."""

from collections.abc import Callable
from pathlib import Path
from typing import Self

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever

from bot.adapters.generations import GenerationLibrary
from bot.domain.guide import Guide
from bot.domain.search import ChunkKind, ScoredChunk, SearchResult, SearchResults, Signals
from bot.language.language import language_of
from bot.ports import Knowledge

_USUAL = 4


class CamTayRetriever(BaseRetriever):
    """Finds the pieces of checked guides that answer a question, in Vietnamese as typed or in
    English. `knowledge` is asked at every question, so a new generation is noticed.

    A subject known to have no guide gives no documents when it comes first, and is left out
    further down. Every document's metadata says from what guide and sources it is, when they
    were checked, its own score, and the search's confidence (0 to 1) in its first guide.
    """

    knowledge: Callable[[], Knowledge]
    k: int = _USUAL

    @classmethod
    def from_data(cls, data: str | Path, *, k: int = _USUAL) -> Self:
        """Over what is published in a data folder. Raises NoKnowledge or DamagedGeneration."""
        library = GenerationLibrary(Path(data))
        library.current()
        return cls(knowledge=library.current, k=k)

    @classmethod
    def from_knowledge(cls, knowledge: Knowledge, *, k: int = _USUAL) -> Self:
        """Over one generation."""
        return cls(knowledge=lambda: knowledge, k=k)

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        knowledge, language = self.knowledge(), language_of(query)
        results = knowledge.searcher(language).search(query, limit=self.k)
        if _first_has_no_guide(results):
            return []
        confidence = round(knowledge.calibration(language).confidence(Signals.of(results)), 4)
        found = [
            _document(knowledge.guide(result.guide), scored, score, confidence)
            for result in results.results
            for scored, score in _shared_out(result)
            if scored.chunk.kind is not ChunkKind.OUTSIDE
        ]
        return sorted(found, key=lambda document: -document.metadata["score"])[: self.k]


def _first_has_no_guide(results: SearchResults) -> bool:
    chunks = results.results[0].chunks if results.results else ()
    return any(scored.chunk.kind is ChunkKind.OUTSIDE for scored in chunks)


def _shared_out(result: SearchResult) -> list[tuple[ScoredChunk, float]]:
    """A guide's pieces: the best has the guide's whole score, the others their share of it."""
    best = max((scored.score for scored in result.chunks), default=0.0) or 1.0
    return [(scored, round(result.score * scored.score / best, 4)) for scored in result.chunks]


def _document(
    guide: Guide | None, scored: ScoredChunk, score: float, confidence: float
) -> Document:
    chunk = scored.chunk
    return Document(
        id=chunk.id,
        page_content=f"{chunk.title}\n{chunk.text}",
        metadata={
            "guide": chunk.guide,
            "chunk": chunk.id,
            "kind": chunk.kind.value,
            "title": chunk.title,
            "sources": [source.url for source in guide.sources] if guide else [],
            "checked": guide.checked.isoformat() if guide else None,
            "score": score,
            "confidence": confidence,
        },
    )
