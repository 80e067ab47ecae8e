"""Console: small buttons have no number, and a notice leaves the buttons before it."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from bot.adapters.prompt_files import PromptFiles
from bot.channels.console import JsonChat, TerminalChat
from bot.domain.address import Address
from bot.domain.answer import Action, Choice, Status
from bot.domain.conversation import ChatEvent, Message, MessageKind, Reply

REPLIES = PromptFiles(Path(__file__).resolve().parents[3] / "prompts")
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
    """A Handler that answers words with one answer and a tap with TOAST; `heard` is what came."""

    def __init__(self, answer: Reply = ANSWER) -> None:
        self.answer = answer
        self.heard: list[tuple[MessageKind, str]] = []

    async def handle(self, message: Message) -> tuple[Reply, ...]:
        self.heard.append((message.kind, message.text))
        return (TOAST,) if message.kind is MessageKind.TAP else (self.answer,)

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
    chat = TerminalChat("x", REPLIES, Console(file=screen, width=80))
    await chat.run(handler, io.StringIO("phí\n"))

    lines = [line.strip() for line in screen.getvalue().split("\n")]
    assert "1  Chỉ từng bước" in lines
    assert "hoặc gõ:  Đúng ý tôi  ·  Chưa đúng" in lines
    assert not any(line.startswith("2") for line in lines)


async def test_the_small_buttons_are_led_to_in_the_language_of_what_was_said() -> None:
    screen = io.StringIO()
    english = Answers(ANSWER.model_copy(update={"language": "en"}))
    chat = TerminalChat("x", REPLIES, Console(file=screen, width=80))
    await chat.run(english, io.StringIO("fee\n"))

    assert "or type:  Đúng ý tôi  ·  Chưa đúng" in screen.getvalue()
    assert "hoặc gõ" not in screen.getvalue()


async def test_a_tap_counts_all_choices_also_after_a_notice(handler: Answers) -> None:
    chat = JsonChat(handler, "x")
    told = [line async for line in chat.answers(io.StringIO("phí\n:tap 2\n:tap 3\n"))]

    assert handler.heard[1:] == [(MessageKind.TAP, "b"), (MessageKind.TAP, "c")]
    assert told[0]["choices"] == ["Chỉ từng bước", "Đúng ý tôi", "Chưa đúng"]
    assert told[1]["text"] == "Cảm ơn bạn!"


# Previews

COMING = "Bạn **cần** căn cước"


class Showing(Answers):
    """Shows COMING before each answer, and once more to somebody else."""

    chat: TerminalChat

    async def handle(self, message: Message) -> tuple[Reply, ...]:
        await self.chat.show(message.address, COMING)
        elsewhere = message.address.model_copy(update={"chat": "y"})
        await self.chat.show(elsewhere, "của người khác")
        await self.chat.show(message.address, "   ")
        return await super().handle(message)


async def shown_on(console: Console) -> TerminalChat:
    handler, chat = Showing(), TerminalChat("x", REPLIES, console)
    handler.chat = chat
    await chat.run(handler, io.StringIO("phí\n"))
    return chat


async def test_what_is_coming_stands_dim_until_the_answer_takes_its_place() -> None:
    screen = io.StringIO()
    await shown_on(Console(file=screen, width=80, force_terminal=True, _environ={}))
    written = screen.getvalue()
    before, after = written.rsplit("Bạn cần căn cước", 1)
    assert "Lệ phí 100 đồng" in before, "the greeting before it"
    assert "\x1b[2K" in after.split("Lệ phí 100 đồng")[0], "its line is wiped first"
    assert "của người khác" not in written


async def test_what_comes_too_late_is_not_shown() -> None:
    screen = io.StringIO()
    chat = await shown_on(Console(file=screen, width=80, force_terminal=True, _environ={}))
    end = len(screen.getvalue())
    await chat.show(Address(channel="console", chat="x"), "quá muộn")
    assert screen.getvalue()[end:] == ""


async def test_only_the_end_of_a_long_text_is_shown() -> None:
    screen = io.StringIO()
    console = Console(file=screen, width=80, height=10, force_terminal=True, _environ={})
    chat = TerminalChat("x", REPLIES, console)

    class Long(Answers):
        async def handle(self, message: Message) -> tuple[Reply, ...]:
            await chat.show(message.address, "\n".join(f"dòng {n}." for n in range(50)))
            return await super().handle(message)

    await chat.run(Long(), io.StringIO(""))
    assert "dòng 49." in screen.getvalue()
    assert "dòng 40." not in screen.getvalue()


@pytest.mark.parametrize("environment", [None, {"TERM": "dumb"}])
async def test_no_preview_is_written_where_no_terminal_can_clear_it(
    environment: dict[str, str] | None,
) -> None:
    screen = io.StringIO()
    terminal = environment is not None
    await shown_on(
        Console(file=screen, width=80, force_terminal=terminal, _environ=environment or {})
    )
    assert "căn cước" not in screen.getvalue()
    assert "Lệ phí 100 đồng" in screen.getvalue()
