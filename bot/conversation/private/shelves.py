"""Shelves: the guides there are, to look through by their categories."""

from bot.answering.compose import Composer
from bot.conversation.response import Response
from bot.conversation.sentences import Sentences
from bot.domain.answer import Action, Choice
from bot.domain.conversation import Session
from bot.ports import Library


class Shelves:
    """Shows the categories, and the guides of one."""

    def __init__(self, library: Library, composer: Composer, sentences: Sentences) -> None:
        self._library = library
        self._composer = composer
        self._sentences = sentences

    def choice(self, language: str) -> Choice:
        """The button that leads here."""
        return self._composer.choice(language, "browse", Action(verb="browse"))

    def browse(self, session: Session) -> Response:
        """The categories in the person's language."""
        language = session.language
        choices = (
            Choice(
                label=shelf.title_en if language == "en" else shelf.title,
                action=Action(verb="category", part=shelf.id),
            )
            for shelf in self._library.current().categories(language)
        )
        return self._sentences.said(session, "browse", *choices)

    def category(self, session: Session, category: str | None) -> Response:
        """The guides of one category, by its id."""
        knowledge = self._library.current()
        guides = [
            guide
            for guide in map(knowledge.guide, knowledge.guide_ids(session.language))
            if guide is not None and guide.category == category
        ]
        shelves = knowledge.categories(session.language)
        shelf = next((c for c in shelves if c.id == category), None)
        if not guides or shelf is None:
            return self._sentences.said(session, "guide_gone")
        title = shelf.title_en if session.language == "en" else shelf.title
        choices = self._composer.start_choices(guides)
        return self._sentences.said(session, "browse_category", *choices, title=title)
