"""Parcel: what is passed on to whom, as a button carries it."""

from bot.domain.answer import Action, Answer
from bot.domain.search import ChunkKind
from bot.domain.values import Value


class Parcel(Value):
    """A guide from its start, or a piece of it after what it leaves `unsaid`, or a procedure.
    Nobody's words are in it. `user` is who asked, empty where the messenger hides it."""

    guide: str | None = None
    kind: str = ""
    part: str = ""
    unsaid: str = ""
    language: str = "vi"
    user: str = ""

    def action(self, verb: str) -> Action:
        """The button's action."""
        fields = (self.user, self.language, self.kind, self.unsaid, self.part)
        return Action(verb=verb, guide=self.guide, part="|".join(fields))

    @classmethod
    def read(cls, action: Action) -> "Parcel":
        """What a button's action carries."""
        user, language, kind, unsaid, part = (action.part or "||||").split("|", 4)
        return cls(
            guide=action.guide, kind=kind, part=part, unsaid=unsaid, language=language, user=user
        )

    @classmethod
    def of(cls, answer: Answer, user: str) -> "Parcel":
        """What an answer passes on: its guide from the start, its piece, or its procedure."""
        if answer.card is not None:
            kind, part = ChunkKind.CARD.value, answer.card
        elif answer.step is not None or answer.chunk_kind is None:
            kind, part = "", ""
        else:
            kind, part = answer.chunk_kind.value, answer.part or ""
        unsaid = answer.trace.decision.unsaid if answer.trace is not None else None
        return cls(
            guide=answer.guide,
            kind=kind,
            part=part,
            unsaid=unsaid.value if unsaid else "",
            language=answer.language,
            user=user,
        )
