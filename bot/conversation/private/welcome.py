"""Welcome: how a private conversation begins, by itself or by a link into it."""

from bot.answering.pipeline import Answering
from bot.conversation.plain_reply import plain_reply
from bot.conversation.private.questions import Questions
from bot.conversation.private.shelves import Shelves
from bot.conversation.private.walking import Walking
from bot.conversation.private.way_back import WayBack
from bot.conversation.response import Response
from bot.conversation.sentences import Sentences
from bot.domain.conversation import Reply, Session
from bot.domain.link import Link
from bot.ports import Library


class Welcome:
    """Greets who starts, and leads who followed a link to what it carries."""

    def __init__(
        self,
        answering: Answering,
        library: Library,
        sentences: Sentences,
        shelves: Shelves,
        questions: Questions,
        walking: Walking,
        way_back: WayBack,
    ) -> None:
        self._answering = answering
        self._library = library
        self._sentences = sentences
        self._shelves = shelves
        self._questions = questions
        self._walking = walking
        self._way_back = way_back

    def greeted(self, session: Session) -> Response:
        """The greeting, with the way back to a guide in progress."""
        browse = self._shelves.choice(session.language)
        greeting = self._sentences.reply(session.language, "start", browse)
        back = self._welcome_back(session)
        return Response(session, (greeting, back) if back else (greeting,))

    def _welcome_back(self, session: Session) -> Reply | None:
        running = self._way_back.running(session)
        if running is None:
            return None
        language = session.language
        lines = ("walkthrough.welcome_back", "walkthrough.at_step")
        text = "\n".join(self._way_back.said(line, *running, language) for line in lines)
        return plain_reply(text, language, (self._way_back.choice(language),))

    def opened(self, session: Session, link: Link, question: str | None) -> Response:
        """What following a link into the private chat leads to: the guide it names, or the
        answer to the question asked elsewhere; a greeting when it leads nowhere any more."""
        session = session.model_copy(update={"commune": link.commune or session.commune})
        guide = self._library.current().guide(link.guide or "")
        if question is not None:
            asked = session.model_copy(update={"guide": guide.id if guide else None})
            screening = self._answering.screen(question)
            response = self._questions.ask(asked, question, screening)
            if guide is None or response.replies[0].guide == guide.id:
                return response
        return self._walking.start(session, guide) if guide is not None else self.greeted(session)
