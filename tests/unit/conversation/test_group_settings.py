"""Group settings: only admins change them, and only an editor opens a desk."""

from datetime import time
from pathlib import Path

import pytest
from neighbours import CHANNEL, GROUP, Neighbours, button

from bot.adapters.generations import GenerationLibrary
from bot.back_office import decided
from bot.domain.answer import Choice
from bot.domain.conversation import ChatChange, Post, Reply
from bot.domain.group import DeskState, Group, QuietHours

ADMIN, MEMBER, EDITOR, OTHER_EDITOR = "1", "7", "50", "51"


@pytest.fixture(scope="module")
def library(published: Path) -> GenerationLibrary:
    return GenerationLibrary(published)


@pytest.fixture
def neighbours(library: GenerationLibrary) -> Neighbours:
    return Neighbours(library, editors=(EDITOR, OTHER_EDITOR))


async def panel(neighbours: Neighbours) -> Reply:
    (post,) = await neighbours.says("/caidat", ADMIN)
    return post.reply


async def ask_for_desk(neighbours: Neighbours) -> list[Post]:
    await neighbours.says("/caidat xã Ba Vì", ADMIN)
    return await neighbours.says("/caidat trực bật", ADMIN)


async def asked_of(neighbours: Neighbours, editor: str = EDITOR) -> Reply:
    """What an editor was asked when the group asked for a desk."""
    posts = await ask_for_desk(neighbours)
    (post,) = [post for post in posts if post.to.chat == editor]
    return post.reply


# Who may


async def test_an_admin_sees_what_is_set(neighbours: Neighbours) -> None:
    reply = await panel(neighbours)

    assert "Địa bàn: chưa đặt" in reply.text
    assert "đang tắt" in reply.text
    assert len(reply.choices) == 5


@pytest.mark.parametrize("text", ["/caidat", "/caidat xã Ba Vì"])
async def test_a_member_is_refused_in_one_polite_sentence(
    text: str, neighbours: Neighbours
) -> None:
    (post,) = await neighbours.says(text, MEMBER)

    assert "Chỉ quản trị viên" in post.reply.text
    assert post.reply.choices == ()
    assert await neighbours.stores.group(CHANNEL, GROUP) is None


async def test_a_member_s_press_changes_nothing(neighbours: Neighbours) -> None:
    reply = await panel(neighbours)

    (notice,) = await neighbours.presses(button(reply, "Không nhận tin"), MEMBER)

    assert notice.notice
    assert "Chỉ quản trị viên" in notice.text
    assert neighbours.new() == []
    assert (await neighbours.group()).news


async def test_one_who_is_no_admin_any_more_changes_nothing_with_an_old_panel(
    neighbours: Neighbours,
) -> None:
    reply = await panel(neighbours)
    neighbours.chats.admins.clear()

    (notice,) = await neighbours.presses(button(reply, "Không nhận tin"), ADMIN)

    assert "Chỉ quản trị viên" in notice.text
    assert (await neighbours.group()).news


async def test_a_button_of_one_group_does_nothing_in_another(neighbours: Neighbours) -> None:
    reply = await panel(neighbours)
    neighbours.chats.admins.add(("-666", MEMBER))

    (notice,) = await neighbours.presses(button(reply, "Không nhận tin"), MEMBER, chat="-666")

    assert "Nút này đã cũ" in notice.text
    assert await neighbours.stores.group(CHANNEL, "-666") is None


async def test_who_writes_in_the_group_s_name_sees_the_settings_but_types_none(
    neighbours: Neighbours,
) -> None:
    (shown,) = await neighbours.says("/caidat", GROUP, anonymous=True)
    (typed,) = await neighbours.says("/caidat xã Ba Vì", GROUP, anonymous=True)

    assert "Cài đặt của nhóm" in shown.reply.text
    assert "gõ lại bằng tên của mình" in typed.reply.text
    assert (await neighbours.group()).commune == ""


async def test_a_linked_channel_is_no_admin(neighbours: Neighbours) -> None:
    (post,) = await neighbours.says("/caidat", "-100777", anonymous=True)

    assert "Chỉ quản trị viên" in post.reply.text


async def test_a_user_id_like_the_group_s_is_no_claim_without_the_group_s_name(
    neighbours: Neighbours,
) -> None:
    (post,) = await neighbours.says("/caidat", GROUP, anonymous=False)

    assert "Chỉ quản trị viên" in post.reply.text


async def test_the_command_in_a_private_chat_points_to_the_group(neighbours: Neighbours) -> None:
    (reply,) = await neighbours.writes("/caidat xã Ba Vì")

    assert "dùng trong nhóm" in reply.text


# What is set


