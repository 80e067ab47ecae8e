"""Group answers: who asks in a group is answered there in short."""

from pathlib import Path

import pytest
from neighbours import GROUP, Neighbours

from bot.adapters.generations import GenerationLibrary
from bot.domain.answer import Choice, Reason, Status
from bot.domain.conversation import MessageKind, Post
from bot.domain.group import DeskState, Group
from bot.domain.link import read_link
from bot.domain.markup import plain, utf16_length
from bot.language.communes import commune_code

SCAM = "Tai khoan VNeID cua quy khach se bi khoa, truy cap vneid-xacthuc.top de xac minh"


@pytest.fixture(scope="module")
def library(published: Path) -> GenerationLibrary:
    return GenerationLibrary(published)


@pytest.fixture
def neighbours(library: GenerationLibrary) -> Neighbours:
    return Neighbours(library)


async def one(posts: list[Post]) -> Post:
    (post,) = posts
    return post


async def test_a_question_is_answered_in_short_under_it(neighbours: Neighbours) -> None:
    post = await one(await neighbours.says("quen mk vneid lam sao"))

    assert (post.to.chat, post.to.answers) == (GROUP, "41")
    assert post.name == "answer:vneid-quen-mat-khau"
    assert post.reply.text.startswith("**Quên mật khẩu, quên passcode VNeID**")
    assert "**Cần chuẩn bị**" in post.reply.text
    assert "5. Nhập mã OTP vào ứng dụng" in post.reply.text
    assert "Mã có hạn rất ngắn" not in post.reply.text
    assert "Lệ phí" not in post.reply.text
    assert "Đã kiểm tra ngày" in post.reply.text
    assert "Nguồn: [" in post.reply.text


async def test_fees_are_said_where_they_are_asked_for(neighbours: Neighbours) -> None:
    post = await one(await neighbours.says("đổi bằng lái hết bao nhiêu tiền"))

    assert "115.000 đồng" in post.reply.text
    assert "Đã kiểm tra ngày" in post.reply.text


async def test_every_guide_is_short_enough_for_a_group(
    neighbours: Neighbours, library: GenerationLibrary
) -> None:
    knowledge = library.current()
    guides = [*knowledge.guide_ids("vi"), *knowledge.guide_ids("en")]

    for guide_id in guides:
        guide = knowledge.guide(guide_id)
        assert guide is not None
        text = neighbours.compact.guide(guide, "en", neighbours.clock.now().date())
        assert utf16_length(plain(text)) <= 1_500, guide_id
        assert f"{len(guide.steps)}. {guide.steps[-1].action}" in text, guide_id


async def test_buttons_lead_into_the_private_chat_with_guide_commune_and_question(
    neighbours: Neighbours,
) -> None:
    await neighbours.keeps(Group(channel="telegram", chat=GROUP, title="Tổ", commune="Xã Ba Vì"))

    post = await one(await neighbours.says("sđt 0912345678 quên mk vneid lam sao"))

    (choice,) = post.reply.choices
    assert choice.label == "Làm từng bước trong tin riêng"
    assert choice.action is None
    assert choice.link is not None
    assert choice.link.guide == "vneid-quen-mat-khau"
    assert choice.link.commune == commune_code("ba vì")
    assert read_link(choice.link.payload()) == choice.link
    asked = await neighbours.stores.asked_elsewhere(choice.link.question or "")
    assert asked is not None
    assert "0912345678" not in asked.text


async def test_following_the_button_goes_on_with_the_guide_in_private(
    neighbours: Neighbours,
) -> None:
    post = await one(await neighbours.says("quen mk vneid lam sao"))
    link = post.reply.choices[0].link
    assert link is not None

    (opened,) = await neighbours.writes(f"/start {link.payload()}", user="8")

    assert (opened.guide, opened.status) == ("vneid-quen-mat-khau", Status.ANSWERED)
    assert "Bước 1/6" in opened.text


async def test_no_session_is_read_or_kept(neighbours: Neighbours) -> None:
    await neighbours.writes("quên mật khẩu vneid")
    before = dict(neighbours.stores.sessions)
    neighbours.new()

    post = await one(await neighbours.says("xong"))

    assert "Bước" not in post.reply.text
    assert neighbours.stores.sessions == before


