"""Way back: the walkthrough a person is in, and how what else is said leads back to it."""

from dataclasses import replace

from bot.answering.compose import Composer
from bot.conversation.response import Response
from bot.domain.answer import Action, Choice
from bot.domain.conversation import Progress, Reply, Session
from bot.domain.guide import Guide
from bot.ports import Library


class WayBack:
    """Knows where a person is in a guide, and offers to go on there."""

    def __init__(self, library: Library, composer: Composer) -> None:
        self._library = library
        self._composer = composer

    def running(self, session: Session) -> tuple[Progress, Guide] | None:
        """The walkthrough in progress, if its guide still exists and it isn't finished."""
        progress = session.progress
        if progress is None or progress.finished:
            return None
        guide = self._library.current().guide(progress.guide)
        return (progress, guide) if guide is not None else None

    def said(self, key: str, progress: Progress, guide: Guide, language: str) -> str:
        """The sentence with that key, which names the guide and the step."""
        return self._composer.say(
            language,
            key,
            title=guide.title,
            number=str(guide.step_index(progress.step) + 1),
            total=str(len(guide.steps)),
        )

    def choice(self, language: str) -> Choice:
        """The button that goes on at the step."""
        return self._composer.choice(language, "resume", Action(verb="resume"))

    def offered(self, reply: Reply, session: Session) -> Reply:
        """A side question's answer, with the way back to the step where one is in progress."""
        running = self.running(session)
        if running is None:
            return reply
        progress, guide = running
        side = self.said("walkthrough.side", progress, guide, session.language)
        kept = tuple(c for c in reply.choices if not c.does("start", guide.id))
        return reply.model_copy(
            update={
                "text": f"{reply.text}\n\n{side}",
                "choices": (self.choice(session.language), *kept),
            }
        )

    def after_verdict(self, response: Response) -> Response:
        """A verdict given in the middle of a guide, with the way back to the step."""
        session = response.session
        if session is None or self.running(session) is None:
            return response
        resume = self.choice(session.language)
        replies = tuple(
            reply
            if reply.notice
            else reply.model_copy(update={"choices": (*reply.choices, resume)})
            for reply in response.replies
        )
        return replace(response, replies=replies)