async def test_a_press_changes_the_setting_and_the_panel_in_its_place(
    neighbours: Neighbours,
) -> None:
    reply = await panel(neighbours)

    assert await neighbours.presses(button(reply, "21:00")) == []
    (post,) = neighbours.new()

    assert (post.name, post.edits) == ("settings", True)
    assert "từ 21:00 đến 6:00" in post.reply.text
    group = await neighbours.group()
    assert group.quiet == QuietHours(start=time(21), end=time(6))
    assert button(post.reply, "Bỏ giờ nghỉ")


async def test_a_press_repeated_says_so_and_edits_nothing(neighbours: Neighbours) -> None:
    choice = button(await panel(neighbours), "Không nhận tin")
    await neighbours.presses(choice)
    neighbours.new()

    (notice,) = await neighbours.presses(choice)

    assert "đang như vậy" in notice.text
    assert neighbours.new() == []
    assert not (await neighbours.group()).news


async def test_the_panel_speaks_the_language_that_is_chosen(neighbours: Neighbours) -> None:
    await neighbours.presses(button(await panel(neighbours), "tiếng Anh"))
    (post,) = neighbours.new()

    assert post.reply.text.startswith("**Settings of this group**")
    assert button(post.reply, "Vietnamese")


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("xã Ba Vì", "Xã Ba Vì"),
        ("XÃ  Ba Vì", "XÃ Ba Vì"),
        ("phường Phú Diễn", "Phường Phú Diễn"),
        ("dac khu Phu Quoc", "Dac khu Phu Quoc"),
        ("phường 12", "Phường 12"),
    ],
)
async def test_a_commune_is_typed(typed: str, name: str, neighbours: Neighbours) -> None:
    (post,) = await neighbours.says(f"/caidat {typed}", ADMIN)

    assert (await neighbours.group()).commune == name
    assert post.name == "settings"


@pytest.mark.parametrize(
    ("typed", "start", "end"),
    [
        ("nghỉ 21:00-6:00", time(21), time(6)),
        ("nghỉ 21h - 6h", time(21), time(6)),
        ("nghi 22h30-5h45", time(22, 30), time(5, 45)),
        ("nghỉ từ 9 giờ đến 5 giờ", time(9), time(5)),
        ("nghỉ 12-14", time(12), time(14)),
        ("nghỉ 21:00-24:00", time(21), time(0)),
    ],
)
async def test_quiet_hours_are_typed(
    typed: str, start: time, end: time, neighbours: Neighbours
) -> None:
    await neighbours.says(f"/caidat {typed}", ADMIN)

    assert (await neighbours.group()).quiet == QuietHours(start=start, end=end)


async def test_quiet_hours_are_taken_back_by_words(neighbours: Neighbours) -> None:
    await neighbours.says("/caidat nghỉ 21-6", ADMIN)
    await neighbours.says("/caidat nghỉ tắt", ADMIN)

    assert (await neighbours.group()).quiet is None


@pytest.mark.parametrize(
    "typed",
    [
        "xã", "xã [x](http://a.b)", "xã **", "xã " + "a" * 80, "xã 0912345678", "xã @ten",
        "nghỉ", "nghỉ 25:00-6:00", "nghỉ 21:75-6:00", "nghỉ 6-6", "nghỉ đêm",
        "trực", "trực luôn", "abc", "ngôn ngữ",
    ],
)  # fmt: skip
async def test_a_wrong_value_gets_one_sentence_with_an_example(
    typed: str, neighbours: Neighbours
) -> None:
    (post,) = await neighbours.says(f"/caidat {typed}", ADMIN)

    assert "/caidat " in post.reply.text
    assert "\n" not in post.reply.text
    assert await neighbours.stores.group(CHANNEL, GROUP) is None


async def test_pressing_the_commune_tells_how_to_type_it(neighbours: Neighbours) -> None:
    (notice,) = await neighbours.presses(button(await panel(neighbours), "Đổi tên"))

    assert "/caidat xã Ba Vì" in notice.text


# The desk


async def test_a_desk_needs_a_commune_first(neighbours: Neighbours) -> None:
    (notice,) = await neighbours.presses(button(await panel(neighbours), "Mở bàn trực"))

    assert "đặt tên xã, phường trước" in notice.text
    assert (await neighbours.group()).desk is DeskState.OFF


async def test_asking_for_a_desk_asks_every_editor_and_opens_nothing(
    neighbours: Neighbours,
) -> None:
    posts = await ask_for_desk(neighbours)

    assert {post.to.chat for post in posts} == {GROUP, EDITOR, OTHER_EDITOR}
    assert (await neighbours.group()).desk is DeskState.ASKED
    told = [post.reply.text for post in posts if post.to.chat == GROUP]
    assert any("Đã gửi lời xin" in text for text in told)
    (asked,) = [post.reply for post in posts if post.to.chat == EDITOR]
    assert "Tổ công nghệ số" in asked.text
    assert "Xã Ba Vì" in asked.text
    assert GROUP in asked.text


