import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.tokens import character_runs, folded, pairs, passage_terms, syllables

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


def test_character_runs_cross_word_borders() -> None:
    assert character_runs(["ab", "cd"]) == ["~ab ", "~b c", "~ cd", "~ab c", "~b cd", "~ab cd"]


@pytest.mark.parametrize("words", [[], ["a"], ["ab"]])
def test_a_line_shorter_than_the_shortest_run_has_none(words: list[str]) -> None:
    assert character_runs(words) == []


@given(WORDS, st.integers(1, 4), st.integers(0, 3))
def test_runs_have_the_asked_lengths(words: list[str], shortest: int, more: int) -> None:
    longest = shortest + more
    line = " ".join(words)
    runs = character_runs(words, shortest, longest)
    assert all(run[0] == "~" and run[1:] in line for run in runs)
    assert {len(run) - 1 for run in runs} == {
        size for size in range(shortest, longest + 1) if size <= len(line)
    }


def test_a_passage_is_found_bare_in_pairs_and_as_written() -> None:
    assert passage_terms("Mật khẩu") == ["mat", "khau", "mat_khau", "=mật", "=khẩu"]


def test_accents_tell_two_passages_apart_only_by_their_raw_terms() -> None:
    first, second = set(passage_terms("tạm trú")), set(passage_terms("tam tru"))
    assert {term for term in first ^ second if not term.startswith("=")} == set()
    assert first != second
