"""What every reranker must do, run on each of them."""

import math
from pathlib import Path

import pytest
from small_models import TEXTS, SharedWordsReranker, write_cross_encoder

from bot.domain.errors import NoModel
from bot.ports import Reranker


@pytest.fixture(scope="module", params=["fake", "cross-encoder"])
def reranker(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Reranker:
    if request.param == "fake":
        return SharedWordsReranker()
    folder = write_cross_encoder(tmp_path_factory.mktemp("cross"))
    from bot.adapters.cross_encoder import CrossEncoderReranker

    return CrossEncoderReranker(str(folder))


def test_every_passage_gets_a_number_in_its_place(reranker: Reranker) -> None:
    scores = reranker.scores("quên mật khẩu", TEXTS)

    assert len(scores) == len(TEXTS)
    assert all(math.isfinite(score) for score in scores)
    backwards = reranker.scores("quên mật khẩu", TEXTS[::-1])
    assert backwards[::-1] == pytest.approx(scores, abs=1e-5)


def test_no_passages_give_no_scores(reranker: Reranker) -> None:
    assert reranker.scores("quên mật khẩu", []) == []


@pytest.mark.parametrize("text", ["", "😀", "\ud800", "mật khẩu " * 11_000])
def test_any_text_can_be_scored(reranker: Reranker, text: str) -> None:
    assert len(reranker.scores(text, [text, TEXTS[0]])) == 2


def test_a_cross_encoder_of_several_numbers_is_refused(tmp_path: Path) -> None:
    folder = write_cross_encoder(tmp_path, labels=3)
    from bot.adapters.cross_encoder import CrossEncoderReranker

    with pytest.raises(NoModel, match="3 số"):
        CrossEncoderReranker(str(folder))


def test_a_cross_encoder_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    pytest.importorskip("sentence_transformers")
    from bot.adapters.cross_encoder import CrossEncoderReranker

    with pytest.raises(NoModel, match="Không nạp được"):
        CrossEncoderReranker(str(tmp_path / "a" / "b"))
