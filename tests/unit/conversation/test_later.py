"""Later: a question without a guide is kept only if its asker wants it, and answered once."""

from datetime import timedelta
from pathlib import Path

import pytest
from knowledge_folder import FILES, OWNER, PASSWORD, FixedClock, KnowledgeFolder
from visitors import Visitors, labels, private

from bot.adapters.generations import GenerationLibrary
from bot.domain.answer import Answer, Question
from bot.domain.conversation import KeptQuestion, Reply
from bot.domain.ticket import Level, Ticket, TicketReason, TicketState
from bot.domain.turn import Turn
from ingest.pipeline import Ingest

KEEP, DROP = "Báo tôi khi có hướng dẫn", "Thôi, không cần báo"
ASKED = "đặt lại mật khẩu vneid"
OTHER = "xin giấy phép xây dựng nhà ở"


class Editors:
    """Those who write guides into a folder of their own, and publish them."""

    def __init__(self, path: Path) -> None:
        self.folder = KnowledgeFolder(path / "knowledge")
        self.clock = FixedClock()
        self.data = path / "data"
        self._ingest = Ingest(self.folder.path, self.data, self.clock)
        self._password = self.folder.text(PASSWORD)
        self.folder.remove(PASSWORD)

    def write_the_guide(self) -> None:
        self.folder.write(FILES[PASSWORD], self._password)
        self.publish()

    def edit(self, old: str, new: str, guide: str) -> None:
        self.folder.replace(guide, old, new)
        self.publish()

    def write_about(self, matter: str) -> None:
        """Let the guide lead there too: ways of asking, and no line that it has no guide."""
        for ask in ("đặt lại pass vneid", "muốn làm lại mật khẩu vneid"):
            self.folder.replace(PASSWORD, f"  - {ask}\n", f"  - {ask}\n  - {matter} {ask[:7]}\n")
        self.folder.write("outside.csv", "subject,reason,asks\n")
        self.publish()

    def publish(self) -> None:
        self.clock.time += timedelta(days=3)
        assert self._ingest.sync().published

    def roll_back(self) -> None:
        assert self._ingest.rollback()


@pytest.fixture
def editors(tmp_path: Path) -> Editors:
    editors = Editors(tmp_path)
    editors.publish()
    return editors


@pytest.fixture
def visitors(editors: Editors) -> Visitors:
    return Visitors(GenerationLibrary(editors.data), editors.clock)


async def keeps(visitors: Visitors, question: str = ASKED, user: str = "1") -> Reply:
    """Ask in vain, have the question kept; what is said to that."""
    (declined,) = await visitors.says(question, user)
    (told,) = await visitors.taps(declined, KEEP, user)
    return told


async def kept(visitors: Visitors) -> list[KeptQuestion]:
    return await visitors.stores.not_asked_of("")


async def test_nothing_is_kept_before_somebody_presses(visitors: Visitors) -> None:
    (declined,) = await visitors.says(ASKED)

    assert labels(declined) == [KEEP]
    assert await kept(visitors) == []


@pytest.mark.parametrize("said", ["đăng ký tạm trú cho người thuê", "mai trời có mưa không", "hi"])
async def test_what_is_answered_or_nobodys_business_is_not_kept(
    visitors: Visitors, said: str
) -> None:
    replies = await visitors.says(said)

    assert KEEP not in labels(replies[-1])


async def test_who_presses_is_told_what_is_kept_and_how_to_end_it(visitors: Visitors) -> None:
    told = await keeps(visitors)

    (question,) = await kept(visitors)
    assert (question.key, question.text) == (private("1"), ASKED)
    assert question.generation == visitors.library.current().generation
    assert ASKED in told.text
    assert "180 ngày" in told.text
    assert "/xoa" in told.text
    assert labels(told) == [DROP]


async def test_a_number_in_the_question_is_kept_masked(visitors: Visitors) -> None:
    await keeps(visitors, f"{OTHER}, máy tôi 0912345678")

    (question,) = await kept(visitors)
    assert "0912345678" not in question.text
    assert "[số điện thoại đã che]" in question.text


async def test_a_question_that_is_not_to_be_kept_is_dropped(visitors: Visitors) -> None:
    told = await keeps(visitors)
    await visitors.taps(told, DROP)

    assert await kept(visitors) == []


async def test_the_same_question_is_kept_once_however_it_is_typed(visitors: Visitors) -> None:
    await keeps(visitors)
    told = await keeps(visitors, "Dat lai mat khau VNeID?")

    assert len(await kept(visitors)) == 1
    assert labels(told) == [DROP]


