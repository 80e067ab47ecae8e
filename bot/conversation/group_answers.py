"""Group answers: questions asked in a group, answered there in short."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.answering.compact import Compact
from bot.answering.compose import Composer
from bot.answering.decide import FRAUD_CATEGORY
from bot.answering.parts import parts_of
from bot.answering.pipeline import Answering
from bot.conversation.assistant import Assistant
from bot.conversation.commands import Command, read_argument, read_command
from bot.conversation.desks import is_desk_there
from bot.conversation.leaning import leaning_question, leans, points
from bot.conversation.reply_of import reply_of
from bot.conversation.response import Part, Response
from bot.conversation.second_look import SecondLook
from bot.conversation.sentences import Sentences
from bot.domain.answer import Action, Answer, Choice, Question, Reason, Screening, Status
from bot.domain.conversation import (
    AskedElsewhere,
    Message,
    MessageKind,
    Post,
    Reply,
    Session,
)
from bot.domain.group import Group
from bot.domain.guide import Guide
from bot.domain.link import Link
from bot.domain.privacy import mask
from bot.domain.search import SearchResults
from bot.domain.turn import Turn
from bot.language.communes import commune_code
from bot.language.fold import clean
from bot.language.language import language_of
from bot.language.tokens import folded, syllables
from bot.ports import Clock, Groups, Knowledge, Library

_ABOUT = "answer:"
_SUGGESTED = 8
# A guide is suggested when a line of it holds this share of what was typed so far, and it
# scores this share of what the best does.
_WORTH_SUGGESTING, _BESIDE_THE_BEST = 0.3, 0.45
_LONGEST_TYPED = 300


@dataclass(frozen=True)
class _Asked:
    """A masked question, the guide it follows on, and whether its words are another's."""

    text: str
    guide: str | None = None
    quoted: bool = False


@dataclass(frozen=True)
class _Said:
    """What is said to a question: the reply, the guide it is about, and the question itself
    where one of the reply's links carries it."""

    reply: Reply
    about: str | None = None
    asked: AskedElsewhere | None = None


@dataclass(frozen=True)
class _Place:
    """What is to be known of where a question was asked: the language spoken there, the code
    of its commune, and whether somebody takes questions."""

    language: str = "vi"
    commune: str | None = None
    desk: bool = False