@pytest.mark.parametrize("words", ["", "cái này", "giúp với", "trả lời giúp", "ai biết chỉ với"])
async def test_words_that_only_point_ask_what_the_quoted_message_asks(
    words: str, neighbours: Neighbours
) -> None:
    post = await one(await neighbours.says(words, quoted="quên mật khẩu vneid thì làm sao"))

    assert post.reply.guide == "vneid-quen-mat-khau"


async def test_words_without_a_subject_are_asked_of_the_quoted_message(
    neighbours: Neighbours,
) -> None:
    quoted = "em muốn đổi bằng lái xe"
    post = await one(await neighbours.says("hết bao nhiêu tiền vậy ạ", quoted=quoted))

    assert post.reply.guide == "gplx-doi-cap-lai"
    assert "115.000 đồng" in post.reply.text


async def test_words_of_their_own_are_asked_and_not_the_quoted_message(
    neighbours: Neighbours,
) -> None:
    post = await one(await neighbours.says("đổi bằng lái ở đâu", quoted="quên mật khẩu vneid"))

    assert post.reply.guide == "gplx-doi-cap-lai"


@pytest.mark.parametrize("words", ["", "giúp với", "/hoi", "/help", "/start"])
async def test_a_call_without_a_question_is_told_how_to_ask(
    words: str, neighbours: Neighbours
) -> None:
    post = await one(await neighbours.says(words))

    assert "/hoi rồi gõ câu hỏi" in post.reply.text


async def test_a_command_asks_with_its_words_or_of_the_quoted_message(
    neighbours: Neighbours,
) -> None:
    typed = await one(await neighbours.says("/hoi đổi bằng lái ở đâu"))
    quoted = await one(await neighbours.says("/hoi", quoted="quên mật khẩu vneid"))

    assert typed.reply.guide == "gplx-doi-cap-lai"
    assert quoted.reply.guide == "vneid-quen-mat-khau"


async def test_commands_of_private_chats_and_unknown_ones_make_no_noise(
    neighbours: Neighbours,
) -> None:
    assert await neighbours.says("/xoa") == []
    assert await neighbours.says("/ban 7") == []
    assert "tin riêng" in (await one(await neighbours.says("/thongbao"))).reply.text


async def test_an_answer_to_our_answer_is_a_follow_up_on_its_guide(
    neighbours: Neighbours,
) -> None:
    first = await one(await neighbours.says("đổi bằng lái ở đâu"))

    after = await one(await neighbours.says("mất bao lâu", answers=first))
    wordless = await one(await neighbours.says("", answers=first))

    assert after.reply.guide == "gplx-doi-cap-lai"
    assert "5 ngày làm việc" in after.reply.text
    assert "/hoi rồi gõ câu hỏi" in wordless.reply.text


async def test_a_question_back_names_the_guides_with_a_link_each(neighbours: Neighbours) -> None:
    post = await one(await neighbours.says("hết hạn"))

    assert post.reply.status is Status.CLARIFICATION
    assert len(post.reply.choices) > 1
    links = [choice.link for choice in post.reply.choices]
    assert all(link is not None and link.guide and link.question for link in links)
    assert all(choice.action is None for choice in post.reply.choices)


async def test_another_question_of_the_message_gets_a_link(neighbours: Neighbours) -> None:
    post = await one(await neighbours.says("đổi bằng lái ở đâu? quên mật khẩu vneid làm sao?"))

    guides = [choice.link.guide for choice in post.reply.choices if choice.link]
    assert guides == ["gplx-doi-cap-lai", "vneid-quen-mat-khau"]
    assert "gõ số" not in post.reply.text


@pytest.mark.parametrize("text", ["chào bot", "cảm ơn nhé", "tạm biệt", "bạn là ai"])
async def test_small_talk_gets_one_short_line(text: str, neighbours: Neighbours) -> None:
    post = await one(await neighbours.says(text))

    assert post.reply.status is Status.SMALLTALK
    assert "\n" not in post.reply.text
    assert len(post.reply.text) < 120


async def test_nothing_in_a_group_can_be_pressed_by_anybody(neighbours: Neighbours) -> None:
    asked = ("quên mk vneid", "hết hạn", "xin giấy phép nuôi hổ", SCAM, "đổi bằng lái mất bao lâu")
    posts = [await one(await neighbours.says(text)) for text in asked]

    assert all(choice.action is None for post in posts for choice in post.reply.choices)


