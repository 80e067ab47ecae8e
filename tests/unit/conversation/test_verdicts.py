"""Verdicts: a word on an answer or a guide is kept once, and why only if somebody says so."""

from pathlib import Path

import pytest
from visitors import Visitors, labels

from bot.adapters.generations import GenerationLibrary
from bot.domain.conversation import Fault, Feedback, Reply, Verdict
from bot.domain.search import ChunkKind, chunk_id

PASSWORD = "vneid-quen-mat-khau"
LICENCE = "gplx-doi-cap-lai"
FEE = "doi bang lai het bao nhieu tien"


@pytest.fixture(scope="module")
def library(published: Path) -> GenerationLibrary:
    return GenerationLibrary(published)


@pytest.fixture
def visitors(library: GenerationLibrary) -> Visitors:
    return Visitors(library)


async def kept(visitors: Visitors) -> list[Feedback]:
    return await visitors.stores.feedback()


async def finished(visitors: Visitors) -> Reply:
    """The question after the last step."""
    await visitors.says("quên mật khẩu vneid")
    await visitors.says("bước 6")
    (asked,) = await visitors.says("xong")
    return asked


async def test_an_answer_ends_with_two_small_buttons(visitors: Visitors) -> None:
    (answer,) = await visitors.says(FEE)

    assert labels(answer)[-2:] == ["Đúng ý tôi", "Chưa đúng"]
    assert [choice.aside for choice in answer.choices[-2:]] == [True, True]
    assert not any(choice.aside for choice in answer.choices[:-2])


@pytest.mark.parametrize(
    "said",
    ["quên mật khẩu vneid", "mất máy rồi", "cảm ơn", "bói bài tarot", "có ai gọi đòi mã otp"],
)
async def test_what_is_no_piece_of_a_guide_is_not_judged(visitors: Visitors, said: str) -> None:
    replies = await visitors.says(said)

    assert "Đúng ý tôi" not in labels(replies[-1])


async def test_a_verdict_on_an_answer_names_its_piece_and_nobody(visitors: Visitors) -> None:
    (answer,) = await visitors.says(FEE)
    (toast,) = await visitors.taps(answer, "Đúng ý tôi")

    (given,) = await kept(visitors)
    guide = visitors.library.current().guide(LICENCE)
    assert guide is not None
    assert (given.guide, given.version, given.verdict) == (LICENCE, guide.digest, Verdict.HELPFUL)
    assert given.part is not None
    assert visitors.library.current().chunk(given.part) is not None
    assert (given.step, given.fault) == (None, None)
    assert toast.notice


async def test_the_same_thumb_pressed_twice_is_kept_once(visitors: Visitors) -> None:
    (answer,) = await visitors.says(FEE)
    await visitors.taps(answer, "Chưa đúng")
    (again,) = await visitors.taps(answer, "Chưa đúng")
    (other,) = await visitors.taps(answer, "Đúng ý tôi")

    assert [given.verdict for given in await kept(visitors)] == [Verdict.UNHELPFUL]
    assert again.notice
    assert other.text == again.text == "Tôi đã ghi lại ý bạn rồi, cảm ơn bạn."


async def test_a_thumb_leaves_the_numbers_of_the_answer_as_they_were(visitors: Visitors) -> None:
    (answer,) = await visitors.says(FEE)
    await visitors.taps(answer, "Đúng ý tôi")
    (after,) = await visitors.says("1")

    assert labels(answer)[0] == "Chỉ từng bước"
    assert (after.guide, after.chunk_kind) == (LICENCE, "step")


async def test_a_piece_judged_before_is_not_asked_about_again(visitors: Visitors) -> None:
    (answer,) = await visitors.says(FEE)
    await visitors.taps(answer, "Đúng ý tôi")
    (again,) = await visitors.says(FEE)

    assert again.text == answer.text
    assert "Đúng ý tôi" not in labels(again)


async def test_typed_words_are_answered_aloud(visitors: Visitors) -> None:
    await visitors.says(FEE)
    (thanks,) = await visitors.says("dung y toi")

    assert not thanks.notice
    assert "Chỉ từng bước" in labels(thanks)
    assert len(await kept(visitors)) == 1


@pytest.mark.parametrize("word", ["dung", "đúng", "chưa", "y toi"])
async def test_a_word_of_a_small_button_does_not_press_it(visitors: Visitors, word: str) -> None:
    await visitors.says(FEE)
    await visitors.says(word)

    assert await kept(visitors) == []


