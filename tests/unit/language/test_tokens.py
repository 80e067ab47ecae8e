import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.tokens import folded, pairs, syllables

WORDS = st.lists(st.text("abđếu1", min_size=1, max_size=6))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Quên MẬT khẩu?", ["quên", "mật", "khẩu"]),
        ("e ở Q.5 ạ", ["e", "ở", "q", "5", "ạ"]),
        ("69/2024/NĐ-CP", ["69", "2024", "nđ", "cp"]),
        ("k đc…😀!!!", ["k", "đc"]),
        ("xin\n\tchào", ["xin", "chào"]),
        ("?!…👍", []),
        ("", []),
    ],
)
def test_a_text_falls_into_lower_case_words(text: str, words: list[str]) -> None:
    assert syllables(text) == words


def test_folded_words_stay_apart() -> None:
    assert folded(["mật", "khẩu", "đổi"]) == ["mat", "khau", "doi"]


@given(WORDS)
def test_every_two_neighbours_make_one_pair(words: list[str]) -> None:
    made = pairs(words)
    assert len(made) == max(0, len(words) - 1)
    assert [pair.split("_") for pair in made] == [
        [words[at], words[at + 1]] for at in range(len(words) - 1)
    ]
