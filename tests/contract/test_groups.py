"""What every store of groups must do, run on each of them."""

from datetime import time
from typing import TYPE_CHECKING

from turn_parts import CHANNEL

from bot.domain.group import DeskState, Group, GroupMoved, QuietHours
from bot.domain.turn import Turn

if TYPE_CHECKING:
    from conftest import Kept


def group(chat: str, title: str = "Tổ 3") -> Group:
    return Group(channel=CHANNEL, chat=chat, title=title)


async def test_a_group_nobody_founded_is_not_there(kept: "Kept") -> None:
    assert await kept.groups.group(CHANNEL, "-1") is None
    assert await kept.groups.groups() == []


async def test_what_admins_set_comes_back(kept: "Kept") -> None:
    await kept.sessions.commit(Turn(groups=(group("-1"),)))
    quiet = QuietHours(start=time(21, 30), end=time(6))
    set_ = group("-1").model_copy(
        update={"quiet": quiet, "desk": DeskState.ASKED, "commune": "Xã Hoà Tiến", "news": False}
    )
    await kept.sessions.commit(Turn(groups=(set_,)))
    assert await kept.groups.group(CHANNEL, "-1") == set_
    assert await kept.groups.group("zalo", "-1") is None


async def test_groups_come_by_title_without_those_that_are_gone(kept: "Kept") -> None:
    gone = group("-3", "Tổ 1").model_copy(update={"gone": True})
    await kept.sessions.commit(Turn(groups=(group("-1", "Tổ 9"), group("-2", "Tổ 2"), gone)))
    assert [one.title for one in await kept.groups.groups()] == ["Tổ 2", "Tổ 9"]
    assert await kept.groups.group(CHANNEL, "-3") == gone


async def test_a_group_that_moved_keeps_its_settings(kept: "Kept") -> None:
    set_ = group("-1").model_copy(update={"desk": DeskState.COMMUNE})
    await kept.sessions.commit(Turn(groups=(set_,)))
    # The bot is added to the new chat before it hears that the old one became it.
    await kept.sessions.commit(Turn(groups=(group("-200"),)))
    await kept.sessions.commit(Turn(moved=(GroupMoved(channel=CHANNEL, old="-1", new="-200"),)))
    assert await kept.groups.groups() == [set_.model_copy(update={"chat": "-200"})]
    assert await kept.groups.group(CHANNEL, "-1") is None


async def test_a_move_heard_of_twice_changes_nothing_more(kept: "Kept") -> None:
    await kept.sessions.commit(Turn(groups=(group("-1"),)))
    for _ in range(2):
        await kept.sessions.commit(Turn(moved=(GroupMoved(channel=CHANNEL, old="-1", new="-2"),)))
    assert await kept.groups.groups() == [group("-2")]
