"""News: an editor sees exactly what groups will see, and it goes out once."""

from datetime import datetime, time
from pathlib import Path

import pytest
from visitors import ADMIN, EDITOR, Visitors, labels, private

from bot.adapters.generations import GenerationLibrary
from bot.domain.answer import Choice
from bot.domain.conversation import Post, Reply
from bot.domain.group import Group, QuietHours
from bot.domain.guide import Guide, SectionKind
from bot.domain.turn import Turn
from bot.language.communes import commune_code

PASSWORD = "vneid-quen-mat-khau"
WARN = "/thongbao cảnh báo"
TRICK = "Ở xã ta có người đến từng nhà xưng cán bộ, đòi quét mã để nhận quà."
FRAUD = "Không ai, kể cả công an hay ngân hàng, được hỏi mã OTP"


@pytest.fixture(scope="module")
def library(published: Path) -> GenerationLibrary:
    return GenerationLibrary(published)


@pytest.fixture
async def visitors(library: GenerationLibrary) -> Visitors:
    visitors = Visitors(library)
    groups = (
        group("-1", commune="Xã Ba Vì"),
        group("-2"),
        group("-3", news=False),
        group("-4", gone=True),
    )
    await visitors.stores.commit(Turn(groups=groups))
    return visitors


def group(chat: str, **settings: object) -> Group:
    return Group.model_validate(
        {"channel": "test", "chat": chat, "title": f"Tổ {chat}", **settings}
    )


def posts(visitors: Visitors) -> list[Post]:
    return [post for post in visitors.stores.posts if post.name is not None]


def with_changes(library: GenerationLibrary, *, there: bool) -> Guide:
    """A guide that says what changed, or one that does not."""
    guides = map(library.current().guide, library.current().guide_ids())
    return next(g for g in guides if g and bool(g.section(SectionKind.CHANGES)) is there)


async def previews(visitors: Visitors, text: str) -> tuple[Reply, ...]:
    return await visitors.says(text, EDITOR)


async def sends(visitors: Visitors, text: str) -> tuple[Reply, ...]:
    replies = await previews(visitors, text)
    return await visitors.taps(replies[-1], "Gửi cho", EDITOR)


def said(choices: tuple[Choice, ...]) -> list[tuple[str, object]]:
    return [(choice.label, choice.link) for choice in choices]


@pytest.mark.parametrize("text", ["/thongbao", f"/thongbao {PASSWORD}", f"{WARN} {TRICK}"])
async def test_for_everybody_else_the_command_is_none(visitors: Visitors, text: str) -> None:
    (reply,) = await visitors.says(text, "1")
    (unknown,) = await visitors.says("/khongco", "1")

    assert reply.text == unknown.text


async def test_who_is_no_editor_any_more_cannot_send_either(visitors: Visitors) -> None:
    (_, ready) = await previews(visitors, f"/thongbao {PASSWORD}")
    session = visitors.stores.sessions[private(EDITOR)]
    other = session.model_copy(update={"key": private("1")})
    visitors.stores.sessions[private("1")] = other
    await visitors.taps(ready, "Gửi cho", "1")

    assert posts(visitors) == []


async def test_nothing_goes_out_before_the_button_is_pressed(visitors: Visitors) -> None:
    (shown, ready) = await previews(visitors, f"/thongbao {PASSWORD}")

    assert "Quên mật khẩu, quên passcode VNeID" in shown.text
    assert labels(ready) == ["Gửi cho 2 nhóm", "Thôi"]
    assert visitors.stores.posts == []


@pytest.mark.parametrize("text", [f"/thongbao {PASSWORD}", f"{WARN} {TRICK}"])
async def test_groups_get_exactly_what_was_shown(visitors: Visitors, text: str) -> None:
    (shown, ready) = await previews(visitors, text)
    await visitors.taps(ready, "Gửi cho", EDITOR)

    sent = {post.to.chat: post for post in posts(visitors)}
    assert list(sent) == ["-1", "-2"]
    assert {post.reply.text for post in sent.values()} == {shown.text}
    assert said(sent["-1"].reply.choices) == said(shown.choices)
    assert [post.bulk for post in sent.values()] == [True, True]
    assert {post.name for post in sent.values()} == {"news:n1"}


