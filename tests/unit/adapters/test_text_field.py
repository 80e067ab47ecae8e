"""A text field: BM25 as lucene has it, whichever way a term is stored."""

import math
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from bot.adapters.postings import Postings
from bot.adapters.term_keys import term_keys
from bot.adapters.text_field import TextField

# `mat` stands in most texts and is common, the others are not.
TEXTS = [
    "mat khau mat",
    "mat the can cuoc o xa",
    "",
    *(f"mat giay to so {number}" for number in range(20)),
    "khau trang",
]


@pytest.fixture(scope="module")
def field(tmp_path_factory: pytest.TempPathFactory) -> TextField:
    folder = tmp_path_factory.mktemp("field") / "texts"
    TextField.write(folder, Postings.of_terms(text.split() for text in TEXTS))
    return TextField(folder, len(TEXTS))


def bm25(weights: dict[str, float], text: list[str]) -> float:
    average = sum(len(text.split()) for text in TEXTS) / len(TEXTS)
    score = 0.0
    for term, weight in weights.items():
        times = Counter(text)[term]
        count = sum(term in text.split() for text in TEXTS)
        idf = math.log(1 + (len(TEXTS) - count + 0.5) / (count + 0.5))
        score += weight * idf * times / (times + 1.05 * (0.25 + 0.75 * len(text) / average))
    return score


@pytest.mark.parametrize(
    "weights",
    [{"mat": 1.0}, {"khau": 2.0, "mat": 0.5}, {"cuoc": 1.0, "xa": 0.3, "7": 1.0, "la": 9.0}, {}],
)
def test_texts_score_by_the_formula(weights: dict[str, float], field: TextField) -> None:
    columns = field.columns(term_keys(weights))
    values = np.array(list(weights.values()), dtype=np.float32)

    scores, reachable = field.score(columns, values)

    expected = [bm25(weights, text.split()) for text in TEXTS]
    assert scores.tolist() == pytest.approx(expected, abs=1e-5)
    assert reachable >= max(expected) - 1e-5


def test_a_field_knows_how_many_and_which_texts_have_a_term(field: TextField) -> None:
    mat, khau, nothing = field.columns(term_keys(["mat", "khau", "la"]))

    assert (field.count("mat"), field.count("khau"), field.count("la")) == (22, 2, 0)
    assert field.counts(np.array([mat, khau, nothing])).tolist() == [22, 2, 0]
    assert [place for place in range(len(TEXTS)) if field.contains(place, khau)] == [0, 23]
    assert not field.contains(0, nothing)


def test_a_field_without_a_word_scores_nothing(tmp_path: Path) -> None:
    TextField.write(tmp_path / "empty", Postings.of_terms([[], []]))
    field = TextField(tmp_path / "empty", 2)

    scores, reachable = field.score(field.columns(term_keys(["mat"])), np.ones(1, dtype=np.float32))

    assert (scores.tolist(), reachable, field.count("mat")) == ([0, 0], 0, 0)
