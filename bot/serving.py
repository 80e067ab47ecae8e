"""Serving: conversations and channels, put together and run."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.adapters.generations import GenerationLibrary
from bot.adapters.instance_lock import instance_lock
from bot.adapters.interpreter import Settling, settle, take_short_turns
from bot.adapters.prompt_files import PromptFiles
from bot.adapters.sql.stores import Stores, opened_stores
from bot.answering.compact import Compact
from bot.answering.compose import Composer
from bot.answering.pipeline import Answering
from bot.app import (
    SystemClock,
    build_assistant,
    build_group_answers,
    build_leash,
    build_models,
    build_passing_on,
    configured_channels,
    webhook_secret,
)
from bot.conversation.desk.desk import Desk
from bot.conversation.desk.desk_rounds import Patience
from bot.conversation.groups.group_settings import GroupSettings
from bot.conversation.groups.guides_to_share import GuidesToShare
from bot.conversation.later import Later
from bot.conversation.news import News
from bot.conversation.private.assistant import Assistant
from bot.conversation.reception import Parts, Reception
from bot.conversation.rounds import Daily, Rounds
from bot.conversation.second_look import SecondLook
from bot.domain.answer import Question
from bot.domain.errors import ChannelRefused
from bot.ports import Chats, Clock, Library, ModelLedger, Previews, Replies
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.channels.telegram.webhook import Webhook

_FIRST = Question(text="quên mật khẩu VNeID")


@asynccontextmanager
async def opened_reception(
    settings: Settings, previews: Previews | None
) -> AsyncIterator[Reception]:
    """The reception with its stores open, for chats without groups; closed afterwards. Raises
    NoKnowledge, DamagedGeneration or ReadOnlyData."""
    speaker = _speaker(settings)
    async with opened_stores(settings.data, allowance=settings.model_allowance) as stores:
        second_look = _second_look(settings, speaker, stores.ledger, previews)
        yield Reception(speaker.assistant, stores.sessions, _new_token, second_look=second_look)


async def serve(settings: Settings) -> None:
    """Run every configured channel until told to stop. Raises NoKnowledge, DamagedGeneration,
    ReadOnlyData, NewerData or ChannelRefused."""
    speaker = _speaker(settings)
    with instance_lock(settings.data):
        async with opened_stores(settings.data, allowance=settings.model_allowance) as stores:
            await _serve_telegram(settings, stores, speaker)


@dataclass(frozen=True)
class _Speaker:
    """What every part of a conversation speaks with."""

    library: Library
    replies: Replies
    composer: Composer
    clock: Clock
    answering: Answering
    assistant: Assistant


def _speaker(settings: Settings) -> _Speaker:
    """The speaker with its generation read, so that nobody starts without knowledge."""
    library = GenerationLibrary(settings.data, build_models(settings))
    library.current()
    replies, clock = PromptFiles(settings.prompts), SystemClock()
    composer = Composer(replies)
    answering = Answering(library, composer, clock)
    remembers = settings.asks_a_model
    assistant = build_assistant(answering, library, composer, clock, remembers=remembers)
    return _Speaker(library, replies, composer, clock, answering, assistant)


def _second_look(
    settings: Settings, speaker: _Speaker, ledger: ModelLedger, previews: Previews | None = None
) -> SecondLook:
    """What looks at answers again with the model the settings name, if they name one."""
    leash = build_leash(settings, speaker.answering, speaker.library, speaker.composer, ledger)
    return SecondLook(leash, previews)


async def _serve_telegram(settings: Settings, stores: Stores, speaker: _Speaker) -> None:
    # Only where it is needed: the terminal chat does without.
    from bot.channels.telegram.channel import TelegramChannel
    from bot.channels.telegram.previews import TelegramPreviews
    from bot.channels.telegram.service import TelegramService

    if settings.telegram_token is None:
        raise ChannelRefused("Thiếu TELEGRAM_TOKEN trong .env.")
    token = settings.telegram_token.get_secret_value()
    service = TelegramService(token, settings.telegram_api_url)
    previews = TelegramPreviews(service)
    second_look = _second_look(settings, speaker, stores.ledger, previews)
    own_user = token.partition(":")[0]
    parts = _parts(settings, stores, speaker, service, own_user, second_look)
    reception = Reception(speaker.assistant, stores.sessions, _new_token, parts, second_look)
    channel = TelegramChannel(
        service,
        reception,
        stores.mailbox,
        speaker.replies,
        previews,
        _webhook(settings),
        settings.telegram_messages_per_second,
    )
    daily = Daily(stores.clean, speaker.clock)
    settling = Settling(speaker.library)
    rounds = Rounds([parts.desk.tick, parts.later.tick, daily, settling], reception.save)
    take_short_turns()
    going = asyncio.create_task(rounds.run())

    def ready() -> None:
        print(f"ready: {', '.join(configured_channels(settings))}", flush=True)
        asyncio.get_running_loop().run_in_executor(None, _warm_up, speaker.answering)

    try:
        await channel.run(ready)
    finally:
        going.cancel()
        with suppress(asyncio.CancelledError):
            await going


def _warm_up(answering: Answering) -> None:
    # The first question compiles a quarter of a second's worth of patterns.
    answering.answer(_FIRST)
    settle()


def _parts(
    settings: Settings,
    stores: Stores,
    speaker: _Speaker,
    chats: Chats,
    own_user: str,
    second_look: SecondLook,
) -> Parts:
    """What a channel with groups has beside private conversations; `own_user` is the bot's
    user id there."""
    library, composer, clock = speaker.library, speaker.composer, speaker.clock
    answering, groups, tickets = speaker.answering, stores.groups, stores.tickets
    patience = Patience(
        hours=settings.working_hours, wait=settings.desk_wait, idle=settings.desk_idle
    )
    desk = Desk(tickets, groups, chats, stores.mailbox, library, composer, clock, patience)
    answers = build_group_answers(
        answering,
        library,
        composer,
        speaker.assistant,
        groups,
        clock,
        lambda: secrets.token_hex(5),
        second_look,
    )
    share = GuidesToShare(answering, library, composer, Compact(composer), clock)
    group_settings = GroupSettings(groups, chats, composer, settings.editors)
    passing_on = build_passing_on(
        answering, library, composer, stores.sessions, groups, clock, second_look, own_user
    )
    later = Later(answering, library, composer, stores.kept_questions, tickets, clock)
    news = News(
        answering,
        library,
        composer,
        groups,
        chats,
        clock,
        frozenset(settings.editors),
        lambda: secrets.token_hex(4),
    )
    return Parts(
        desk=desk,
        group_answers=answers,
        guides_to_share=share,
        passing_on=passing_on,
        later=later,
        acting={
            "desk": desk,
            "group": answers,
            "settings": group_settings,
            "pass": passing_on,
            "later": later,
            "news": news,
        },
        listening=(desk, group_settings),
        buttons=stores.buttons,
    )


def _new_token() -> str:
    return secrets.token_urlsafe(9)


def _webhook(settings: Settings) -> "Webhook | None":
    """Where the service calls us, if it is to call. Raises ChannelRefused."""
    from bot.channels.telegram.webhook import Webhook

    if not settings.telegram_webhook_url:
        return None
    return Webhook(
        url=settings.telegram_webhook_url,
        secret=webhook_secret(settings),
        host=settings.telegram_webhook_host,
        port=settings.telegram_webhook_port,
    )