class GroupAnswers:
    """Answers in groups, without any session: nobody's private state shows in a group. A Part
    (`group.*`) for the command that asks, which in a private chat asks there."""

    def __init__(
        self,
        answering: Answering,
        library: Library,
        composer: Composer,
        assistant: Assistant,
        groups: Groups,
        clock: Clock,
        new_key: Callable[[], str],
        second_look: SecondLook | None = None,
    ) -> None:
        """`new_key` gives ten random hexadecimal digits, the key of a question in a link."""
        self._answering = answering
        self._library = library
        self._composer = composer
        self._compact = Compact(composer)
        self._sentences = Sentences(composer)
        self._assistant = assistant
        self._groups = groups
        self._clock = clock
        self._new_key = new_key
        self._second_look = second_look or SecondLook()

    async def respond(
        self, message: Message, name: str | None, parts: Mapping[str, Part]
    ) -> Response:
        """The answer to a group message that addresses us; `name` is that of our message it
        answers, `parts` serve its commands."""
        place = await self._place(message)
        if message.kind is not MessageKind.TEXT:
            return self._fixed(message, place, "group.text_only")
        text = clean(message.text).strip()
        command = read_command(text) if text.startswith("/") else None
        if command is Command.SETTINGS and "settings" in parts:
            action = Action(verb="settings.show", part=read_argument(text))
            return await parts["settings"].act(Session(key=message.key), message, action)
        if command is Command.NEWS:
            return self._fixed(message, place, "group.only_private")
        if command in (Command.HELP, Command.START):
            return self._fixed(message, place, "group.help")
        if command is not None and command is not Command.ASK:
            return Response(None)
        asked = _asked(message, name, read_argument(text) if command else text)
        if asked is None:
            return self._fixed(message, place, "group.help")
        said = await self._answer(asked, message, place)
        post = Post(
            to=message.address, reply=said.reply, name=_ABOUT + said.about if said.about else None
        )
        return Response(None, change=Turn(posts=(post,), asked=(said.asked,) if said.asked else ()))

    async def act(self, session: Session, message: Message, action: Action) -> Response:
        """What the command that asks leads to in a private chat: the answer to what stands
        behind it, or how to ask."""
        text = mask(clean(action.part or "")).text.strip()
        if message.group is not None or action.verb != "group.ask":
            return self.old_button(message)
        if not syllables(text):
            return self._sentences.said(session, "smalltalk.empty")
        session = session.model_copy(update={"language": language_of(text, session.language)})
        return await asyncio.to_thread(self._assistant.opened, session, Link(), text)

    def old_button(self, message: Message) -> Response:
        """The notice for a button that does nothing any more."""
        notice = self._sentences.notice(message.language or "vi", "group.old_button")
        return Response(None, (notice,))

    def suggest(self, text: str, language: str) -> tuple[Reply, ...]:
        """Guides to share in any chat for what was typed so far, best first, eight at most;
        those of the shelves' fronts for nothing. Danger and secrets suggest nothing, a trick
        the guides of the safety shelf."""
        typed = clean(text)[:_LONGEST_TYPED].strip()
        knowledge = self._library.current()
        language = language_of(typed, "en" if language == "en" else "vi")
        guides = self._suggested(typed, language, knowledge)
        return tuple(self._suggestion(guide, language) for guide in guides[:_SUGGESTED])

    # An answer

    async def _place(self, message: Message) -> _Place:
        key = message.key
        group = await self._groups.group(key.channel, key.chat)
        group = group or Group(channel=key.channel, chat=key.chat, title="")
        anonymous = message.group is not None and message.group.anonymous
        desk = not anonymous and await is_desk_there(self._groups, key.channel)
        commune = commune_code(group.commune) or None
        return _Place(language=group.language, commune=commune, desk=desk)

    async def _answer(self, asked: _Asked, message: Message, place: _Place) -> _Said:
        language = language_of(asked.text, message.language or place.language)
        question = Question(text=asked.text, language=language, guide=asked.guide)
        answer = await asyncio.to_thread(self._answering.answer, question)
        answer = await self._second_look.at(question, answer, message.key, message.address)
        return await asyncio.to_thread(self._said, answer, asked, place)

    def _said(self, answer: Answer, asked: _Asked, place: _Place) -> _Said:
        language = answer.language
        knowledge = self._library.current()
        if answer.reason is Reason.SECRET_SHARED:
            key = "group.secret_quoted" if asked.quoted else "group.secret"
            return _Said(self._replied(answer, self._composer.say(language, key)))
        if answer.status is Status.SMALLTALK:
            return _Said(self._replied(answer, self._small_talk(answer)))
        if answer.status is Status.DECLINED:
            return self._declined(answer, asked, place, knowledge)
        if answer.status is Status.CLARIFICATION:
            return self._clarified(answer, asked, place, knowledge)
        if answer.status is Status.ANSWERED:
            return self._answered(answer, asked, place, knowledge)
        links = () if answer.status is Status.EMERGENCY else _links(answer.choices, place)
        text = self._compact.answer(answer, knowledge, self._today())
        return _Said(self._replied(answer, text, links), about=answer.guide)

    def _small_talk(self, answer: Answer) -> str:
        if answer.reason is None or answer.reason is Reason.EMPTY:
            return self._composer.say(answer.language, "group.help")
        return self._composer.say(answer.language, f"group.smalltalk.{answer.reason.value}")

    def _answered(
        self, answer: Answer, asked: _Asked, place: _Place, knowledge: Knowledge
    ) -> _Said:
        """The guide in short, or its piece, with the way to its steps in the private chat."""
        language = answer.language
        carried = self._carried(asked, language)
        if answer.guide is None:
            choice = self._link_choice(
                language, "group.more", Link(commune=place.commune, question=carried.key)
            )
            text = self._compact.answer(answer, knowledge, self._today())
            return _Said(self._replied(answer, text, (choice,)), asked=carried)
        # A piece's button promises steps: with the question it would show the piece again.
        starts = answer.step is not None
        link = Link(
            guide=answer.guide,
            commune=place.commune,
            question=carried.key if starts else None,
        )
        text, others = self._with_others(answer, asked, place, knowledge)
        choices = (self._link_choice(language, "group.steps", link), *others)
        return _Said(
            self._replied(answer, text, choices),
            about=answer.guide,
            asked=carried if starts else None,
        )

    def _with_others(
        self, answer: Answer, asked: _Asked, place: _Place, knowledge: Knowledge
    ) -> tuple[str, tuple[Choice, ...]]:
        """The answer's text, and links to what else the message asked."""
        text = self._compact.answer(answer, knowledge, self._today())
        own = self._compact.alone(answer, knowledge, self._today()).choices
        links = _links(answer.choices[len(own) :], place, any_verb=True)
        parts = parts_of(asked.text)
        if answer.others and links:
            key = "group.others"
        elif parts is not None and parts.openly:
            key = "group.again"
        else:
            return text, ()
        return f"{text}\n\n{self._composer.say(answer.language, key)}", links

    def _clarified(
        self, answer: Answer, asked: _Asked, place: _Place, knowledge: Knowledge
    ) -> _Said:
        """The question back: several guides as links, one guide with what it can be asked."""
        answer = self._compact.alone(answer, knowledge, self._today())
        carried = self._carried(asked, answer.language)
        named = [c.action.guide for c in answer.choices if c.action and c.action.guide]
        if len(set(named)) != 1:
            links = _links(answer.choices, place, question=carried.key)
            return _Said(self._replied(answer, answer.text, links), asked=carried)
        questions = [f"- {c.label}" for c in answer.choices if c.does("quick")]
        text = answer.text
        if questions:
            ask_on = self._composer.say(answer.language, "group.ask_on")
            text = "\n".join([f"{text}\n\n{ask_on}", *questions])
        link = Link(guide=named[0], commune=place.commune)
        choice = self._link_choice(answer.language, "group.steps", link)
        return _Said(self._replied(answer, text, (choice,)), about=named[0])

    def _declined(
        self, answer: Answer, asked: _Asked, place: _Place, knowledge: Knowledge
    ) -> _Said:
        """The decline, with the guides and procedures near it, and the way to a person where
        somebody takes questions."""
        language = answer.language
        carried = self._carried(asked, language)
        carrying = Link(commune=place.commune, question=carried.key)
        text = self._compact.answer(answer, knowledge, self._today())
        links = list(_links(answer.choices, place))
        procedures = [
            self._composer.say(language, "group.card", name=c.label, code=c.action.part or "")
            for c in answer.choices
            if c.action is not None and c.does("procedure")
        ]
        if procedures:
            text = "\n".join([self._composer.say(language, "group.cards"), *procedures])
            links.append(self._link_choice(language, "group.more", carrying))
        if answer.reason is Reason.NO_GUIDE and place.desk:
            links.append(self._link_choice(language, "group.ask_desk", carrying))
        used = any(choice.link == carrying for choice in links)
        return _Said(self._replied(answer, text, tuple(links)), asked=carried if used else None)

    def _carried(self, asked: _Asked, language: str) -> AskedElsewhere:
        return AskedElsewhere(
            key=self._new_key(), text=asked.text, language=language, asked=self._clock.now()
        )

    # Suggestions

    def _suggested(self, typed: str, language: str, knowledge: Knowledge) -> list[Guide]:
        screening = self._answering.screen(typed)
        if not syllables(typed):
            return _fronts(language, knowledge)
        if screening is not None and not screening.soft:
            return self._of_screened(screening, typed, language, knowledge)
        results = knowledge.searcher(language).search(typed, limit=2 * _SUGGESTED)
        reread = self._answering.screen(results.analysis.reading or typed)
        if reread is not None and reread.status in (Status.EMERGENCY, Status.WARNED):
            return self._of_screened(reread, typed, language, knowledge)
        return _ranked(typed, results, language, knowledge)

    @staticmethod
    def _of_screened(
        screening: Screening, typed: str, language: str, knowledge: Knowledge
    ) -> list[Guide]:
        if screening.reason is not Reason.SCAM:
            return []
        found = knowledge.searcher(language).search(typed, limit=2 * _SUGGESTED).results
        guides = [knowledge.guide(result.guide) for result in found]
        safe = [guide for guide in guides if guide and guide.category == FRAUD_CATEGORY]
        return safe or [g for g in _fronts(language, knowledge) if g.category == FRAUD_CATEGORY]

    def _suggestion(self, guide: Guide, language: str) -> Reply:
        link = Link(guide=guide.id)
        return Reply(
            text=self._compact.suggestion(guide, language, self._today()),
            choices=(self._link_choice(language, "inline.open", link),),
            status=Status.ANSWERED,
            guide=guide.id,
            language=language,
        )

    # Parts

    def _today(self) -> date:
        return self._clock.now().date()

    def _fixed(self, message: Message, place: _Place, key: str) -> Response:
        reply = self._sentences.reply(message.language or place.language, key)
        return Response(None, change=Turn(posts=(Post(to=message.address, reply=reply),)))

    def _link_choice(self, language: str, key: str, link: Link) -> Choice:
        return Choice(label=self._composer.say(language, key), link=link)

    @staticmethod
    def _replied(answer: Answer, text: str, choices: tuple[Choice, ...] = ()) -> Reply:
        return reply_of(answer.model_copy(update={"text": text, "choices": choices}))


