"""Composition root: the only place that knows every part."""

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
from bot.domain.turn import Turn
from bot.domain.values import Value
from bot.ports import Embedder, FeedbackStore, Groups, Reranker, SessionStore
from bot.settings import BUNDLED, NO_EMBEDDING, Settings

if TYPE_CHECKING:
    from bot.adapters.sql_store import SqlStore
    from bot.channels.telegram import TelegramChannel
    from bot.conversation.assistant import Assistant

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
async def opened_assistant(settings: Settings) -> "AsyncIterator[Assistant]":
    """The assistant with its store open; closed afterwards. Raises NoKnowledge,
    DamagedGeneration or ReadOnlyData."""
    library = _opened_library(settings)
    async with _opened_store(settings) as store:
        yield _assistant(settings, store, library)


def configured_channels(settings: Settings) -> tuple[str, ...]:
    """The channels the settings name, with how each receives."""
    if settings.telegram_token is None:
        return ()
    how = "webhook" if settings.telegram_webhook_url else "polling"
    return (f"telegram ({how})",)


async def verdicts(settings: Settings) -> list[Feedback]:
    """What citizens said of finished guides. Raises ReadOnlyData."""
    async with _opened_store(settings) as store:
        kept: FeedbackStore = store
        return await kept.feedback()


async def serve(settings: Settings) -> None:
    """Run every configured channel until told to stop."""
    library = _opened_library(settings)
    async with _opened_store(settings) as store:
        channel = _telegram(settings, _assistant(settings, store, library), store)
        await channel.run(
            lambda: print(f"ready: {', '.join(configured_channels(settings))}", flush=True)
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


@asynccontextmanager
async def _opened_store(settings: Settings) -> "AsyncIterator[SqlStore]":
    from bot.adapters.sql_store import SqlStore

    store = SqlStore(settings.data)
    await store.open()
    try:
        yield store
    finally:
        await store.close()


def _assistant(settings: Settings, store: "SqlStore", library: GenerationLibrary) -> "Assistant":
    from bot.conversation.assistant import Assistant

    composer = Composer(PromptFiles(settings.prompts))
    clock = SystemClock()
    answering = Answering(library, composer, clock)
    return Assistant(answering, library, composer, store, clock, lambda: secrets.token_urlsafe(9))


def _telegram(settings: Settings, assistant: "Assistant", store: "SqlStore") -> "TelegramChannel":
    from bot.channels.telegram import TelegramChannel, Webhook

    if settings.telegram_token is None:
        raise ChannelRefused("Thiếu TELEGRAM_TOKEN trong .env.")
    webhook = None
    if settings.telegram_webhook_url:
        webhook = Webhook(
            url=settings.telegram_webhook_url,
            secret=_webhook_secret(settings),
            host=settings.telegram_webhook_host,
            port=settings.telegram_webhook_port,
        )
    return TelegramChannel(
        handler=assistant,
        mailbox=store,
        token=settings.telegram_token.get_secret_value(),
        api_url=settings.telegram_api_url,
        webhook=webhook,
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
