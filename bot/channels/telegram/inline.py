"""Inline questions: guides for what somebody types behind the bot's name in any chat."""

import asyncio
from collections.abc import Sequence

import structlog

from bot.channels.telegram.carrier import Calls
from bot.channels.telegram.reading import Me
from bot.channels.telegram.receiving import InlineQuestion
from bot.channels.telegram.writing import inline_results, switch_button
from bot.domain.conversation import Reply
from bot.language.language import language_of
from bot.ports import Handler, Replies

log = structlog.get_logger()

_MOST = 50
_CACHE_SECONDS = 300


class InlineQuestions:
    """Answers them as they come and stores nothing. A person's newer question replaces the
    older one, and beyond fifty the oldest is dropped: its person typed on or gave up."""

    def __init__(self, service: Calls, handler: Handler, replies: Replies, me: Me) -> None:
        self._service = service
        self._handler = handler
        self._replies = replies
        self._me = me
        self._asked: dict[str, asyncio.Task[None]] = {}

    def ask(self, question: InlineQuestion) -> None:
        """Answer a question in the background."""
        older = self._asked.pop(question.user, None)
        if older is None and len(self._asked) >= _MOST:
            older = self._asked.pop(next(iter(self._asked)))
        if older is not None:
            older.cancel()
        task = asyncio.create_task(self._answer(question))
        self._asked[question.user] = task
        task.add_done_callback(lambda done: self._done(question.user, done))

    async def _answer(self, question: InlineQuestion) -> None:
        language = language_of(question.text)
        replies: Sequence[Reply] = ()
        if not question.offset:
            replies = await self._handler.suggest(question.text, language)
        answer = {
            "inline_query_id": question.id,
            "results": inline_results(replies, self._me),
            "cache_time": _CACHE_SECONDS,
        }
        if not replies and not question.offset:
            # Nothing to choose from: the way to where anything can be asked.
            answer["button"] = switch_button(self._replies.text(language, "inline.ask"))
        await self._service.call("answerInlineQuery", answer)

    async def close(self) -> None:
        """Answer nothing any more."""
        tasks = list(self._asked.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _done(self, user: str, task: "asyncio.Task[None]") -> None:
        if self._asked.get(user) is task:
            del self._asked[user]
        if not task.cancelled() and (error := task.exception()) is not None:
            log.warning("inline_failed", why=repr(error))
