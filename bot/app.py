"""Composition root: the only place that knows every part."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot import log
from bot.adapters.catalogue import Loaded
from bot.adapters.generations import Generation, GenerationLibrary
from bot.adapters.models import Models
from bot.adapters.prompt_files import PromptFiles
from bot.adapters.static_embedding import StaticEmbedding
from bot.answering.compose import Composer
from bot.answering.pipeline import Answering
from bot.domain.answer import Answer, Question
from bot.domain.conversation import Feedback, Reply
from bot.domain.errors import CamTayError, ChannelRefused, DamagedGeneration, NoKnowledge
from bot.domain.group import DeskState, Group
from bot.domain.privacy import mask
from bot.domain.ticket import Suggestion, Ticket
from bot.domain.turn import Turn
from bot.domain.values import Value
from bot.ports import Chats, Embedder, Groups, Mailbox, Reranker, SessionStore
from bot.settings import BUNDLED, NO_EMBEDDING, Settings

if TYPE_CHECKING:
    from bot.adapters.sql.stores import Stores
    from bot.channels.telegram.webhook import Webhook
    from bot.conversation.assistant import Assistant
    from bot.conversation.reception import Parts, Reception
    from bot.posters.press import Press

_SHORTEST_SECRET = 8


class SystemClock:
    """The machine's time in its own zone."""

    def now(self) -> datetime:
        """The present moment."""
        return datetime.now().astimezone()


class Finding(Value):
    """One thing the doctor looked at."""

    name: str
    fine: bool
    detail: str


class TicketAtDesk(Value):
    """An unfinished ticket, the title of the group it lies with (empty where no group saw it),
    and its age in minutes."""

    ticket: Ticket
    desk: str
    minutes: int


class Health(Value):
    """What is configured, what is missing, what would start."""

    fine: bool
    channels: tuple[str, ...]
    findings: tuple[Finding, ...]


def configure_log(settings: Settings) -> None:
    """Set up the logs as the settings say."""
    log.configure(settings.log_level)


def build_answering(settings: Settings) -> Answering:
    """The answer pipeline over the published generation, with every model that takes part
    loaded: for commands that nobody chats with meanwhile."""
    models = build_models(settings)
    library = GenerationLibrary(settings.data, models)
    with suppress(NoKnowledge, DamagedGeneration):
        library.current()
    models.wait()
    return Answering(library, Composer(PromptFiles(settings.prompts)), SystemClock())


def build_models(settings: Settings) -> Models:
    """The models the settings name, loaded when a generation has a use for them."""
    return Models(lambda: build_embedder(settings), lambda: build_reranker(settings))


def loaded_models(settings: Settings) -> Loaded:
    """The models the settings name, for a sync. Raises DamagedModel or NoModel."""
    return Loaded(build_embedder(settings), build_reranker(settings))


def build_embedder(settings: Settings) -> Embedder | None:
    """The embedder the settings name; None when they say there is to be none. A named model
    takes seconds to load: see Background. Raises DamagedModel or NoModel."""
    if settings.embedding == NO_EMBEDDING:
        return None
    if settings.embedding == BUNDLED:
        return StaticEmbedding(settings.bundled_model)
    from bot.adapters.sentence_transformer import SentenceTransformerEmbedder

    return SentenceTransformerEmbedder(settings.embedding)


def build_reranker(settings: Settings) -> Reranker | None:
    """The reranker the settings name, if they name one. It takes seconds to load: see
    Background. Raises NoModel."""
    if settings.reranker is None:
        return None
    from bot.adapters.cross_encoder import CrossEncoderReranker

    return CrossEncoderReranker(settings.reranker)


def one_shot(answering: Answering, text: str) -> tuple[Reply, Answer]:
    """The reply to one text without any conversation around it, and the answer behind it."""
    from bot.conversation.assistant import reply_of

    answer = answering.answer(Question(text=mask(text).text))
    return reply_of(answer), answer


@asynccontextmanager
async def opened_reception(settings: Settings) -> "AsyncIterator[Reception]":
    """The reception with its stores open, for chats without groups; closed afterwards. Raises
    NoKnowledge, DamagedGeneration or ReadOnlyData."""
    from bot.adapters.sql.stores import opened_stores
    from bot.conversation.reception import Reception

    library = _opened_library(settings)
    async with opened_stores(settings.data) as stores:
        yield Reception(_assistant(settings, library), stores.sessions, _new_token)


