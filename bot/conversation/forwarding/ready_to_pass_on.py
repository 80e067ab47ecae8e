"""Ready to pass on: a text to forward, and what its forwarder can do with it."""

from bot.answering.compact import Compact
from bot.answering.compose import Composer
from bot.conversation.forwarding.asker import Asker
from bot.conversation.forwarding.parcel import Parcel
from bot.conversation.forwarding.straight_on import StraightOn
from bot.conversation.forwarding.texts_to_pass_on import TextsToPassOn
from bot.conversation.sentences import Sentences
from bot.domain.answer import Choice
from bot.domain.conversation import Reply, Session
from bot.domain.guide import Guide
from bot.domain.link import Link
from bot.domain.markup import literal
from bot.domain.search import ChunkKind, chunk_id
from bot.ports import Knowledge, Library


class ReadyToPassOn:
    """Puts the note with its buttons beside the text."""

    def __init__(
        self,
        library: Library,
        composer: Composer,
        compact: Compact,
        sentences: Sentences,
        texts: TextsToPassOn,
        straight_on: StraightOn,
    ) -> None:
        self._library = library
        self._composer = composer
        self._compact = compact
        self._sentences = sentences
        self._texts = texts
        self._straight_on = straight_on

    def replies(self, parcel: Parcel, asker: Asker, session: Session) -> tuple[Reply, ...]:
        """The text to pass on, and what to do with it; nothing when the guide is gone."""
        knowledge = self._library.current()
        text = self._texts.text(parcel, session, knowledge)
        if text is None:
            return ()
        choices = []
        if asker.reached and self._straight_on.may_send(session):
            choices.append(self._send_choice(parcel, asker, session))
        guide = knowledge.guide(parcel.guide) if parcel.guide else None
        if guide is not None:
            choices.append(self._copy_choice(parcel, guide, session, knowledge))
            choices.append(self.open_choice(guide.id, session))
        return text, self.note(asker, session, *choices)

    def note(self, asker: Asker, session: Session, *choices: Choice) -> Reply:
        """To pass on the text above, to whom where there are several."""
        language = session.language
        if not asker.name:
            return self._sentences.reply(language, "forward.pass_on", *choices)
        name = literal(asker.name)
        return self._sentences.reply(language, "forward.pass_on_to", *choices, name=name)

    def open_choice(self, guide: str, session: Session) -> Choice:
        """The link into the private chat that opens a guide, by its id."""
        label = self._composer.say(session.language, "forward.open")
        return Choice(label=label, link=Link(guide=guide, commune=session.commune))

    def _copy_choice(
        self, parcel: Parcel, guide: Guide, session: Session, knowledge: Knowledge
    ) -> Choice:
        kind = ChunkKind(parcel.kind) if parcel.kind else None
        chunk = knowledge.chunk(chunk_id(guide.id, kind, parcel.part)) if kind else None
        label = self._composer.say(session.language, "forward.copy")
        return Choice(label=label, copy_text=self._compact.copy(guide, chunk))

    def _send_choice(self, parcel: Parcel, asker: Asker, session: Session) -> Choice:
        label = self._composer.say(session.language, "forward.send")
        if asker.name:
            label = self._composer.say(session.language, "forward.send_to", name=asker.name)
        to = parcel.model_copy(update={"user": asker.reached})
        return Choice(label=label, action=to.action("pass.send"))
