"""Group answers: questions asked in a group, answered there in short."""

from collections.abc import Mapping

from bot.conversation.response import Part, Response
from bot.domain.conversation import Message, Reply


class GroupAnswers:
    """Answers in groups, without any session."""

    async def respond(
        self, message: Message, name: str | None, parts: Mapping[str, Part]
    ) -> Response:
        """The answer to a group message that addresses us; `name` is that of our message it
        answers, `parts` serve its commands."""
        raise NotImplementedError

    def old_button(self, message: Message) -> Response:
        """The notice for a button that does nothing any more."""
        raise NotImplementedError

    def suggest(self, text: str, language: str) -> tuple[Reply, ...]:
        """Guides to share in any chat for what was typed so far, best first."""
        raise NotImplementedError
