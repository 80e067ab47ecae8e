"""Updates the service would never write, and every kind of damage they can have."""

import random
from collections.abc import Callable
from typing import Any

from loopback.sent import JsonObject
from loopback.updates import private_text, tap

_FIRST_CHAT, _CHATS = 5_000, 200
_ODD: tuple[Any, ...] = (None, True, -1, 2**70, 1.5, "", "chữ", "\ud83d", [], [[]], {}, {"a": {}})
_DEEP = 200
_HUGE = 60_000


def malformations(chance: random.Random, count: int) -> list[JsonObject]:
    """So many updates, a kind of damage each in turn; never from a citizen who walks. Hardly
    any can be answered: their answers would use up what the service lets a bot send."""
    return [_KINDS[number % len(_KINDS)](chance) for number in range(count)]


def _good(chance: random.Random) -> JsonObject:
    return private_text(_FIRST_CHAT + chance.randrange(_CHATS), "xong")


def _wrong_part(chance: random.Random) -> JsonObject:
    """The message is no message."""
    return {"message": chance.choice([odd for odd in _ODD if not isinstance(odd, dict)])}


def _wrong_field(chance: random.Random) -> JsonObject:
    update = _good(chance)
    name = chance.choice(["message_id", "date", "chat", "from", "text"])
    update["message"][name] = chance.choice(_ODD)
    return update


def _wrong_inside(chance: random.Random) -> JsonObject:
    update = _good(chance)
    part, name = chance.choice(
        [
            ("chat", "id"),
            ("chat", "type"),
            ("from", "id"),
            ("from", "is_bot"),
            ("from", "first_name"),
        ]
    )
    update["message"][part][name] = chance.choice(_ODD)
    return update


def _missing(chance: random.Random) -> JsonObject:
    update = _good(chance)
    del update["message"][chance.choice(["message_id", "chat", "from"])]
    return update


def _bad_date(chance: random.Random) -> JsonObject:
    update = _good(chance)
    update["message"]["date"] = chance.choice([-(10**12), 10**15, 2**63, "hôm nay", 1e300])
    return update


def _huge(chance: random.Random) -> JsonObject:
    update = _good(chance)
    # One in eight is really huge, or feeding them would be what is measured.
    update["message"]["text"] = "a" * (_HUGE if chance.random() < 0.125 else _HUGE // 60)
    update["message"]["chat"]["id"] = update["message"]["text"]
    return update


def _deep(chance: random.Random) -> JsonObject:
    update = _good(chance)
    nested: Any = "đáy"
    for _ in range(_DEEP):
        nested = chance.choice([{"reply_to_message": nested}, [nested]])
    update["message"]["reply_to_message"] = update["message"]["from"] = nested
    return update


def _surrogate(chance: random.Random) -> JsonObject:
    update = _good(chance)
    update["message"]["text"] = {"half": "\ud83d"} if chance.random() < 0.5 else ["\udc00"]
    update["message"]["from"]["first_name"] = "\udfff"
    return update


def _unknown(chance: random.Random) -> JsonObject:
    name = chance.choice(["message_of_tomorrow", "", "ô cửa", "message\x00"])
    return {name: chance.choice(_ODD)}


def _empty(_: random.Random) -> JsonObject:
    return {}


def _bad_tap(chance: random.Random) -> JsonObject:
    update = tap(_FIRST_CHAT + chance.randrange(_CHATS), "x")
    update["callback_query"][chance.choice(["from", "message"])] = chance.choice(_ODD)
    return update


def _bad_member(chance: random.Random) -> JsonObject:
    return {"my_chat_member": {"chat": chance.choice(_ODD), "new_chat_member": chance.choice(_ODD)}}


_KINDS: tuple[Callable[[random.Random], JsonObject], ...] = (
    _wrong_part,
    _wrong_field,
    _wrong_inside,
    _missing,
    _bad_date,
    _huge,
    _deep,
    _surrogate,
    _unknown,
    _empty,
    _bad_tap,
    _bad_member,
)
