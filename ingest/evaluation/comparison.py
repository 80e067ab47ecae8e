"""Comparison: labelled questions asked without and with a language model, live or from a file
that keeps what it once said."""

from dataclasses import dataclass
from pathlib import Path

from bot.adapters.generations import GenerationLibrary
from bot.adapters.memory_ledger import MemoryLedger
from bot.adapters.model_process import ModelProcess
from bot.adapters.model_prompts import ModelPrompts
from bot.adapters.prompt_files import PromptFiles
from bot.adapters.recorded_model import RecordingModel, ReplayedModel
from bot.answering.compose import Composer
from bot.answering.leash import Leash
from bot.answering.pipeline import Answering
from bot.app import build_answering, leash_over, loaded_chat_model, loaded_judge
from bot.domain.allowance import Allowance
from bot.domain.errors import NoModel
from bot.ports import ChatModel
from bot.settings import Settings
from ingest.evaluation.assisted import (
    Assisting,
    Comparison,
    ModelRun,
    Tell,
    ask_with,
    ask_without,
    compared,
    compared_with,
)
from ingest.evaluation.questions import Labelled

_AT_ONCE = 4
# The prompts that are a model's and its judge's; their names are those of their files.
_MODEL, _JUDGE = ("understand", "compose"), ("judge",)


@dataclass(frozen=True)
class Voices:
    """The models to ask. Where `recording` is not None they say what it holds."""

    model: ChatModel
    judge: ChatModel | None = None
    recording: ReplayedModel | None = None


def live_voices(settings: Settings, record: Path | None) -> Voices | None:
    """The models that the settings name, if they name one; all they say goes into `record`,
    a new file. Raises NoModel, or OSError when there is such a file or it can't be written."""
    if record is not None and record.exists():
        raise FileExistsError(record)
    process = ModelProcess(settings.log_level)
    model = loaded_chat_model(settings, process)
    if model is None:
        return None
    judge = loaded_judge(settings, process)
    if record is None:
        return Voices(model, judge)
    return Voices(RecordingModel(model, record), RecordingModel(judge, record) if judge else None)


def recorded_voices(file: Path) -> Voices:
    """The models of a recording. Raises OSError, or NoModel when it holds no answer."""
    recording = ReplayedModel(file)
    if not recording.name:
        raise NoModel(f"{file} không có lời nào của mô hình đọc được; ghi lại bằng --record.")
    return Voices(recording, recording if recording.name_for(_JUDGE) else None, recording)


async def compare(
    settings: Settings, questions: list[Labelled], voices: Voices | None, tell: Tell
) -> Comparison:
    """Every question asked once without and once with the models; without alone where there
    are none. Raises NoKnowledge or DamagedGeneration."""
    tell("Hỏi không mô hình")
    answering = build_answering(settings)
    asked = ask_without(answering, questions)
    if voices is None:
        return compared(asked)
    library = GenerationLibrary(settings.data)
    assisting = _assisting(settings, answering, library, voices, len(asked))
    assisted = await ask_with(asked, assisting, library.current(), tell)
    return compared_with(asked, assisted, _run(voices, settings), settings.model_price)


def _run(voices: Voices, settings: Settings) -> ModelRun:
    """What is to be said of a run that is over."""
    recording, always = voices.recording, _always(settings)
    if recording is None:
        judge = voices.judge.name if voices.judge else None
        return ModelRun(model=voices.model.name, judge=judge, always=always, replayed=False)
    return ModelRun(
        model=recording.name_for(_MODEL),
        judge=recording.name_for(_JUDGE) or None,
        always=always,
        replayed=True,
        not_recorded=recording.not_recorded,
        damaged=recording.damaged,
    )


def _assisting(
    settings: Settings,
    answering: Answering,
    library: GenerationLibrary,
    voices: Voices,
    questions: int,
) -> Assisting:
    composer = Composer(PromptFiles(settings.prompts))
    prompts = ModelPrompts(settings.prompts)
    # Whoever asks for an evaluation has counted its questions.
    ledger = MemoryLedger(Allowance(per_person=questions, per_day=questions))

    def leash(model: ChatModel, judge: ChatModel | None) -> Leash:
        return leash_over(settings, answering, library, composer, prompts, ledger, model, judge)

    at_once = min(_AT_ONCE, settings.model_at_once)
    return Assisting(voices.model, voices.judge, leash, composer, at_once)


def _always(settings: Settings) -> bool:
    return settings.model_when == "always"
