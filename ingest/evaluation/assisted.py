"""Scoring of the assistant with a language model on its leash, beside the one without."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from functools import reduce
from statistics import quantiles
from typing import TypeVar

from pydantic import ValidationError

from bot.answering.draft_guard import fault_of
from bot.answering.evidence import evidence_of
from bot.answering.lead import lead_of
from bot.answering.leash import Leash
from bot.answering.pipeline import Answering
from bot.answering.reading_guard import is_sound, novel_words
from bot.domain.answer import Answer, Question
from bot.domain.draft import (
    Assistance,
    Completeness,
    Draft,
    Judgement,
    ModelOutput,
    Outcome,
    Prompt,
    Usage,
)
from bot.domain.privacy import mask
from bot.domain.reading import Reading
from bot.domain.token_price import TokenPrice
from bot.domain.values import Value
from bot.ports import ChatModel, Knowledge
from ingest.evaluation.questions import (
    AnswerShares,
    Labelled,
    Scored,
    answer_shares,
    scored_as,
)

Shape = TypeVar("Shape", bound=Value)
Tell = Callable[[str], None]

_TOLD_TIMES = 10


class AnswerScores(AnswerShares):
    """What became of the questions, and how long an answer took in milliseconds; None where
    nobody waited for one."""

    p50_ms: float | None
    p95_ms: float | None


class AssistedScores(AnswerScores):
    """What a model came to as well. Shares are from 0 to 1, None where there is nothing to
    share.

    `worded` is the share of questions whose answer got its words; `outcomes` counts those it
    was asked about. Of `drafts`, the answers it drafted, `completeness` tells how many say
    they are complete, partial or none; of those with sentences `raw_faithfulness` is the share
    in which the guard finds no fault, and `stopped` counts the kinds of fault for which a draft
    was not said. `faithfulness` is the share of the answers with its words in which the guard,
    reading them again, finds no fault. `judge_agreement` is the share of the `judged` drafts
    that the judge found supported. Tokens are a question's, whether or not the model was asked
    about it, and None where it doesn't tell them; cost is that of a thousand questions, in the
    currency of the price, without the judge's."""

    worded: float
    outcomes: dict[str, int]
    drafts: int
    completeness: dict[str, float]
    stopped: dict[str, int]
    faithfulness: float | None
    raw_faithfulness: float | None
    judged: int
    judge_agreement: float | None
    calls: int
    tokens_in: float | None
    tokens_out: float | None
    judge_tokens_in: float | None
    judge_tokens_out: float | None
    cost_of_1000: float | None


class ModelRun(Value):
    """Which model and judge it was, whether it was asked `always` or where it is needed, and
    whether a recording answered for it: `not_recorded` requests were not in that one, of which
    `damaged` lines could not be read."""

    model: str
    judge: str | None
    always: bool
    replayed: bool
    not_recorded: int = 0
    damaged: int = 0


class Comparison(Value):
    """The same questions without and with a model; without alone where there is none."""

    questions: int
    answerable: int
    unanswerable: int
    run: ModelRun | None
    without_model: AnswerScores
    with_model: AssistedScores | None


@dataclass(frozen=True)
class Asked:
    """One question with the answer it gets without a model."""

    question: Question
    answer: Answer
    scored: Scored


@dataclass(frozen=True)
class Assisted:
    """One question with what a model made of its answer. `faulty` tells whether the guard
    finds a fault in the draft, `faithful` whether the model's words that are shown pass it
    again; each is None where there is no such thing, as is `supported`, what the judge said."""

    scored: Scored
    assistance: Assistance | None
    completeness: Completeness | None
    faulty: bool | None
    faithful: bool | None
    supported: bool | None
    usage: Usage
    judge_usage: Usage | None


@dataclass(frozen=True)
class Assisting:
    """A model that is to help: `leash` puts it, and its judge, on one. No more than `at_once`
    questions are under way together."""

    model: ChatModel
    judge: ChatModel | None
    leash: Callable[[ChatModel, ChatModel | None], Leash]
    at_once: int


