"""The typist: one question as different people would type it."""

import unicodedata

import pytest

from ingest.evaluation.typist import Typist, Way, telex

GLOSSARY = [
    ("cccd", ("căn cước công dân", "căn cước")),
    ("mk", ("mật khẩu",)),
    ("!ko", ("không",)),
    ("làm sao", ("thế nào",)),
    ("dien thoai", ("điện thoại",)),
]
QUESTION = "Quên mật khẩu thì làm lại căn cước công dân ở đâu, có mất phí không?"
SEVERAL = [f"{QUESTION} Câu số {number}" for number in range(40)]


@pytest.fixture
def typist() -> Typist:
    return Typist(GLOSSARY)


def test_a_clean_question_stays_as_it_is(typist: Typist) -> None:
    assert typist.type(QUESTION, Way.CLEAN) == QUESTION


def test_nodia_drops_every_diacritic_and_nothing_else(typist: Typist) -> None:
    assert typist.type("Đổi bằng lái, MẤT thẻ?", Way.NODIA) == "Doi bang lai, MAT the?"


@pytest.mark.parametrize(
    ("word", "keys"),
    [
        ("đồng", "ddoongf"),
        ("Đường", "Dduwowngf"),
        ("mật", "maatj"),
        ("khẩu", "khaaur"),
        ("ăn", "awn"),
        ("lỗi", "looix"),
        ("phí", "phis"),
        ("VNeID", "VNeID"),
        ("", ""),
    ],
)
def test_telex_gives_the_keys_with_the_tone_last(word: str, keys: str) -> None:
    assert telex(word) == keys


def test_telex_types_every_word_of_a_question(typist: Typist) -> None:
    assert typist.type("mật khẩu ở đâu?", Way.TELEX) == "maatj khaaur owr ddaau?"


def test_abbr_writes_most_of_what_the_glossary_shortens_and_leaves_the_rest(
    typist: Typist,
) -> None:
    typed = [typist.type(text, Way.ABBR) for text in SEVERAL]

    assert {"mk" in text.split() for text in typed} == {True, False}
    assert sum("mk" in text.split() for text in typed) > len(typed) / 2
    assert all(text.startswith("Quên ") and " đâu, có mất phí " in text for text in typed)


def test_the_longest_form_of_the_glossary_is_shortened_whole(typist: Typist) -> None:
    typed = [typist.type(text, Way.ABBR) for text in SEVERAL]

    assert any("cccd ở đâu" in text for text in typed)
    assert not any("cccd công dân" in text for text in typed)


def test_only_a_short_form_without_spaces_is_typed_for_a_longer_reading(typist: Typist) -> None:
    texts = [f"điện thoại thế nào {number}" for number in range(20)]

    assert [typist.type(text, Way.ABBR) for text in texts] == texts


def test_a_forced_reading_is_typed_without_its_mark(typist: Typist) -> None:
    typed = [typist.type(text, Way.ABBR) for text in SEVERAL]

    assert any(" ko?" in text for text in typed)
    assert not any("!" in text for text in typed)


def test_typo_slips_in_some_words_and_keeps_their_first_letter(typist: Typist) -> None:
    changed = [
        (before, after)
        for text in SEVERAL
        for before, after in zip(text.split(), typist.type(text, Way.TYPO).split(), strict=True)
        if before != after
    ]

    assert 0.05 < len(changed) / sum(len(text.split()) for text in SEVERAL) < 0.2
    assert all(abs(len(before) - len(after)) <= 1 for before, after in changed)
    assert all(len(before.strip(",?")) > 2 for before, _ in changed)


def test_mixed_has_no_diacritics_short_forms_and_slips(typist: Typist) -> None:
    typed = [typist.type(text, Way.MIXED) for text in SEVERAL]
    plain = [typist.type(text, Way.NODIA) for text in SEVERAL]

    assert all(text == typist.type(text, Way.NODIA) for text in typed)
    assert any("mk" in text.split() for text in typed)
    assert typed != plain


@pytest.mark.parametrize("way", list(Way))
def test_the_same_text_is_always_typed_alike(way: Way) -> None:
    first, second = Typist(GLOSSARY), Typist(GLOSSARY)

    assert [first.type(text, way) for text in SEVERAL] == [
        second.type(text, way) for text in reversed(SEVERAL)
    ][::-1]


def test_another_seed_is_another_person() -> None:
    first, second = Typist(GLOSSARY, seed=1), Typist(GLOSSARY, seed=2)

    assert [first.type(text, Way.TYPO) for text in SEVERAL] != [
        second.type(text, Way.TYPO) for text in SEVERAL
    ]


@pytest.mark.parametrize("way", list(Way))
def test_digits_and_codes_are_never_changed(way: Way, typist: Typist) -> None:
    codes = ["113", "1.010384", "CT01", "079204000123", "20/11/2026", "B2C3", "19000368"]

    for number in range(30):
        text = " ".join([*codes, str(number)])
        assert typist.type(text, way) == text


@pytest.mark.parametrize("way", list(Way))
def test_a_decomposed_text_is_typed_like_the_composed_one(way: Way, typist: Typist) -> None:
    assert typist.type(unicodedata.normalize("NFD", QUESTION), way) == typist.type(QUESTION, way)


@pytest.mark.parametrize("way", list(Way))
@pytest.mark.parametrize("text", ["", " ", "?!", "\n"])
def test_a_text_without_words_stays_as_it_is(text: str, way: Way, typist: Typist) -> None:
    assert typist.type(text, way) == text


@pytest.mark.parametrize("way", list(Way))
def test_a_typist_without_a_glossary_types_all_the_same(way: Way) -> None:
    assert Typist(()).type("mật khẩu", way)
