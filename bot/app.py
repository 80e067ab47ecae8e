"""Composition root: models, knowledge, answers, conversations and posters, as the settings say.
`bot.serving`, `bot.back_office` and `bot.doctor` build on it; nobody else knows every part."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from bot.adapters.background_model import BackgroundModel
from bot.adapters.catalogue import Loaded
from bot.adapters.generations import GenerationLibrary
from bot.adapters.memory_ledger import MemoryLedger
from bot.adapters.model_address import ModelAddress, judge_address, model_address
from bot.adapters.model_prompts import ModelPrompts
from bot.adapters.models import Models
from bot.adapters.prompt_files import PromptFiles
from bot.adapters.static_embedding import StaticEmbedding
from bot.answering.compact import Compact
from bot.answering.compose import Composer
from bot.answering.leash import Leash
from bot.answering.pipeline import Answering
from bot.conversation.forwarding.forwarded_answers import ForwardedAnswers
from bot.conversation.forwarding.passing_on import PassingOn
from bot.conversation.forwarding.ready_to_pass_on import ReadyToPassOn
from bot.conversation.forwarding.straight_on import StraightOn
from bot.conversation.forwarding.texts_to_pass_on import TextsToPassOn
from bot.conversation.groups.group_answers import GroupAnswers
from bot.conversation.groups.group_replies import GroupReplies
from bot.conversation.private.assistant import Assistant
from bot.conversation.private.choices import Choices
from bot.conversation.private.pieces import Pieces
from bot.conversation.private.procedures import Procedures
from bot.conversation.private.questions import Questions
from bot.conversation.private.shelves import Shelves
from bot.conversation.private.verdicts import Verdicts
from bot.conversation.private.walking import Walking
from bot.conversation.private.way_back import WayBack
from bot.conversation.private.welcome import Welcome
from bot.conversation.reply_of import reply_of
from bot.conversation.second_look import SecondLook
from bot.conversation.sentences import Sentences
from bot.domain.answer import Answer, Question
from bot.domain.conversation import Reply
from bot.domain.errors import ChannelRefused, DamagedGeneration, NoKnowledge
from bot.domain.privacy import mask
from bot.ports import (
    ChatModel,
    Clock,
    Embedder,
    Groups,
    Library,
    ModelLedger,
    Prompts,
    Reranker,
    SessionStore,
)
from bot.settings import BUNDLED, NO_EMBEDDING, Settings

if TYPE_CHECKING:
    from bot.adapters.model_process import ModelProcess
    from bot.posters.press import Press

_SHORTEST_SECRET = 8
# Who asks at the command line has one allowance a run.
_NOBODY = "command"


class SystemClock:
    """The machine's time in its own zone."""

    def now(self) -> datetime:
        """The present moment."""
        return datetime.now().astimezone()


def build_answering(settings: Settings) -> Answering:
    """The answer pipeline over the published generation, with every model that takes part
    loaded: for commands that nobody chats with meanwhile."""
    return _loaded_answering(settings)[1]


def _loaded_answering(settings: Settings) -> tuple[Library, Answering, Composer]:
    models = build_models(settings)
    library = GenerationLibrary(settings.data, models)
    with suppress(NoKnowledge, DamagedGeneration):
        library.current()
    models.wait()
    composer = Composer(PromptFiles(settings.prompts))
    return library, Answering(library, composer, SystemClock()), composer


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


def build_model_process(settings: Settings) -> "ModelProcess":
    """Where the language models of one program live."""
    from bot.adapters.model_process import ModelProcess

    return ModelProcess(settings.log_level)


def build_chat_model(settings: Settings, process: "ModelProcess") -> BackgroundModel | None:
    """The language model the settings name, on its way in that process: it is busy until it is
    loaded. None when they name none. Raises NoModel when they can't be followed."""
    address = model_address(settings)
    return _on_its_way(settings, process, address) if address else None


def build_judge(settings: Settings, process: "ModelProcess") -> BackgroundModel | None:
    """The model that checks the other's drafts, if the settings name one; see
    build_chat_model. Raises NoModel."""
    address = judge_address(settings)
    return _on_its_way(settings, process, address) if address else None


def loaded_chat_model(settings: Settings, process: "ModelProcess") -> ChatModel | None:
    """The language model the settings name, loaded, if they name one: for commands that nobody
    chats with meanwhile. Raises NoModel."""
    address = model_address(settings)
    return _steady(settings, process, address) if address else None


def loaded_judge(settings: Settings, process: "ModelProcess") -> ChatModel | None:
    """The model that checks the other's drafts, loaded, if the settings name one. Raises
    NoModel."""
    address = judge_address(settings)
    return _steady(settings, process, address) if address else None


def _on_its_way(
    settings: Settings, process: "ModelProcess", address: ModelAddress
) -> BackgroundModel:
    return BackgroundModel(address.name, lambda: _steady(settings, process, address))


def _steady(settings: Settings, process: "ModelProcess", address: ModelAddress) -> ChatModel:
    """A loaded model, spared when it is full or failing. It takes seconds. Raises NoModel."""
    from bot.adapters.steady_model import SteadyModel

    model = process.open(address, settings.model_format, settings.model_seconds)
    return SteadyModel(model, settings.model_at_once)


