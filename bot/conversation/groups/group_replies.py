"""Group replies: what is said in a group to an answer: short, with ways into the private chat."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.answering.compact import Compact
from bot.answering.compose import Composer
from bot.answering.parts import parts_of
from bot.conversation.groups.group_question import GroupQuestion
from bot.conversation.reworded import reworded
from bot.domain.answer import Answer, Choice, Reason, Status
from bot.domain.conversation import AskedElsewhere, Reply
from bot.domain.link import Link
from bot.ports import Clock, Knowledge, Library


@dataclass(frozen=True)
class Place:
    """What is to be known of where a question was asked: the language spoken there, the code
    of its commune, and whether somebody takes questions."""

    language: str = "vi"
    commune: str | None = None
    desk: bool = False


@dataclass(frozen=True)
class GroupReply:
    """What is said to a question: the reply, the guide it is about, and the question itself
    where one of the reply's links carries it."""

    reply: Reply
    about: str | None = None
    asked: AskedElsewhere | None = None


class GroupReplies:
    """Says answers where many read and anybody can press."""

    def __init__(
        self,
        library: Library,
        composer: Composer,
        compact: Compact,
        clock: Clock,
        new_key: Callable[[], str],
    ) -> None:
        """`new_key` gives ten random hexadecimal digits, the key of a question in a link."""
        self._library = library
        self._composer = composer
        self._compact = compact
        self._clock = clock
        self._new_key = new_key

    def said(self, answer: Answer, asked: GroupQuestion, place: Place) -> GroupReply:
        """What is said to an answer to what was asked."""
        language = answer.language
        knowledge = self._library.current()
        if answer.reason is Reason.SECRET_SHARED:
            key = "group.secret_quoted" if asked.quoted else "group.secret"
            return GroupReply(reworded(answer, self._composer.say(language, key)))
        if answer.status is Status.SMALLTALK:
            return GroupReply(reworded(answer, self._small_talk(answer)))
        if answer.status is Status.DECLINED:
            return self._declined(answer, asked, place, knowledge)
        if answer.status is Status.CLARIFICATION:
            return self._clarified(answer, asked, place, knowledge)
        if answer.status is Status.ANSWERED:
            return self._answered(answer, asked, place, knowledge)
        links = () if answer.status is Status.EMERGENCY else _links(answer.choices, place)
        text = self._compact.answer(answer, knowledge, self._today())
        return GroupReply(reworded(answer, text, links), about=answer.guide)

    def _small_talk(self, answer: Answer) -> str:
        if answer.reason is None or answer.reason is Reason.EMPTY:
            return self._composer.say(answer.language, "group.help")
        return self._composer.say(answer.language, f"group.smalltalk.{answer.reason.value}")

    def _answered(
        self, answer: Answer, asked: GroupQuestion, place: Place, knowledge: Knowledge
    ) -> GroupReply:
        """The guide in short, or its piece, with the way to its steps in the private chat."""
        language = answer.language
        carried = self._carried(asked, language)
        if answer.guide is None:
            choice = self._link_choice(
                language, "group.more", Link(commune=place.commune, question=carried.key)
            )
            text = self._compact.answer(answer, knowledge, self._today())
            return GroupReply(reworded(answer, text, (choice,)), asked=carried)
        # A piece's button promises steps: with the question it would show the piece again.
        starts = answer.step is not None
        link = Link(
            guide=answer.guide,
            commune=place.commune,
            question=carried.key if starts else None,
        )
        text, others = self._with_others(answer, asked, place, knowledge)
        choices = (self._link_choice(language, "group.steps", link), *others)
        return GroupReply(
            reworded(answer, text, choices),
            about=answer.guide,
            asked=carried if starts else None,
        )

    def _with_others(
        self, answer: Answer, asked: GroupQuestion, place: Place, knowledge: Knowledge
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
        self, answer: Answer, asked: GroupQuestion, place: Place, knowledge: Knowledge
    ) -> GroupReply:
        """The question back: several guides as links, one guide with what it can be asked."""
        answer = self._compact.alone(answer, knowledge, self._today())
        carried = self._carried(asked, answer.language)
        named = [c.action.guide for c in answer.choices if c.action and c.action.guide]
        if len(set(named)) != 1:
            links = _links(answer.choices, place, question=carried.key)
            return GroupReply(reworded(answer, answer.text, links), asked=carried)
        questions = [f"- {c.label}" for c in answer.choices if c.does("quick")]
        text = answer.text
        if questions:
            ask_on = self._composer.say(answer.language, "group.ask_on")
            text = "\n".join([f"{text}\n\n{ask_on}", *questions])
        link = Link(guide=named[0], commune=place.commune)
        choice = self._link_choice(answer.language, "group.steps", link)
        return GroupReply(reworded(answer, text, (choice,)), about=named[0])

    def _declined(
        self, answer: Answer, asked: GroupQuestion, place: Place, knowledge: Knowledge
    ) -> GroupReply:
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
        return GroupReply(reworded(answer, text, tuple(links)), asked=carried if used else None)

    def _carried(self, asked: GroupQuestion, language: str) -> AskedElsewhere:
        return AskedElsewhere(
            key=self._new_key(), text=asked.text, language=language, asked=self._clock.now()
        )

    def _today(self) -> date:
        return self._clock.now().date()

    def _link_choice(self, language: str, key: str, link: Link) -> Choice:
        return Choice(label=self._composer.say(language, key), link=link)


def _links(
    choices: Sequence[Choice], place: Place, *, question: str | None = None, any_verb: bool = False
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
