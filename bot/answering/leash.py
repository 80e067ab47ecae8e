"""Leash: a language model that may make an answer better, and never says a new fact."""

import asyncio
import json
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from typing import TypeVar

import structlog
from pydantic import ValidationError

from bot.answering.compose import Composer
from bot.answering.evidence import evidence_of
from bot.answering.guard import GuardFailed, guard
from bot.answering.lead import in_other_language, lead_of, led, unanswered
from bot.answering.mending import Faulty, Mending
from bot.answering.pipeline import Answering
from bot.answering.reading_guard import is_sound, novel_words, stated
from bot.answering.screen import screen
from bot.answering.worth import confidence_of, worth_reading, worth_wording
from bot.domain.answer import Answer, Question, Status
from bot.domain.draft import (
    Assistance,
    Completeness,
    Draft,
    Evidence,
    Fault,
    FaultKind,
    Judgement,
    ModelOutput,
    Outcome,
    Prompt,
    Sentence,
    Usage,
)
from bot.domain.errors import CamTayError, ModelBusy, ModelGarbled, ModelUnreachable
from bot.domain.privacy import withheld
from bot.domain.reading import Reading
from bot.domain.values import Value
from bot.ports import ChatModel, Clock, Knowledge, Library, ModelLedger, Prompts

log = structlog.get_logger()

Shape = TypeVar("Shape", bound=Value)
Show = Callable[[str], Awaitable[None]]
"""Shows what is on its way, for a moment."""

_ACKNOWLEDGED_AFTER = 0.5
_LONGEST_READ = 2_000
_EARLIER_READ = 300
_LANGUAGES = {"vi": "tiếng Việt", "en": "tiếng Anh"}
# How much surer the search must be of a question read anew than of the one that was typed.
_SURER = 0.05
_SURE_ENOUGH = 0.75


