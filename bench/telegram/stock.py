"""The peer: a bot as python-telegram-bot's documentation has one written, around our answering.

`Application.builder()` with `concurrent_updates(True)` and `AIORateLimiter`, a `MessageHandler`
and an error handler; where each citizen is stands in `context.user_data`, which
`PicklePersistence` keeps, once a second instead of once a minute. With its default of no
retries the rate limiter drops an answer at the first 429; here it tries five times. As a
process: `python -m bench.telegram.stock --data DIR`, with the same environment as ours.
"""

import argparse
import asyncio
import os
from pathlib import Path
from typing import Any

from telegram import Update
from telegram.constants import ParseMode
from telegram.ext import (
    AIORateLimiter,
    Application,
    ContextTypes,
    MessageHandler,
    PicklePersistence,
    filters,
)

from bench.telegram.walks import BACK, DONE
from bot.adapters.generations import GenerationLibrary
from bot.adapters.prompt_files import PromptFiles
from bot.answering.compose import Composer
from bot.app import build_answering
from bot.domain.answer import Question
from bot.domain.markup import html
from bot.settings import Settings

_RETRIES = 5
_LANGUAGE = "vi"


class Walker:
    """Answers one message, going by what is known of who wrote it."""

    def __init__(self, settings: Settings) -> None:
        self._answering = build_answering(settings)
        self._library = GenerationLibrary(settings.data)
        self._composer = Composer(PromptFiles(settings.prompts))

    def answer(self, text: str, known: dict[str, Any]) -> str:
        """The answer in light Markdown; where the person is now is noted in `known`."""
        guide = self._library.current().guide(known.get("guide", ""))
        if guide is not None and text in (DONE, BACK):
            at = known["at"] + (1 if text == DONE else -1)
            known["at"] = max(0, min(at, len(guide.steps) - 1))
            return self._composer.step(guide, known["at"], _LANGUAGE)
        answer = self._answering.answer(Question(text=text))
        if answer.guide is not None and answer.step is not None:
            known["guide"], known["at"] = answer.guide, 0
        return answer.text


def application(
    settings: Settings, per_second: float
) -> "Application[Any, Any, Any, Any, Any, Any]":
    """The bot, ready to poll."""
    assert settings.telegram_token is not None
    walker = Walker(settings)

    async def on_text(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        message, known = update.effective_message, context.user_data
        if message is None or message.text is None or known is None:
            return
        text = await asyncio.to_thread(walker.answer, message.text, known)
        await message.reply_text(html(text), parse_mode=ParseMode.HTML)

    async def on_error(_update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        print(f"{context.error!r}")

    async def on_ready(_application: Any) -> None:
        print("ready: stock", flush=True)

    built = (
        Application.builder()
        .token(settings.telegram_token.get_secret_value())
        .base_url(f"{settings.telegram_api_url.rstrip('/')}/bot")
        .concurrent_updates(True)
        .rate_limiter(AIORateLimiter(overall_max_rate=per_second, max_retries=_RETRIES))
        .persistence(PicklePersistence(settings.data / "stock.pickle", update_interval=1))
        .post_init(on_ready)
        .build()
    )
    built.add_handler(MessageHandler(filters.TEXT, on_text))
    built.add_error_handler(on_error)
    return built


def main() -> None:
    """Poll until SIGTERM."""
    parser = argparse.ArgumentParser(prog="python -m bench.telegram.stock")
    parser.add_argument("--data", type=Path, required=True)
    settings = Settings(data=parser.parse_args().data)
    # The library's default is 30.
    per_second = float(os.environ.get("TELEGRAM_MESSAGES_PER_SECOND", "30"))
    application(settings, per_second).run_polling(bootstrap_retries=-1)


if __name__ == "__main__":
    main()
