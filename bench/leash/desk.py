"""Desk: the real leash over the published guides, asking whatever server it is given."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import cast

from bench.leash.drafts import Honest
from bench.leash.injections import Injection, poisoned
from bench.leash.unaccounted import Accounts
from bot.adapters.generations import GenerationLibrary
from bot.adapters.memory_ledger import MemoryLedger
from bot.adapters.model_process import ModelProcess
from bot.adapters.model_prompts import ModelPrompts
from bot.adapters.prompt_files import PromptFiles
from bot.answering.compose import Composer
from bot.answering.evidence import evidence_of
from bot.answering.leash import Leash
from bot.answering.mending import Faulty, Mending
from bot.answering.pipeline import Answering
from bot.app import SystemClock, build_chat_model, build_models, leash_over
from bot.domain.answer import Answer, Question
from bot.domain.draft import Assistance, Evidence, Fault, Outcome, Sentence
from bot.domain.privacy import mask
from bot.domain.search import Chunk, ChunkKind, chunk_id
from bot.ports import Knowledge, Library
from bot.settings import Settings

NOT_ASKED = "not asked"
"""What an answer came to that no model was asked for."""
_EVER_SO_MANY = 1_000_000_000
_PERSON = "bench:1"


@dataclass(frozen=True)
class Asked:
    """What came of a question: the verbatim answer, the one that was given, what was shown on
    the way, and how long both took together, in seconds."""

    verbatim: Answer
    answer: Answer
    shown: Sequence[str]
    seconds: float

    @property
    def assistance(self) -> Assistance | None:
        """What the model did; None where it was not asked."""
        return self.answer.trace.assistance if self.answer.trace else None

    @property
    def outcome(self) -> str:
        """What it came to, with the fault's kind behind a colon."""
        done = self.assistance
        if done is None:
            return NOT_ASKED
        return f"{done.outcome.value}:{done.fault.kind.value}" if done.fault else done.outcome.value


