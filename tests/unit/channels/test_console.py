"""Console: small buttons have no number, and a notice leaves the buttons before it."""

import io

import pytest
from rich.console import Console

from bot.channels.console import JsonChat, TerminalChat
from bot.domain.answer import Action, Choice, Status
from bot.domain.conversation import ChatEvent, Message, MessageKind, Reply

ANSWER = Reply(
    text="Lệ phí 100 đồng",
    choices=(
        Choice(label="Chỉ từng bước", action=Action(verb="start"), token="a"),
        Choice(label="Đúng ý tôi", action=Action(verb="helpful"), token="b", aside=True),
        Choice(label="Chưa đúng", action=Action(verb="unhelpful"), token="c", aside=True),
    ),
    status=Status.ANSWERED,
)
TOAST = Reply(text="Cảm ơn bạn!", status=Status.SMALLTALK, notice=True)


class Answers:
    """A Handler that answers words with ANSWER and a tap with TOAST; `heard` is what came."""

    def __init__(self) -> None:
        self.heard: list[tuple[MessageKind, str]] = []

    async def handle(self, message: Message) -> tuple[Reply, ...]:
        self.heard.append((message.kind, message.text))
        return (TOAST,) if message.kind is MessageKind.TAP else (ANSWER,)

    async def happened(self, event: ChatEvent) -> None:
        return None

    async def suggest(self, text: str, language: str) -> tuple[Reply, ...]:
        return ()


@pytest.fixture
def handler() -> Answers:
    return Answers()


async def test_the_terminal_numbers_the_choices_and_names_the_small_buttons(
    handler: Answers,
) -> None:
    screen = io.StringIO()
    await TerminalChat(handler, "x", Console(file=screen, width=80)).run(io.StringIO("phí\n"))

    lines = [line.strip() for line in screen.getvalue().split("\n")]
    assert "1  Chỉ từng bước" in lines
    assert "hoặc gõ:  Đúng ý tôi  ·  Chưa đúng" in lines
    assert not any(line.startswith("2") for line in lines)


async def test_a_tap_counts_all_choices_also_after_a_notice(handler: Answers) -> None:
    chat = JsonChat(handler, "x")
    told = [line async for line in chat.answers(io.StringIO("phí\n:tap 2\n:tap 3\n"))]

    assert handler.heard[1:] == [(MessageKind.TAP, "b"), (MessageKind.TAP, "c")]
    assert told[0]["choices"] == ["Chỉ từng bước", "Đúng ý tôi", "Chưa đúng"]
    assert told[1]["text"] == "Cảm ơn bạn!"
