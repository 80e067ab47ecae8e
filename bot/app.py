"""Composition root: the only place that knows every part."""

from datetime import datetime

from bot.adapters.generations import GenerationLibrary
from bot.adapters.prompt_files import PromptFiles
from bot.answering.compose import Composer
from bot.answering.pipeline import Answering
from bot.settings import Settings


class SystemClock:
    """The machine's time in its own zone."""

    def now(self) -> datetime:
        """The present moment."""
        return datetime.now().astimezone()


def build_answering(settings: Settings) -> Answering:
    """The answer pipeline over the published generation."""
    composer = Composer(PromptFiles(settings.prompts))
    return Answering(GenerationLibrary(settings.data), composer, SystemClock())