def build_press(settings: Settings, bot: str | None, commune: str | None) -> "Press":
    """What prints posters that lead into a bot, else into the one the settings name. Raises
    BadPosterOrder, MissingFont, NoKnowledge or DamagedGeneration."""
    from bot.adapters.pdf_pictures import png_of
    from bot.adapters.pdf_sheets import PdfSheets
    from bot.adapters.qr_code import qr_modules
    from bot.posters.press import Press
    from bot.posters.words import PosterWords

    replies = PromptFiles(settings.prompts)
    words = PosterWords(replies, bot or settings.telegram_bot_name, commune)
    knowledge = GenerationLibrary(settings.data).current()
    sheets = PdfSheets(settings.fonts)
    return Press(knowledge, words, replies, SystemClock(), qr_modules, sheets, png_of)


def configured_channels(settings: Settings) -> tuple[str, ...]:
    """The channels the settings name, with how each receives."""
    if settings.telegram_token is None:
        return ()
    how = "webhook" if settings.telegram_webhook_url else "polling"
    return (f"telegram ({how})",)


async def verdicts(settings: Settings) -> list[Feedback]:
    """What citizens said of finished guides. Raises ReadOnlyData."""
    from bot.adapters.sql.stores import opened_stores

    async with opened_stores(settings.data) as stores:
        return await stores.feedback.feedback()


async def serve(settings: Settings) -> None:
    """Run every configured channel until told to stop. Raises NoKnowledge, DamagedGeneration,
    ReadOnlyData, NewerData or ChannelRefused."""
    from bot.adapters.instance_lock import instance_lock
    from bot.adapters.sql.stores import opened_stores

    library = _opened_library(settings)
    with instance_lock(settings.data):
        async with opened_stores(settings.data) as stores:
            await _serve_telegram(settings, stores, library)


async def _serve_telegram(settings: Settings, stores: "Stores", library: GenerationLibrary) -> None:
    from bot.channels.telegram.channel import TelegramChannel
    from bot.channels.telegram.service import TelegramService
    from bot.conversation.reception import Reception
    from bot.conversation.rounds import Daily, Rounds

    if settings.telegram_token is None:
        raise ChannelRefused("Thiếu TELEGRAM_TOKEN trong .env.")
    token = settings.telegram_token.get_secret_value()
    service = TelegramService(token, settings.telegram_api_url)
    parts = _parts(settings, stores, library, service, own_user=token.partition(":")[0])
    reception = Reception(_assistant(settings, library), stores.sessions, _new_token, parts)
    channel = TelegramChannel(
        service,
        reception,
        stores.mailbox,
        PromptFiles(settings.prompts),
        _webhook(settings),
        settings.telegram_messages_per_second,
    )
    daily = Daily(stores.clean, SystemClock())
    rounds = Rounds([parts.desk.tick, parts.later.tick, daily], reception.save)
    going = asyncio.create_task(rounds.run())
    try:
        await channel.run(
            lambda: print(f"ready: {', '.join(configured_channels(settings))}", flush=True)
        )
    finally:
        going.cancel()
        with suppress(asyncio.CancelledError):
            await going


def _parts(
    settings: Settings, stores: "Stores", library: GenerationLibrary, chats: Chats, own_user: str
) -> "Parts":
    """What a channel with groups has beside private conversations; `own_user` is the bot's
    user id there."""
    from bot.conversation.assistant import Assistant
    from bot.conversation.desk import Desk
    from bot.conversation.desk_rounds import Patience
    from bot.conversation.group_answers import GroupAnswers
    from bot.conversation.group_settings import GroupSettings
    from bot.conversation.later import Later
    from bot.conversation.news import News
    from bot.conversation.passing_on import PassingOn
    from bot.conversation.reception import Parts

    composer, clock, groups = Composer(PromptFiles(settings.prompts)), SystemClock(), stores.groups
    answering = Answering(library, composer, clock)
    patience = Patience(
        hours=settings.working_hours, wait=settings.desk_wait, idle=settings.desk_idle
    )
    desk = Desk(stores.tickets, groups, chats, stores.mailbox, library, composer, clock, patience)
    answers = GroupAnswers(
        answering,
        library,
        composer,
        Assistant(answering, library, composer, clock),
        groups,
        clock,
        lambda: secrets.token_hex(5),
    )
    group_settings = GroupSettings(groups, chats, composer, settings.editors)
    passing_on = PassingOn(answering, library, composer, stores.sessions, groups, clock, own_user)
    later = Later(answering, library, composer, stores.kept_questions, stores.tickets, clock)
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


