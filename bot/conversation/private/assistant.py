"""Assistant: one person's conversation. A message comes in, replies go out."""

from dataclasses import replace

import structlog

from bot.answering.pipeline import Answering
from bot.conversation.commands import PART_COMMANDS, Command, read_argument, read_command
from bot.conversation.moves import names_a_place, read_move, read_number
from bot.conversation.private.choices import Choices
from bot.conversation.private.pressed import pressed
from bot.conversation.private.questions import Questions
from bot.conversation.private.shelves import Shelves
from bot.conversation.private.way_back import WayBack
from bot.conversation.private.welcome import Welcome
from bot.conversation.response import Asked, Response
from bot.conversation.sentences import Sentences
from bot.conversation.wishes import wishes_person
from bot.domain.answer import Action, Reason, Status
from bot.domain.conversation import Message, MessageKind, Session
from bot.domain.errors import CamTayError
from bot.domain.link import Link
from bot.domain.privacy import mask
from bot.language.language import language_of

log = structlog.get_logger()


class Assistant:
    """Takes each message to what answers it: a command, a button, the guides."""

    def __init__(
        self,
        answering: Answering,
        sentences: Sentences,
        shelves: Shelves,
        welcome: Welcome,
        choices: Choices,
        questions: Questions,
        way_back: WayBack,
    ) -> None:
        self._answering = answering
        self._sentences = sentences
        self._shelves = shelves
        self._welcome = welcome
        self._choices = choices
        self._questions = questions
        self._way_back = way_back

    def respond(self, session: Session, message: Message, action: Action | None = None) -> Response:
        """What a message of a private conversation leads to; `action` is what a tapped button
        does. A breakdown becomes one polite sentence; the session then stays as it was."""
        try:
            return self._dispatch(session, message, action)
        except CamTayError as error:
            log.error("turn_failed", why=f"{type(error).__name__}: {error}")
            return self.broken(session)

    def broken(self, session: Session) -> Response:
        """The one polite sentence after a breakdown."""
        reply = self._sentences.reply(session.language, "error.search_failed")
        failed = {"status": Status.ERROR, "reason": Reason.SEARCH_FAILED}
        return Response(session, (reply.model_copy(update=failed),))

    def without_part(self, session: Session, action: Action) -> Response:
        """What is said to an action of a part that is not there. Where nobody takes questions
        none waits to be taken back; the other commands are none there."""
        cancels = action.verb == PART_COMMANDS[Command.CANCEL]
        key = "desk.nothing_to_cancel" if cancels else "unknown_command"
        return self._sentences.said(session, key)

    def opened(self, session: Session, link: Link, question: str | None) -> Response:
        """What following a link into the private chat leads to; `question` is the masked one
        asked elsewhere that it carries."""
        return self._welcome.opened(session, link, question)

    def answered(self, asked: Asked) -> Response:
        """What an answer leads to, said in the session that the question was asked in."""
        return self._questions.answered(asked)

    def _dispatch(self, session: Session, message: Message, action: Action | None) -> Response:
        if message.kind is MessageKind.VOICE:
            return self._sentences.said(session, "voice")
        if message.kind is MessageKind.UNSUPPORTED:
            return self._sentences.said(session, "unsupported")
        if message.kind is MessageKind.TAP:
            if action is None:
                return self._sentences.said(session, "old_button")
            return self._choices.act(session, action)
        text = mask(message.text).text
        command = read_command(text)
        if command is not None:
            return self._command(session, command, read_argument(text))
        language = message.language or language_of(text, session.language)
        return self._typed(session.model_copy(update={"language": language}), text)

    def _command(self, session: Session, command: Command | str, argument: str) -> Response:
        match command:
            case Command.FORGET:
                reply = self._sentences.reply(session.language, "forgotten")
                return Response(None, (reply,))
            case Command.HELP:
                return self._sentences.said(session, "help")
            case Command.BROWSE:
                return self._shelves.browse(session)
            case Command.START:
                return self._welcome.greeted(session)
            case Command():
                action = Action(verb=PART_COMMANDS[command], part=argument)
                return Response(session, hand_on=action)
        return self._sentences.said(session, "unknown_command")

    def _typed(self, session: Session, text: str) -> Response:
        """What words lead to: safety first, then the button they press, then the guides."""
        screening = self._answering.screen(text)
        if screening is not None and not screening.soft:
            return self._questions.ask(session, text, screening)
        action = pressed(session, text)
        if action is not None:
            return _said_aloud(self._choices.act(session, action))
        if _misses(session, text):
            return self._sentences.said(session, "no_choice")
        if screening is None and wishes_person(text):
            return self._to_people(session)
        if session.guide is None and session.progress is None and read_move(text) is not None:
            browse = self._shelves.choice(session.language)
            return self._sentences.said(session, "nothing_running", browse)
        return self._questions.ask(session, text, screening)

    def _to_people(self, session: Session) -> Response:
        """Where people help, said to who asks for one where nobody takes questions."""
        reply = self._sentences.reply(session.language, "handoff")
        handed = reply.model_copy(update={"status": Status.HANDOFF})
        return Response(session, (self._way_back.offered(handed, session),))


def _misses(session: Session, text: str) -> bool:
    """Whether words that press nothing were meant for the list just shown: a number or a place
    that it has not."""
    numbers = bool(session.numbered) and read_number(text) is not None
    return numbers or (bool(session.choices) and names_a_place(text))


def _said_aloud(response: Response) -> Response:
    """The response to typed words: what would be a notice to a tap is said, and what was
    offered stays."""
    choices = response.session.choices if response.session else ()
    replies = tuple(
        reply.model_copy(update={"notice": False, "choices": choices}) if reply.notice else reply
        for reply in response.replies
    )
    return replace(response, replies=replies)
