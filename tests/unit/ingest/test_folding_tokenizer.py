"""The folding tokenizer: what its pieces are."""

from ingest.folding_tokenizer import folding_tokenizer

TEXTS = ["quên mật khẩu của mình"] * 6 + ["nhớ mật khẩu của bạn", "số nhà của bạn"] * 5


def test_syllables_that_keep_company_are_one_piece() -> None:
    tokenizer = folding_tokenizer(TEXTS, size=80, runs=60)

    assert tokenizer.encode("QUÊN mat khẩu").tokens == ["▁quen", "▁mat▁khau"]


def test_words_never_seen_are_spelled_in_runs() -> None:
    tokens = folding_tokenizer(TEXTS, size=80, runs=60).encode("makhau").tokens

    assert "".join(tokens) == "▁makhau"
    assert 1 < len(tokens) < 7


def test_marks_and_hidden_letters_are_spaces_and_no_piece_of_their_own() -> None:
    tokenizer = folding_tokenizer(TEXTS, size=80, runs=60)

    assert tokenizer.encode(" quên - (mật) ... ").tokens == tokenizer.encode("quen mat").tokens
    assert tokenizer.encode("?! ").tokens == []


def test_the_same_texts_give_the_same_tokenizer_of_at_most_that_size() -> None:
    one, other = (folding_tokenizer(TEXTS, size=80, runs=60) for _ in range(2))

    assert one.to_str() == other.to_str()
    assert one.get_vocab_size() <= 80
