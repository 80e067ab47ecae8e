"""The topic model: which words tell guides apart, and how it learns more of them."""

import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest

from bot.adapters.run_keys import run_keys
from bot.adapters.term_keys import term_keys
from bot.adapters.topic_model import ReadLesson, TopicModel
from bot.domain.errors import DamagedGeneration
from bot.language.tokens import pairs

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
FILES = ("idf.npy", "keys.npy", "weights.npy")


def read(texts: Iterable[str], guides: Iterable[int], weight: float = 1.0) -> list[ReadLesson]:
    """Texts as lessons, of which no characters count."""
    return [
        ReadLesson(text.split(), "", guide, weight)
        for text, guide in zip(texts, guides, strict=True)
    ]


def learned(lessons: list[ReadLesson] | None = None, guides: int = GUIDES) -> TopicModel:
    found = TopicModel.learn(read(PHRASES, OWNERS) if lessons is None else lessons, guides)
    assert found is not None
    return found


def chances(model: TopicModel, question: str) -> list[float]:
    """What it says of each guide."""
    return [float(chance) for chance in model.chances(term_keys(question.split()))[:GUIDES]]


@pytest.fixture(scope="module")
def model() -> TopicModel:
    return learned()


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
    found = chances(model, question)

    assert found.index(max(found)) == guide


def test_a_word_that_one_guide_owns_speaks_for_it_and_against_the_others(
    model: TopicModel,
) -> None:
    found = chances(model, "sinh")

    assert found[1] > 2 * max(found[0], found[2])


@pytest.mark.parametrize("shared", ["qua mang", "dang ky"])
def test_words_that_guides_share_say_little(shared: str, model: TopicModel) -> None:
    found = chances(model, shared)

    assert max(found) < 1.25 * min(found)


@pytest.mark.parametrize("question", ["", "thoi tiet", "xa", "khach=thue"])
def test_words_it_never_learned_give_even_chances(question: str, model: TopicModel) -> None:
    # `xa` stands in one phrase alone, which is too little to learn from.
    found = chances(model, question)

    assert len(set(found)) == 1
    assert 0 < found[0] <= 1 / GUIDES


def test_chances_together_are_one(model: TopicModel) -> None:
    for question in (*PHRASES, "", "sinh"):
        whole = model.chances(term_keys(question.split()))
        assert float(whole.sum()) == pytest.approx(1, abs=1e-5)
        assert (whole >= 0).all()


def test_a_lesson_that_counts_more_wins_the_words_that_two_claim() -> None:
    claims = ["so ho khau"] * 6

    def of_guide_1(weight: float) -> float:
        others = read(claims, [0] * 6)
        return chances(learned(others + read(claims, [1] * 6, weight), 2), "ho khau")[1]

    assert of_guide_1(0.1) < of_guide_1(1.0) < of_guide_1(3.0)


def test_a_slip_that_was_taught_is_known_and_one_that_was_not_only_by_its_characters() -> None:
    slipped = [phrase.replace("sinh", "sihn") for phrase in PHRASES]
    taught = learned(read(PHRASES, OWNERS) + read(slipped, OWNERS, 0.5))

    assert chances(taught, "sihn")[1] > 2 * max(chances(taught, "sihn")[::2])
    assert len(set(chances(learned(), "sihn"))) == 1


def test_runs_of_characters_count_beside_words() -> None:
    lined = [
        ReadLesson(text.split(), text, guide, 1.0)
        for text, guide in zip(PHRASES, OWNERS, strict=True)
    ]
    keys = np.unique(run_keys(["khaisinhh"])[0])

    found = learned(lined).chances(keys)[:GUIDES]
    assert int(found.argmax()) == 1
    assert found[1] > learned().chances(keys)[1]


def test_every_process_learns_the_same_model(tmp_path: Path) -> None:
    learn = (
        "import sys; from pathlib import Path;"
        "from test_topic_model import learned;"
        "learned().write(Path(sys.argv[1]))"
    )
    paths = os.pathsep.join([str(Path(__file__).parent), *sys.path])
    for seed in ("1", "2"):
        subprocess.run(
            [sys.executable, "-c", learn, str(tmp_path / seed)],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": paths},
            check=True,
        )

    def written(seed: str) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in (tmp_path / seed).iterdir()}

    assert written("1") == written("2")
    assert sorted(written("1")) == sorted(FILES)