@pytest.mark.parametrize(
    ("label", "fault"),
    [
        ("Sai", Fault.WRONG),
        ("Cũ rồi", Fault.OUTDATED),
        ("Khó hiểu", Fault.UNCLEAR),
        ("Không phải điều tôi hỏi", Fault.OTHER_MATTER),
    ],
)
async def test_the_verdict_is_kept_before_the_reason(
    visitors: Visitors, label: str, fault: Fault
) -> None:
    (answer,) = await visitors.says(FEE)
    (why,) = await visitors.taps(answer, "Chưa đúng")
    alone = await kept(visitors)
    await visitors.taps(why, label)

    verdict, reason = await kept(visitors)
    assert alone == [verdict]
    assert (verdict.verdict, verdict.fault) == (Verdict.UNHELPFUL, None)
    assert (reason.verdict, reason.fault) == (Verdict.UNHELPFUL, fault)
    assert reason.part == verdict.part


async def test_one_reason_is_kept_for_one_verdict(visitors: Visitors) -> None:
    (answer,) = await visitors.says(FEE)
    (why,) = await visitors.taps(answer, "Chưa đúng")
    await visitors.taps(why, "Sai")
    await visitors.taps(why, "Sai")
    await visitors.taps(why, "Khó hiểu")

    faults = [given.fault for given in await kept(visitors)]
    assert faults == [None, Fault.WRONG]


async def test_a_question_picked_from_a_list_can_be_judged(visitors: Visitors) -> None:
    await visitors.says("đăng ký tạm trú trên vneid")
    (asked,) = await visitors.says("vậy ở 2 tuần thôi thì sao")
    quick = next(c for c in asked.choices if c.action and c.action.verb == "quick")
    (answer,) = await visitors.taps(asked, quick.label)
    await visitors.taps(answer, "Chưa đúng")

    (given,) = await kept(visitors)
    action = quick.action
    assert action is not None
    assert given.part == chunk_id(given.guide, ChunkKind.QUICK, action.part or "")


async def test_a_guide_that_worked_is_kept_once(visitors: Visitors) -> None:
    asked = await finished(visitors)
    await visitors.taps(asked, "Được rồi")
    await visitors.taps(asked, "Được rồi")
    await visitors.taps(asked, "Chưa được")

    assert [given.verdict for given in await kept(visitors)] == [Verdict.WORKED]


async def test_a_guide_finished_once_more_is_judged_once_more(visitors: Visitors) -> None:
    await visitors.taps(await finished(visitors), "Được rồi")
    await visitors.taps(await finished(visitors), "Chưa được")

    verdicts = [given.verdict for given in await kept(visitors)]
    assert verdicts == [Verdict.WORKED, Verdict.FAILED]


async def test_who_says_again_that_it_failed_gets_the_help_again(visitors: Visitors) -> None:
    asked = await finished(visitors)
    (first,) = await visitors.taps(asked, "Chưa được")
    (second,) = await visitors.says("vẫn không được")

    assert second.text == first.text
    assert "1900 0368" in second.text
    assert len(await kept(visitors)) == 1


async def test_the_step_somebody_got_stuck_at_is_kept(visitors: Visitors) -> None:
    asked = await finished(visitors)
    (failed,) = await visitors.taps(asked, "Chưa được")
    (where,) = await visitors.taps(failed, "Vướng ở một bước")
    (advice,) = await visitors.says("3")

    guide = visitors.library.current().guide(PASSWORD)
    assert guide is not None
    verdict, reason = await kept(visitors)
    assert len(where.choices) == len(guide.steps)
    assert (verdict.verdict, verdict.fault) == (Verdict.FAILED, None)
    assert (reason.verdict, reason.fault) == (Verdict.FAILED, Fault.STUCK)
    assert reason.step == guide.steps[2].id
    assert guide.steps[2].stuck in advice.text
    assert labels(advice) == ["Làm lại từ bước 3"]


async def test_a_reason_for_a_failed_guide_is_no_second_failure(visitors: Visitors) -> None:
    asked = await finished(visitors)
    (failed,) = await visitors.taps(asked, "Chưa được")
    (noted,) = await visitors.taps(failed, "Cũ rồi")
    (still,) = await visitors.says("chưa được")

    assert [given.fault for given in await kept(visitors)] == [None, Fault.OUTDATED]
    assert noted.notice
    assert "Cũ rồi" not in labels(still)


async def test_a_verdict_in_the_middle_of_a_guide_keeps_the_place(visitors: Visitors) -> None:
    await visitors.says("quên mật khẩu vneid")
    (second,) = await visitors.says("xong")
    (side,) = await visitors.says("mất bao nhiêu tiền")
    (why,) = await visitors.taps(side, "Chưa đúng")
    await visitors.taps(why, "Khó hiểu")
    (back,) = await visitors.says("tiếp")

    assert "Làm tiếp" in labels(why)
    assert back.step == second.step


async def test_a_verdict_from_before_this_version_still_counts(visitors: Visitors) -> None:
    # A session of an earlier release has a finished guide and none of its buttons.
    await finished(visitors)
    (key,) = visitors.stores.sessions
    session = visitors.stores.sessions[key]
    visitors.stores.sessions[key] = session.model_copy(update={"tokens": {}, "choices": ()})
    await visitors.says("được rồi")

    assert [given.verdict for given in await kept(visitors)] == [Verdict.WORKED]
