"""Scoring of the whole assistant on labelled questions."""

import json
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import quantiles

from bot.answering.pipeline import Answering
from bot.domain.answer import Answer, Question, Status
from bot.domain.privacy import mask
from bot.domain.values import Value
from bot.language.fold import fold
from ingest.evaluation.typist import Typist, Way

_ANSWERING = (Status.ANSWERED, Status.WARNED)


class Labelled(Value):
    """A question in a citizen's words and the guide that serves it; None when no guide may
    answer it."""

    q: str
    guide: str | None
    style: str = ""
    reason: str | None = None


class QuestionScores(Value):
    """Shares from 0 to 1 and times in milliseconds.

    `right_first` and `right_in_three` are over answerable questions, by the considered
    guides in their order; `answered_right` counts those really answered from the right
    guide, `answered_elsewhere` from another one, `asked_back` and `declined` the rest.
    `wrongly_answered` is the share of unanswerable questions that got an answer.
    `unaccented_right_first` asks the same answerable questions without diacritics.
    """

    questions: int
    answerable: int
    unanswerable: int
    right_first: float
    right_in_three: float
    unaccented_right_first: float
    answered_right: float
    answered_elsewhere: float
    asked_back: float
    declined: float
    wrongly_answered: float
    right_first_by_style: dict[str, float]
    right_first_by_category: dict[str, float]
    p50_ms: float
    p95_ms: float
    p99_ms: float


class AnswerShares(Value):
    """The shares of QuestionScores that tell what became of the questions."""

    right_first: float
    answered_right: float
    answered_elsewhere: float
    asked_back: float
    declined: float
    wrongly_answered: float


class TypedScores(Value):
    """The shares of QuestionScores that tell one way of typing from another."""

    right_first: float
    right_in_three: float
    answered_right: float
    declined: float
    wrongly_answered: float


class Scored(Value):
    """One question with what the assistant made of it."""

    labelled: Labelled
    status: Status
    reason: str | None
    guide: str | None
    considered: tuple[str, ...]
    milliseconds: float


def read_questions(file: Path) -> list[Labelled]:
    """The questions of a JSON Lines file; keys beyond those of Labelled are passed over.
    Raises OSError, ValueError or KeyError."""
    found = []
    for line in file.read_text(encoding="utf-8").split("\n"):
        if line.strip():
            row = json.loads(line)
            if not isinstance(row, dict):
                raise ValueError(f"not an object: {line[:60]}")
            found.append(
                Labelled(
                    q=row["q"],
                    guide=row["guide"],
                    style=row.get("style") or "",
                    reason=row.get("reason"),
                )
            )
    if not found:
        raise ValueError(f"no questions in {file}")
    return found


def ask_all(answering: Answering, questions: Iterable[Labelled]) -> list[Scored]:
    """Every question asked once, each as a conversation of its own."""
    scored = []
    for labelled in questions:
        started = time.perf_counter()
        answer = answering.answer(Question(text=mask(labelled.q).text))
        took = (time.perf_counter() - started) * 1000
        scored.append(scored_as(labelled, answer, took))
    return scored


def scored_as(labelled: Labelled, answer: Answer, milliseconds: float) -> Scored:
    """A question with the answer it got and how long that took."""
    considered = dict.fromkeys(
        ([answer.guide] if answer.guide else []) + [c.guide for c in answer.candidates]
    )
    return Scored(
        labelled=labelled,
        status=answer.status,
        reason=answer.reason.value if answer.reason else None,
        guide=answer.guide,
        considered=tuple(considered),
        milliseconds=milliseconds,
    )


def answer_shares(scored: Iterable[Scored]) -> AnswerShares:
    """What became of the questions: of the answerable ones, and `wrongly_answered` of the
    others."""
    every = list(scored)
    may = [s for s in every if s.labelled.guide is not None]
    may_not = [s for s in every if s.labelled.guide is None]
    return AnswerShares(
        right_first=_share(may, _right_first),
        answered_right=_share(may, _answered_right),
        answered_elsewhere=_share(may, lambda s: _answered(s) and not _answered_right(s)),
        asked_back=_share(may, lambda s: s.status is Status.CLARIFICATION),
        declined=_share(may, _declined),
        wrongly_answered=_share(may_not, _wrongly_answered),
    )


def score_questions(
    answering: Answering,
    questions: list[Labelled],
    category_of: Callable[[str], str] = lambda guide: "",
) -> QuestionScores:
    """The scores of the assistant on labelled questions; `category_of` gives the shelf of a
    guide's id."""
    scored = ask_all(answering, questions)
    plain = ask_all(
        answering,
        [q.model_copy(update={"q": fold(q.q)}) for q in questions if q.guide is not None],
    )
    may = [s for s in scored if s.labelled.guide is not None]
    may_not = [s for s in scored if s.labelled.guide is None]
    times = [s.milliseconds for s in scored]
    cuts = quantiles(times, n=100) if len(times) > 1 else times * 99
    return QuestionScores(
        questions=len(scored),
        answerable=len(may),
        unanswerable=len(may_not),
        right_in_three=_share(may, _right_in_three),
        unaccented_right_first=_share(plain, _right_first),
        right_first_by_style=_by(may, lambda s: s.labelled.style),
        right_first_by_category=_by(may, lambda s: category_of(s.labelled.guide or "")),
        p50_ms=round(cuts[49], 3),
        p95_ms=round(cuts[94], 3),
        p99_ms=round(cuts[98], 3),
        **answer_shares(scored).model_dump(),
    )


def retyped(questions: Iterable[Labelled], typist: Typist, way: Way) -> list[Labelled]:
    """The same questions, typed that way."""
    return [q.model_copy(update={"q": typist.type(q.q, way)}) for q in questions]


def score_by_way(
    answering: Answering, questions: list[Labelled], typist: Typist
) -> dict[Way, TypedScores]:
    """The scores of the assistant on the questions typed in every way."""
    return {way: _typed_scores(answering, retyped(questions, typist, way)) for way in Way}


def _typed_scores(answering: Answering, questions: list[Labelled]) -> TypedScores:
    scored = ask_all(answering, questions)
    may = [s for s in scored if s.labelled.guide is not None]
    may_not = [s for s in scored if s.labelled.guide is None]
    return TypedScores(
        right_first=_share(may, _right_first),
        right_in_three=_share(may, _right_in_three),
        answered_right=_share(may, _answered_right),
        declined=_share(may, _declined),
        wrongly_answered=_share(may_not, _wrongly_answered),
    )


def _right_first(scored: Scored) -> bool:
    return scored.considered[:1] == (scored.labelled.guide,)


def _right_in_three(scored: Scored) -> bool:
    return scored.labelled.guide in scored.considered[:3]


def _declined(scored: Scored) -> bool:
    return scored.status is Status.DECLINED


def _wrongly_answered(scored: Scored) -> bool:
    return scored.status is Status.ANSWERED


def _answered(scored: Scored) -> bool:
    return scored.status in _ANSWERING and scored.guide is not None


def _answered_right(scored: Scored) -> bool:
    return _answered(scored) and scored.guide == scored.labelled.guide


def _share(scored: list[Scored], holds: Callable[[Scored], bool]) -> float:
    return round(sum(map(holds, scored)) / len(scored), 4) if scored else 0.0


def _by(scored: list[Scored], group: Callable[[Scored], str]) -> dict[str, float]:
    groups: dict[str, list[Scored]] = {}
    for one in scored:
        groups.setdefault(group(one), []).append(one)
    return {name: _share(ones, _right_first) for name, ones in sorted(groups.items())}