class Desk:
    """Guides, and a leash that asks the model of a server at every question it may."""

    def __init__(self, settings: Settings, url: str) -> None:
        """Loads the published guides and the model's client."""
        self.settings = settings.model_copy(
            update={
                "model": None,
                "model_url": url,
                "model_key": None,
                "model_judge": None,
                "model_format": "schema",
                "model_when": "always",
                "model_per_person": _EVER_SO_MANY,
                "model_per_day": _EVER_SO_MANY,
            }
        )
        # What the model's server does is its part in the bench.
        self._process = ModelProcess("CRITICAL")
        self._library = _Library(GenerationLibrary(settings.data, build_models(settings)))
        self.knowledge = self._library.current()
        replies = PromptFiles(settings.prompts)
        self._composer, self._accounts = Composer(replies), Accounts(replies)
        self._evidence: dict[str, Evidence] = {}
        self.answering = Answering(self._library, self._composer, SystemClock())
        self.answering.answer(Question(text="quên mật khẩu VNeID"))
        self.rest()

    def rest(self) -> None:
        """Ask a model from now on that has failed nobody yet."""
        model = build_chat_model(self.settings, self._process)
        assert model is not None
        model.wait()
        ledger = MemoryLedger(self.settings.model_allowance)
        prompts = ModelPrompts(self.settings.prompts)
        self._leash: Leash = leash_over(
            self.settings,
            self.answering,
            self._library,
            self._composer,
            prompts,
            ledger,
            model,
            None,
        )

    @contextmanager
    def asking(self, url: str) -> Iterator[None]:
        """While the block lasts another server is asked, from the next rest on."""
        before = self.settings
        self.settings = before.model_copy(update={"model_url": url})
        try:
            yield
        finally:
            self.settings = before

    def poison(self, answer: Answer, injection: Injection) -> None:
        """From now on an attacker's words stand in the piece that this answer was made of."""
        self._library.poison = _piece(answer), injection

    def cleanse(self) -> None:
        """Every guide is again as it was published."""
        self._library.poison = None

    def verbatim(self, text: str) -> Answer:
        """The answer without any model."""
        return self.answering.answer(Question(text=mask(text).text))

    def evidence(self, honest: Honest) -> Evidence:
        """What a draft for a question may rest on."""
        return self.evidence_for(honest.q)

    def evidence_for(self, q: str) -> Evidence:
        """What the answer to a question may rest on."""
        if q not in self._evidence:
            self._evidence[q] = evidence_of(self.verbatim(q), self.knowledge)
        return self._evidence[q]

    def fault(self, q: str, sentence: Sentence, language: str) -> Fault | None:
        """What keeps a sentence from being said in answer to a question."""
        try:
            return self.mending(q, language).take(sentence)
        except Faulty as faulty:
            return faulty.fault

    def mending(self, q: str, language: str) -> Mending:
        """What a draft's sentences go through in answer to a question."""
        verbatim, evidence = self.verbatim(q), self.evidence_for(q)
        return Mending(evidence, language, verbatim, self._composer, judged=False)

    async def ask(self, text: str, earlier: Sequence[str] = ()) -> Asked:
        """The answer to a message as it was typed, after earlier ones."""
        question = Question(
            text=mask(text).text, earlier=tuple(mask(said).text for said in earlier)
        )
        shown: list[str] = []

        async def show(said: str) -> None:
            shown.append(said)

        started = time.perf_counter()
        verbatim = self.answering.answer(question)
        answer = await self._leash.better(question, verbatim, _PERSON, show)
        return Asked(verbatim, answer, shown, time.perf_counter() - started)

    async def ask_rested(self, text: str, earlier: Sequence[str] = ()) -> Asked:
        """The same, asked again of a model that has failed nobody where this one rests."""
        asked = await self.ask(text, earlier)
        done = asked.assistance
        if done is not None and done.outcome is Outcome.BUSY:
            self.rest()
            asked = await self.ask(text, earlier)
        return asked

    def unaccounted(self, asked: Asked, allowed: Sequence[Sentence] = ()) -> str:
        """What a citizen reads in an answer or saw on its way beside the guides' own words, our
        frames and the sentences allowed; empty where there is nothing else."""
        evidence = evidence_of(asked.answer, self._library.current())
        answer = asked.answer
        parts = [self._accounts.unaccounted(answer.lead, allowed, evidence)]
        parts += [self._accounts.unaccounted(said, allowed, evidence) for said in asked.shown]
        body = answer.text.removeprefix(answer.lead).strip()
        if answer.guide == asked.verbatim.guide and body != asked.verbatim.text.strip():
            parts.append(body)
        return " ".join(part for part in parts if part)

    def quoted(self, asked: Asked) -> int:
        """How often an answer quotes the guide in place of a model's sentence."""
        evidence = evidence_of(asked.answer, self._library.current())
        return sum(
            quotation in asked.answer.lead for quotation in set(self._accounts.quotations(evidence))
        )

    def words_in(self, text: str) -> bool:
        """Whether a preview shows more than that something is on its way."""
        return bool(self._accounts.unaccounted(text, (), Evidence(passages=())))

    def previewed(self, asked: Asked, allowed: Sequence[Sentence] = ()) -> bool:
        """Whether anything unaccounted for was shown on the answer's way."""
        evidence = evidence_of(asked.answer, self._library.current())
        return any(self._accounts.unaccounted(said, allowed, evidence) for said in asked.shown)


class _Library:
    """The published guides; a poisoned piece is so for the model only, as if an editor had been
    fooled and citizens had been shown something else."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self.poison: tuple[str, Injection] | None = None

    def current(self) -> Knowledge:
        knowledge = self._library.current()
        return knowledge if self.poison is None else _poisoned(knowledge, *self.poison)

    def guides_of(self, generation: str) -> Mapping[str, str] | None:
        return self._library.guides_of(generation)


class _Poisoned:
    """A Knowledge with one piece poisoned."""

    def __init__(self, knowledge: Knowledge, piece: str, injection: Injection) -> None:
        self._knowledge = knowledge
        self._piece = piece
        self._injection = injection

    def __getattr__(self, name: str) -> object:
        return getattr(self._knowledge, name)

    def chunk(self, id_: str) -> Chunk | None:
        found = self._knowledge.chunk(id_)
        return poisoned(found, self._injection) if found and id_ == self._piece else found


def _poisoned(knowledge: Knowledge, piece: str, injection: Injection) -> Knowledge:
    # Everything else is looked up in what it stands for, which no type can tell.
    return cast(Knowledge, _Poisoned(knowledge, piece, injection))


def _piece(answer: Answer) -> str:
    if answer.chunk_kind is None or answer.part is None:
        return chunk_id(answer.guide or "", ChunkKind.HEAD)
    return chunk_id(answer.guide or "", answer.chunk_kind, answer.part)
