"""Compose: the words of an answer, verbatim from the guide, in a fixed frame."""

from collections.abc import Iterable, Sequence
from datetime import date

from bot.domain.answer import (
    Action,
    Answer,
    Candidate,
    Choice,
    Citation,
    Decision,
    Intent,
    Reason,
    Status,
    Understanding,
)
from bot.domain.conversation import Progress
from bot.domain.guide import Guide, SectionKind, section_title
from bot.domain.markup import shortened
from bot.domain.procedure import Filing, ProcedureCard
from bot.domain.search import Chunk, ChunkKind, SearchResults, chunk_id
from bot.language.days import written
from bot.ports import Knowledge, Replies

_SOURCES_SHOWN = 2
_TITLE_SHOWN = 70
_ERRORS_SHOWN = 4
_QUESTIONS_SHOWN = 4
_LINES_SHOWN = 8
_LINE = 300
_EVERYONE = "mọi người"
_PORTAL = "https://dichvucong.gov.vn"
# The declines that name guides close to what was asked.
_OFFERS_NEAR = frozenset(
    {Reason.NO_GUIDE, Reason.OUT_OF_SCOPE, Reason.PERSONAL_STATUS, Reason.LEGAL_ADVICE}
)


class Composer:
    """Builds the texts and choices of answers and of walkthrough views."""

    def __init__(self, replies: Replies) -> None:
        self._replies = replies

    def say(self, language: str, key: str, **values: str) -> str:
        """A fixed sentence."""
        return self._replies.text(language, key, **values)

    def choice(self, language: str, key: str, action: Action) -> Choice:
        """A button with one of the fixed labels."""
        return Choice(label=self.say(language, f"choice.{key}"), action=action)

    # Answers

    def answer(
        self,
        understanding: Understanding,
        decision: Decision,
        results: SearchResults,
        knowledge: Knowledge,
        today: date,
    ) -> Answer:
        """The answer to a question, once it is decided what to do."""
        language = understanding.language
        guide = knowledge.guide(decision.guide) if decision.guide else None
        chunk = knowledge.chunk(decision.chunk) if decision.chunk else None
        text, choices = self._text(understanding, decision, guide, chunk, knowledge, today)
        starts = guide is not None and chunk is None and decision.status is Status.ANSWERED
        chunk_or_step = chunk is not None or starts
        return Answer(
            status=decision.status,
            reason=decision.reason,
            guide=decision.guide,
            chunk_kind=_kind(decision, chunk, starts=starts),
            part=chunk.part if chunk else None,
            card=decision.cards[0] if _shows_card(decision) else None,
            step=guide.steps[0].id if guide and starts else None,
            candidates=tuple(
                Candidate(guide=r.guide, score=r.score)
                for r in results.results
                if knowledge.guide(r.guide) is not None
            ),
            text=text,
            choices=choices,
            citations=citations_of(guide) if guide and chunk_or_step else (),
            language=language,
        )

    def with_others(self, answer: Answer, others: Sequence[Answer], knowledge: Knowledge) -> Answer:
        """The answer to the first question of a message, with the way to the others."""
        offered = [
            choice
            for number, other in enumerate(others, 2)
            if (choice := self._other_choice(other, number, answer.language, knowledge))
        ]
        if offered:
            place = str(len(answer.choices) + 1)
            line = self.say(answer.language, "others.offered", number=place)
        else:
            line = self.say(answer.language, "others.again")
        return answer.model_copy(
            update={
                "text": _paragraphs([answer.text, line]),
                "choices": (*answer.choices, *offered),
                "others": tuple(others),
            }
        )

    def _other_choice(
        self, other: Answer, number: int, language: str, knowledge: Knowledge
    ) -> Choice | None:
        guide = knowledge.guide(other.guide) if other.guide else None
        if guide is None or other.status is not Status.ANSWERED or other.chunk_kind is None:
            return None
        title, action = guide.title, Action(verb="start", guide=guide.id)
        if other.part is not None:
            chunk = knowledge.chunk(chunk_id(guide.id, other.chunk_kind, other.part))
            if chunk is not None and chunk.kind is ChunkKind.QUICK:
                title = _unbold(chunk.text.partition("\n")[0])
            action = Action(verb=other.chunk_kind.value, guide=guide.id, part=other.part)
        if other.chunk_kind is ChunkKind.SECTION and other.part is not None:
            title = f"{section_title(SectionKind(other.part), language)}: {title}"
        label = self.say(language, "others.label", number=str(number), title=title)
        return Choice(label=label, action=action)

    def _text(
        self,
        understanding: Understanding,
        decision: Decision,
        guide: Guide | None,
        chunk: Chunk | None,
        knowledge: Knowledge,
        today: date,
    ) -> tuple[str, tuple[Choice, ...]]:
        language = understanding.language
        near = _guides(decision.near, knowledge)
        if decision.status is Status.ANSWERED and guide is not None:
            if chunk is None:
                return self.opening(guide, language, today), self.step_choices(guide, 0, language)
            text = self.piece(guide, chunk, language, today)
            lead = self._lead(decision, understanding, language)
            return _paragraphs([lead, text]), self._piece_choices(guide, chunk, language)
        if decision.cards:
            return self._procedures(decision, near, knowledge, language)
        gone = knowledge.abolished(decision.abolished) if decision.abolished else None
        if gone is not None:
            return self.say(language, "card.abolished", code=gone.code, note=gone.note), ()
        if decision.status is Status.CLARIFICATION and len(near) == 1:
            return self._what_of(near[0], language, follows=decision.follows)
        if decision.status is Status.CLARIFICATION:
            return self._clarify(near, understanding)
        key = f"{decision.status.value}.{decision.reason.value}" if decision.reason else "handoff"
        text = self.say(language, key)
        if decision.status is Status.WARNED and guide is not None:
            parts = [text, self._verbatim(guide, chunk, language) if chunk else ""]
            parts.append(self.footer(guide, language, today))
            return _paragraphs(parts), self.start_choices([guide])
        if near and decision.reason in _OFFERS_NEAR:
            text = _paragraphs([text, self.say(language, "near_titles")])
            return text, self.start_choices(near)
        return text, ()

    def _lead(self, decision: Decision, understanding: Understanding, language: str) -> str:
        """What is said before a piece: that it does not state what was asked, or that it is
        what the guides say of a piece of news."""
        if decision.unsaid is not None:
            return self.say(language, f"unsaid.{decision.unsaid.value}")
        return self.say(language, "answer.news") if understanding.intent is Intent.NEWS else ""

    def _procedures(
        self, decision: Decision, near: Sequence[Guide], knowledge: Knowledge, language: str
    ) -> tuple[str, tuple[Choice, ...]]:
        shelf = knowledge.cards
        cards = [card for card in map(shelf.card, decision.cards) if card] if shelf else []
        if _shows_card(decision) and cards:
            return self.card(cards[0], language), ()
        choices = (
            *self.start_choices(near),
            *(
                Choice(label=card.name, action=Action(verb="procedure", part=card.code))
                for card in cards
            ),
            self.choice(language, "none", Action(verb="none")),
        )
        return self.say(language, "card.offer"), choices

    def card(self, card: ProcedureCard, language: str) -> str:
        """An official procedure, with the day its record was fetched."""
        levels = _levels(card)
        key = "card.head" if levels else "card.head_without_level"
        head = self.say(language, key, name=card.name, code=card.code, levels=levels)
        blocks = [
            ("agency", card.agency),
            ("audience", ", ".join(card.audience)),
            ("filings", "\n".join(self._filing(filing, language) for filing in card.filings)),
            ("documents", self._listed(card.documents, language)),
            ("result", self._listed(card.result, language)),
            ("legal", self._listed(card.legal, language)),
        ]
        parts = [f"**{self.say(language, f'card.{key}')}**\n{text}" for key, text in blocks if text]
        fetched = self.say(
            language, "card.fetched", date=written(card.fetched), url=card.url or _PORTAL
        )
        return _paragraphs([head, *parts, fetched])

    def _filing(self, filing: Filing, language: str) -> str:
        time = filing.time or self.say(language, "card.no_time")
        fee = filing.fee or self.say(language, "card.no_fee")
        return f"- {filing.how}: {_cut(time)}; {_cut(fee)}"

    def _listed(self, lines: Sequence[str], language: str) -> str:
        shown = [f"- {_cut(line)}" for line in lines[:_LINES_SHOWN]]
        if len(lines) > _LINES_SHOWN:
            shown.append(self.say(language, "card.more", count=str(len(lines) - _LINES_SHOWN)))
        return "\n".join(shown)

    def _what_of(
        self, guide: Guide, language: str, *, follows: bool
    ) -> tuple[str, tuple[Choice, ...]]:
        """The questions a guide can answer, to pick from."""
        choices = [
            Choice(label=quick.question, action=Action(verb="quick", guide=guide.id, part=quick.id))
            for quick in guide.quick_answers[:_QUESTIONS_SHOWN]
        ]
        choices.append(self.choice(language, "start", Action(verb="start", guide=guide.id)))
        if follows and guide.section(SectionKind.HELP):
            choices.append(self._help_choice(guide, language))
        choices.append(self.choice(language, "none", Action(verb="none")))
        key = "clarify.about_unsaid" if follows else "clarify.about"
        return self.say(language, key, title=guide.title), tuple(choices)

    def _clarify(
        self, near: Sequence[Guide], understanding: Understanding
    ) -> tuple[str, tuple[Choice, ...]]:
        """The one question that tells guides apart: their case, whom they are for, or what
        they are about."""
        key, labels = _told_apart(near)
        if key == "near" and understanding.intent is Intent.NEWS:
            key = "news"
        choices = tuple(
            Choice(label=label, action=Action(verb="start", guide=guide.id))
            for guide, label in zip(near, labels, strict=True)
        )
        none = self.choice(understanding.language, "none", Action(verb="none"))
        return self.say(understanding.language, f"clarify.{key}"), (*choices, none)

    def level_choices(self, cards: Sequence[ProcedureCard], language: str) -> tuple[Choice, ...]:
        """The one question about procedures of one name: at which level."""
        return tuple(
            Choice(
                label=self.say(
                    language, "card.level", level=_levels(card) or card.agency, code=card.code
                ),
                action=Action(verb="level", part=card.code),
            )
            for card in cards
        )

    @staticmethod
    def start_choices(guides: Iterable[Guide]) -> tuple[Choice, ...]:
        """A button for each guide that starts it."""
        return tuple(
            Choice(label=guide.title, action=Action(verb="start", guide=guide.id))
            for guide in guides
        )

    def _piece_choices(self, guide: Guide, chunk: Chunk, language: str) -> tuple[Choice, ...]:
        choices = [self.choice(language, "start", Action(verb="start", guide=guide.id))]
        if chunk.part != SectionKind.HELP.value and guide.section(SectionKind.HELP):
            choices.append(self._help_choice(guide, language))
        return tuple(choices)

    def _help_choice(self, guide: Guide, language: str) -> Choice:
        action = Action(verb="section", guide=guide.id, part=SectionKind.HELP.value)
        return self.choice(language, "help", action)

    # Views of a guide

    def opening(self, guide: Guide, language: str, today: date) -> str:
        """What is needed, how long it takes, and step 1."""
        language = frame_language(guide, language)
        needs = guide.section(SectionKind.NEEDS)
        parts = [
            self.say(language, "answer.only_vietnamese") if is_foreign(guide, language) else "",
            self.say(language, "walkthrough.head", title=guide.title, minutes=str(guide.minutes)),
            guide.summary,
            f"**{section_title(needs.kind, guide.language)}**\n{needs.text}" if needs else "",
            self.step(guide, 0, language),
            self.footer(guide, language, today),
        ]
        return _paragraphs(parts)

    def step(self, guide: Guide, index: int, language: str) -> str:
        """One step: the action, its detail, what is seen next, and its note."""
        language = frame_language(guide, language)
        step = guide.steps[index]
        parts = [
            self.say(
                language,
                "walkthrough.step",
                number=str(index + 1),
                total=str(len(guide.steps)),
                action=step.action,
            ),
            step.detail,
            self.say(language, "walkthrough.result", text=step.result) if step.result else "",
            self.say(language, "walkthrough.note", text=step.note) if step.note else "",
        ]
        return _paragraphs(parts)

    def step_choices(self, guide: Guide, index: int, language: str) -> tuple[Choice, ...]:
        """The buttons under a step. An English guide leads to its Vietnamese twin; one that
        is only in Vietnamese offers an English reader help."""
        step = guide.steps[index].id
        keys = ["done", "stuck", *(["back"] if index else []), "all", "stop"]
        choices = [
            self.choice(language, key, Action(verb=key, guide=guide.id, part=step)) for key in keys
        ]
        if guide.twin and index == 0:
            choices.append(self.choice(language, "twin", Action(verb="twin", guide=guide.twin)))
        if is_foreign(guide, language) and guide.section(SectionKind.HELP):
            choices.append(self._help_choice(guide, language))
        return tuple(choices)

    def stuck(
        self, guide: Guide, progress: Progress, language: str
    ) -> tuple[str, tuple[Choice, ...], bool]:
        """What helps at a step: first the step's own advice, then the guide's errors, then
        where to get help; and whether that is the end of what the guide has."""
        index = guide.step_index(progress.step)
        step = guide.steps[index]
        number = str(index + 1)
        go_on = self.step_choices(guide, index, language)
        if progress.stuck <= 1 and step.stuck:
            advice = self.say(language, "walkthrough.stuck", number=number, text=step.stuck)
            return advice, go_on, False
        if progress.stuck <= 2 and guide.errors:
            errors = tuple(
                Choice(
                    label=_unbold(error.symptom),
                    action=Action(verb="error", guide=guide.id, part=error.id),
                )
                for error in guide.errors[:_ERRORS_SHOWN]
            )
            lead = "" if step.stuck else self.say(language, "walkthrough.stuck_nothing")
            ask = self.say(language, "walkthrough.stuck_errors")
            return _paragraphs([lead, ask]), (*errors, *go_on[:2]), False
        help_ = guide.section(SectionKind.HELP)
        text = _paragraphs(
            [self.say(language, "walkthrough.stuck_help"), help_.text if help_ else ""]
        )
        return text, go_on, True

    def all_steps(self, guide: Guide, language: str) -> str:
        """Every step in short."""
        language = frame_language(guide, language)
        head = self.say(language, "walkthrough.all", title=guide.title)
        return _paragraphs([head, step_lines(guide)])

    def piece(self, guide: Guide, chunk: Chunk, language: str, today: date) -> str:
        """One piece of a guide under its title."""
        return _paragraphs(
            [
                self.say(language, "answer.about", title=guide.title),
                self._verbatim(guide, chunk, language),
                self.footer(guide, language, today),
            ]
        )

    def _verbatim(self, guide: Guide, chunk: Chunk, language: str) -> str:
        if chunk.kind is ChunkKind.STEP:
            index = guide.step_index(chunk.part)
            stuck = guide.steps[index].stuck
            number = str(index + 1)
            advice = self.say(language, "walkthrough.stuck", number=number, text=stuck)
            return _paragraphs([self.step(guide, index, language), advice if stuck else ""])
        head, _, body = chunk.text.partition("\n")
        if chunk.kind is ChunkKind.HEAD:
            return chunk.text
        return f"**{_unbold(head)}**\n{body}"

    def footer(self, guide: Guide, language: str, today: date) -> str:
        """The day of checking, the sources, and a warning when the guide is overdue."""
        language = frame_language(guide, language)
        shown = [_linked(source.title, source.url) for source in guide.sources[:_SOURCES_SHOWN]]
        checked = self.say(language, "answer.checked", date=written(guide.checked))
        sources = self.say(language, "answer.sources", sources="; ".join(shown)) if shown else ""
        overdue = (
            self.say(language, "answer.overdue", date=written(guide.review_by))
            if guide.is_overdue(today)
            else ""
        )
        return "\n".join(part for part in (overdue, f"{checked} {sources}".strip()) if part)


