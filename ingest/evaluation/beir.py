"""Search quality on any set in BEIR layout: corpus.jsonl[.gz], queries*.jsonl, qrels/."""

import csv
import gzip
import json
import math
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import mean, quantiles
from typing import Any

from bot.adapters.lexical_index import LexicalIndex
from bot.domain.search import Chunk, ChunkKind, Phrase
from bot.domain.values import Value
from bot.language.abbreviations import Glossary
from bot.ports import Searcher
from ingest.evaluation.typist import Typist, Way

_DEPTH = 10


class BeirScores(Value):
    """Means over the queries that have a relevant document; times are per query."""

    recall_at_1: float
    recall_at_5: float
    recall_at_10: float
    mrr_at_10: float
    ndcg_at_10: float
    queries: int
    p50_ms: float
    p95_ms: float

    def as_contract(self) -> dict[str, float | int]:
        """With the keys of the command's contract: `recall@1` and so on."""
        return {name.replace("_at_", "@"): value for name, value in self.model_dump().items()}


@dataclass(frozen=True)
class BeirSet:
    """A labelled set: documents as (id, title, text), queries by id, and for every query
    the relevant documents with their grades."""

    documents: list[tuple[str, str, str]]
    queries: dict[str, str]
    relevant: dict[str, dict[str, int]]

    @property
    def texts(self) -> list[str]:
        """Every document's title and text in one."""
        return [f"{title}\n{text}" for _, title, text in self.documents]


def read_beir(folder: Path, queries: str = "queries") -> BeirSet:
    """Read a set. `queries` names the file without `.jsonl`. Raises OSError or ValueError."""
    documents = [
        (str(row["_id"]), str(row.get("title") or ""), str(row["text"]))
        for row in _rows(folder / "corpus.jsonl")
    ]
    asked = {str(row["_id"]): str(row["text"]) for row in _rows(folder / f"{queries}.jsonl")}
    relevant: dict[str, dict[str, int]] = {}
    with (folder / "qrels" / "test.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            grade = int(row["score"])
            if grade > 0:
                relevant.setdefault(row["query-id"], {})[row["corpus-id"]] = grade
    return BeirSet(documents, asked, relevant)


def retyped(labelled: BeirSet, typist: Typist, way: Way) -> BeirSet:
    """The same set, its queries typed that way."""
    typed = {i: typist.type(text, way) for i, text in labelled.queries.items()}
    return replace(labelled, queries=typed)


def index_documents(documents: list[tuple[str, str, str]], glossary: Glossary) -> LexicalIndex:
    """The project's search over plain documents: each a chunk, its title a phrase."""
    chunks = [
        Chunk(id=i, guide=i, kind=ChunkKind.HEAD, part="", title=title, text=text)
        for i, title, text in documents
    ]
    phrases = [Phrase(text=title, chunk=i) for i, title, _ in documents if title]
    with tempfile.TemporaryDirectory() as folder:
        LexicalIndex.build(chunks, phrases, glossary, Path(folder))
        return LexicalIndex.open(Path(folder), chunks, glossary)


def score(searcher: Searcher, labelled: BeirSet) -> BeirScores:
    """Search every query that has a relevant document and score the first ten results."""
    ranks, times = [], []
    for query_id, grades in labelled.relevant.items():
        if query_id not in labelled.queries:
            continue
        started = time.perf_counter()
        found = searcher.search(labelled.queries[query_id], limit=_DEPTH).results
        times.append((time.perf_counter() - started) * 1000)
        ranks.append(([grades.get(result.guide, 0) for result in found], grades))
    if not ranks:
        raise ValueError("no query has a relevant document")
    cuts = quantiles(times, n=100) if len(times) > 1 else times * 99
    return BeirScores(
        recall_at_1=round(mean(_recall(g, all_, 1) for g, all_ in ranks), 4),
        recall_at_5=round(mean(_recall(g, all_, 5) for g, all_ in ranks), 4),
        recall_at_10=round(mean(_recall(g, all_, 10) for g, all_ in ranks), 4),
        mrr_at_10=round(mean(_reciprocal_rank(g) for g, _ in ranks), 4),
        ndcg_at_10=round(mean(_ndcg(g, all_) for g, all_ in ranks), 4),
        queries=len(ranks),
        p50_ms=round(cuts[49], 3),
        p95_ms=round(cuts[94], 3),
    )


def _recall(grades: list[int], relevant: dict[str, int], depth: int) -> float:
    return sum(grade > 0 for grade in grades[:depth]) / len(relevant)


def _reciprocal_rank(grades: list[int]) -> float:
    return next((1 / place for place, grade in enumerate(grades, 1) if grade > 0), 0.0)


def _ndcg(grades: list[int], relevant: dict[str, int]) -> float:
    ideal = sorted(relevant.values(), reverse=True)[:_DEPTH]
    return _gain(grades) / _gain(ideal)


def _gain(grades: list[int]) -> float:
    return sum(grade / math.log2(place + 1) for place, grade in enumerate(grades, 1))


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    packed = path.with_name(path.name + ".gz")
    text = gzip.decompress(packed.read_bytes()) if packed.is_file() else path.read_bytes()
    for line in text.decode("utf-8").split("\n"):
        if line.strip():
            yield json.loads(line)
