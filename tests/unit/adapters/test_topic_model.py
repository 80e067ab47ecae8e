"""The topic model: which words tell guides apart, and what it says without one phrase."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from bot.adapters.term_keys import term_keys
from bot.adapters.topic_model import TopicModel
from bot.domain.errors import DamagedGeneration

PHRASES = [
    "dang ky tam tru cho khach",
    "lam tam tru o tro",
    "khai tam tru qua mang",
    "tam tru cho khach o tro",
    "dang ky khai sinh cho con",
    "lam khai sinh qua mang",
    "khai sinh cho con o que",
    "dang ky ket hon qua mang",
    "lam giay ket hon o que",
    "ket hon can giay gi",
    "giay ket hon cho nguoi o xa",
    "khai sinh can giay gi",
]
OWNERS = [0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 1]
GUIDES = 3
FILES = ("idf.npy", "keys.npy", "leverage.npy", "weights.npy")


def words(phrases: list[str]) -> tuple[list[list[str]], list[str]]:
    """Phrases as terms, with no characters that count."""
    return [phrase.split() for phrase in phrases], [""] * len(phrases)


def trained(folder: Path) -> TopicModel:
    TopicModel.train(*words(PHRASES), OWNERS, GUIDES, folder)
    model = TopicModel.open(folder)
    assert model is not None
    return model


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> TopicModel:
    return trained(tmp_path_factory.mktemp("model") / "topics")


@pytest.mark.parametrize(
    ("question", "guide"),
    [
        ("khach o que tam tru qua mang", 0),
        ("o xa dang ky khai sinh qua mang", 1),
        ("dang ky qua mang giay ket hon cho khach", 2),
    ],
)
def test_the_words_that_tell_guides_apart_outweigh_those_they_share(
    question: str, guide: int, model: TopicModel
) -> None:
    scores = model.scores(term_keys(question.split()))

    assert int(scores.argmax()) == guide
    assert np.sort(scores)[-1] > 2 * np.sort(scores)[-2]


def test_a_word_that_one_guide_owns_speaks_for_it_and_against_the_others(
    model: TopicModel,
) -> None:
    scores = model.scores(term_keys(["sinh"]))

    assert scores[1] > 0.3
    assert scores[0] < 0.1
    assert scores[2] < 0.1


def test_every_process_learns_the_same_model(tmp_path: Path) -> None:
    learn = (
        "import sys; from pathlib import Path; from bot.adapters.topic_model import TopicModel;"
        "from test_topic_model import GUIDES, OWNERS, PHRASES, words;"
        "TopicModel.train(*words(PHRASES), OWNERS, GUIDES, Path(sys.argv[1]))"
    )
    paths = os.pathsep.join([str(Path(__file__).parent), *sys.path])
    for seed in ("1", "2"):
        subprocess.run(
            [sys.executable, "-c", learn, str(tmp_path / seed)],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": paths},
            check=True,
        )

    def model(seed: str) -> list[bytes]:
        return [(tmp_path / seed / file).read_bytes() for file in FILES]

    assert model("1") == model("2")


@pytest.mark.parametrize("question", ["", "thoi tiet", "xa", "khach=thue"])
def test_words_it_never_learned_say_nothing_for_any_guide(question: str, model: TopicModel) -> None:
    # `xa` stands in one phrase alone, which is too little to learn from.
    assert model.scores(term_keys(question.split())).tolist() == [0, 0, 0]


@pytest.mark.parametrize("left_out", range(len(PHRASES)))
def test_without_a_phrase_it_scores_as_if_it_had_been_trained_without_it(
    left_out: int, tmp_path: Path
) -> None:
    model = trained(tmp_path / "topics")
    vectors = unit_vectors(tmp_path / "topics")
    others = [at for at in range(len(PHRASES)) if at != left_out]
    truth = np.eye(GUIDES)[[OWNERS[at] for at in others]]
    learned = vectors[others]
    weights = np.linalg.solve(
        learned.T @ learned + np.eye(learned.shape[1]), learned.T @ truth
    )  # ridge of 1

    keys = term_keys(PHRASES[left_out].split())
    found = model.scores_without(keys, left_out, OWNERS[left_out])

    # Weights are kept in half precision.
    assert found == pytest.approx(vectors[left_out] @ weights, abs=2e-3)
    assert found[OWNERS[left_out]] < model.scores(keys)[OWNERS[left_out]]


def unit_vectors(folder: Path) -> NDArray[np.float64]:
    """Every phrase as a row over the model's terms, idf weighted, of length one."""
    terms = np.load(folder / "keys.npy")
    idf = np.load(folder / "idf.npy")
    rows = np.array([np.isin(terms, term_keys(phrase.split())) for phrase in PHRASES]) * idf
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True))