def examine(settings: Settings) -> Health:
    """Look at everything that is needed; nothing is started or sent."""
    current = _published(settings)
    findings = [
        _knowledge_finding(current),
        _prompts_finding(settings),
        _model_finding(settings, current),
        _data_finding(settings),
        _telegram_finding(settings),
    ]
    channels = configured_channels(settings)
    would = ", ".join(channels) if channels else "chưa có kênh nào, chỉ trò chuyện ở terminal"
    findings.append(Finding(name="Sẽ chạy", fine=True, detail=would))
    return Health(
        fine=all(finding.fine for finding in findings),
        channels=channels,
        findings=tuple(findings),
    )


def _opened_library(settings: Settings) -> GenerationLibrary:
    """The library with its generation read, so that nobody starts without knowledge."""
    library = GenerationLibrary(settings.data, build_models(settings))
    library.current()
    return library


def _assistant(settings: Settings, library: GenerationLibrary) -> "Assistant":
    from bot.conversation.assistant import Assistant

    composer, clock = Composer(PromptFiles(settings.prompts)), SystemClock()
    return Assistant(Answering(library, composer, clock), library, composer, clock)


def _new_token() -> str:
    return secrets.token_urlsafe(9)


def _webhook(settings: Settings) -> "Webhook | None":
    """Where the service calls us, if it is to call. Raises ChannelRefused."""
    from bot.channels.telegram.webhook import Webhook

    if not settings.telegram_webhook_url:
        return None
    return Webhook(
        url=settings.telegram_webhook_url,
        secret=_webhook_secret(settings),
        host=settings.telegram_webhook_host,
        port=settings.telegram_webhook_port,
    )


def _webhook_secret(settings: Settings) -> str:
    secret = settings.telegram_webhook_secret
    if secret is None or len(secret.get_secret_value()) < _SHORTEST_SECRET:
        raise ChannelRefused(
            "Webhook cần TELEGRAM_WEBHOOK_SECRET dài ít nhất 8 ký tự; đặt trong .env."
        )
    return secret.get_secret_value()


def _published(settings: Settings) -> Generation | CamTayError:
    """The published generation, or why there is none that opens."""
    try:
        return GenerationLibrary(settings.data).current()
    except CamTayError as error:
        return error


def _knowledge_finding(current: Generation | CamTayError) -> Finding:
    if isinstance(current, CamTayError):
        return Finding(name="Chỉ mục", fine=False, detail="chưa có, chạy 'camtay-kb sync'")
    count = len(current.guide_ids())
    return Finding(name="Chỉ mục", fine=True, detail=f"bản {current.generation}, {count} bài")


def _model_finding(settings: Settings, current: Generation | CamTayError) -> Finding:
    """Whether the named models are those the published generation was made with. Named ones
    are not loaded for it."""
    name = "Mô hình ngữ nghĩa"
    if settings.embedding == NO_EMBEDDING:
        return Finding(name=name, fine=True, detail="tắt (CAMTAY_EMBEDDING=none)")
    try:
        bundled = settings.embedding == BUNDLED
        stamp = StaticEmbedding(settings.bundled_model).stamp if bundled else None
    except CamTayError as error:
        return Finding(name=name, fine=False, detail=str(error))
    if isinstance(current, CamTayError):
        return Finding(name=name, fine=isinstance(current, NoKnowledge), detail=str(current))
    meaning = current.catalogue("vi").meaning
    wanted = stamp.model if stamp else Path(settings.embedding).name
    made_by = meaning.stamp if meaning else None
    same = made_by is not None and (
        made_by == stamp if stamp else made_by.model in (settings.embedding, wanted)
    )
    if not same or meaning is None:
        detail = f"chỉ mục chưa lập bằng {wanted}, chạy 'camtay-kb sync'"
        return Finding(name=name, fine=False, detail=detail)
    detail = f"{made_by}, trọng số {meaning.weight:g}"
    if settings.reranker is not None:
        if meaning.reranker not in (settings.reranker, Path(settings.reranker).name):
            detail = f"chỉ mục chưa cân với {settings.reranker}, chạy 'camtay-kb sync'"
            return Finding(name=name, fine=False, detail=detail)
        detail += f"; xếp lại bằng {settings.reranker}, trọng số {meaning.reranker_weight:g}"
    return Finding(name=name, fine=True, detail=detail)