class Leash:
    """Makes answers better with a model where it is worth it. Whatever the model does, the
    answer that was there without it stands within the deadline."""

    def __init__(
        self,
        answering: Answering,
        library: Library,
        composer: Composer,
        prompts: Prompts,
        model: ChatModel,
        ledger: ModelLedger,
        clock: Clock,
        seconds: float,
        judge: ChatModel | None = None,
        always: bool = False,
    ) -> None:
        """`seconds` are for all calls of one answer together; `always` asks the model where
        the guides' own words would do, to measure it."""
        self._answering = answering
        self._library = library
        self._composer = composer
        self._prompts = prompts
        self._model = model
        self._ledger = ledger
        self._clock = clock
        self._seconds = seconds
        self._judge = judge
        self._always = always

    async def better(
        self,
        question: Question,
        answer: Answer,
        person: str,
        show: Show | None = None,
        *,
        words: bool = True,
    ) -> Answer:
        """The answer to a masked question, better where the model could make it so, with what
        it did in the trace; the answer itself where it could not. Without `words` the model
        may only find the guide that was meant. Never raises."""
        if not (worth_reading(question, answer) or self._wants_words(question, answer, words)):
            return answer
        started = time.perf_counter()
        run = _Run(answer, _Screen(show), words)
        run.outcome = await self._outcome(question, run, person)
        await run.screen.close()
        assistance = Assistance(
            model=self._model.name,
            prompts=tuple(run.prompts),
            outcome=run.outcome,
            fault=run.fault,
            completeness=run.completeness,
            calls=run.calls,
            usage=run.usage,
            milliseconds=round((time.perf_counter() - started) * 1000, 1),
        )
        await self._note(assistance)
        return _traced(run.answer, assistance)

    def _wants_words(self, question: Question, answer: Answer, words: bool) -> bool:
        always = self._always and answer.status is Status.ANSWERED and answer.guide is not None
        return words and (always or worth_wording(question, answer))

    async def _outcome(self, question: Question, run: "_Run", person: str) -> Outcome:
        """What the attempt came to; what it made is in the run."""
        try:
            if not await self._ledger.admit(self._clock.now().date(), person):
                return Outcome.BUDGET
            async with asyncio.timeout(self._seconds):
                run.screen.acknowledge(self._composer.say(run.answer.language, "model.thinking"))
                return await self._attempt(question, run)
        except TimeoutError:
            return Outcome.LATE
        except ModelBusy:
            return Outcome.BUSY
        except ModelGarbled:
            return Outcome.MALFORMED
        except ModelUnreachable:
            return Outcome.UNREACHABLE
        except Faulty as faulty:
            run.fault = faulty.fault
            return Outcome.FAULTY
        except Exception as error:
            log.exception("model_failed", why=type(error).__name__)
            return Outcome.UNREACHABLE

    async def _attempt(self, question: Question, run: "_Run") -> Outcome:
        knowledge = self._library.current()
        reading = None
        if worth_reading(question, run.answer):
            reading = await self._read(question, run, knowledge)
        if reading is not None and not self._is_spoken(reading.language):
            run.answer = in_other_language(run.answer, self._composer)
            return Outcome.REREAD if run.reread else Outcome.SPARED
        if not self._wants_words(question, run.answer, run.words):
            return Outcome.REREAD if run.reread else Outcome.SPARED
        return await self._word(question, reading, run, knowledge)

    def _is_spoken(self, language: str) -> bool:
        """Whether drafts in that language can be checked: by the guard's words, else by a
        judge."""
        return language in _LANGUAGES or self._judge is not None

    # Understanding

    async def _read(self, question: Question, run: "_Run", knowledge: Knowledge) -> Reading | None:
        """The model's reading of the question, the run's answer replaced where it leads to a
        better one; None when it is none, or adds something."""
        guide = knowledge.guide(question.guide) if question.guide else None
        prompt = self._prompts.filled(
            "understand",
            message=_read_by_model(question.text),
            earlier="\n".join(
                f"- {_read_by_model(said, _EARLIER_READ)}" for said in question.earlier
            )
            or "-",
            guide=guide.title if guide else "-",
        )
        reading = await self._filled(self._model, prompt, Reading, run)
        novel = novel_words(reading, question, run.answer, knowledge)
        if novel or not is_sound(reading):
            log.debug("reading_dropped", novel=len(novel))
            return None
        again = question.model_copy(
            update={"text": reading.query, "language": "en" if reading.language == "en" else "vi"}
        )
        anew = await asyncio.to_thread(
            self._answering.answer_screened, again, screen(reading.query)
        )
        if _is_better(anew, run.answer):
            run.answer = anew
            run.reread = True
        return reading

    # Wording

    async def _word(
        self, question: Question, reading: Reading | None, run: "_Run", knowledge: Knowledge
    ) -> Outcome:
        language = reading.language if reading else run.answer.language
        evidence = await asyncio.to_thread(evidence_of, run.answer, knowledge)
        if not evidence.passages:
            return Outcome.REREAD if run.reread else Outcome.SPARED
        situation = stated(reading.situation, question) if reading else ()
        prompt = self._prompts.filled(
            "compose",
            language=_LANGUAGES.get(language, f"ngôn ngữ có mã ISO 639-1 “{language}”"),
            question=_read_by_model(question.text),
            situation=withheld("; ".join(situation)) or "-",
            passages=_passages(evidence),
        )
        draft = await self._drafted(prompt, evidence, language, run)
        run.completeness = draft.completeness
        if run.said_below and not draft.sentences:
            return Outcome.SAID
        if draft.completeness is Completeness.NONE or not draft.sentences:
            run.answer = unanswered(run.answer, knowledge, self._composer)
            return Outcome.NOTHING
        if self._judge is not None:
            await self._hold_to_judge(self._judge, draft, evidence, run)
        worded = led(run.answer, draft, evidence, knowledge, self._composer, quoted=run.all_quoted)
        try:
            run.answer = guard(worded, knowledge)
        except GuardFailed as error:
            raise Faulty(Fault(kind=FaultKind.SECRET, detail=str(error))) from error
        return Outcome.MENDED if run.fault is not None else Outcome.WORDED

    async def _drafted(
        self, prompt: Prompt, evidence: Evidence, language: str, run: "_Run"
    ) -> Draft:
        """The whole draft as it may be said, each sentence guarded as soon as it is there and
        only then shown. Raises Faulty when nothing of it may be said."""
        mending = Mending(evidence, language, run.answer, self._composer, self._judge is not None)
        async with aclosing(self._outputs(self._model, prompt, Draft, run)) as outputs:
            async for output in outputs:
                if output.done:
                    draft = _validated(Draft, output.fields)
                    given: Sequence[Sentence] = draft.sentences
                else:
                    given = _whole_sentences(output.fields)
                for sentence in given[mending.seen :]:
                    # Some milliseconds of rules, which other chats should not wait for.
                    fault = await asyncio.to_thread(mending.take, sentence)
                    run.fault = run.fault or fault
                    if mending.kept and self._judge is None and not output.done:
                        run.screen.put(_preview(mending.kept, evidence))
                if output.done:
                    mended = await asyncio.to_thread(mending.mended, draft)
                    run.all_quoted, run.said_below = mending.all_quoted, mending.stands_below
                    return mended
        raise ModelGarbled("the answer has no end")

    async def _hold_to_judge(
        self, judge: ChatModel, draft: Draft, evidence: Evidence, run: "_Run"
    ) -> None:
        sentences = [sentence.model_dump() for sentence in draft.sentences]
        prompt = self._prompts.filled(
            "judge",
            passages=_passages(evidence),
            draft=json.dumps(sentences, ensure_ascii=False),
        )
        judgement = await self._filled(judge, prompt, Judgement, run)
        if not judgement.supported:
            raise Faulty(Fault(kind=FaultKind.JUDGE))

    # Calls

    async def _filled(
        self, model: ChatModel, prompt: Prompt, shape: type[Shape], run: "_Run"
    ) -> Shape:
        async with aclosing(self._outputs(model, prompt, shape, run)) as outputs:
            async for output in outputs:
                if output.done:
                    return _validated(shape, output.fields)
        raise ModelGarbled("the answer has no end")

    @staticmethod
    async def _outputs(
        model: ChatModel, prompt: Prompt, shape: type[Value], run: "_Run"
    ) -> AsyncGenerator[ModelOutput, None]:
        """What one call gives, counted in the run."""
        run.calls += 1
        run.prompts.append(f"{prompt.name}@{prompt.version}")
        async with aclosing(model.filled(prompt, shape)) as outputs:
            async for output in outputs:
                run.usage = run.usage.plus(output.usage)
                yield output

    async def _note(self, assistance: Assistance) -> None:
        """Count what came of it; that it can't be counted takes no answer from anybody."""
        outcome = assistance.outcome.value
        if assistance.fault is not None:
            outcome = f"{outcome}:{assistance.fault.kind.value}"
        log.debug("model_answered", outcome=outcome, ms=assistance.milliseconds)
        try:
            day = self._clock.now().date()
            await self._ledger.note(day, outcome, assistance.calls, assistance.usage)
        except CamTayError as error:
            log.error("model_not_noted", why=type(error).__name__)