@pytest.mark.parametrize(
    ("label", "desk", "told"),
    [
        ("Duyệt: xã, phường", DeskState.COMMUNE, "Bàn trực đã được duyệt.**"),
        ("Duyệt: toàn tỉnh", DeskState.PROVINCE, "duyệt cho toàn tỉnh"),
        ("Không duyệt", DeskState.OFF, "chưa được duyệt"),
    ],
)
async def test_an_editor_decides_and_the_group_is_told(
    label: str, desk: DeskState, told: str, neighbours: Neighbours
) -> None:
    asked = await asked_of(neighbours)

    (reply,) = await neighbours.taps(button(asked, label), user=EDITOR)
    panel, post = neighbours.new()

    assert (await neighbours.group()).desk is desk
    assert "báo cho nhóm **Tổ công nghệ số**" in reply.text
    assert {panel.to.chat, post.to.chat} == {GROUP}
    assert told in post.reply.text
    assert panel.edits
    assert "Thôi xin mở bàn trực" not in [choice.label for choice in panel.reply.choices]


async def test_the_desk_is_approved_for_the_commune_as_a_sentence_names_it(
    neighbours: Neighbours,
) -> None:
    asked = await asked_of(neighbours)

    await neighbours.taps(button(asked, "Duyệt: xã, phường"), user=EDITOR)

    assert "bà con xã Ba Vì sẽ hiện" in neighbours.new()[-1].reply.text


async def test_the_second_editor_changes_nothing_any_more(neighbours: Neighbours) -> None:
    posts = await ask_for_desk(neighbours)
    first, second = [p.reply for p in posts if p.to.chat in (EDITOR, OTHER_EDITOR)]
    await neighbours.taps(button(first, "Duyệt: xã, phường"), user=EDITOR)
    neighbours.new()

    (reply,) = await neighbours.taps(button(second, "Không duyệt"), user=OTHER_EDITOR)

    assert "không còn nữa" in reply.text
    assert neighbours.new() == []
    assert (await neighbours.group()).desk is DeskState.COMMUNE


async def test_nobody_but_that_editor_approves_with_the_editor_s_button(
    neighbours: Neighbours,
) -> None:
    choice = button(await asked_of(neighbours), "Duyệt: xã, phường")

    await neighbours.taps(choice, user=ADMIN)
    await neighbours.presses(choice, user=ADMIN)
    await neighbours.presses(choice, user=EDITOR)

    assert (await neighbours.group()).desk is DeskState.ASKED


async def test_one_who_is_no_editor_any_more_approves_nothing(
    library: GenerationLibrary, neighbours: Neighbours
) -> None:
    choice = button(await asked_of(neighbours), "Duyệt: xã, phường")
    restarted = Neighbours(library, editors=(OTHER_EDITOR,), stores=neighbours.stores)

    await restarted.taps(choice, user=EDITOR)

    assert (await neighbours.group()).desk is DeskState.ASKED


async def test_an_approval_does_not_hold_for_a_name_taken_meanwhile(
    neighbours: Neighbours,
) -> None:
    asked = await asked_of(neighbours)
    posts = await neighbours.says("/caidat phường Hoàn Kiếm", ADMIN)

    (reply,) = await neighbours.taps(button(asked, "Duyệt: xã, phường"), user=EDITOR)

    assert [post.to.chat for post in posts].count(EDITOR) == 1
    assert "đã đổi tên xã, phường" in reply.text
    assert (await neighbours.group()).desk is DeskState.ASKED


async def test_an_approval_comes_too_late_for_a_request_taken_back(
    neighbours: Neighbours,
) -> None:
    asked = await asked_of(neighbours)
    await neighbours.presses(button(await panel(neighbours), "Thôi xin"))
    neighbours.new()

    await neighbours.taps(button(asked, "Duyệt: xã, phường"), user=EDITOR)

    assert (await neighbours.group()).desk is DeskState.OFF
    assert neighbours.new() == []


async def test_another_commune_after_the_approval_asks_again(neighbours: Neighbours) -> None:
    asked = await asked_of(neighbours)
    await neighbours.taps(button(asked, "Duyệt: xã, phường"), user=EDITOR)
    neighbours.new()

    same = await neighbours.says("/caidat xa ba vi", ADMIN)
    kept = (await neighbours.group()).desk
    other = await neighbours.says("/caidat phường Hoàn Kiếm", ADMIN)

    assert (kept, [post.to.chat for post in same]) == (DeskState.COMMUNE, [GROUP])
    assert (await neighbours.group()).desk is DeskState.ASKED
    assert {EDITOR, OTHER_EDITOR} <= {post.to.chat for post in other}


