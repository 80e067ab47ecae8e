"""What every store of buttons must do, run on each of them."""

from typing import TYPE_CHECKING

import pytest
from turn_parts import AT, CHANNEL, DESK, person, post

from bot.adapters.sql.stores import Stores
from bot.domain.answer import Action
from bot.domain.conversation import AskedElsewhere, ButtonKey
from bot.domain.group import GroupMoved
from bot.domain.turn import Turn
from bot.ports import OutboxEntry

if TYPE_CHECKING:
    from conftest import Kept

ACTION = Action(verb="claim", part="k1")


def key(token: str, user: str | None = None, chat: str = DESK) -> ButtonKey:
    return ButtonKey(token=token, channel=CHANNEL, chat=chat, action=ACTION, user=user)


async def test_a_button_works_in_its_own_chat_only(kept: "Kept") -> None:
    await kept.sessions.commit(Turn(keys=(key("a"),)))
    assert await kept.buttons.pressed(CHANNEL, DESK, "7", "a") == ACTION
    assert await kept.buttons.pressed(CHANNEL, "-200", "7", "a") is None
    assert await kept.buttons.pressed("zalo", DESK, "7", "a") is None


async def test_a_button_of_one_person_does_nothing_for_another(kept: "Kept") -> None:
    await kept.sessions.commit(Turn(keys=(key("a", user="7"),)))
    assert await kept.buttons.pressed(CHANNEL, DESK, "7", "a") == ACTION
    assert await kept.buttons.pressed(CHANNEL, DESK, "8", "a") is None


async def test_a_forged_button_does_nothing(kept: "Kept") -> None:
    await kept.sessions.commit(Turn(keys=(key("a"),)))
    assert await kept.buttons.pressed(CHANNEL, DESK, "7", "A") is None
    assert await kept.buttons.pressed(CHANNEL, DESK, "7", "%") is None


async def test_a_link_leads_to_the_question_it_carries(kept: "Kept") -> None:
    asked = AskedElsewhere(key="q1", text="mất máy", language="vi", asked=AT)
    await kept.sessions.commit(Turn(asked=(asked,)))
    assert await kept.buttons.asked_elsewhere("q1") == asked
    assert await kept.buttons.asked_elsewhere("q2") is None


async def test_the_buttons_of_a_group_that_moved_still_work(kept: "Kept") -> None:
    await kept.sessions.commit(Turn(keys=(key("a"),)))
    await kept.sessions.commit(Turn(moved=(GroupMoved(channel=CHANNEL, old=DESK, new="-200"),)))
    assert await kept.buttons.pressed(CHANNEL, "-200", "7", "a") == ACTION
    assert await kept.buttons.pressed(CHANNEL, DESK, "7", "a") is None


async def test_a_forgotten_persons_buttons_in_groups_are_gone(kept: "Kept") -> None:
    await kept.sessions.commit(Turn(keys=(key("a", user="7"), key("b", user="8"))))
    await kept.sessions.commit(Turn(forgotten=(person("7"),)))
    assert await kept.buttons.pressed(CHANNEL, DESK, "7", "a") is None
    assert await kept.buttons.pressed(CHANNEL, DESK, "8", "b") == ACTION


async def entry_of(stores: Stores, name: str) -> OutboxEntry:
    await stores.sessions.commit(Turn(posts=(post("phiếu", DESK, name),)))
    (entry,) = await stores.mailbox.outgoing()
    return entry


async def test_a_message_of_ours_is_known_by_its_name(stores: Stores) -> None:
    await stores.mailbox.sent(await entry_of(stores, "ticket:k1"), "55")
    assert await stores.buttons.named(CHANNEL, DESK, "55") == "ticket:k1"
    assert await stores.buttons.named(CHANNEL, DESK, "56") is None
    assert await stores.buttons.named(CHANNEL, "1", "55") is None


async def test_an_older_message_of_the_same_name_is_still_known(stores: Stores) -> None:
    for message in ("55", "60"):
        await stores.mailbox.sent(await entry_of(stores, "ticket:k1"), message)
    assert await stores.buttons.named(CHANNEL, DESK, "55") == "ticket:k1"
    assert await stores.buttons.named(CHANNEL, DESK, "60") == "ticket:k1"


@pytest.mark.parametrize("message", ["55", "70"])
async def test_a_message_in_the_new_chat_of_a_group_is_not_taken_for_one_of_the_old(
    stores: Stores, message: str
) -> None:
    await stores.mailbox.sent(await entry_of(stores, "ticket:k1"), "55")
    await stores.sessions.commit(Turn(moved=(GroupMoved(channel=CHANNEL, old=DESK, new="-200"),)))
    assert await stores.buttons.named(CHANNEL, "-200", message) is None