class _Screen:
    """Shows the latest of what is on its way, one text at a time."""

    def __init__(self, show: Show | None) -> None:
        self._show = show
        self._next = ""
        self._showing: asyncio.Task[None] | None = None
        self._waits = False

    def acknowledge(self, text: str) -> None:
        """Show a text in a moment, if nothing else is there by then."""
        if self._show is not None:
            self._waits = True
            self._showing = asyncio.create_task(self._run(text))

    def put(self, text: str) -> None:
        """Show a text as soon as the one before is shown."""
        self._next = text
        if self._showing is not None and self._waits:
            self._showing.cancel()
            self._showing, self._waits = None, False
        if self._show is not None and (self._showing is None or self._showing.done()):
            self._showing = asyncio.create_task(self._run(""))

    async def close(self) -> None:
        """Show nothing more: the answer is there."""
        if self._showing is not None:
            self._showing.cancel()
            with suppress(asyncio.CancelledError):
                await self._showing

    async def _run(self, waiting: str) -> None:
        if waiting:
            await asyncio.sleep(_ACKNOWLEDGED_AFTER)
            self._next = waiting
        self._waits = False
        while self._next and self._show is not None:
            text, self._next = self._next, ""
            await self._show(text)


@dataclass
class _Run:
    """One attempt at an answer: the best one so far, and what it took."""

    answer: Answer
    screen: _Screen
    words: bool
    outcome: Outcome = Outcome.SPARED
    fault: Fault | None = None
    completeness: Completeness | None = None
    reread: bool = False
    all_quoted: bool = False
    said_below: bool = False
    calls: int = 0
    usage: Usage = field(default_factory=Usage)
    prompts: list[str] = field(default_factory=list)


def _is_better(anew: Answer, before: Answer) -> bool:
    """Whether the answer to a question read anew takes the place of the one there was. Danger
    that the reading brought to light comes first."""
    if anew.status in (Status.EMERGENCY, Status.WARNED):
        return True
    if anew.status is Status.CLARIFICATION:
        return before.status not in (Status.ANSWERED, Status.CLARIFICATION)
    if anew.status is not Status.ANSWERED or anew.guide is None:
        return False
    if before.guide == anew.guide and before.part is not None and anew.part is None:
        # A piece that answers beats the steps of the same guide.
        return False
    surer = confidence_of(anew) >= confidence_of(before) + _SURER
    if before.status is Status.ANSWERED:
        return surer
    return surer or confidence_of(anew) >= _SURE_ENOUGH


def _read_by_model(text: str, longest: int = _LONGEST_READ) -> str:
    return withheld(text)[:longest]


def _passages(evidence: Evidence) -> str:
    return json.dumps(
        [{"id": passage.id, "text": passage.text} for passage in evidence.passages],
        ensure_ascii=False,
    )


def _whole_sentences(fields: dict[str, object]) -> list[Sentence]:
    """The sentences of an object that still grows: all but the last, which may break off."""
    given = fields.get("sentences")
    if not isinstance(given, list):
        return []
    whole = []
    for one in given[:-1]:
        try:
            whole.append(Sentence.model_validate(one))
        except ValidationError:
            return whole
    return whole


def _validated(shape: type[Shape], fields: dict[str, object]) -> Shape:
    try:
        return shape.model_validate(fields)
    except ValidationError as error:
        raise ModelGarbled(f"{error.error_count()} faults in {shape.__name__}") from None


def _preview(passed: Sequence[Sentence], evidence: Evidence) -> str:
    draft = Draft(completeness=Completeness.PARTIAL, sentences=tuple(passed))
    return lead_of(draft, evidence)


def _traced(answer: Answer, assistance: Assistance) -> Answer:
    if answer.trace is None:
        return answer
    trace = answer.trace.model_copy(update={"assistance": assistance})
    return answer.model_copy(update={"trace": trace})
