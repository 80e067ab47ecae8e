"""Group answers: questions asked in a group, answered there in short."""

import asyncio
from collections.abc import Mapping

from bot.answering.pipeline import Answering
from bot.conversation.commands import Command, read_argument, read_command
from bot.conversation.desk.desks import is_desk_there
from bot.conversation.groups.group_question import GroupQuestion, answer_name, group_question
from bot.conversation.groups.group_replies import GroupReplies, GroupReply, Place
from bot.conversation.private.assistant import Assistant
from bot.conversation.response import Part, Response
from bot.conversation.second_look import SecondLook
from bot.conversation.sentences import Sentences
from bot.domain.answer import Action, Question
from bot.domain.conversation import Message, MessageKind, Post, Session
from bot.domain.group import Group
from bot.domain.link import Link
from bot.domain.privacy import mask
from bot.domain.turn import Turn
from bot.language.communes import commune_code
from bot.language.fold import clean
from bot.language.language import language_of
from bot.language.tokens import syllables
from bot.ports import Groups


class GroupAnswers:
    """Answers in groups, without any session: nobody's private state shows in a group. A Part
    (`group.*`) for the command that asks, which in a private chat asks there."""

    def __init__(
        self,
        answering: Answering,
        sentences: Sentences,
        replies: GroupReplies,
        assistant: Assistant,
        groups: Groups,
        second_look: SecondLook,
    ) -> None:
        self._answering = answering
        self._sentences = sentences
        self._replies = replies
        self._assistant = assistant
        self._groups = groups
        self._second_look = second_look

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
        asked = group_question(message, name, read_argument(text) if command else text)
        if asked is None:
            return self._fixed(message, place, "group.help")
        said = await self._answer(asked, message, place)
        post = Post(
            to=message.address,
            reply=said.reply,
            name=answer_name(said.about) if said.about else None,
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

    async def _place(self, message: Message) -> Place:
        key = message.key
        group = await self._groups.group(key.channel, key.chat)
        group = group or Group(channel=key.channel, chat=key.chat, title="")
        anonymous = message.group is not None and message.group.anonymous
        desk = not anonymous and await is_desk_there(self._groups, key.channel)
        commune = commune_code(group.commune) or None
        return Place(language=group.language, commune=commune, desk=desk)

    async def _answer(self, asked: GroupQuestion, message: Message, place: Place) -> GroupReply:
        language = language_of(asked.text, message.language or place.language)
        question = Question(text=asked.text, language=language, guide=asked.guide)
        answer = await asyncio.to_thread(self._answering.answer, question)
        answer = await self._second_look.at(question, answer, message.key, message.address)
        return await asyncio.to_thread(self._replies.said, answer, asked, place)

    def _fixed(self, message: Message, place: Place, key: str) -> Response:
        reply = self._sentences.reply(message.language or place.language, key)
        return Response(None, change=Turn(posts=(Post(to=message.address, reply=reply),)))