async def test_the_button_opens_the_guide_for_the_groups_commune(visitors: Visitors) -> None:
    await sends(visitors, f"/thongbao {PASSWORD}")

    first, second = [post.reply.choices[0].link for post in posts(visitors)]
    assert first is not None
    assert second is not None
    assert (first.guide, first.commune) == (PASSWORD, commune_code("ba vi"))
    assert (second.guide, second.commune) == (PASSWORD, None)


async def test_a_changed_guide_is_told_in_its_own_words(
    visitors: Visitors, library: GenerationLibrary
) -> None:
    guide = with_changes(library, there=True)
    (shown, _) = await previews(visitors, f"/thongbao {guide.id}")

    changes = guide.section(SectionKind.CHANGES)
    assert changes is not None
    assert shown.text.startswith(f"**Điều đã thay đổi: {guide.title}**\n\n{changes.text}")


async def test_a_guide_that_names_no_change_is_told_by_its_summary(
    visitors: Visitors, library: GenerationLibrary
) -> None:
    guide = with_changes(library, there=False)
    (shown, _) = await previews(visitors, f"/thongbao {guide.id}")

    assert shown.text.startswith(f"**Hướng dẫn: {guide.title}**\n\n{guide.summary}")
    assert "thay đổi" not in shown.text.partition("\n")[0]


async def test_pressing_twice_sends_once(visitors: Visitors) -> None:
    (_, ready) = await previews(visitors, f"/thongbao {PASSWORD}")
    await visitors.taps(ready, "Gửi cho", EDITOR)
    (again,) = await visitors.taps(ready, "Gửi cho", EDITOR)
    await visitors.says("1", EDITOR)
    await visitors.says("gửi cho 2 nhóm", EDITOR)

    assert len(posts(visitors)) == 2
    assert again.text.startswith("Tin này đã gửi rồi")


async def test_what_was_cancelled_is_not_sent_by_a_late_tap(visitors: Visitors) -> None:
    (_, ready) = await previews(visitors, f"{WARN} {TRICK}")
    await visitors.taps(ready, "Thôi", EDITOR)
    (late,) = await visitors.taps(ready, "Gửi cho", EDITOR)

    assert posts(visitors) == []
    assert late.text == "Vâng, tôi không gửi tin này."


async def test_two_pieces_of_news_do_not_use_each_others_buttons(visitors: Visitors) -> None:
    (_, first) = await previews(visitors, f"/thongbao {PASSWORD}")
    (_, second) = await previews(visitors, f"{WARN} {TRICK}")
    await visitors.taps(second, "Thôi", EDITOR)
    await visitors.taps(first, "Gửi cho", EDITOR)

    assert {post.name for post in posts(visitors)} == {"news:n1"}
    assert len(posts(visitors)) == 2


async def test_a_guide_edited_after_the_preview_is_shown_again(
    visitors: Visitors, monkeypatch: pytest.MonkeyPatch
) -> None:
    (_, ready) = await previews(visitors, f"/thongbao {PASSWORD}")
    knowledge = visitors.library.current()
    guide = knowledge.guide(PASSWORD)
    assert guide is not None
    edited = guide.model_copy(update={"digest": "other", "title": "Bài vừa sửa"})
    monkeypatch.setattr(type(knowledge), "guide", lambda self, id_: edited)
    (told, shown, anew) = await visitors.taps(ready, "Gửi cho", EDITOR)

    assert posts(visitors) == []
    assert told.text.startswith("Bài vừa được sửa")
    assert "Bài vừa sửa" in shown.text
    assert labels(anew)[0] == "Gửi cho 2 nhóm"


async def test_a_quiet_group_gets_it_when_its_hours_are_over(visitors: Visitors) -> None:
    quiet = QuietHours(start=time(21), end=time(6, 30))
    changed = group("-2", quiet=quiet.model_dump())
    await visitors.stores.commit(Turn(groups=(changed,)))
    visitors.clock.time = visitors.clock.time.replace(hour=22, minute=15)
    (sent,) = await sends(visitors, f"/thongbao {PASSWORD}")

    loud, silent = posts(visitors)
    today: datetime = visitors.clock.now()
    assert loud.due is None
    assert silent.due == today.replace(day=today.day + 1, hour=6, minute=30, second=0)
    assert "1 nhóm đang trong giờ yên tĩnh" in sent.text


