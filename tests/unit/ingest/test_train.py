"""Training: what it learns, what it leaves out, and what it writes."""

import json
import lzma
from pathlib import Path

import pytest
from small_models import WHY_SKIPPED

from bot.adapters.static_embedding import StaticEmbedding
from ingest.evaluation.typist import Typist
from ingest.train import Plan, apart_from, read_pairs, train

SUBJECTS = ("mật khẩu", "tạm trú", "khai sinh", "lái xe", "kết hôn", "hộ chiếu", "nhà đất", "thuế")
PAIRS = [
    (f"làm {subject} {extra}", f"Hướng dẫn thủ tục về {subject} cho người dân {extra} tại xã")
    for subject in SUBJECTS
    for extra in ("mới", "lại", "gấp", "qua mạng")
]
SMALL = Plan(size=200, runs=80, dimension=16, epochs=12, batch=16, rate=0.1)


def cosine(model: StaticEmbedding, one: str, other: str) -> float:
    return sum(a * b for a, b in zip(model.query(one), model.query(other), strict=True))


def test_a_short_text_comes_nearest_to_its_passage(tmp_path: Path) -> None:
    pytest.importorskip("sentence_transformers", reason=WHY_SKIPPED)
    told: list[str] = []

    done = train(PAIRS, Typist(()), tmp_path / "m", name="m", progress=told.append, plan=SMALL)

    model = StaticEmbedding(tmp_path / "m")
    assert (model.stamp.revision, model.stamp.dimension) == (done.revision, 16)
    assert (done.pairs, done.left_out) == (32, 0)
    assert any("Vòng 12/12 xong" in doing for doing in told)
    for subject in SUBJECTS:
        others = [cosine(model, f"lam {subject}", f"thủ tục về {other}") for other in SUBJECTS]
        assert max(others) == others[SUBJECTS.index(subject)]


def test_the_same_pairs_give_the_same_model(tmp_path: Path) -> None:
    pytest.importorskip("sentence_transformers", reason=WHY_SKIPPED)
    one, other = (
        train(PAIRS, Typist(()), tmp_path / name, name="m", plan=SMALL) for name in ("1", "2")
    )

    assert one.revision == other.revision


def test_fewer_pairs_than_a_batch_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="fewer than a batch"):
        train(PAIRS[:3], Typist(()), tmp_path / "m", name="m", plan=SMALL)


def test_pairs_that_share_twelve_words_with_a_labelled_document_are_left_out() -> None:
    words = "một hai ba bốn năm sáu bảy tám chín mười mười_một mười_hai".split()
    twelve, eleven = " ".join(words), " ".join(words[:11])

    kept = apart_from([("a", f"Trước {twelve} sau"), ("b", eleven)], [f"{twelve.upper()} khác"])

    assert kept == [("b", eleven)]


@pytest.mark.parametrize("packed", [True, False])
def test_pairs_are_read_packed_or_not(packed: bool, tmp_path: Path) -> None:
    content = "".join(json.dumps(["s", short, text]) + "\n" for short, text in PAIRS).encode()
    file = tmp_path / ("pairs.jsonl.xz" if packed else "pairs.jsonl")
    file.write_bytes(lzma.compress(content) if packed else content)

    assert read_pairs(file) == PAIRS


@pytest.mark.parametrize("content", ["", '{"a": 1}\n', '["a", "b"]\n', "no json\n"])
def test_a_file_of_something_else_is_refused(content: str, tmp_path: Path) -> None:
    (tmp_path / "pairs.jsonl").write_text(content, encoding="utf-8")

    with pytest.raises(ValueError, match=r"pairs\.jsonl|Expecting"):
        read_pairs(tmp_path / "pairs.jsonl")
