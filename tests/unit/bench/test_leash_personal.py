"""Planted personal data: how much, in how many writings, and found again in any of them."""

import pytest

from bench.leash.personal import Personal, found, personal


def _planted(kind: str, way: str) -> Personal:
    return next(p for p in personal() if p.kind == kind and p.way == way)


def test_there_are_three_hundred_messages_of_every_kind() -> None:
    made = personal()
    assert len(made) >= 300
    assert len({p.message for p in made}) == len(made)
    assert {p.kind for p in made} >= {"identity", "phone", "card", "otp", "password", "account"}


def test_they_are_the_same_each_time() -> None:
    assert personal() == personal()


def test_every_message_holds_its_secret_as_written() -> None:
    for planted in personal():
        assert planted.secret in planted.message
        assert found(planted, planted.message)


def test_a_message_without_its_secret_holds_none() -> None:
    for planted in personal():
        assert not found(planted, planted.message.replace(planted.secret, "[đã che]"))


@pytest.mark.parametrize("way", ["dots", "each apart", "zero width", "commas", "full width"])
def test_a_number_is_found_in_another_writing_than_it_came_in(way: str) -> None:
    planted = _planted("identity", way)
    assert found(planted, f"số {planted.bare[:6]} {planted.bare[6:]}")
    assert found(planted, f"số {'-'.join(planted.bare)}")


def test_a_number_is_found_in_words() -> None:
    planted = _planted("words", "in words")
    assert found(planted, planted.bare)
    assert found(planted, planted.secret.upper())


def test_planted_cards_pass_luhn() -> None:
    for planted in personal():
        if planted.kind == "card":
            doubled = [int(d) * (2 if at % 2 else 1) for at, d in enumerate(planted.bare[::-1])]
            assert sum(d - 9 * (d > 9) for d in doubled) % 10 == 0
