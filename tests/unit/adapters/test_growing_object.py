"""A growing object: read as it comes, at little cost, and refused when it is none."""

import pytest

from bot.adapters.growing_object import LONGEST, GrowingObject
from bot.domain.errors import ModelGarbled


class Watch:
    """Seconds that pass when told."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def whole(text: str) -> dict[str, object]:
    growing = GrowingObject()
    growing.add(text)
    return growing.whole()


@pytest.mark.parametrize(
    "text",
    [
        '{"a": [1, {"b": "ơi"}]}',
        '```json\n{"a": [1, {"b": "ơi"}]}\n```',
        'Đây là câu trả lời:\n\n{"a": [1, {"b": "ơi"}]}\n\nChúc bạn may mắn!',
        '<think>Có lẽ {"a": 0}?</think>\n{"a": [1, {"b": "ơi"}]}',
        'Hừm… </think>{"a": [1, {"b": "ơi"}]}',
    ],
)
def test_what_stands_around_the_object_is_passed_over(text: str) -> None:
    assert whole(text) == {"a": [1, {"b": "ơi"}]}


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n",
        "không",
        "[1]",
        '[{"a": 1}]',
        '"a"',
        '{"a": 1',
        '{"a": 1} rồi {"b": 2}',
        '{"a": Infinity}',
        '{"a": "\\ud800"}',
        '{"a": ' * 10_000 + "}",
        "<think>" + '{"a": 1}',
        "{'a': 1}",
    ],
)
def test_what_is_no_object_is_garbled(text: str) -> None:
    with pytest.raises(ModelGarbled):
        whole(text)


def test_it_is_read_where_something_closes_and_the_text_may_break_off_anywhere() -> None:
    growing = GrowingObject(Watch())

    assert growing.add('{"s": [{"t": "mở"') is None
    assert growing.add('}, {"t": "ch') == {"s": [{"t": "mở"}, {"t": "ch"}]}


def test_it_is_read_ten_times_a_second_at_the_most() -> None:
    watch = Watch()
    growing = GrowingObject(watch)
    growing.add('{"s": [')
    seen = []
    for _ in range(50):
        seen.append(growing.add('{"t": 1}, '))
        watch.seconds += 0.01

    assert sum(fields is not None for fields in seen) == 5


def test_what_cannot_be_read_yet_is_waited_for() -> None:
    growing = GrowingObject(Watch())

    assert growing.add("Câu trả lời là }") is None
    growing.add('{"a": 1}')
    assert growing.whole() == {"a": 1}


def test_too_long_a_text_is_refused_while_it_comes() -> None:
    growing = GrowingObject()
    growing.add("a" * LONGEST)

    with pytest.raises(ModelGarbled):
        growing.add("a")