def test_a_model_read_from_disk_says_the_same(model: TopicModel, tmp_path: Path) -> None:
    model.write(tmp_path / "topics")
    opened = TopicModel.open(tmp_path / "topics")

    assert opened is not None
    for phrase in PHRASES:
        assert chances(opened, phrase) == chances(model, phrase)


@pytest.mark.parametrize(("phrases", "guides"), [(0, 0), (0, 2), (11, 3), (7, 2)])
def test_too_few_lessons_teach_nothing(phrases: int, guides: int) -> None:
    owners = [at % guides for at in range(phrases)]

    assert TopicModel.learn(read(PHRASES[:phrases], owners), guides) is None


def test_four_lessons_a_guide_are_enough() -> None:
    assert TopicModel.learn(read(PHRASES[:8], [0, 0, 0, 0, 1, 1, 1, 1]), 2) is not None


def test_lessons_without_one_word_in_common_give_even_chances() -> None:
    strange = learned(read([f"tu{at}" for at in range(12)], OWNERS))

    assert len(set(chances(strange, "tu1 tu2"))) == 1


def test_where_no_model_was_written_there_is_none(tmp_path: Path) -> None:
    assert TopicModel.open(tmp_path / "topics") is None


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("content", [None, b"\x93NUMPY", b"khong phai"])
def test_a_model_that_cannot_be_read_is_damaged(
    content: bytes | None, file: str, tmp_path: Path
) -> None:
    learned().write(tmp_path / "topics")
    path = tmp_path / "topics" / file
    path.unlink() if content is None else path.write_bytes(content)

    with pytest.raises(DamagedGeneration):
        TopicModel.open(tmp_path / "topics")


PLACES = ("tinh", "xa", "huyen", "que", "pho", "lang", "ban", "thon")
MANY = [f"{phrase} {place}" for place in PLACES for phrase in PHRASES]
MANY_OWNERS = OWNERS * len(PLACES)


def test_a_new_phrase_is_taught_and_the_others_are_not_forgotten() -> None:
    before = learned(read(MANY, MANY_OWNERS))
    # Until now `nguoi xa` spoke of weddings.
    new = "nguoi o xa"
    assert max(chances(before, new)) == chances(before, new)[2]

    fresh = read([new] * 4, [0] * 4) + read(MANY[::6], MANY_OWNERS[::6])
    after = before.taught(fresh)

    assert chances(after, new)[0] > chances(before, new)[0]
    for phrase, owner in zip(MANY, MANY_OWNERS, strict=True):
        found = chances(after, phrase)
        assert found.index(max(found)) == owner


def test_being_taught_changes_nothing_of_the_model_before() -> None:
    before = learned(read(MANY, MANY_OWNERS))
    said = chances(before, "o xa")

    before.taught(read(["nguoi o xa"] * 4, [0] * 4))

    assert chances(before, "o xa") == said


def test_words_that_no_lesson_had_at_first_stay_unknown_when_taught() -> None:
    after = learned().taught(read(["ho chieu"] * 4, [0] * 4))

    assert len(set(chances(after, "chieu"))) == 1


def test_pairs_of_words_tell_apart_what_words_alone_do_not() -> None:
    texts, guides = ["con mat the", "mat con the"] * 6, [0, 1] * 6
    plain = read(texts, guides)
    paired = [
        ReadLesson([*text.split(), *pairs(text.split())], "", guide, 1.0)
        for text, guide in zip(texts, guides, strict=True)
    ]
    asked = term_keys([*"mat con".split(), *pairs("mat con".split())])

    alone, together = learned(plain, 2).chances(asked), learned(paired, 2).chances(asked)

    assert float(alone[1] - alone[0]) == pytest.approx(0, abs=0.02)
    assert together[1] > together[0] + 0.1
