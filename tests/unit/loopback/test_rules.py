"""How much the service takes."""

from loopback.rules import Breach, Limit, Limits, Meter

LAN, GROUP = 1001, -5


def taken(meter: Meter, chat: int, count: int, now: float) -> list[Breach | None]:
    return [meter.take(chat, now) for _ in range(count)]


def test_a_private_chat_takes_three_at_once_and_one_a_second_then() -> None:
    meter = Meter(Limits())
    assert taken(meter, LAN, 3, 100.0) == [None] * 3
    assert meter.take(LAN, 100.0) == Breach(LAN, Limit.CHAT, 100.0, 1)
    assert meter.take(LAN, 101.0) is None
    assert meter.take(LAN, 101.5) == Breach(LAN, Limit.CHAT, 101.5, 1)
    assert taken(meter, LAN, 4, 200.0)[:3] == [None] * 3


def test_a_group_takes_twenty_in_any_minute_and_asks_for_the_true_wait() -> None:
    meter = Meter(Limits())
    assert taken(meter, GROUP, 20, 100.0) == [None] * 20
    assert meter.take(GROUP, 117.4) == Breach(GROUP, Limit.GROUP, 117.4, 43)
    assert meter.take(GROUP, 160.0) is None


def test_all_chats_together_take_thirty_in_any_second() -> None:
    meter = Meter(Limits())
    assert [meter.take(LAN + number, 100.0) for number in range(30)] == [None] * 30
    assert meter.take(GROUP, 100.9) == Breach(GROUP, Limit.ALL, 100.9, 1)
    assert meter.take(GROUP, 101.0) is None


def test_what_was_refused_does_not_count() -> None:
    meter = Meter(Limits(chat_rate=1.0, burst=1))
    assert meter.take(LAN, 100.0) is None
    assert all(taken(meter, LAN, 50, 100.5))
    assert meter.take(LAN, 101.0) is None


def test_one_chat_over_its_limit_leaves_the_others_alone() -> None:
    meter = Meter(Limits())
    taken(meter, LAN, 10, 100.0)
    assert meter.take(LAN + 1, 100.0) is None
