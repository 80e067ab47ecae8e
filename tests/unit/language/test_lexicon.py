"""The English lexicon."""

from bot.language.lexicon import english_vietnamese


def test_a_word_may_stand_for_several_vietnamese_ones() -> None:
    meanings, _ = english_vietnamese()["passport"]
    assert ("hộ", "chiếu") in meanings
    assert len(english_vietnamese()["take"][0]) > 3


def test_endings_and_irregular_forms_find_their_word() -> None:
    known = english_vietnamese()
    assert ("gửi",) in known["sent"][0]
    assert ("quét",) in known["scan"][0]


def test_it_tells_words_that_hurt_nobody() -> None:
    known = english_vietnamese()
    assert known["passport"][1]
    assert not known["anything"][1]


def test_it_is_large_enough_for_the_guides() -> None:
    assert len(english_vietnamese()) > 2000