def _asked(message: Message, name: str | None, text: str) -> _Asked | None:
    """What a message asks: its own words, or those it answers when it only points at them;
    None when it asks nothing."""
    talk = message.group
    ours = talk is not None and talk.ours
    quoted = "" if talk is None or ours else mask(clean(talk.quoted)).text.strip()
    text = mask(text).text.strip()
    guide = name.removeprefix(_ABOUT) if name is not None and name.startswith(_ABOUT) else None
    if quoted and leans(text):
        return _Asked(text=leaning_question(text, quoted), quoted=True)
    only_points = guide is None and points(text)
    return None if not syllables(text) or only_points else _Asked(text=text, guide=guide)


def _links(
    choices: Sequence[Choice], place: _Place, *, question: str | None = None, any_verb: bool = False
) -> tuple[Choice, ...]:
    """The choices that start guides (or show their pieces) as links into the private chat:
    an action in a group would be pressed by anybody."""
    return tuple(
        Choice(
            label=choice.label,
            link=Link(guide=choice.action.guide, commune=place.commune, question=question),
        )
        for choice in choices
        if choice.action is not None
        and choice.action.guide is not None
        and (any_verb or choice.does("start"))
    )


# What is suggested while somebody types


def _fronts(language: str, knowledge: Knowledge) -> list[Guide]:
    """The first guide of each shelf."""
    guides = [g for g in map(knowledge.guide, knowledge.guide_ids(language)) if g is not None]
    first: dict[str, Guide] = {}
    for guide in guides:
        first.setdefault(guide.category, guide)
    return list(first.values())


def _ranked(typed: str, results: SearchResults, language: str, knowledge: Knowledge) -> list[Guide]:
    """Guides whose title goes on as was typed, then what the search found near enough: a word
    that is not finished yet is found in no index."""
    order = {result.guide: place for place, result in enumerate(results.results)}
    guides = [g for g in map(knowledge.guide, knowledge.guide_ids(language)) if g is not None]
    begun = " " + " ".join(folded(syllables(typed)))
    places = {g.id: (" " + " ".join(folded(syllables(g.title)))).find(begun) for g in guides}
    titled = [g for g in guides if places[g.id] >= 0]
    titled.sort(key=lambda g: (places[g.id] > 0, order.get(g.id, len(order))))
    enough = max((r.score for r in results.results), default=0.0) * _BESIDE_THE_BEST
    near = [
        r.guide for r in results.results if r.achieved >= _WORTH_SUGGESTING and r.score >= enough
    ]
    others = [g for g in map(knowledge.guide, near) if g is not None and g not in titled]
    return [*titled, *others]
