"""The assistant is scored on questions in citizens' words; too low a score fails the run."""

import json
from pathlib import Path

import pytest
from rapidfuzz import fuzz

from bot.adapters.generations import GenerationLibrary
from bot.app import build_answering
from bot.language.fold import fold
from bot.language.tokens import syllables
from bot.settings import Settings
from ingest.evaluation.questions import (
    Labelled,
    QuestionScores,
    ask_all,
    read_questions,
    score_questions,
)

QUESTIONS = Path(__file__).parent / "questions.jsonl"
INFORMAL = {"nodia", "slang", "typo", "mixed", "southern"}


@pytest.fixture(scope="module")
def questions() -> list[Labelled]:
    return read_questions(QUESTIONS)


@pytest.fixture(scope="module")
def scores(settings: Settings, questions: list[Labelled]) -> QuestionScores:
    return score_questions(build_answering(settings), questions)


def test_there_are_enough_questions_of_every_kind(questions: list[Labelled]) -> None:
    may_not = [q for q in questions if q.guide is None]
    informal = [q for q in questions if q.style in INFORMAL or fold(q.q) == q.q]
    assert len(questions) >= 450
    assert len(may_not) >= 40
    assert len(informal) >= len(questions) / 2


def test_no_question_was_copied_from_a_guide_or_into_one(
    questions: list[Labelled], published: Path
) -> None:
    knowledge = GenerationLibrary(published).current()
    asks = {
        line(ask): guide.id
        for guide in map(knowledge.guide, knowledge.guide_ids())
        if guide is not None
        for ask in (guide.title, *guide.asks, *(q.question for q in guide.quick_answers))
    }
    copied = [
        (q.q, asks[ask])
        for q in questions
        for ask in asks
        if len(ask.split()) >= 4 and fuzz.ratio(line(q.q), ask) > 90
    ]
    assert copied == []


def test_the_right_guide_comes_first(scores: QuestionScores) -> None:
    assert scores.right_first >= 0.90
    assert scores.right_in_three >= 0.97


def test_diacritics_hardly_matter(scores: QuestionScores) -> None:
    assert abs(scores.right_first - scores.unaccented_right_first) <= 0.02


def test_what_has_no_guide_is_hardly_ever_answered(scores: QuestionScores) -> None:
    assert scores.wrongly_answered <= 0.05
    assert scores.declined <= 0.05


def test_a_wrong_guide_is_rarely_given_and_a_choice_rarely_asked(scores: QuestionScores) -> None:
    assert scores.answered_elsewhere <= 0.06
    assert scores.asked_back <= 0.10


def test_reasons_given_for_declining_are_the_right_ones(
    settings: Settings, questions: list[Labelled]
) -> None:
    answering = build_answering(settings)
    may_not = [q for q in questions if q.guide is None and q.reason not in (None, "no_guide")]
    wrong = [
        (scored.labelled.q, scored.labelled.reason, scored.reason)
        for scored in ask_all(answering, may_not)
        if scored.reason != scored.labelled.reason
    ]
    assert len(wrong) <= len(may_not) * 0.15, json.dumps(wrong, ensure_ascii=False, indent=1)


def line(text: str) -> str:
    return " ".join(fold(word) for word in syllables(text))
