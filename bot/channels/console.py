"""Console: the terminal chat, and conversations as JSON lines."""

import json
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import TextIO

import anyio.to_thread
from rich.console import Console
from rich.live import Live
from rich.markdown import Markdown
from rich.padding import Padding
from rich.panel import Panel
from rich.spinner import Spinner
from rich.text import Text

from bot.domain.address import Address, ConversationKey
from bot.domain.answer import Choice
from bot.domain.conversation import Message, MessageKind, Reply
from bot.domain.markup import plain
from bot.domain.privacy import mask
from bot.ports import Handler, Replies

_TAP = ":tap"
_WIDEST = 96
_FRAMES = 12


def console_key(conversation: str) -> ConversationKey:
    """The key of a named terminal conversation."""
    return ConversationKey(channel="console", chat=conversation, user=conversation)


class TerminalChat:
    """A chat in the terminal, pleasant to look at. Also the port Previews: what is on its way
    stands dim where the answer will stand; nothing of it where no terminal is."""

    def __init__(self, conversation: str, replies: Replies, output: Console | None = None) -> None:
        self._key = console_key(conversation)
        self._replies = replies
        self._console = output or Console(width=min(_WIDEST, Console().width))
        self._preview: Live | None = None
        self._handling = False

    async def run(self, handler: Handler, lines: TextIO = sys.stdin) -> None:
        """Greet, then answer each line until the input ends or the person leaves."""
        self._banner()
        await self._say(handler, "/start")
        while (line := await self._next(lines)) is not None:
            if line.strip().lower() in {"/thoat", "/quit", "/exit"}:
                break
            if line.strip():
                await self._say(handler, line)
        self._console.print("Chào bạn, hẹn gặp lại.", style="dim")

    async def show(self, to: Address, text: str) -> None:
        """Show a text until the answer takes its place. Never raises."""
        here = (to.channel, to.chat) == (self._key.channel, self._key.chat)
        moving = self._console.is_terminal and not self._console.is_dumb_terminal
        if not (here and moving and self._handling and text.strip()):
            return
        # Whatever a terminal can't do, the answer is not to be lost for it.
        with suppress(Exception):
            coming = Padding(Spinner("dots", self._end_of(text), style="dim"), (1, 2, 0, 2))
            if self._preview is None:
                self._preview = Live(
                    console=self._console, transient=True, refresh_per_second=_FRAMES
                )
                self._preview.start()
            self._preview.update(coming)

    def _end_of(self, text: str) -> Text:
        """As much of its end as surely fits: what has left the screen can't be cleared."""
        lines = Text(plain(text), style="dim").wrap(self._console, self._console.width - 8)
        return Text("\n", style="dim").join(lines[-max(1, self._console.height // 2) :])

    async def _next(self, lines: TextIO) -> str | None:
        self._console.print("\n[bold]Bạn ›[/bold] ", end="")
        line = await anyio.to_thread.run_sync(lines.readline, abandon_on_cancel=True)
        return line.rstrip("\n") if line else None

    async def _say(self, handler: Handler, text: str) -> None:
        message = Message(key=self._key, kind=MessageKind.TEXT, text=text)
        self._handling = True
        try:
            replies = await handler.handle(message)
        finally:
            self._handling = False
            self._clear()
        for reply in replies:
            self._show(reply)

    def _clear(self) -> None:
        if self._preview is not None:
            self._preview.stop()
            self._preview = None

    def _banner(self) -> None:
        title = Text("Cầm Tay", style="bold") + Text(
            "  cầm tay chỉ việc, từng bước một", style="dim"
        )
        hint = Text("Gõ điều cần làm, số của lựa chọn, hoặc /thoat để nghỉ.", style="dim")
        self._console.print(Panel(Text("\n").join([title, hint]), border_style="dim"))

    def _show(self, reply: Reply) -> None:
        self._console.print()
        self._console.print(Padding(Markdown(_for_terminal(reply.text)), (0, 2)))
        if reply.choices:
            self._console.print()
        numbered = [choice for choice in reply.choices if not choice.aside]
        for number, choice in enumerate(numbered, 1):
            self._console.print(f"   [bold cyan]{number}[/bold cyan]  {_escaped(choice.label)}")
        asides = [_escaped(choice.label) for choice in reply.choices if choice.aside]
        if asides:
            lead = self._replies.text(reply.language, "console.asides")
            self._console.print(f"   [dim]{lead}  {'  ·  '.join(asides)}[/dim]")


class JsonChat:
    """A conversation as lines: a message a line in, one JSON object a line out."""

    def __init__(self, handler: Handler, conversation: str) -> None:
        self._handler = handler
        self._key = console_key(conversation)
        self._choices: tuple[Choice, ...] = ()

    async def answers(self, lines: TextIO) -> AsyncIterator[dict[str, object]]:
        """One JSON object for every line, several replies to one line told as one."""
        number = 0
        while line := await anyio.to_thread.run_sync(lines.readline):
            number += 1
            text = line.rstrip("\n")
            replies = await self._handler.handle(self._message(text))
            spoken = [reply for reply in replies if not reply.notice]
            # A notice leaves the buttons before it where they are.
            self._choices = spoken[-1].choices if spoken else self._choices
            yield {"id": str(number), "q": shown(text)} | reply_json(replies)

    def _message(self, text: str) -> Message:
        words = text.split()
        if len(words) == 2 and words[0] == _TAP and words[1].isdecimal():
            return self._tap(int(words[1]))
        return Message(key=self._key, kind=MessageKind.TEXT, text=text)

    def _tap(self, number: int) -> Message:
        """The N-th choice of the last reply; of an earlier run's, when nothing was said yet."""
        if self._choices and 1 <= number <= len(self._choices):
            token = self._choices[number - 1].token
            return Message(key=self._key, kind=MessageKind.TAP, text=token)
        return Message(key=self._key, kind=MessageKind.TEXT, text=str(number))


def shown(text: str) -> str:
    """A message as it may be repeated: numbers that are nobody's business masked, and
    encodable whatever came in."""
    return mask(text).text.encode("utf-8", "replace").decode()


def reply_json(replies: tuple[Reply, ...]) -> dict[str, object]:
    """The contract's fields of the replies to one message; texts are joined, the rest is
    the last reply's."""
    last = replies[-1]
    return {
        "status": last.status.value,
        "reason": last.reason.value if last.reason else None,
        "guide": last.guide,
        "chunk_kind": last.chunk_kind,
        "step": last.step,
        "candidates": [{"guide": guide, "score": score} for guide, score in last.candidates],
        "text": "\n\n".join(plain(reply.text) for reply in replies),
        "choices": [choice.label for choice in last.choices],
        "citations": [citation.model_dump(mode="json") for citation in last.citations],
        "language": last.language,
    }


def print_json(value: dict[str, object], output: TextIO | None = None) -> None:
    """One JSON object on a line, at once."""
    output = output or sys.stdout
    output.write(json.dumps(value, ensure_ascii=False) + "\n")
    output.flush()


def _for_terminal(text: str) -> str:
    """Markdown that keeps every line end."""
    return "\n".join(
        line if line.startswith("- ") or not line else line + "  " for line in text.split("\n")
    )


def _escaped(text: str) -> str:
    return text.replace("[", "\\[")
