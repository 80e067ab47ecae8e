"""The sources under an answer."""

import re
from datetime import date
from pathlib import Path

from bot.adapters.generations import GenerationLibrary
from bot.adapters.prompt_files import PromptFiles
from bot.answering.compose import Composer
from bot.settings import Settings


def test_a_long_title_of_a_source_is_cut_between_words(published: Path, settings: Settings) -> None:
    knowledge = GenerationLibrary(published).current()
    composer = Composer(PromptFiles(settings.prompts))
    cut = 0
    for guide in map(knowledge.guide, knowledge.guide_ids()):
        assert guide is not None
        titles = [source.title for source in guide.sources]
        for shown in re.findall(r"\[([^\]]+)…\]", composer.footer(guide, "vi", date(2026, 11, 22))):
            (whole,) = {title for title in titles if title.startswith(shown)}
            assert re.match(r"[\s,;:(]", whole[len(shown) :])
            cut += 1
    assert cut > 0