async def test_an_old_button_never_keeps_another_question(visitors: Visitors) -> None:
    (first,) = await visitors.says(ASKED)
    await visitors.says(OTHER)
    (told,) = await visitors.taps(first, KEEP)

    assert await kept(visitors) == []
    assert told.text.startswith("Câu hỏi ấy tôi không còn nhớ")


async def test_ten_questions_are_the_most_and_an_old_one_can_make_room(visitors: Visitors) -> None:
    for number in range(10):
        await keeps(visitors, f"{OTHER} lần {number}")
    full = await keeps(visitors)
    await visitors.taps(full, f"Bỏ câu: {OTHER} lần 0")

    left = [question.text for question in await kept(visitors)]
    assert left == [f"{OTHER} lần {number}" for number in range(1, 10)]
    assert full.text.startswith("Tôi đang giữ 10 câu hỏi")


async def test_nobody_drops_what_somebody_else_keeps(visitors: Visitors) -> None:
    await keeps(visitors, user="1")
    told = await keeps(visitors, user="2")
    (mine,) = [one for one in await kept(visitors) if one.key == private("1")]
    session = visitors.stores.sessions[private("2")]
    action = next(c.action for c in told.choices if c.action)
    forged = action.model_copy(update={"part": mine.id})
    tokens = {**session.tokens, "forged": forged}
    visitors.stores.sessions[private("2")] = session.model_copy(update={"tokens": tokens})
    button = told.choices[0].model_copy(update={"token": "forged"})
    await visitors.taps(told.model_copy(update={"choices": (button,)}), DROP, "2")

    assert mine in await kept(visitors)


async def test_with_nothing_new_nobody_is_written_to(visitors: Visitors) -> None:
    await keeps(visitors)

    assert await visitors.round() == []
    assert len(await kept(visitors)) == 1


async def test_a_new_guide_answers_the_question_once(editors: Editors, visitors: Visitors) -> None:
    await keeps(visitors)
    asked = visitors.clock.now()
    editors.write_the_guide()
    (post,) = await visitors.round()

    assert post.to.chat == "1"
    assert post.reply.text.startswith(
        f"Ngày {asked.day}/{asked.month}/{asked.year} bạn hỏi: “{ASKED}”."
        " Khi đó tôi chưa có hướng dẫn; nay đã có bài mới (kiểm tra ngày 15/1/2025):"
    )
    assert "**Quên mật khẩu VNeID**" in post.reply.text
    assert await kept(visitors) == []
    assert await visitors.round() == []


async def test_the_buttons_of_a_late_answer_work(editors: Editors, visitors: Visitors) -> None:
    await keeps(visitors)
    editors.write_the_guide()
    (post,) = await visitors.round()
    (step,) = await visitors.taps(post, "Chỉ từng bước")

    assert (step.guide, step.step) == (PASSWORD, "bam-quen-mat-khau")


async def test_a_late_answer_leaves_the_guide_under_way_alone(
    editors: Editors, visitors: Visitors
) -> None:
    await keeps(visitors)
    await visitors.says("đăng ký tạm trú cho người đến ở nhà mình")
    editors.write_the_guide()
    (post,) = await visitors.round()
    (next_,) = await visitors.says("xong")

    assert post.reply.guide == PASSWORD
    assert not {"Xong, bước tiếp", "Tôi bị vướng", "Dừng"} & set(labels(post))
    assert next_.guide == OWNER


async def test_a_question_that_still_has_no_guide_waits_for_the_next(
    editors: Editors, visitors: Visitors
) -> None:
    await keeps(visitors, OTHER)
    editors.write_the_guide()

    assert await visitors.round() == []
    (question,) = await kept(visitors)
    assert question.generation == visitors.library.current().generation


async def test_a_guess_that_a_live_question_would_get_is_not_sent(
    editors: Editors, visitors: Visitors, monkeypatch: pytest.MonkeyPatch
) -> None:
    await keeps(visitors)
    editors.write_the_guide()
    monkeypatch.setattr("bot.conversation.later._SURE", 0.9999)
    (live,) = await visitors.says(ASKED, user="2")

    assert live.guide == PASSWORD
    assert await visitors.round() == []


async def test_a_guide_that_was_edited_is_not_called_new(
    editors: Editors, visitors: Visitors
) -> None:
    editors.write_the_guide()
    await keeps(visitors, OTHER)
    editors.write_about(OTHER)
    (post,) = await visitors.round()

    assert "nay có bài vừa được sửa, nói về việc này" in post.reply.text


async def test_what_the_search_finds_only_now_is_not_called_new(
    editors: Editors, visitors: Visitors
) -> None:
    editors.write_the_guide()
    now = visitors.library.current().generation
    await visitors.stores.commit(Turn(kept=(question(visitors, now),)))
    editors.edit("minutes: 20", "minutes: 25", OWNER)
    (post,) = await visitors.round()

    assert "Khi đó tôi không tìm ra hướng dẫn; nay tôi tìm được bài này" in post.reply.text