def citations_of(guide: Guide) -> tuple[Citation, ...]:
    """Every source of a guide, with the day the guide was checked."""
    return tuple(
        Citation(title=source.title, url=source.url, checked=guide.checked)
        for source in guide.sources
    )


def step_lines(guide: Guide) -> str:
    """Every step's action, numbered, a line each."""
    return "\n".join(f"{number}. {step.action}" for number, step in enumerate(guide.steps, 1))


def frame_language(guide: Guide, language: str) -> str:
    """The language of the words around a guide's own: an English guide's are English."""
    return "en" if guide.language == "en" else language


def is_foreign(guide: Guide, language: str) -> bool:
    """Whether a reader of that language meets a guide in Vietnamese."""
    return language == "en" and guide.language == "vi"


def _guides(ids: Sequence[str], knowledge: Knowledge) -> list[Guide]:
    return [guide for guide in map(knowledge.guide, ids) if guide is not None]


def _levels(card: ProcedureCard) -> str:
    return ", ".join(level.value for level in card.levels)


def _told_apart(guides: Sequence[Guide]) -> tuple[str, list[str]]:
    """What tells guides apart, and each one's label for it."""
    families = {guide.family for guide in guides}
    if len(families) == 1 and None not in families:
        return "family", [guide.case or guide.title for guide in guides]
    audiences = [set(guide.audience) for guide in guides]
    apart = sum(map(len, audiences)) == len(set().union(*audiences))
    if apart and not any(_EVERYONE in audience for audience in audiences):
        return "audience", [f"{guide.audience[0].capitalize()}: {guide.title}" for guide in guides]
    return "near", [guide.title for guide in guides]


def _shows_card(decision: Decision) -> bool:
    return decision.status is Status.ANSWERED and bool(decision.cards)


def _kind(decision: Decision, chunk: Chunk | None, *, starts: bool) -> ChunkKind | None:
    if starts:
        return ChunkKind.STEP
    if _shows_card(decision):
        return ChunkKind.CARD
    return chunk.kind if chunk else None


def _cut(line: str) -> str:
    return shortened(line, _LINE)


def _paragraphs(parts: Sequence[str]) -> str:
    return "\n\n".join(part.strip("\n") for part in parts if part)


def _unbold(text: str) -> str:
    return text.replace("**", "")


def _linked(title: str, url: str) -> str:
    if len(title) > _TITLE_SHOWN:
        title = title[:_TITLE_SHOWN].rpartition(" ")[0].rstrip(" ,;:(") + "…"
    return f"[{title}]({url})"
