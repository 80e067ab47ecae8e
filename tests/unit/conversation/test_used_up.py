"""Used up: a button that did its work says so, and words press it no more."""

from bot.conversation.used_up import used_up
from bot.domain.address import ConversationKey
from bot.domain.answer import Action, Choice
from bot.domain.conversation import Session

KEY = ConversationKey(channel="test", chat="1", user="1")
SEND, DROP = Action(verb="send", part="1"), Action(verb="drop", part="1")
SENT = Action(verb="sent", part="1")


def test_every_button_of_the_matter_is_used_up_and_no_other() -> None:
    choices = (Choice(label="Gửi", action=SEND), Choice(label="Thôi", action=DROP))
    session = Session(key=KEY, choices=choices, tokens={"a": SEND, "b": DROP, "older": SEND})

    after = used_up(session, lambda action: action == SEND, SENT)

    assert after.tokens == {"a": SENT, "b": DROP, "older": SENT}
    assert [choice.label for choice in after.choices] == ["Thôi"]