async def test_nothing_is_claimed_of_a_generation_that_is_gone(
    editors: Editors, visitors: Visitors
) -> None:
    await visitors.stores.commit(Turn(kept=(question(visitors, "20200101T000000000-gone"),)))
    editors.write_the_guide()
    (post,) = await visitors.round()

    assert "nay tôi tìm được bài này" in post.reply.text


async def test_a_rollback_answers_nothing(editors: Editors, visitors: Visitors) -> None:
    editors.write_the_guide()
    editors.edit("minutes: 20", "minutes: 25", OWNER)
    newest = visitors.library.current().generation
    await visitors.stores.commit(Turn(kept=(question(visitors, newest),)))
    editors.roll_back()
    before = visitors.library.current().generation

    assert before < newest
    assert await visitors.round() == []
    assert [one.generation for one in await kept(visitors)] == [newest]


async def test_who_talks_with_a_helper_is_written_to_afterwards(
    editors: Editors, visitors: Visitors
) -> None:
    await keeps(visitors)
    await visitors.stores.commit(Turn(tickets=(ticket(visitors, TicketState.CLAIMED, 1),)))
    editors.write_the_guide()
    meanwhile = await visitors.round()
    await visitors.stores.commit(Turn(tickets=(ticket(visitors, TicketState.DONE, 2),)))

    assert meanwhile == []
    assert len(await visitors.round()) == 1


async def test_who_was_forgotten_is_not_written_to(editors: Editors, visitors: Visitors) -> None:
    await keeps(visitors)
    await visitors.says("/xoa")
    editors.write_the_guide()

    assert await visitors.round() == []
    assert await kept(visitors) == []


async def test_who_is_forgotten_during_a_round_stays_forgotten(
    editors: Editors, visitors: Visitors, monkeypatch: pytest.MonkeyPatch
) -> None:
    await keeps(visitors)
    await keeps(visitors, OTHER)
    editors.write_the_guide()
    helpers = visitors.stores.unfinished

    async def forgotten_meanwhile() -> list[Ticket]:
        await visitors.stores.commit(Turn(forgotten=(private("1"),)))
        return await helpers()

    monkeypatch.setattr(visitors.stores, "unfinished", forgotten_meanwhile)

    assert await visitors.round() == []
    assert await kept(visitors) == []


async def test_a_night_is_not_disturbed(editors: Editors, visitors: Visitors) -> None:
    await keeps(visitors)
    editors.clock.time = editors.clock.time.replace(hour=23)
    editors.write_the_guide()
    (post,) = await visitors.round()

    assert post.bulk
    assert post.due is not None
    assert post.due - visitors.clock.now() == timedelta(hours=7, minutes=30)


async def test_a_round_asks_a_bounded_number_and_the_next_goes_on(
    editors: Editors, visitors: Visitors
) -> None:
    now = visitors.library.current().generation
    many = [question(visitors, now, user=str(n)) for n in range(60)]
    await visitors.stores.commit(Turn(kept=tuple(many)))
    editors.write_the_guide()

    assert len(await visitors.round()) == 50
    assert len(await visitors.round()) == 10


async def test_a_question_that_breaks_does_not_keep_others_waiting(
    editors: Editors, visitors: Visitors, monkeypatch: pytest.MonkeyPatch
) -> None:
    await keeps(visitors, OTHER, user="1")
    await keeps(visitors, ASKED, user="2")
    editors.write_the_guide()
    answering = visitors.answering
    answer = answering.answer

    def breaks(question: Question) -> Answer:
        if question.text == OTHER:
            raise RuntimeError("no such thing")
        return answer(question)

    monkeypatch.setattr(answering, "answer", breaks)
    (post,) = await visitors.round()

    assert post.to.chat == "2"


def question(visitors: Visitors, generation: str, user: str = "1") -> KeptQuestion:
    return KeptQuestion(
        id=f"k{user}",
        key=private(user),
        text=ASKED,
        language="vi",
        asked=visitors.clock.now(),
        generation=generation,
    )


def ticket(visitors: Visitors, state: TicketState, version: int) -> Ticket:
    now = visitors.clock.now()
    return Ticket(
        id="c1",
        person=private("1"),
        language="vi",
        reason=TicketReason.ASKED,
        question=ASKED,
        level=Level.COMMUNE,
        desk="-1",
        state=state,
        helper="7",
        opened=now,
        raised=now,
        touched=now,
        version=version,
    )
