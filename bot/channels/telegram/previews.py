"""Previews: shows in a chat, for a moment, what is on its way there. The port Previews.

In a private chat the service shows a draft for thirty seconds, or until our next message comes
there; drafts of one number grow into each other. It passes them on as a typing status, not as
messages (github.com/tdlib/td, `messages.setTyping` and `updatePendingMessage`). Groups refuse
them, and so does a server older than Bot API 9.5; there we are shown typing instead.
"""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count

import structlog
from telegram.error import BadRequest, EndPointNotFound, RetryAfter, TelegramError

from bot.channels.telegram.carrier import Calls
from bot.channels.telegram.limits import Limits
from bot.channels.telegram.reading import CHANNEL
from bot.channels.telegram.refusal import Refusal, refusal_of, seconds_of
from bot.channels.telegram.writing import draft, typing
from bot.domain.address import Address

log = structlog.get_logger()

# Of the connections that the sender leaves; taps and questions about members need the others.
_AT_ONCE = 4
# So long the server itself tries to pass one on (github.com/tdlib/td, `SetTypingQuery`).
_PATIENCE = 2.0
# The service shows it for five seconds.
_TYPING_AGAIN = 4.0
_LOOK_AGAIN = 0.25
_MOST_REFUSING = 10_000
_NEVER = float("inf")


class TelegramPreviews:
    """Shows one thing at a time in a chat, the latest, behind everything else: only while a
    message of that chat is handled, nothing is in its line, and the limits can spare a place.

    What is put into the line of a chat ends its preview, also one on its way: none comes after
    the answer.
    """

    def __init__(self, service: Calls, clock: Callable[[], float] = time.monotonic) -> None:
        self._service = service
        self._clock = clock
        self._limits = Limits(clock)
        self._idle: Callable[[str], bool] = lambda _: False
        self._open: dict[str, _Preview] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._numbers = count(1)
        self._drafts_known = True
        self._refusing: set[str] = set()
        self._quiet: dict[str, float] = {}

    def start(self, limits: Limits, idle: Callable[[str], bool]) -> None:
        """Show from now on, within these limits, in chats whose line is `idle`; nothing is
        shown before."""
        self._limits = limits
        self._idle = idle

    @contextmanager
    def during(self, chat: str) -> Iterator[None]:
        """While the block handles a message of that chat its previews are shown."""
        self.end(chat)
        self._open[chat] = _Preview(chat, next(self._numbers))
        try:
            yield
        finally:
            self.end(chat)

    def end(self, chat: str) -> None:
        """Show nothing more of what is handled in that chat: the answer is there."""
        preview = self._open.pop(chat, None)
        if preview is not None:
            preview.stop()

    async def show(self, to: Address, text: str) -> None:
        """Show a text as soon as it may be, unless a later one or the answer comes first. It
        does not wait for that, and never raises."""
        preview = self._open.get(to.chat) if to.channel == CHANNEL else None
        if preview is not None and text.strip():
            preview.wanted = (to, text)
            self._next(preview)

    async def close(self) -> None:
        """Show nothing any more."""
        for chat in list(self._open):
            self.end(chat)
        await asyncio.gather(*self._tasks, return_exceptions=True)

    # Leaving

    def _next(self, preview: "_Preview") -> None:
        """Let what is wanted leave, or look again when it may."""
        preview.stop_timer()
        if preview.wanted is None or preview.wanted == preview.shown or preview.task is not None:
            return
        wait = self._wait(preview)
        if wait > 0:
            loop = asyncio.get_running_loop()
            preview.timer = loop.call_later(min(wait, _LOOK_AGAIN), self._next, preview)
            return
        self._limits.leave_preview()
        preview.task = task = asyncio.create_task(self._leave(preview, *preview.wanted))
        self._tasks.add(task)
        task.add_done_callback(lambda done: self._done(preview, done))

    def _wait(self, preview: "_Preview") -> float:
        """In how many seconds it may leave, as far as one can tell."""
        if len(self._tasks) >= _AT_ONCE or not self._idle(preview.chat):
            return _LOOK_AGAIN
        quiet = self._quiet.get(preview.chat, -_NEVER)
        first = preview.shown is None
        spared = self._limits.of_preview(preview.chat, first=first)
        return max(preview.rests_until, quiet, spared) - self._clock()

    async def _leave(self, preview: "_Preview", to: Address, text: str) -> None:
        """Show the text, or where drafts aren't taken that somebody is typing."""
        drafted = self._takes_drafts(preview.chat)
        try:
            call = draft(to, preview.number, text) if drafted else typing(to)
            arguments = call.plain if preview.plain else call.arguments
            async with asyncio.timeout(_PATIENCE):
                await self._service.call(call.method, arguments)
        except Exception as error:
            self._refused(preview, error, drafted)
        else:
            # Typing has to be shown again and again, for as long as something is wanted.
            preview.shown = (to, text) if drafted else None
        if not drafted:
            preview.rests_until = max(preview.rests_until, self._clock() + _TYPING_AGAIN)

    def _done(self, preview: "_Preview", task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        self._limits.arrive_preview(preview.chat)
        preview.task = None
        if not task.cancelled():
            self._next(preview)

    # Refusals

    def _takes_drafts(self, chat: str) -> bool:
        group = chat.startswith("-")
        return self._drafts_known and not group and chat not in self._refusing

    def _refused(self, preview: "_Preview", error: Exception, drafted: bool) -> None:
        """Find out what the service's no means for what comes next; this one is lost, or tried
        again where nobody answered."""
        chat = preview.chat
        log.info("preview_refused", chat=chat, draft=drafted, why=str(error) or repr(error))
        refusal = Refusal.UNREACHABLE
        if isinstance(error, TelegramError):
            refusal = refusal_of(error, chat)
        if isinstance(error, RetryAfter):
            self._rest(chat, seconds_of(error))
        elif isinstance(error, EndPointNotFound) and drafted:
            self._drafts_known = False
        elif refusal is Refusal.UNREADABLE:
            preview.plain = True
        elif isinstance(error, BadRequest) and drafted:
            self._remember(chat)
        elif refusal is not Refusal.UNREACHABLE:
            preview.rests_until = _NEVER

    def _rest(self, chat: str, seconds: float) -> None:
        """Show nothing in that chat for so long. Its posts don't wait: the service will tell
        them when it means them too."""
        now = self._clock()
        self._quiet = {quiet: until for quiet, until in self._quiet.items() if until > now}
        self._quiet[chat] = now + seconds

    def _remember(self, chat: str) -> None:
        """Ask that chat for no draft again."""
        if len(self._refusing) >= _MOST_REFUSING:
            self._refusing.clear()
        self._refusing.add(chat)


class _Preview:
    """What is shown of one answer, and where: `wanted` at the moment, `shown` by the service.
    `plain`: without marks, which it could not read."""

    __slots__ = (
        "chat",
        "number",
        "plain",
        "rests_until",
        "shown",
        "task",
        "timer",
        "wanted",
    )

    def __init__(self, chat: str, number: int) -> None:
        self.chat = chat
        self.number = number
        self.wanted: tuple[Address, str] | None = None
        self.shown: tuple[Address, str] | None = None
        self.plain = False
        self.rests_until = -_NEVER
        self.task: asyncio.Task[None] | None = None
        self.timer: asyncio.TimerHandle | None = None

    def stop(self) -> None:
        """Want nothing any more, and call back what is on its way."""
        self.wanted = None
        self.stop_timer()
        if self.task is not None:
            self.task.cancel()

    def stop_timer(self) -> None:
        """Forget when it was to be looked at again."""
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None