def ask_without(answering: Answering, questions: Iterable[Labelled]) -> list[Asked]:
    """Every question asked once without a model, each as a conversation of its own."""
    asked = []
    for labelled in questions:
        question = Question(text=mask(labelled.q).text)
        started = time.perf_counter()
        answer = answering.answer(question)
        took = (time.perf_counter() - started) * 1000
        scored = scored_as(labelled, answer, took)
        asked.append(Asked(question=question, answer=answer, scored=scored))
    return asked


async def ask_with(
    asked: Sequence[Asked], assisting: Assisting, knowledge: Knowledge, tell: Tell
) -> list[Assisted]:
    """Every question asked once more, with a model, a few at once; in their order. Raises
    OSError where what the model says can't be recorded."""
    room, done = asyncio.Semaphore(assisting.at_once), 0

    async def ask(number: int, one: Asked) -> Assisted:
        nonlocal done
        async with room:
            assisted = await _assisted(str(number), one, assisting, knowledge)
        done += 1
        if done % max(1, len(asked) // _TOLD_TIMES) == 0:
            tell(f"Đã hỏi mô hình {done}/{len(asked)} câu")
        return assisted

    return list(await asyncio.gather(*(ask(n, one) for n, one in enumerate(asked))))


def compared(asked: Sequence[Asked]) -> Comparison:
    """The scores without a model."""
    scored = [one.scored for one in asked]
    answerable = sum(one.labelled.guide is not None for one in scored)
    return Comparison(
        questions=len(scored),
        answerable=answerable,
        unanswerable=len(scored) - answerable,
        run=None,
        without_model=AnswerScores(**_times(scored), **answer_shares(scored).model_dump()),
        with_model=None,
    )


def compared_with(
    asked: Sequence[Asked],
    assisted: Sequence[Assisted],
    run: ModelRun,
    price: TokenPrice | None = None,
) -> Comparison:
    """The scores without and with a model. With a `price` there is a cost too; where a
    recording answered nobody waited, so there are no times."""
    with_model = _assisted_scores(assisted, price, timed=not run.replayed)
    return compared(asked).model_copy(update={"run": run, "with_model": with_model})


class _Heard:
    """A ChatModel that keeps what another one says. It hands on whole answers only: the guard
    ends an answer at its first fault, and then neither its rest nor its cost would be known."""

    def __init__(self, model: ChatModel) -> None:
        self.name = model.name
        self.unwritten: OSError | None = None
        self.said: list[tuple[type[Value], ModelOutput]] = []
        self._model = model

    async def filled(self, prompt: Prompt, shape: type[Value]) -> AsyncGenerator[ModelOutput, None]:
        whole = None
        try:
            async with aclosing(self._model.filled(prompt, shape)) as outputs:
                async for output in outputs:
                    whole = output if output.done else whole
        except OSError as error:
            # The leash takes it for a model that is down, and goes on asking and paying.
            self.unwritten = error
            raise
        if whole is not None:
            self.said.append((shape, whole))
            yield whole

    def last(self, shape: type[Shape]) -> Shape | None:
        """The last answer of that shape, if it has it."""
        given = [output.fields for asked, output in self.said if asked is shape]
        try:
            return shape.model_validate(given[-1]) if given else None
        except ValidationError:
            return None

    @property
    def usage(self) -> Usage:
        """What its whole answers took together."""
        return _together(output.usage for _, output in self.said)


async def _assisted(
    person: str, one: Asked, assisting: Assisting, knowledge: Knowledge
) -> Assisted:
    model = _Heard(assisting.model)
    judge = None if assisting.judge is None else _Heard(assisting.judge)
    started = time.perf_counter()
    answer = await assisting.leash(model, judge).better(one.question, one.answer, person)
    took = (time.perf_counter() - started) * 1000
    for heard in (model, judge):
        if heard is not None and heard.unwritten is not None:
            raise heard.unwritten
    draft = model.last(Draft)
    assistance = answer.trace.assistance if answer.trace else None
    sound = None
    if draft is not None and draft.sentences:
        sound = _is_sound(draft, one, answer, model.last(Reading), knowledge, judge is not None)
    worded = assistance is not None and assistance.outcome is Outcome.WORDED
    judgement = judge.last(Judgement) if judge else None
    return Assisted(
        scored=scored_as(one.scored.labelled, answer, one.scored.milliseconds + took),
        assistance=assistance,
        completeness=draft.completeness if draft else None,
        faulty=None if sound is None else not sound,
        faithful=bool(sound) and _shows(answer, draft, knowledge) if worded else None,
        supported=judgement.supported if judgement else None,
        usage=model.usage,
        judge_usage=judge.usage if judge else None,
    )


def _is_sound(
    draft: Draft,
    one: Asked,
    answer: Answer,
    reading: Reading | None,
    knowledge: Knowledge,
    judged: bool,
) -> bool:
    """Whether the guard finds no fault in a draft, read against all the evidence of the answer
    it was made for."""
    language = answer.language
    if reading is not None and is_sound(reading):
        adds = novel_words(reading, one.question, one.answer, knowledge)
        language = language if adds else reading.language
    evidence = evidence_of(answer, knowledge)
    return fault_of(draft, evidence, language, judged=judged) is None


def _shows(answer: Answer, draft: Draft | None, knowledge: Knowledge) -> bool:
    """Whether an answer shows those words of a draft that the guard read."""
    if draft is None or answer.lead is None:
        return False
    return lead_of(draft, evidence_of(answer, knowledge)) in answer.lead


def _times(scored: Sequence[Scored]) -> dict[str, float]:
    times = [one.milliseconds for one in scored]
    cuts = quantiles(times, n=20, method="inclusive") if len(times) > 1 else times * 19
    return {"p50_ms": round(cuts[9], 3), "p95_ms": round(cuts[18], 3)}


def _assisted_scores(
    assisted: Sequence[Assisted], price: TokenPrice | None, *, timed: bool
) -> AssistedScores:
    scored = [one.scored for one in assisted]
    helped = [one.assistance for one in assisted if one.assistance is not None]
    outcomes = Counter(assistance.outcome for assistance in helped)
    stopped = Counter(a.fault.kind.value for a in helped if a.fault is not None)
    drafted = [one.completeness for one in assisted if one.completeness is not None]
    supported = [one.supported for one in assisted if one.supported is not None]
    usage = _together(one.usage for one in assisted)
    questions = len(assisted)
    tokens_in, tokens_out = _tokens(usage, questions)
    of_judge = _tokens(_together(one.judge_usage or Usage() for one in assisted), questions)
    cost = None if price is None or tokens_in is None else price.of(usage) / questions * 1000
    return AssistedScores(
        **answer_shares(scored).model_dump(),
        **(_times(scored) if timed else {"p50_ms": None, "p95_ms": None}),
        worded=round(outcomes[Outcome.WORDED] / questions, 4),
        outcomes={outcome.value: outcomes[outcome] for outcome in Outcome if outcomes[outcome]},
        drafts=len(drafted),
        completeness={
            kind.value: round(drafted.count(kind) / len(drafted), 4)
            for kind in Completeness
            if drafted
        },
        stopped=dict(stopped.most_common()),
        faithfulness=_share(one.faithful for one in assisted),
        raw_faithfulness=_share(None if one.faulty is None else not one.faulty for one in assisted),
        judged=len(supported),
        judge_agreement=_share(supported),
        calls=sum(assistance.calls for assistance in helped),
        tokens_in=tokens_in,
        tokens_out=tokens_out,
        judge_tokens_in=of_judge[0],
        judge_tokens_out=of_judge[1],
        cost_of_1000=None if cost is None else round(cost, 6),
    )


def _together(usages: Iterable[Usage]) -> Usage:
    return reduce(Usage.plus, usages, Usage())


def _tokens(usage: Usage, questions: int) -> tuple[float | None, float | None]:
    """The tokens of a question, in and out; None where no call told any."""
    if usage == Usage():
        return None, None
    return round(usage.tokens_in / questions, 1), round(usage.tokens_out / questions, 1)


def _share(held: Iterable[bool | None]) -> float | None:
    """The share that holds of those it is known of."""
    known = [one for one in held if one is not None]
    return round(sum(known) / len(known), 4) if known else None