async def test_without_editors_the_group_is_told_whom_to_ask(library: GenerationLibrary) -> None:
    neighbours = Neighbours(library)

    posts = await ask_for_desk(neighbours)

    assert {post.to.chat for post in posts} == {GROUP}
    assert any(f"camtay groups --approve {GROUP}" in post.reply.text for post in posts)
    assert (await neighbours.group()).desk is DeskState.ASKED


async def test_an_operator_opens_a_desk_that_was_asked_for_and_no_other(
    neighbours: Neighbours,
) -> None:
    stores = neighbours.stores
    await panel(neighbours)
    never_asked = await decided(stores, stores, GROUP, DeskState.COMMUNE)
    await ask_for_desk(neighbours)
    opened = await decided(stores, stores, GROUP, DeskState.PROVINCE)
    unknown = await decided(stores, stores, "-1", DeskState.COMMUNE)

    assert (never_asked, unknown) == (None, None)
    assert opened == await neighbours.group()
    assert opened is not None
    assert opened.desk is DeskState.PROVINCE


# What happens to groups


async def test_a_group_we_are_added_to_is_greeted_once(neighbours: Neighbours) -> None:
    (hello,) = await neighbours.happens(ChatChange.ADDED)
    told_twice = await neighbours.happens(ChatChange.ADDED)

    assert (hello.to.chat, told_twice) == (GROUP, [])
    for said in ("khi được gọi", "không giữ tin nhắn khác", "/caidat", "/hoi"):
        assert said in hello.reply.text
    assert await neighbours.group() == Group(channel=CHANNEL, chat=GROUP, title="Tổ công nghệ số")


async def test_a_group_we_are_removed_from_hears_nothing_and_loses_its_desk(
    neighbours: Neighbours,
) -> None:
    asked = await asked_of(neighbours)
    await neighbours.taps(button(asked, "Duyệt: xã, phường"), user=EDITOR)
    neighbours.new()

    posts = await neighbours.happens(ChatChange.REMOVED)

    group = await neighbours.group()
    assert posts == []
    assert (group.gone, group.desk) == (True, DeskState.OFF)


async def test_a_group_we_come_back_to_keeps_its_settings_but_not_its_desk(
    neighbours: Neighbours,
) -> None:
    asked = await asked_of(neighbours)
    await neighbours.taps(button(asked, "Duyệt: xã, phường"), user=EDITOR)
    await neighbours.happens(ChatChange.REMOVED)

    (hello,) = await neighbours.happens(ChatChange.ADDED)

    group = await neighbours.group()
    assert hello.to.chat == GROUP
    assert (group.gone, group.commune, group.desk) == (False, "Xã Ba Vì", DeskState.OFF)
    await neighbours.taps(button(asked, "Duyệt: xã, phường"), user=EDITOR)
    assert (await neighbours.group()).desk is DeskState.OFF


async def test_a_group_that_gets_another_id_keeps_what_was_set_and_approved(
    neighbours: Neighbours,
) -> None:
    asked = await asked_of(neighbours)
    await neighbours.taps(button(asked, "Duyệt: toàn tỉnh"), user=EDITOR)
    neighbours.new()

    posts = [
        *await neighbours.happens(ChatChange.MIGRATED, to="-100900"),
        *await neighbours.happens(ChatChange.ADDED, chat="-100900"),
        *await neighbours.happens(ChatChange.REMOVED),
    ]

    moved = await neighbours.group("-100900")
    assert posts == []
    assert (moved.commune, moved.desk, moved.gone) == ("Xã Ba Vì", DeskState.PROVINCE, False)
    assert await neighbours.stores.group(CHANNEL, GROUP) is None


async def test_what_happens_to_others_or_to_private_chats_changes_no_group(
    neighbours: Neighbours,
) -> None:
    await neighbours.happens(ChatChange.ADDED)

    posts = [
        *await neighbours.happens(ChatChange.MEMBER_LEFT),
        *await neighbours.happens(ChatChange.BLOCKED, chat="7"),
        *await neighbours.happens(ChatChange.REMOVED, chat="-404"),
    ]

    assert posts == []
    assert [group.chat for group in await neighbours.stores.groups()] == [GROUP]


async def test_a_forged_verb_changes_nothing(neighbours: Neighbours) -> None:
    (notice,) = await neighbours.presses(Choice(label="x", token="settings.desk"), ADMIN)

    assert "Nút này đã cũ" in notice.text
