"""Group question: what somebody asks us in a group."""

from dataclasses import dataclass

from bot.conversation.leaning import leaning_question, leans, points
from bot.domain.conversation import Message
from bot.domain.privacy import mask
from bot.language.fold import clean
from bot.language.tokens import syllables

_ABOUT = "answer:"


@dataclass(frozen=True)
class GroupQuestion:
    """A masked question, the guide it follows on, and whether its words are another's."""

    text: str
    guide: str | None = None
    quoted: bool = False


def answer_name(guide: str) -> str:
    """The name of a message of ours that answers from a guide, so that what is answered to it
    follows on that guide."""
    return f"{_ABOUT}{guide}"


def group_question(message: Message, name: str | None, text: str) -> GroupQuestion | None:
    """What a message asks with the words `text`: these, or those it answers when they only
    point there; None when it asks nothing. `name` is that of our message it answers."""
    talk = message.group
    ours = talk is not None and talk.ours
    quoted = "" if talk is None or ours else mask(clean(talk.quoted)).text.strip()
    text = mask(text).text.strip()
    guide = name.removeprefix(_ABOUT) if name is not None and name.startswith(_ABOUT) else None
    if quoted and leans(text):
        return GroupQuestion(text=leaning_question(text, quoted), quoted=True)
    only_points = guide is None and points(text)
    return None if not syllables(text) or only_points else GroupQuestion(text=text, guide=guide)