async def test_without_a_group_there_is_nothing_to_send(library: GenerationLibrary) -> None:
    visitors = Visitors(library)
    (reply,) = await previews(visitors, f"/thongbao {PASSWORD}")

    assert reply.text == "Hiện không có nhóm nào nhận tin."
    assert reply.choices == ()


async def test_a_group_that_speaks_english_gets_the_english_guide(
    visitors: Visitors, library: GenerationLibrary
) -> None:
    await visitors.stores.commit(Turn(groups=(group("-2", language="en"),)))
    knowledge = library.current()
    twin = knowledge.guide(knowledge.guide_ids("en")[0])
    assert twin is not None
    guide = knowledge.guide(twin.twin or "")
    assert guide is not None
    (vietnamese, english, ready) = await previews(visitors, f"/thongbao {guide.id}")
    await visitors.taps(ready, "Gửi cho", EDITOR)

    assert guide.title in vietnamese.text
    assert twin.title in english.text
    sent = {post.to.chat: post.reply.text for post in posts(visitors)}
    assert sent == {"-1": vietnamese.text, "-2": english.text}


# Finding the guide


async def test_words_that_are_sure_find_the_guide(visitors: Visitors) -> None:
    (shown, _) = await previews(visitors, "/thongbao quên mật khẩu vneid thì lấy lại thế nào")

    assert shown.guide == PASSWORD


async def test_words_that_may_mean_several_guides_are_asked_about(visitors: Visitors) -> None:
    (asked,) = await previews(visitors, "/thongbao mất máy rồi")
    (shown, _) = await visitors.taps(asked, labels(asked)[0], EDITOR)

    assert asked.text == "Bạn muốn báo bài nào?"
    assert 1 < len(asked.choices) <= 3
    assert labels(asked)[0] in shown.text


@pytest.mark.parametrize("words", ["zzzz", "en/", "../.."])
async def test_words_that_find_nothing_are_said_to(visitors: Visitors, words: str) -> None:
    (told,) = await previews(visitors, f"/thongbao {words}")

    assert told.text.startswith("Tôi không tìm thấy bài ấy")


@pytest.mark.parametrize("text", ["/thongbao", "/thongbao ", "/thongbao cảnh báo"])
async def test_an_editor_who_writes_nothing_is_told_how(visitors: Visitors, text: str) -> None:
    (told,) = await previews(visitors, text)

    assert told.text.startswith("Gửi tin cho các nhóm")


# Warnings


@pytest.mark.parametrize("way", ["cảnh báo", "canh bao", "Cảnh báo:", "CANH BAO"])
async def test_a_warning_ends_with_the_fixed_line_and_the_day(visitors: Visitors, way: str) -> None:
    (shown, _) = await previews(visitors, f"/thongbao {way} {TRICK}")

    parts = shown.text.split("\n\n")
    assert parts[0] == "**Cảnh báo lừa đảo**"
    assert parts[1] == TRICK
    assert parts[2].startswith(FRAUD)
    assert parts[3] == "Cầm Tay, 21/11/2026"
    assert labels(shown) == ["Không nhận tin nữa"]


@pytest.mark.parametrize(
    "words",
    [
        "Xem thêm ở https://dichvucong.gov.vn/huong-dan.",
        "Xem dichvucong.gov.vn, đừng vào trang khác.",
        "Nghi bị lừa thì gọi 113 hoặc 1900 0368.",
        "Chúng đòi 5.000.000 đồng, hẹn ngày 20-11-2026, trả trong 3 ngày.",
        "Nhà số 120 đã mất 500 000 000 đồng v.v.",
    ],
)
async def test_official_addresses_and_numbers_of_guides_may_be_sent(
    visitors: Visitors, words: str
) -> None:
    replies = await previews(visitors, f"{WARN} {words}")

    assert labels(replies[-1])[0] == "Gửi cho 2 nhóm"


