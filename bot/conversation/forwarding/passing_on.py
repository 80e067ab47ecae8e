"""Passing on: a neighbour's forwarded question, answered so that it can be passed back."""

import asyncio
from collections.abc import Sequence

from bot.answering.pipeline import Answering
from bot.conversation.forwarding.asker import Asker, first_name
from bot.conversation.forwarding.forwarded_answers import ForwardedAnswers, Told
from bot.conversation.forwarding.forwards import Forwards, Words
from bot.conversation.forwarding.parcel import Parcel
from bot.conversation.forwarding.ready_to_pass_on import ReadyToPassOn
from bot.conversation.forwarding.straight_on import StraightOn
from bot.conversation.leaning import leaning_question, leans
from bot.conversation.reply_of import reply_of
from bot.conversation.response import Response
from bot.conversation.second_look import SecondLook
from bot.conversation.sentences import Sentences
from bot.domain.answer import Action, Answer, Question, Status
from bot.domain.conversation import Message, Origin, Reply, Session
from bot.domain.privacy import mask
from bot.language.fold import clean
from bot.language.language import language_of
from bot.language.tokens import syllables

_MOST = 3


class PassingOn:
    """A Part (`pass.*`). Answers a forward with a text that can be forwarded as it is, then
    says what to do with it. The forwarder's own walkthrough stays where it is."""

    def __init__(
        self,
        answering: Answering,
        sentences: Sentences,
        answers: ForwardedAnswers,
        ready: ReadyToPassOn,
        straight_on: StraightOn,
        second_look: SecondLook,
        own_user: str,
    ) -> None:
        """`own_user` is our own user id, as origins of forwards name it."""
        self._answering = answering
        self._sentences = sentences
        self._answers = answers
        self._ready = ready
        self._straight_on = straight_on
        self._second_look = second_look
        self._own_user = own_user

    async def respond(self, session: Session, message: Message) -> Response:
        """The answer to forwarded messages."""
        session = session.model_copy(update={"unanswered": None})
        comment = mask(clean(message.text)).text.strip()
        forwards = Forwards(message, self._own_user)
        asked = forwards.words()
        if not asked and syllables(comment) and not leans(comment):
            # A picture, and what is asked of it typed beside.
            asked, comment = [Words(origin=Origin(user=None, name=""), texts=(comment,))], ""
        replies = list(self._first_aid(comment, session))
        every: list[Told] = []
        for one in asked:
            along = comment if len(asked) == 1 else ""
            every += await self._told(one, along, session, several=len(asked) > 1)
        answered = _first_three(every)
        replies += [reply for one in answered for reply in one.replies]
        replies += [self._sentences.reply(session.language, key) for key in forwards.notes()]
        if len(answered) < len(every):
            replies.append(self._sentences.reply(session.language, "forward.more"))
        unanswered = "\n".join(text for one in answered for text in one.unanswered)
        return Response(
            session.model_copy(update={"unanswered": unanswered or None}), tuple(replies)
        )

    async def act(self, session: Session, message: Message, action: Action) -> Response:
        """Send the answer straight to the one who asked, or make the one that was picked."""
        if message.group is not None:
            return Response(None)
        match action.verb:
            case "pass.sent":
                return self._sentences.noticed(session, "forward.already_sent")
            case "pass.none":
                text = session.unanswered or ""
                told = await self._answers.without_guide(text, session.language, session)
                return Response(session, told.replies)
            case "pass.send":
                return await self._straight_on.send(session, action)
            case "pass.pick":
                return await self._picked(session, Parcel.read(action))
        return self._sentences.said(session, "old_button")

    async def _picked(self, session: Session, parcel: Parcel) -> Response:
        asker = Asker(reached=await self._straight_on.reached(parcel.user or None, session))
        replies = await asyncio.to_thread(self._ready.replies, parcel, asker, session)
        if not replies:
            return self._sentences.said(session, "guide_gone")
        return Response(session, replies)

    def _first_aid(self, comment: str, session: Session) -> tuple[Reply, ...]:
        """What the forwarder's own words call for before anything else."""
        screening = self._answering.screen(comment) if syllables(comment) else None
        if screening is None or screening.status is not Status.EMERGENCY:
            return ()
        answer = self._answer(comment, session.language)
        return (reply_of(answer),)

    async def _told(
        self, asked: Words, comment: str, session: Session, *, several: bool
    ) -> list[Told]:
        """What is said of each question of one who asked."""
        name = first_name(asked.origin.name) if several else ""
        reached = await self._straight_on.reached(asked.origin.user, session)
        asker = Asker(name=name, reached=reached)
        answer, text = await asyncio.to_thread(self._answer_to, asked, comment, session.language)
        question = Question(text=text, language=answer.language)
        answer = await self._second_look.at_guide(question, answer, session.key)
        answers = (answer, *answer.others)
        return [await self._answers.told(one, text, asker, session) for one in answers]

    def _answer_to(self, asked: Words, comment: str, otherwise: str) -> tuple[Answer, str]:
        """The answer to everything somebody asked, and its masked text. What the forwarder
        says to it is read along where the words alone have no answer, or where it only asks
        of them: `thật không?`"""
        text = "\n".join(asked.texts)
        says_more = bool(syllables(comment))
        if says_more and leans(comment):
            text = leaning_question(comment, text)
        answer = self._answer(text, otherwise)
        unsure = answer.status in (Status.DECLINED, Status.SMALLTALK, Status.CLARIFICATION)
        if says_more and not leans(comment) and unsure:
            along = self._answer(f"{comment} {text}", otherwise)
            answer = along if along.status is Status.ANSWERED else answer
        return answer, text

    def _answer(self, text: str, otherwise: str) -> Answer:
        language = language_of(text, otherwise)
        return self._answering.answer(Question(text=text, language=language))


def _first_three(told: Sequence[Told]) -> list[Told]:
    """The first three, dangers before anything else."""
    return sorted(told, key=lambda one: not one.urgent)[:_MOST]
