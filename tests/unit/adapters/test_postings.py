"""Postings: which texts have a term, and how often."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.postings import Postings
from bot.adapters.run_keys import run_keys
from bot.adapters.term_keys import term_keys
from bot.language.tokens import folded, pairs, syllables

TEXTS = st.lists(st.lists(st.sampled_from("mật mat khẩu khau đổi 1 a_b".split())), max_size=5)
Table = dict[int, list[tuple[int, int]]]


def table(postings: Postings) -> Table:
    """Every key with its texts and how often they have it."""
    places = zip(postings.texts.tolist(), postings.times.tolist(), strict=True)
    return {
        key: [next(places) for _ in range(count)]
        for key, count in zip(postings.keys.tolist(), postings.counts.tolist(), strict=True)
    }


def counted(texts: list[list[int]]) -> Table:
    """The same, counted one by one."""
    found: Table = {}
    for place, keys in enumerate(texts):
        for key, times in Counter(keys).items():
            found.setdefault(key, []).append((place, times))
    return dict(sorted(found.items()))


def terms_of(text: str) -> list[str]:
    raw = syllables(text)
    plain = folded(raw)
    return [*plain, *pairs(plain), *("=" + word for word in raw)]


@given(TEXTS)
def test_terms_are_counted_text_by_text(texts: list[list[str]]) -> None:
    postings = Postings.of_terms(texts)

    assert table(postings) == counted([term_keys(text).tolist() for text in texts])
    assert postings.lengths.tolist() == [len(text) for text in texts]
    assert sorted(postings.keys.tolist()) == postings.keys.tolist()


@given(TEXTS)
def test_passages_are_found_bare_in_pairs_and_as_written(texts: list[list[str]]) -> None:
    passages = [" ".join(text) for text in texts]

    postings = Postings.of_passages(passages)

    assert table(postings) == counted([term_keys(terms_of(p)).tolist() for p in passages])
    assert postings.lengths.tolist() == [len(terms_of(p)) for p in passages]
    assert set(postings.words) == {word for text in texts for word in folded(text)}


def test_a_word_that_looks_like_a_pair_gives_way_to_the_pair() -> None:
    postings = Postings.of_passages(["mat khau", "mat_khau"])

    assert table(postings)[int(term_keys(["mat_khau"])[0])] == [(0, 1)]


@given(TEXTS)
def test_phrases_are_found_by_their_terms_and_their_runs(texts: list[list[str]]) -> None:
    lines = [" ".join(text) for text in texts]

    postings = Postings.of_phrases(texts, lines)

    both = [
        term_keys(text).tolist() + run_keys([line])[0].tolist()
        for text, line in zip(texts, lines, strict=True)
    ]
    assert table(postings) == counted(both)
    assert postings.lengths.tolist() == [len(keys) for keys in both]


def test_folded_syllables_are_listed_without_pairs_and_raw_words() -> None:
    assert Postings.of_terms([["mat", "mat_khau", "=mật"]]).words == ("mat",)
