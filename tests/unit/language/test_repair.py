import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.near_words import NearWords
from bot.language.repair import Repairer, undo_telex, undo_vni

COUNTS = {
    "mat": 9, "khau": 9, "dong": 3, "nguoi": 5, "dang": 8, "ky": 8, "can": 6, "cuoc": 6,
    "thuong": 4, "thong": 7, "tru": 5, "tin": 5, "vneid": 9,
}  # fmt: skip
FOLLOWING = {
    "mat_khau": 9,
    "dang_ky": 8,
    "ky_can": 1,
    "can_cuoc": 6,
    "thuong_tru": 4,
    "thong_tin": 5,
}


def repairer(counts: dict[str, int], following: dict[str, int]) -> Repairer:
    return Repairer(counts, lambda pair: following.get(pair, 0), NearWords(list(counts)))


REPAIRER = repairer(COUNTS, FOLLOWING)


@pytest.mark.parametrize(
    ("keys", "syllable"),
    [
        ("ddoongf", "dong"),
        ("ddawng", "dang"),
        ("kys", "ky"),
        ("maatj", "mat"),
        ("khaaur", "khau"),
        ("nguowif", "nguoi"),
        ("tieengs", "tieng"),
        ("wng", "ung"),
        ("xe", "xe"),
        ("sao", "sao"),
        ("str", "str"),
        ("", ""),
    ],
)
def test_raw_telex_keys_become_a_folded_syllable(keys: str, syllable: str) -> None:
    assert undo_telex(keys) == syllable


@given(st.text())
def test_undoing_telex_never_raises_and_never_lengthens(word: str) -> None:
    assert len(undo_telex(word)) <= len(word)


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [
        ("nguowif", ("nguoi",)),
        ("matkhau", ("mat", "khau")),
        ("cancuoc", ("can", "cuoc")),
        ("dangkycancuoc", ("dang", "ky", "can", "cuoc")),
        ("nguoii", ("nguoi",)),
        ("ngoui", ("nguoi",)),
        ("vneidd", ("vneid",)),
        ("vnid", ("vneid",)),
    ],
)
def test_a_slip_is_read_as_the_nearest_known_words(typed: str, read_as: tuple[str, ...]) -> None:
    assert REPAIRER.repair([typed]) == [read_as]


@pytest.mark.parametrize(
    "typed", ["ab", "kx", "blockchain", "c06", "vneid2", "1", "1.004222", "😀😀😀", ""]
)
def test_short_words_codes_and_strangers_stay_as_typed(typed: str) -> None:
    assert REPAIRER.repair([typed]) == [(typed,)]


def test_two_words_that_never_meet_in_guides_are_not_cut_apart() -> None:
    assert REPAIRER.repair(["khaumat"]) == [("khaumat",)]


@pytest.mark.parametrize(
    ("words", "read_as"), [(["thoong", "tin"], "thong"), (["thuog", "tru"], "thuong")]
)
def test_the_neighbour_decides_between_two_near_words(words: list[str], read_as: str) -> None:
    assert REPAIRER.repair(words)[0] == (read_as,)


def test_the_word_before_decides_too() -> None:
    near = repairer({"can": 1, "cuoc": 1, "cuon": 50}, {"can_cuoc": 2})
    assert near.repair(["can", "cuox"])[1] == ("cuoc",)
    assert near.repair(["cuox"])[0] == ("cuon",)


def test_without_guides_nothing_is_repaired() -> None:
    assert repairer({}, {}).repair(["matkhau", "nguowif"]) == [("matkhau",), ("nguowif",)]


@given(st.lists(st.sampled_from(sorted(COUNTS)) | st.text(max_size=8)))
def test_every_word_is_read_once_and_known_words_as_themselves(words: list[str]) -> None:
    read = REPAIRER.repair(words)
    assert len(read) == len(words)
    assert all(got == (word,) for got, word in zip(read, words, strict=True) if word in COUNTS)
    assert all(
        got == (word,) or set(got) <= set(COUNTS) for got, word in zip(read, words, strict=True)
    )


@pytest.mark.parametrize(
    ("keys", "syllable"),
    [
        ("ma65t", "mat"), ("kha63u", "khau"), ("d9ie65n", "dien"), ("to6i", "toi"),
        ("nguo72i", "nguoi"), ("tt117", "tt117"), ("1004222", "1004222"), ("c06", "c06"),
        ("xe", "xe"), ("", ""),
    ],
)  # fmt: skip
def test_raw_vni_keys_become_a_folded_syllable(keys: str, syllable: str) -> None:
    assert undo_vni(keys) == syllable


def test_vni_is_undone_where_several_words_show_it() -> None:
    assert REPAIRER.repair(["ma65t", "kha63u"]) == [("mat",), ("khau",)]


@pytest.mark.parametrize("words", [["can2"], ["can2", "tin5"], ["dang", "ky", "ky2"]])
def test_a_number_behind_a_word_stays(words: list[str]) -> None:
    assert REPAIRER.repair(words) == [(word,) for word in words]
