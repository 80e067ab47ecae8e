"""Near words: the known words one slip away."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.near_words import NearWords

WORDS = ["nguoi", "ngoi", "ngu", "mat", "may", "c06", "a", "rat" * 9]
SHORT = st.text("abc", min_size=2, max_size=5)


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("nguoii", {"nguoi"}),
        ("ngoui", {"nguoi", "ngoi"}),
        ("nguo", {"nguoi", "ngu", "ngoi"}),
        ("max", {"mat", "may"}),
        ("blockchain", set()),
        ("rat" * 9, set()),
        ("x" * 100_000, set()),
        ("\ud800ai", set()),
    ],
)
def test_words_one_slip_away_are_found(typed: str, near: set[str]) -> None:
    assert NearWords(WORDS)(typed) == near


def shapes(word: str) -> set[str]:
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


@given(st.sets(SHORT), SHORT)
def test_words_are_near_when_leaving_out_a_letter_makes_them_alike(
    words: set[str], typed: str
) -> None:
    near = {word for word in words if shapes(word) & shapes(typed)}

    assert NearWords(sorted(words))(typed) == near


def test_without_words_nothing_is_near() -> None:
    assert NearWords([])("mat") == set()