@pytest.mark.parametrize(("phrases", "guides"), [(0, 0), (0, 2), (11, 3), (7, 2)])
def test_too_few_phrases_teach_nothing(phrases: int, guides: int, tmp_path: Path) -> None:
    owners = [at % guides for at in range(phrases)]

    TopicModel.train(*words(PHRASES[:phrases]), owners, guides, tmp_path / "topics")

    assert not (tmp_path / "topics").exists()
    assert TopicModel.open(tmp_path / "topics") is None


def test_four_phrases_a_guide_are_enough(tmp_path: Path) -> None:
    TopicModel.train(*words(PHRASES[:8]), [0, 0, 0, 0, 1, 1, 1, 1], 2, tmp_path / "topics")

    assert TopicModel.open(tmp_path / "topics") is not None


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("content", [None, b"\x93NUMPY", b"khong phai"])
def test_a_model_that_cannot_be_read_is_damaged(
    content: bytes | None, file: str, tmp_path: Path
) -> None:
    trained(tmp_path / "topics")
    path = tmp_path / "topics" / file
    path.unlink() if content is None else path.write_bytes(content)

    with pytest.raises(DamagedGeneration):
        TopicModel.open(tmp_path / "topics")


PLACES = ("tinh", "xa", "huyen", "que", "pho", "lang", "ban", "thon")
MANY = [f"{phrase} {place} {place}{at}" for at, place in enumerate(PLACES) for phrase in PHRASES]


def many(folder: Path, phrases: list[str], memory: Path | None) -> TopicModel:
    owners = [OWNERS[at % len(OWNERS)] for at in range(len(phrases))]
    TopicModel.train(*words(phrases), owners, GUIDES, folder, memory)
    model = TopicModel.open(folder)
    assert model is not None
    return model


@pytest.mark.parametrize("phrases", [["lam giay khai sinh o xa", *MANY[1:]], MANY[1:], MANY])
def test_little_that_changed_is_learned_as_if_all_were_learned_anew(
    phrases: list[str], tmp_path: Path
) -> None:
    many(tmp_path / "before", MANY, tmp_path / "memory.npz")

    small = many(tmp_path / "small", phrases, tmp_path / "memory.npz")
    whole = many(tmp_path / "whole", phrases, None)

    for phrase in (*PHRASES, *phrases[:9]):
        keys = term_keys(phrase.split())
        assert small.scores(keys) == pytest.approx(whole.scores(keys), abs=5e-3)


def test_much_that_changed_is_learned_from_the_start(tmp_path: Path) -> None:
    phrases = [f"{phrase} moi" for phrase in MANY]
    many(tmp_path / "before", MANY, tmp_path / "memory.npz")

    many(tmp_path / "small", phrases, tmp_path / "memory.npz")
    many(tmp_path / "whole", phrases, None)

    for file in FILES:
        assert (tmp_path / "small" / file).read_bytes() == (tmp_path / "whole" / file).read_bytes()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"khong phai"])
def test_a_memory_that_cannot_be_read_is_no_memory(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "memory.npz").write_bytes(content)

    model = many(tmp_path / "topics", MANY, tmp_path / "memory.npz")

    assert model.scores(term_keys(["sinh"]))[1] > 0.3