def build_leash(
    settings: Settings,
    answering: Answering,
    library: Library,
    composer: Composer,
    ledger: ModelLedger,
) -> Leash | None:
    """What makes answers better with the models the settings name, on their way; None when
    they name none. Raises NoModel or MissingText."""
    models = _models_on_their_way(settings)
    if models is None:
        return None
    prompts = ModelPrompts(settings.prompts)
    return leash_over(settings, answering, library, composer, prompts, ledger, *models)


def _models_on_their_way(
    settings: Settings,
) -> tuple[BackgroundModel, BackgroundModel | None] | None:
    """The language model and the judge that the settings name, in one process; None when they
    name no model. Raises NoModel."""
    if not settings.asks_a_model:
        return None
    process = build_model_process(settings)
    model = build_chat_model(settings, process)
    return None if model is None else (model, build_judge(settings, process))


def leash_over(
    settings: Settings,
    answering: Answering,
    library: Library,
    composer: Composer,
    prompts: Prompts,
    ledger: ModelLedger,
    model: ChatModel,
    judge: ChatModel | None,
) -> Leash:
    """What makes answers better with these models."""
    return Leash(
        answering,
        library,
        composer,
        prompts,
        model,
        ledger,
        SystemClock(),
        settings.model_seconds,
        judge=judge,
        always=settings.model_when == "always",
    )


class OneShot:
    """Answers one text after another, each without any conversation around it."""

    def __init__(self, answering: Answering, leash: Leash | None) -> None:
        self._answering = answering
        self._leash = leash

    async def ask(self, text: str) -> tuple[Reply, Answer]:
        """The reply to a text, and the answer behind it."""
        question = Question(text=mask(text).text)
        answer = self._answering.answer(question)
        if self._leash is not None:
            answer = await self._leash.better(question, answer, _NOBODY)
        return reply_of(answer), answer


def build_one_shot(settings: Settings) -> OneShot:
    """One over the published generation, with every model that takes part loaded. Raises
    NoModel or MissingText."""
    models = _models_on_their_way(settings)
    library, answering, composer = _loaded_answering(settings)
    if models is None:
        return OneShot(answering, None)
    model, judge = models
    for one in (model, judge):
        if one is not None:
            one.wait()
    ledger = MemoryLedger(settings.model_allowance)
    prompts = ModelPrompts(settings.prompts)
    leash = leash_over(settings, answering, library, composer, prompts, ledger, model, judge)
    return OneShot(answering, leash)


def build_assistant(
    answering: Answering,
    library: Library,
    composer: Composer,
    clock: Clock,
    *,
    remembers: bool = False,
) -> Assistant:
    """What answers in private chats, and the parts behind it; see Questions for `remembers`."""
    sentences = Sentences(composer)
    way_back = WayBack(library, composer)
    verdicts = Verdicts(library, composer, sentences, clock)
    walking = Walking(composer, sentences, verdicts, way_back, clock)
    pieces = Pieces(library, composer, sentences, verdicts, way_back, clock)
    shelves = Shelves(library, composer, sentences)
    procedures = Procedures(library, composer, sentences)
    choices = Choices(library, sentences, shelves, procedures, pieces, walking, verdicts, way_back)
    questions = Questions(
        answering, library, verdicts, way_back, walking, clock, remembers=remembers
    )
    welcome = Welcome(answering, library, sentences, shelves, questions, walking, way_back)
    return Assistant(answering, sentences, shelves, welcome, choices, questions, way_back)


def build_group_answers(
    answering: Answering,
    library: Library,
    composer: Composer,
    assistant: Assistant,
    groups: Groups,
    clock: Clock,
    new_key: Callable[[], str],
    second_look: SecondLook,
) -> GroupAnswers:
    """What answers in groups; see GroupReplies for `new_key`."""
    replies = GroupReplies(library, composer, Compact(composer), clock, new_key)
    return GroupAnswers(answering, Sentences(composer), replies, assistant, groups, second_look)


def build_passing_on(
    answering: Answering,
    library: Library,
    composer: Composer,
    store: SessionStore,
    groups: Groups,
    clock: Clock,
    second_look: SecondLook,
    own_user: str,
) -> PassingOn:
    """What answers forwarded questions; `own_user` is the bot's user id in that channel."""
    sentences, compact = Sentences(composer), Compact(composer)
    texts = TextsToPassOn(composer, compact, clock)
    straight_on = StraightOn(library, composer, sentences, texts, store, clock, own_user)
    ready = ReadyToPassOn(library, composer, compact, sentences, texts, straight_on)
    answers = ForwardedAnswers(library, composer, compact, sentences, ready, groups, clock)
    return PassingOn(answering, sentences, answers, ready, straight_on, second_look, own_user)


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


def webhook_secret(settings: Settings) -> str:
    """What the service proves itself with when it calls us. Raises ChannelRefused when it is
    missing or too short."""
    secret = settings.telegram_webhook_secret
    if secret is None or len(secret.get_secret_value()) < _SHORTEST_SECRET:
        raise ChannelRefused(
            "Webhook cần TELEGRAM_WEBHOOK_SECRET dài ít nhất 8 ký tự; đặt trong .env."
        )
    return secret.get_secret_value()
