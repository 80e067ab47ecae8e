"""What the Telegram bench has citizens write, and what it feeds besides."""

import random
from itertools import pairwise

from bench.telegram.malformations import malformations
from bench.telegram.walks import BACK, DONE, Citizen, Way, citizens, step_of

WAY = Way("bai", "quên mật khẩu", ("Bước 1/3. Mở", "Bước 2/3. Bấm", "Bước 3/3. Chờ"))


def walked(chat: int, count: int) -> tuple[list[str], list[str]]:
    citizen = Citizen(chat, WAY)
    return [citizen.writes() for _ in range(count)], citizen.due


def test_a_walk_is_a_question_and_moves_that_never_lead_to_the_same_step_twice() -> None:
    texts, due = walked(7, 200)
    assert texts[0] == WAY.question
    assert set(texts[1:]) == {DONE, BACK}
    assert due[0] == WAY.steps[0]
    at = [WAY.steps.index(step) for step in due]
    moves = [1 if text == DONE else -1 for text in texts[1:]]
    assert [b - a for a, b in pairwise(at)] == moves


def test_a_chat_walks_the_same_way_every_time() -> None:
    assert walked(7, 50) == walked(7, 50)
    assert walked(7, 50) != walked(8, 50)


def test_everybody_has_a_chat_of_their_own() -> None:
    assert len({citizen.chat for citizen in citizens([WAY], 30)}) == 30


def test_the_step_of_a_message_is_the_line_that_opens_it() -> None:
    assert step_of("Quên mật khẩu\n\nBước 1/3. Mở VNeID \n\nBấm Bước 2/3.") == "Bước 1/3. Mở VNeID"


def test_a_message_without_a_step_is_no_step() -> None:
    assert step_of("Xin chào") not in WAY.steps


def test_malformed_updates_are_as_many_as_asked_for_and_from_nobody_who_walks() -> None:
    found = malformations(random.Random(0), 500)
    assert len(found) == 500
    walking = {citizen.chat for citizen in citizens([WAY], 500)}
    for update in found:
        message = update.get("message")
        chat = message.get("chat") if isinstance(message, dict) else None
        if isinstance(chat, dict) and isinstance(chat.get("id"), int):
            assert chat["id"] not in walking
