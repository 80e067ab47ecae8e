"""Scoring of a search on a set in BEIR layout."""

import gzip
import json
import math
from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.domain.search import QueryAnalysis, SearchResult, SearchResults
from bot.language.abbreviations import Glossary
from ingest.evaluation.beir import BeirSet, index_documents, read_beir, score

DOCUMENTS = [
    {"_id": "d1", "title": "Mật khẩu", "text": "Đặt lại mật khẩu VNeID trên điện thoại."},
    {"_id": "d2", "title": "Tạm trú", "text": "Khai tạm trú cho người thuê nhà."},
    {"_id": "d3", "text": "Cấp lại giấy phép lái xe đã mất."},
]
QUERIES = [{"_id": "q1", "text": "quên mật khẩu"}, {"_id": "q2", "text": "giấy phép lái xe"}]


class RankedSearch:
    """A Searcher that gives the rankings it was told."""

    def __init__(self, rankings: Mapping[str, list[str]]) -> None:
        self.rankings = rankings

    def search(self, query: str, *, limit: int = 5) -> SearchResults:
        # Scoring looks at nothing of a result but its guide.
        ranked = self.rankings[query][:limit]
        results = tuple(SearchResult.model_construct(guide=guide) for guide in ranked)
        analysis = QueryAnalysis(tokens=(), expansions=(), repairs=(), unknown=())
        return SearchResults(results=results, analysis=analysis)


def write_set(folder: Path, *, packed: bool = False, queries: str = "queries") -> Path:
    (folder / "qrels").mkdir()
    corpus = "".join(json.dumps(row) + "\n" for row in DOCUMENTS)
    if packed:
        (folder / "corpus.jsonl.gz").write_bytes(gzip.compress(corpus.encode()))
    else:
        (folder / "corpus.jsonl").write_text(corpus, encoding="utf-8")
    asked = "\n".join(json.dumps(row) for row in QUERIES)
    (folder / f"{queries}.jsonl").write_text(asked, encoding="utf-8")
    (folder / "qrels" / "test.tsv").write_text(
        "query-id\tcorpus-id\tscore\nq1\td1\t1\nq1\td2\t0\nq2\td3\t2\n", encoding="utf-8"
    )
    return folder


@pytest.mark.parametrize("packed", [True, False])
def test_a_set_is_read_with_its_grades_packed_or_not(packed: bool, tmp_path: Path) -> None:
    labelled = read_beir(write_set(tmp_path, packed=packed))

    assert labelled.documents[0] == ("d1", "Mật khẩu", "Đặt lại mật khẩu VNeID trên điện thoại.")
    assert labelled.documents[2][1] == ""
    assert labelled.queries == {"q1": "quên mật khẩu", "q2": "giấy phép lái xe"}
    assert labelled.relevant == {"q1": {"d1": 1}, "q2": {"d3": 2}}


def test_another_file_of_queries_is_read_by_its_name(tmp_path: Path) -> None:
    write_set(tmp_path, queries="queries_khong_dau")

    assert len(read_beir(tmp_path, "queries_khong_dau").queries) == 2
    with pytest.raises(OSError, match=r"queries\.jsonl"):
        read_beir(tmp_path)


def test_the_projects_search_finds_the_relevant_documents(tmp_path: Path) -> None:
    labelled = read_beir(write_set(tmp_path))

    scores = score(index_documents(labelled.documents, Glossary(())), labelled)

    assert (scores.queries, scores.recall_at_1, scores.mrr_at_10) == (2, 1.0, 1.0)


@pytest.mark.parametrize(
    ("ranking", "recalls", "mrr", "ndcg"),
    [
        (["a", "b"], (0.5, 1, 1), 1, 1),
        (["x", "a", "b"], (0, 1, 1), 0.5, None),
        (["x"] * 5 + ["a"], (0, 0, 0.5), 1 / 6, None),
        (["x"] * 10 + ["a"], (0, 0, 0), 0, 0),
        ([], (0, 0, 0), 0, 0),
        (["b", "a"], (0.5, 1, 1), 1, (1 + 3 / math.log2(3)) / (3 + 1 / math.log2(3))),
    ],
)
def test_scores_follow_the_ranks_of_the_relevant_documents(
    ranking: list[str], recalls: tuple[float, ...], mrr: float, ndcg: float | None
) -> None:
    labelled = BeirSet([], {"q": "hỏi"}, {"q": {"a": 3, "b": 1}})

    found = score(RankedSearch({"hỏi": ranking}), labelled)

    assert (found.recall_at_1, found.recall_at_5, found.recall_at_10) == recalls
    assert found.mrr_at_10 == pytest.approx(mrr, abs=1e-4)
    if ndcg is not None:
        assert found.ndcg_at_10 == pytest.approx(ndcg, abs=1e-4)


def test_scores_are_means_over_the_queries_that_have_a_relevant_document() -> None:
    labelled = BeirSet(
        [], {"1": "một", "2": "hai", "3": "ba"}, {"1": {"a": 1}, "2": {"a": 1}, "9": {"a": 1}}
    )

    found = score(RankedSearch({"một": ["a"], "hai": ["b", "a"]}), labelled)

    assert (found.queries, found.mrr_at_10, found.recall_at_1) == (2, 0.75, 0.5)


def test_a_set_where_nothing_is_relevant_is_refused() -> None:
    with pytest.raises(ValueError, match="no query"):
        score(RankedSearch({}), BeirSet([], {"1": "một"}, {}))


def test_the_contract_names_scores_with_an_at_sign() -> None:
    labelled = BeirSet([], {"1": "một"}, {"1": {"a": 1}})

    contract = score(RankedSearch({"một": ["a"]}), labelled).as_contract()

    assert list(contract) == [
        "recall@1", "recall@5", "recall@10", "mrr@10", "ndcg@10", "queries", "p50_ms", "p95_ms",
    ]  # fmt: skip
