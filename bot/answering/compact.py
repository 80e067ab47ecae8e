"""Compact: what guides say in few lines, for groups and for passing on."""

from collections.abc import Sequence
from datetime import date

from bot.answering.compose import Composer, frame_language, is_foreign, step_lines
from bot.domain.answer import Answer, Intent, Status
from bot.domain.guide import Guide, SectionKind, SourceKind, section_title
from bot.domain.markup import plain, utf16_length
from bot.domain.procedure import ProcedureCard
from bot.domain.search import Chunk, ChunkKind, chunk_id
from bot.ports import Knowledge

LONGEST_IN_GROUP = 1_500
"""What a text in a group may have at most, in UTF-16 units as it is shown."""
LONGEST_PASSED_ON = 3_500
"""What a text made to be passed on may have: one message, since it is passed on by one tap."""
LONGEST_COPY = 256
"""What a messenger lets a button put on the clipboard."""
_LEFT_OUT = "\n…"


class Compact:
    """Short views of guides: a guide's own words, fewer of them."""

    def __init__(self, composer: Composer) -> None:
        self._composer = composer

    # In a group

    def answer(self, answer: Answer, knowledge: Knowledge, today: date) -> str:
        """An answer in short: of a guide what to bring and every step's action, a procedure
        without its papers, everything else as it is. Other questions of the same message are
        left out."""
        guide = knowledge.guide(answer.guide) if answer.guide else None
        if answer.status is Status.ANSWERED and answer.step is not None and guide is not None:
            text = self.guide(guide, answer.language, today)
            parts = [*answer.lead.split("\n\n"), *text.split("\n\n")]
            return _shortened(parts, LONGEST_IN_GROUP) if answer.lead else text
        cards = knowledge.cards
        card = cards.card(answer.card) if cards and answer.card else None
        if card is not None:
            return self.card(card, answer.language)
        text = self.alone(answer, knowledge, today).text
        return _shortened(text.split("\n\n"), LONGEST_IN_GROUP)

    def alone(self, answer: Answer, knowledge: Knowledge, today: date) -> Answer:
        """The answer to the first question of a message, without the way to the others."""
        trace = answer.trace
        if trace is None:
            return answer
        composed = self._composer.answer(
            trace.understanding, trace.decision, trace.results, knowledge, today
        )
        composed = composed.led_by(answer.lead) if answer.lead else composed
        return composed.model_copy(update={"trace": trace})

    def guide(self, guide: Guide, language: str, today: date) -> str:
        """A guide's title, what to bring, every step's action, and its sources."""
        head = [*self._foreign(guide, language), self._title(guide, language)]
        needs, footer = self._needs(guide), self._composer.footer(guide, language, today)
        parts = [*head, *needs, step_lines(guide), footer]
        if _length(parts) > LONGEST_IN_GROUP:
            parts = [*head, step_lines(guide), footer]
        return _shortened(parts, LONGEST_IN_GROUP)

    def suggestion(self, guide: Guide, language: str, today: date) -> str:
        """A guide to be shared: its title in the first line, its summary in the second, then
        every step's action and the sources."""
        head = f"{self._title(guide, language)}\n{guide.summary}"
        footer = self._composer.footer(guide, language, today)
        return _shortened([head, step_lines(guide), footer], LONGEST_IN_GROUP)

    def card(self, card: ProcedureCard, language: str) -> str:
        """An official procedure without the lists of its papers."""
        short = card.model_copy(update={"documents": (), "result": (), "legal": ()})
        return _shortened(self._composer.card(short, language).split("\n\n"), LONGEST_IN_GROUP)

    # To be passed on

    def passed_on(self, guide: Guide, language: str, today: date) -> str:
        """A guide for somebody who reads it in one go: what to bring, each step with what is
        seen after it, fees and times, the sources."""
        head = [*self._foreign(guide, language), self._title(guide, language)]
        needs, footer = self._needs(guide), self._composer.footer(guide, language, today)
        fees = self._section(guide, SectionKind.FEES)
        with_results = self._steps_with_results(guide, language)
        richest_first = (
            [*head, *needs, with_results, *fees, footer],
            [*head, *needs, step_lines(guide), *fees, footer],
            [*head, *needs, step_lines(guide), footer],
        )
        fits = (parts for parts in richest_first if _length(parts) <= LONGEST_PASSED_ON)
        return _shortened(next(fits, richest_first[-1]), LONGEST_PASSED_ON)

    def piece(
        self,
        guide: Guide,
        kind: ChunkKind,
        part: str,
        unsaid: Intent | None,
        knowledge: Knowledge,
        language: str,
        today: date,
    ) -> str | None:
        """One piece of a guide, after what it leaves unsaid; None when it is gone."""
        chunk = knowledge.chunk(chunk_id(guide.id, kind, part))
        if chunk is None:
            return None
        lead = [self._composer.say(language, f"unsaid.{unsaid.value}")] if unsaid else []
        text = self._composer.piece(guide, chunk, language, today)
        return _shortened([*lead, *text.split("\n\n")], LONGEST_PASSED_ON)

    @staticmethod
    def copy(guide: Guide, chunk: Chunk | None = None) -> str:
        """What is to be pasted anywhere, without marks: a guide's piece where one is meant, else
        its title and steps; its title, summary and official address where they are too long,
        since a part of them would mislead."""
        steps = " ".join(f"{n}) {step.action}." for n, step in enumerate(guide.steps, 1))
        official = (s.url for s in guide.sources if s.kind is SourceKind.OFFICIAL)
        summed_up = f"{guide.title}. {guide.summary}"
        texts = (
            " ".join(chunk.text.split("\n")) if chunk is not None else "",
            f"{guide.title}: {steps}" if chunk is None else "",
            f"{summed_up} {next(official, '')}",
            summed_up,
        )
        fitting = (plain(text).strip() for text in texts if text)
        short = (text for text in fitting if utf16_length(text) <= LONGEST_COPY)
        return next(short, guide.title[: LONGEST_COPY // 2])

    # Parts

    def _title(self, guide: Guide, language: str) -> str:
        return self._composer.say(language, "answer.about", title=guide.title)

    def _foreign(self, guide: Guide, language: str) -> list[str]:
        foreign = is_foreign(guide, language)
        return [self._composer.say(language, "answer.only_vietnamese")] if foreign else []

    def _needs(self, guide: Guide) -> list[str]:
        return self._section(guide, SectionKind.NEEDS)

    @staticmethod
    def _section(guide: Guide, kind: SectionKind) -> list[str]:
        section = guide.section(kind)
        if section is None:
            return []
        return [f"**{section_title(kind, guide.language)}**\n{section.text.strip()}"]

    def _steps_with_results(self, guide: Guide, language: str) -> str:
        language = frame_language(guide, language)
        lines = []
        for number, step in enumerate(guide.steps, 1):
            lines.append(f"{number}. {step.action}")
            if step.result:
                lines.append(self._composer.say(language, "walkthrough.result", text=step.result))
        return "\n".join(lines)


def _length(parts: Sequence[str]) -> int:
    return utf16_length(plain("\n\n".join(parts)))


def _shortened(parts: Sequence[str], longest: int) -> str:
    """The paragraphs, whole lines of the longest left out at their end, and shown to be, until
    the rest fits. The last one, the sources, stays."""
    kept = [part for part in parts if part]
    while _length(kept) > longest:
        long = [at for at, part in enumerate(kept[:-1]) if part.removesuffix(_LEFT_OUT).count("\n")]
        if not long:
            break
        longest_part = max(long, key=lambda at: len(kept[at]))
        lines = kept[longest_part].removesuffix(_LEFT_OUT).split("\n")
        kept[longest_part] = "\n".join(lines[:-1]) + _LEFT_OUT
    return "\n\n".join(kept)
