"""Scoring of the whole assistant on labelled questions."""

from collections.abc import Mapping
from pathlib import Path
from typing import cast

import pytest

from bot.answering.pipeline import Answering
from bot.domain.answer import Answer, Candidate, Question, Status
from ingest.evaluation.questions import (
    Labelled,
    ask_all,
    read_questions,
    retyped,
    score_by_way,
    score_questions,
)
from ingest.evaluation.typist import Typist, Way


def answer(status: Status, guide: str | None = None, considered: tuple[str, ...] = ()) -> Answer:
    return Answer(
        status=status, reason=None, guide=guide, chunk_kind=None, part=None, step=None,
        candidates=tuple(Candidate(guide=g, score=1) for g in considered), text="", choices=(),
        citations=(), language="vi",
    )  # fmt: skip


class ScriptedAnswering:
    """Answers every question as it was told, and keeps what it was asked."""

    def __init__(self, answers: Mapping[str, Answer]) -> None:
        self.answers = answers
        self.asked: list[str] = []

    def answer(self, question: Question) -> Answer:
        self.asked.append(question.text)
        return self.answers.get(question.text, answer(Status.DECLINED))


def scripted(answers: Mapping[str, Answer]) -> Answering:
    return cast(Answering, ScriptedAnswering(answers))


ANSWERED, WARNED = Status.ANSWERED, Status.WARNED
ANSWERS = {
    "Quên mật khẩu": answer(ANSWERED, "vneid-mk", ("vneid-mk", "xe-doi")),
    "Đổi bằng": answer(ANSWERED, "vneid-mk", ("vneid-mk", "xe-doi")),
    "Doi bang": answer(ANSWERED, "xe-doi", ("xe-doi",)),
    "Mất bằng": answer(Status.CLARIFICATION, None, ("a", "b", "xe-doi")),
    "Bị dọa": answer(WARNED, "an-toan", ()),
    "Bói": answer(ANSWERED, "an-toan", ("an-toan",)),
    "Tử vi": answer(Status.CLARIFICATION, None, ("an-toan",)),
}
QUESTIONS = [
    Labelled(q="Quên mật khẩu", guide="vneid-mk", style="chuẩn"),
    Labelled(q="Đổi bằng", guide="xe-doi", style="tắt"),
    Labelled(q="Mất bằng", guide="xe-doi", style="tắt"),
    Labelled(q="Bị dọa", guide="an-toan", style="tắt"),
    Labelled(q="Xin việc", guide="viec-lam", style="chuẩn"),
    Labelled(q="Bói", guide=None),
    Labelled(q="Tử vi", guide=None),
]


def test_every_share_counts_its_own_outcomes() -> None:
    scores = score_questions(scripted(ANSWERS), QUESTIONS)

    assert (scores.questions, scores.answerable, scores.unanswerable) == (7, 5, 2)
    assert (scores.right_first, scores.right_in_three) == (0.4, 0.8)
    assert (scores.answered_right, scores.answered_elsewhere) == (0.4, 0.2)
    assert (scores.asked_back, scores.declined) == (0.2, 0.2)
    assert scores.wrongly_answered == 0.5


def test_answerable_questions_are_asked_again_without_diacritics() -> None:
    answering = ScriptedAnswering(ANSWERS)

    scores = score_questions(cast(Answering, answering), QUESTIONS)

    assert answering.asked[7:] == ["Quen mat khau", "Doi bang", "Mat bang", "Bi doa", "Xin viec"]
    assert scores.unaccented_right_first == 0.2


def test_right_first_is_told_by_style_and_by_category() -> None:
    scores = score_questions(scripted(ANSWERS), QUESTIONS, lambda guide: guide.split("-")[0])

    assert scores.right_first_by_style == {"chuẩn": 0.5, "tắt": 0.3333}
    assert scores.right_first_by_category == {"an": 1, "viec": 0, "vneid": 1, "xe": 0}


def test_a_set_of_only_unanswerable_questions_is_scored_too() -> None:
    scores = score_questions(scripted(ANSWERS), [Labelled(q="Bói", guide=None)])

    assert (scores.right_first, scores.wrongly_answered) == (0, 1)


def test_questions_are_retyped_and_keep_their_labels() -> None:
    assert retyped(QUESTIONS[:1], Typist(()), Way.NODIA) == [
        Labelled(q="Quen mat khau", guide="vneid-mk", style="chuẩn")
    ]


def test_every_way_of_typing_is_scored_on_the_questions_typed_so() -> None:
    scores = score_by_way(scripted(ANSWERS), QUESTIONS, Typist(()))

    assert list(scores) == list(Way)
    clean, bare = scores[Way.CLEAN], scores[Way.NODIA]
    assert (clean.right_first, clean.right_in_three, clean.answered_right) == (0.4, 0.8, 0.4)
    assert (clean.declined, clean.wrongly_answered) == (0.2, 0.5)
    assert (bare.right_first, bare.declined, bare.wrongly_answered) == (0.2, 0.8, 0)


def test_questions_are_masked_as_at_the_door() -> None:
    answering = ScriptedAnswering({})

    ask_all(cast(Answering, answering), [Labelled(q="số tôi là 0912345678 nhé", guide=None)])

    assert "0912345678" not in answering.asked[0]


def test_questions_are_read_line_by_line_and_further_keys_are_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "q.jsonl"
    file.write_text(
        '{"q": "quên mk", "guide": "a", "style": "tắt", "note": "x"}\n\n'
        '{"q": "bói", "guide": null, "reason": "out_of_scope"}\n',
        encoding="utf-8",
    )

    assert read_questions(file) == [
        Labelled(q="quên mk", guide="a", style="tắt"),
        Labelled(q="bói", guide=None, reason="out_of_scope"),
    ]


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", ValueError),
        ("\n \n", ValueError),
        ("quên mk", ValueError),
        ('{"q": "x"}', KeyError),
        ('{"guide": "x"}', KeyError),
    ],
)
def test_a_file_without_questions_is_refused(
    text: str, error: type[Exception], tmp_path: Path
) -> None:
    file = tmp_path / "q.jsonl"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(error):
        read_questions(file)
