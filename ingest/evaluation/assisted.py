"""Scoring of the assistant with a language model on its leash, beside the one without."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from functools import cached_property, reduce
from statistics import quantiles
from typing import TypeVar

from pydantic import ValidationError

from bot.answering.compose import Composer
from bot.answering.evidence import evidence_of
from bot.answering.lead import led
from bot.answering.leash import Leash
from bot.answering.mending import Faulty, Mending
from bot.answering.pipeline import Answering
from bot.answering.reading_guard import is_sound, novel_words
from bot.domain.answer import Answer, Question
from bot.domain.draft import (
    Assistance,
    Completeness,
    Draft,
    Evidence,
    Judgement,
    ModelOutput,
    Outcome,
    Prompt,
    Sentence,
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
_WORDED = (Outcome.WORDED, Outcome.MENDED)


class AnswerScores(AnswerShares):
    """What became of the questions, and how long an answer took in milliseconds; None where
    nobody waited for one."""

    p50_ms: float | None
    p95_ms: float | None


class AssistedScores(AnswerScores):
    """What a model came to as well. Shares are from 0 to 1, None where there is nothing to
    share.

    `worded` is the share of questions whose answer got a lead of its words; `outcomes` counts
    those it was asked about. Of `drafts`, the answers it drafted, `completeness` tells how many
    say they are complete, partial or none; of those with sentences `raw_faithfulness` is the
    share in which the guard finds no fault, and `raw_sentences` the share of their sentences.
    `stopped` counts the first faults of the drafts that were not said, `mended` of those that
    were said with the guide's own words in the place of some. `faithfulness` is the share of
    the leads that hold nothing but sentences in which the guard, reading them again, finds no
    fault, the guide's own words and fixed sentences. `judge_agreement` is the share of the
    `judged` drafts that the judge found supported. Tokens are a question's, whether or not the
    model was asked about it, and None where it doesn't tell them; cost is that of a thousand
    questions, in the currency of the price, without the judge's."""

    worded: float
    outcomes: dict[str, int]
    drafts: int
    completeness: dict[str, float]
    stopped: dict[str, int]
    mended: dict[str, int]
    faithfulness: float | None
    raw_faithfulness: float | None
    raw_sentences: float | None
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
    """One question with what a model made of its answer: whether the guard lets the draft
    pass, and each of its `sentences`, again; whether the lead is `faithful` to what it lets
    pass; whether the judge found it `supported`. None where there is no such thing."""

    scored: Scored
    assistance: Assistance | None
    completeness: Completeness | None
    passes: bool | None
    sentences: tuple[bool, ...]
    faithful: bool | None
    supported: bool | None
    usage: Usage
    judge_usage: Usage | None


@dataclass(frozen=True)
class Assisting:
    """A model that is to help: `leash` puts it, and its judge, on one, with that `composer`.
    No more than `at_once` questions are under way together."""

    model: ChatModel
    judge: ChatModel | None
    leash: Callable[[ChatModel, ChatModel | None], Leash]
    composer: Composer
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
    assistance = answer.trace.assistance if answer.trace else None
    draft, judgement = model.last(Draft), judge.last(Judgement) if judge else None
    read = None
    if draft is not None and draft.sentences:
        language = _language(one, answer, model.last(Reading), knowledge)
        read = _Read(draft, answer, knowledge, language, assisting.composer, judge is not None)
    worded = assistance is not None and assistance.outcome in _WORDED
    return Assisted(
        scored=scored_as(one.scored.labelled, answer, one.scored.milliseconds + took),
        assistance=assistance,
        completeness=draft.completeness if draft else None,
        passes=read.passes() if read else None,
        sentences=read.sentences() if read else (),
        faithful=read is not None and read.leads() if worded else None,
        supported=judgement.supported if judgement else None,
        usage=model.usage,
        judge_usage=judge.usage if judge else None,
    )


def _language(one: Asked, answer: Answer, reading: Reading | None, knowledge: Knowledge) -> str:
    """The language the draft was to be in: that of the reading, if it added nothing."""
    if reading is None or not is_sound(reading):
        return answer.language
    adds = novel_words(reading, one.question, one.answer, knowledge)
    return answer.language if adds else reading.language


@dataclass(frozen=True)
class _Read:
    """A draft that the guard reads again, against all the evidence of the answer it was made
    for."""

    draft: Draft
    answer: Answer
    knowledge: Knowledge
    language: str
    composer: Composer
    judged: bool

    def passes(self) -> bool:
        """Whether there is no fault in it."""
        try:
            self._mending().mended(self.draft.model_copy(update={"sentences": ()}))
        except Faulty:
            return False
        return all(self.sentences())

    def sentences(self) -> tuple[bool, ...]:
        """Whether there is no fault in one sentence after the other."""
        return tuple(map(self._fits, self.draft.sentences))

    def leads(self) -> bool:
        """Whether the answer's lead is that of what may be said of it, and nothing else."""
        mending = self._mending()
        try:
            for sentence in self.draft.sentences:
                mending.take(sentence)
            mended = mending.mended(self.draft)
        except Faulty:
            return False
        said = led(
            self.answer,
            mended,
            self._evidence,
            self.knowledge,
            self.composer,
            quoted=mending.all_quoted,
        )
        return said.lead == self.answer.lead

    def _fits(self, sentence: Sentence) -> bool:
        try:
            return self._mending().take(sentence) is None
        except Faulty:
            return False

    def _mending(self) -> Mending:
        return Mending(self._evidence, self.language, self.answer, self.composer, self.judged)

    @cached_property
    def _evidence(self) -> Evidence:
        return evidence_of(self.answer, self.knowledge)


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
        worded=round(sum(outcomes[outcome] for outcome in _WORDED) / questions, 4),
        outcomes={outcome.value: outcomes[outcome] for outcome in Outcome if outcomes[outcome]},
        drafts=len(drafted),
        completeness={
            kind.value: round(drafted.count(kind) / len(drafted), 4)
            for kind in Completeness
            if drafted
        },
        stopped=_faults(helped, Outcome.FAULTY),
        mended=_faults(helped, Outcome.MENDED),
        faithfulness=_share(one.faithful for one in assisted),
        raw_faithfulness=_share(one.passes for one in assisted),
        raw_sentences=_share(passes for one in assisted for passes in one.sentences),
        judged=len(supported),
        judge_agreement=_share(supported),
        calls=sum(assistance.calls for assistance in helped),
        tokens_in=tokens_in,
        tokens_out=tokens_out,
        judge_tokens_in=of_judge[0],
        judge_tokens_out=of_judge[1],
        cost_of_1000=None if cost is None else round(cost, 6),
    )


def _faults(helped: Iterable[Assistance], outcome: Outcome) -> dict[str, int]:
    """The faults of the attempts that came to that, the most frequent kind first."""
    of_those = (one.fault for one in helped if one.outcome is outcome)
    return dict(Counter(fault.kind.value for fault in of_those if fault is not None).most_common())


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
