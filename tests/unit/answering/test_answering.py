"""The pipeline: breakdowns and odd messages end in one polite sentence, never an exception."""

import time
from pathlib import Path

import pytest
from knowledge_folder import FixedClock

from bot.adapters.generations import GenerationLibrary
from bot.adapters.prompt_files import PromptFiles
from bot.answering import pipeline
from bot.answering.compose import Composer
from bot.answering.pipeline import Answering
from bot.domain.answer import Answer, Decision, Intent, Question, Reason, Status, Understanding
from bot.domain.errors import SearchFailed
from bot.domain.search import QueryAnalysis, SearchResults
from bot.settings import Settings

MOST_SECONDS = 2.0


@pytest.fixture(scope="module")
def answering(settings: Settings) -> Answering:
    composer = Composer(PromptFiles(settings.prompts))
    return Answering(GenerationLibrary(settings.data), composer, FixedClock())


def asked(text: str, answering: Answering, guide: str | None = None) -> Answer:
    return answering.answer(Question(text=text, guide=guide))


def test_a_search_that_failed_is_not_told_as_no_guide(
    answering: Answering, monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing = asked("xin giấy phép xây nhà ở đâu", answering)

    def broken(*_: object) -> SearchResults:
        raise SearchFailed("disk")

    monkeypatch.setattr(pipeline, "retrieve", broken)
    failed = asked("xin giấy phép xây nhà ở đâu", answering)

    assert (nothing.status, nothing.reason) == (Status.DECLINED, Reason.NO_GUIDE)
    assert (failed.status, failed.reason) == (Status.ERROR, Reason.SEARCH_FAILED)
    assert failed.text != nothing.text
    assert "Tôi đang gặp trục trặc" in failed.text
    assert "chưa có hướng dẫn" not in failed.text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "q",
        "5",
        "😭" * 500,
        "https://bit.ly/" + "x" * 5_000,
        "我想办身份证" * 300,
        "ខ្ញុំ" * 2_000,
        "QUÊN MẬT KHẨU " * 8_000,
        "1. " * 30_000,
        "? " * 50_000,
        "từ 1/7, " * 10_000,
        "với lại cho hỏi " * 6_000,
    ],
    ids=lambda text: text[:12],
)
def test_any_shape_of_message_is_answered_soon(text: str, answering: Answering) -> None:
    asked("quên mật khẩu vneid", answering)
    started = time.perf_counter()

    answer = asked(text, answering, "cu-tru-tam-tru")

    assert answer.text
    assert time.perf_counter() - started < MOST_SECONDS


def test_guides_for_different_people_are_told_apart_by_who_asks(
    settings: Settings, published: Path
) -> None:
    knowledge = GenerationLibrary(published).current()
    tied = ("tro-cap-huu-tri-xa-hoi", "bhxh-mot-lan-that-nghiep")
    nothing = QueryAnalysis(tokens=(), expansions=(), repairs=(), unknown=())

    answer = Composer(PromptFiles(settings.prompts)).answer(
        Understanding(language="vi", intent=Intent.HOW_TO, query="trợ cấp", guide=None),
        Decision(status=Status.CLARIFICATION, near=tied, why="guides tie"),
        SearchResults(results=(), analysis=nothing),
        knowledge,
        FixedClock().now().date(),
    )

    assert answer.text == "Bạn là ai trong các trường hợp dưới đây?"
    assert [choice.label for choice in answer.choices][:2] == [
        "Người cao tuổi: Trợ cấp hưu trí xã hội từ 75 tuổi",
        "Người nghỉ việc: BHXH một lần, trợ cấp thất nghiệp",
    ]


def test_the_trace_tells_how_an_answer_came_about(answering: Answering) -> None:
    answer = asked("doi bang lai het bn tien", answering)

    assert answer.trace is not None
    assert answer.trace.understanding.intent is Intent.FEE
    assert answer.trace.screening is None
    assert [timing.step for timing in answer.trace.timings] == [
        "understand",
        "retrieve",
        "decide",
        "compose",
    ]
    assert answer.trace.calibration.answer_from > answer.trace.calibration.offer_from


def test_asking_whether_something_is_true_of_another_shelf_breaks_nothing(
    answering: Answering,
) -> None:
    text = "toi gia roi, ngan hang bat quet mat moi chuyen duoc tien, co that khong"
    assert asked(text, answering).status in (Status.ANSWERED, Status.CLARIFICATION)