def _prompts_finding(settings: Settings) -> Finding:
    try:
        PromptFiles(settings.prompts)
    except CamTayError as error:
        return Finding(name="Câu chữ", fine=False, detail=str(error))
    return Finding(name="Câu chữ", fine=True, detail=str(settings.prompts))


def _data_finding(settings: Settings) -> Finding:
    probe = settings.data / ".probe"
    try:
        settings.data.mkdir(parents=True, exist_ok=True)
        probe.write_text("")
        probe.unlink()
    except OSError as error:
        detail = f"không ghi được vào {settings.data} ({error.strerror})"
        return Finding(name="Dữ liệu", fine=False, detail=detail)
    return Finding(name="Dữ liệu", fine=True, detail=str(settings.data))


def _telegram_finding(settings: Settings) -> Finding:
    if settings.telegram_token is None:
        detail = "chưa đặt TELEGRAM_TOKEN (không bắt buộc)"
        return Finding(name="Telegram", fine=True, detail=detail)
    if settings.telegram_webhook_url:
        try:
            _webhook_secret(settings)
        except ChannelRefused as error:
            return Finding(name="Telegram", fine=False, detail=str(error))
    return Finding(name="Telegram", fine=True, detail=", ".join(configured_channels(settings)))


async def unfinished_tickets(settings: Settings) -> list[TicketAtDesk]:
    """Every ticket that somebody still waits for, oldest first. Raises ReadOnlyData."""
    from bot.adapters.sql.stores import opened_stores

    now = SystemClock().now()
    async with opened_stores(settings.data) as stores:
        return [
            await _at_desk(ticket, stores.groups, now)
            for ticket in await stores.tickets.unfinished()
        ]


async def suggested(settings: Settings) -> list[Suggestion]:
    """What helpers answered, for editors, oldest first. Raises ReadOnlyData."""
    from bot.adapters.sql.stores import opened_stores

    async with opened_stores(settings.data) as stores:
        return list(await stores.tickets.suggestions())


async def _at_desk(ticket: Ticket, groups: Groups, now: datetime) -> TicketAtDesk:
    group = await groups.group(ticket.person.channel, ticket.desk) if ticket.desk else None
    minutes = int((now - ticket.opened).total_seconds()) // 60
    return TicketAtDesk(ticket=ticket, desk=group.title if group else "", minutes=minutes)


@asynccontextmanager
async def opened_mailbox(settings: Settings) -> "AsyncIterator[Mailbox]":
    """What was received and what is to be sent. Raises ReadOnlyData or NewerData."""
    from bot.adapters.sql.stores import opened_stores

    async with opened_stores(settings.data) as stores:
        yield stores.mailbox


async def groups_there(settings: Settings) -> list[Group]:
    """Every group the bot is in, by title. Raises ReadOnlyData."""
    from bot.adapters.sql.stores import opened_stores

    async with opened_stores(settings.data) as stores:
        there: list[Group] = await stores.groups.groups()
        return there


async def set_desk(settings: Settings, chat: str, desk: DeskState) -> Group | None:
    """Open or shut the desk of a group the bot is in, for an operator; None when there is no
    such group, or one that never asked for a desk is to get one. Raises ReadOnlyData."""
    from bot.adapters.sql.stores import opened_stores

    async with opened_stores(settings.data) as stores:
        return await decided(stores.groups, stores.sessions, chat, desk)


async def decided(
    groups: Groups, sessions: SessionStore, chat: str, desk: DeskState
) -> Group | None:
    """The group in that chat with its desk opened or shut, saved; see `set_desk`."""
    group = next((one for one in await groups.groups() if one.chat == chat), None)
    if group is None or group.desk is DeskState.OFF:
        return None
    changed = group.model_copy(update={"desk": desk})
    await sessions.commit(Turn(groups=(changed,)))
    return changed
