"""tantivy as one who knows it would set it up: lower case, ASCII folding, any word may match."""

import re
from collections.abc import Sequence

from tantivy import Document as Row
from tantivy import Filter, Index, SchemaBuilder, TextAnalyzerBuilder, Tokenizer

from bench.documents import Document, fetched, first_owners

_SIGNS = re.compile(r"[^\w\s]")


class TantivyFolded:
    """BM25 of tantivy in memory, over titles and texts."""

    def build(self, documents: Sequence[Document]) -> None:
        """Index and commit."""
        schema = SchemaBuilder()
        schema.add_unsigned_field("place", stored=True)
        schema.add_text_field("text", tokenizer_name="folded")
        self._index = Index(schema.build())
        words = TextAnalyzerBuilder(Tokenizer.simple())
        self._index.register_tokenizer(
            "folded", words.filter(Filter.lowercase()).filter(Filter.ascii_fold()).build()
        )
        writer = self._index.writer()
        for place, document in enumerate(documents):
            writer.add_document(Row(place=place, text=document.whole))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()
        self._owners = [document.owner for document in documents]
        self._fetched = fetched(documents)

    def find(self, question: str) -> list[str]:
        """The owners of the best documents."""
        query, _ = self._index.parse_query_lenient(_SIGNS.sub(" ", question), ["text"])
        hits = self._searcher.search(query, self._fetched).hits
        return first_owners([self._owners[self._searcher.doc(at)["place"][0]] for _, at in hits])