async def test_a_person_is_offered_where_nothing_answers_and_somebody_takes_questions(
    neighbours: Neighbours,
) -> None:
    nobody = await one(await neighbours.says("xin giấy phép nuôi hổ"))
    await neighbours.opens_desk()
    somebody = await one(await neighbours.says("xin giấy phép nuôi hổ"))
    anonymous = await one(await neighbours.says("xin giấy phép nuôi hổ", GROUP, anonymous=True))

    assert (nobody.reply.reason, nobody.reply.choices) == (Reason.NO_GUIDE, ())
    (choice,) = somebody.reply.choices
    assert choice.label == "Nhờ người giúp"
    assert choice.link is not None
    asked = await neighbours.stores.asked_elsewhere(choice.link.question or "")
    assert asked is not None
    assert asked.text == "xin giấy phép nuôi hổ"
    assert anonymous.reply.choices == ()


async def test_a_desk_elsewhere_that_waits_for_approval_takes_no_questions(
    neighbours: Neighbours,
) -> None:
    waiting = Group(channel="telegram", chat="-9", title="Giả", desk=DeskState.ASKED)
    await neighbours.keeps(waiting)

    post = await one(await neighbours.says("xin giấy phép nuôi hổ"))

    assert post.reply.choices == ()


@pytest.mark.parametrize("asked", [("mã otp của tôi là 482913", ""), ("/hoi", "mk: Abc@12345")])
async def test_a_pasted_secret_is_warned_of_and_never_repeated(
    asked: tuple[str, str], neighbours: Neighbours
) -> None:
    text, quoted = asked
    post = await one(await neighbours.says(text, quoted=quoted))

    assert post.reply.reason is Reason.SECRET_SHARED
    assert "xóa ngay" in post.reply.text.lower()
    assert not {"482913", "Abc@12345"} & set(post.reply.text.split())
    assert post.reply.choices == ()


async def test_a_quoted_trick_is_warned_of_without_its_words(neighbours: Neighbours) -> None:
    post = await one(await neighbours.says("cái này thật không ạ", quoted=SCAM))

    assert (post.reply.status, post.reply.reason) == (Status.WARNED, Reason.SCAM)
    assert "vneid-xacthuc" not in post.model_dump_json()
    assert await neighbours.stores.asked_elsewhere("0000000abc") is None


async def test_an_emergency_comes_without_any_button(neighbours: Neighbours) -> None:
    post = await one(await neighbours.says("nhà bên cạnh đang cháy nhà"))

    assert post.reply.status is Status.EMERGENCY
    assert "114" in post.reply.text
    assert post.reply.choices == ()


async def test_the_language_is_the_question_s_or_the_group_s(neighbours: Neighbours) -> None:
    english = await one(await neighbours.says("forgot my vneid password"))
    await neighbours.keeps(Group(channel="telegram", chat=GROUP, title="Expats", language="en"))
    helped = await one(await neighbours.says("/help"))

    assert english.reply.language == "en"
    assert "only in Vietnamese" in english.reply.text or "English" in english.reply.text
    assert helped.reply.text.startswith("I am")


async def test_a_voice_note_is_asked_for_in_text(neighbours: Neighbours) -> None:
    post = await one(await neighbours.says("", kind=MessageKind.VOICE))

    assert "chỉ đọc được chữ" in post.reply.text


async def test_an_admin_in_the_group_s_name_and_a_channel_may_ask(neighbours: Neighbours) -> None:
    for user in (GROUP, "-100777"):
        post = await one(await neighbours.says("quên mk vneid", user, anonymous=True))
        assert post.reply.guide == "vneid-quen-mat-khau"


async def test_a_press_on_a_forged_button_is_told_so_to_who_pressed(
    neighbours: Neighbours,
) -> None:
    (notice,) = await neighbours.presses(Choice(label="x", token="forged"), user="7")

    assert notice.notice
    assert neighbours.new() == []


async def test_the_command_that_asks_asks_in_private_too(neighbours: Neighbours) -> None:
    (answer,) = await neighbours.writes("/hoi quên mật khẩu vneid")
    (empty,) = await neighbours.writes("/hoi")

    assert answer.guide == "vneid-quen-mat-khau"
    assert "Bạn gõ điều cần làm" in empty.text


# Suggestions while somebody types
