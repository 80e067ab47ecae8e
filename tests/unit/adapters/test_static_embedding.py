"""The static embedding: the vectors of sentence-transformers without it, and damaged folders."""

import json
import time
from pathlib import Path

import pytest
from small_models import TEXTS, WHY_SKIPPED, write_static

from bot.adapters.static_embedding import StaticEmbedding
from bot.domain.errors import DamagedModel
from bot.settings import Settings

ODD = ("", "a", "😀", "ສະບາຍດີ", "mật khẩu\tvneid\n2 !!", "1.004220", "x" * 300)


@pytest.fixture(scope="module")
def bundled() -> StaticEmbedding:
    return StaticEmbedding(Settings(_env_file=None).bundled_model)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_static(tmp_path / "model")


def cosine(model: StaticEmbedding, one: str, other: str) -> float:
    return sum(a * b for a, b in zip(model.query(one), model.query(other), strict=True))


@pytest.mark.parametrize(
    "bare", ["quen mat khau vneid", "QUÊN MẬT KHẨU VNEID", "quên, mật khẩu VNeID?"]
)
def test_diacritics_case_and_marks_do_not_matter(bundled: StaticEmbedding, bare: str) -> None:
    assert bundled.query(bare) == bundled.query("quên mật khẩu vneid")


def test_letters_composed_and_decomposed_are_the_same(bundled: StaticEmbedding) -> None:
    import unicodedata

    text = "Đăng ký tạm trú"
    assert bundled.query(unicodedata.normalize("NFD", text)) == bundled.query(text)


def test_what_means_alike_is_nearer_than_what_does_not(bundled: StaticEmbedding) -> None:
    near = cosine(bundled, "giấy phép lái xe", "cấp lại bằng lái xe ô tô")
    assert near > cosine(bundled, "giấy phép lái xe", "đăng ký khai sinh cho con") + 0.2


def test_a_slip_stays_near_what_was_meant(bundled: StaticEmbedding) -> None:
    assert cosine(bundled, "dang ky tam truu cho khach", "đăng ký tạm trú cho khách") > 0.5


def test_the_bundled_model_is_small_and_quick(bundled: StaticEmbedding) -> None:
    folder = Settings(_env_file=None).bundled_model
    assert sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) < 5_300_000
    bundled.query("làm nóng")
    started = time.perf_counter()
    for _ in range(200):
        bundled.query("quen mk vneid thi lay lai the nao vay moi nguoi")
    assert (time.perf_counter() - started) / 200 < 0.005


@pytest.mark.parametrize("which", ["bundled", "small"])
def test_sentence_transformers_gives_the_same_vectors(which: str, folder: Path) -> None:
    sentence_transformers = pytest.importorskip("sentence_transformers", reason=WHY_SKIPPED)
    place = Settings(_env_file=None).bundled_model if which == "bundled" else folder
    model = sentence_transformers.SentenceTransformer(str(place), device="cpu")

    ours, theirs = StaticEmbedding(place).passages([*TEXTS, *ODD]), model.encode([*TEXTS, *ODD])

    for text, one, other in zip([*TEXTS, *ODD], ours, theirs, strict=True):
        assert one == pytest.approx(other.tolist(), abs=1e-5), text


@pytest.mark.parametrize("text", ["", "😀😀", "   ", "?!."])
def test_nothing_known_gives_zeros(bundled: StaticEmbedding, text: str) -> None:
    assert not any(bundled.query(text))


def test_a_hundred_thousand_letters_are_read_in_a_moment(bundled: StaticEmbedding) -> None:
    started = time.perf_counter()
    for text in ("a" * 100_000, " " * 100_000 + ".", "mật khẩu " * 11_000):
        bundled.query(text)
    assert time.perf_counter() - started < 5


@pytest.mark.parametrize(
    "damage",
    ["no tokenizer", "no vectors", "no config", "vectors cut short", "one bit", "dimension",
     "config of noise", "empty"],
)  # fmt: skip
def test_damage_is_one_sentence(folder: Path, damage: str) -> None:
    tensors, config = folder / "model.safetensors", folder / "config.json"
    match damage:
        case "no tokenizer":
            (folder / "tokenizer.json").unlink()
        case "no vectors":
            tensors.unlink()
        case "no config":
            config.unlink()
        case "vectors cut short":
            tensors.write_bytes(tensors.read_bytes()[:-100])
        case "one bit":
            content = bytearray(tensors.read_bytes())
            content[-1] ^= 1
            tensors.write_bytes(bytes(content))
        case "dimension":
            read = json.loads(config.read_text(encoding="utf-8"))
            config.write_text(json.dumps(read | {"dimension": 64}), encoding="utf-8")
        case "config of noise":
            config.write_bytes(b"\xff\x00[")
        case _:
            for path in folder.rglob("*.*"):
                if path.is_file():
                    path.write_bytes(b"")

    with pytest.raises(DamagedModel, match=r"bị hỏng .*; cài lại"):
        StaticEmbedding(folder)


def test_a_folder_that_fits_its_revision_but_not_itself_is_damaged(folder: Path) -> None:
    """Files that were swapped together with their revision still have to fit each other."""
    import numpy as np

    pieces = (folder / "tokenizer.json").read_text(encoding="utf-8")
    StaticEmbedding.write(folder, "small", pieces, np.zeros((7, 32), dtype=np.float32))

    with pytest.raises(DamagedModel, match=r"\(7, 32\)"):
        StaticEmbedding(folder)


def test_the_revision_is_that_of_the_content(folder: Path, tmp_path: Path) -> None:
    again = write_static(tmp_path / "again")

    assert StaticEmbedding(again).stamp == StaticEmbedding(folder).stamp