async def test_an_official_address_stays_one_that_can_be_tapped(visitors: Visitors) -> None:
    (shown, _) = await previews(visitors, f"{WARN} Vào https://dichvucong.gov.vn/tra-cuu mà xem.")

    assert "https://dichvucong.gov.vn/tra-cuu" in shown.text


async def test_marks_in_a_warning_come_out_as_typed(visitors: Visitors) -> None:
    (shown, _) = await previews(visitors, f"{WARN} **[Nhận quà](https://dichvucong.gov.vn)** ngay")

    assert "**[" not in shown.text
    assert "](" not in shown.text


@pytest.mark.parametrize(
    "words",
    [
        "Vào https://dichvucong-gov.com để nhận quà",
        "Vào dichvucong.gov.vn.nhanqua.com nhận quà",
        "Vào dichvucong.gov.vn\\@nhanqua nhận quà",
        "Vào https://nhanqua.com\\.gov.vn nhận quà",
        "Vào https://dịchvụcông.gov.vn nhận quà",
        "Vào nhanqua．com nhận quà",
        "Vào nhanqua。com nhận quà",
        "Nhắn t.me/canbo_xa nhận quà",
        "Nhắn @canbo_xa nhận quà",
        "Bấm tg://resolve?domain=canbo nhận quà",
        "Bấm javascript://dichvucong.gov.vn nhận quà",
        "Vào 1.1.1.1.nhanqua.com",
    ],
)
async def test_an_address_of_somebody_else_is_not_sent(visitors: Visitors, words: str) -> None:
    (told,) = await previews(visitors, f"{WARN} {words}")

    assert told.text.startswith("Tôi chỉ gửi địa chỉ của cơ quan nhà nước")
    assert told.choices == ()


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("Gọi 0912 345 678 để nhận quà", "Lời cảnh báo có số hay địa chỉ riêng"),
        ("Chuyển vào stk 19034567890123", "Lời cảnh báo có số hay địa chỉ riêng"),
        ("Vào https://dichvucong.gov.vn@nhanqua.com", "Lời cảnh báo có số hay địa chỉ riêng"),
        ("Gọi tổng đài 1900 1234 để nhận quà", "Số “1900 1234” không có"),
        ("Hãy gọi ngay 8899 nhận quà", "Số “8899” không có"),
        ("a" * 601, "Lời cảnh báo dài 601 ký tự"),
    ],
)
async def test_private_or_unknown_numbers_and_long_words_are_not_sent(
    visitors: Visitors, words: str, why: str
) -> None:
    (told,) = await previews(visitors, f"{WARN} {words}")

    assert told.text.startswith(why)
    assert told.choices == ()


# In a group


async def test_an_admin_turns_news_off_for_the_group(visitors: Visitors) -> None:
    await sends(visitors, f"/thongbao {PASSWORD}")
    (toast,) = await visitors.taps_in_group(posts(visitors)[0], "Không nhận tin nữa", ADMIN)
    await sends(visitors, f"{WARN} {TRICK}")

    assert toast.notice
    assert "/caidat" in toast.text
    assert [post.to.chat for post in posts(visitors)] == ["-1", "-2", "-2"]


async def test_others_in_the_group_cannot_turn_news_off(visitors: Visitors) -> None:
    await sends(visitors, f"/thongbao {PASSWORD}")
    (toast,) = await visitors.taps_in_group(posts(visitors)[0], "Không nhận tin nữa", "77")

    held = await visitors.stores.group("test", "-1")
    assert toast.text.startswith("Chỉ quản trị viên")
    assert held is not None
    assert held.news


async def test_the_groups_button_does_nothing_in_the_preview(visitors: Visitors) -> None:
    (shown, _) = await previews(visitors, f"/thongbao {PASSWORD}")
    (told,) = await visitors.taps(shown, "Không nhận tin nữa", EDITOR)

    assert told.text.startswith("Đây là nút cho nhóm")
    assert [held.news for held in await visitors.stores.groups()] == [True, True, False]
