"""Lead: a model's words before the guide's, and the way on where they leave something open."""

import pytest
from knowledge_folder import FixedClock

from bot.adapters.generations import GenerationLibrary
from bot.adapters.prompt_files import PromptFiles
from bot.answering.compose import Composer
from bot.answering.evidence import evidence_of
from bot.answering.lead import led, unanswered
from bot.answering.pipeline import Answering
from bot.domain.answer import Answer, Question
from bot.domain.draft import Completeness, Draft, Evidence, Sentence
from bot.ports import Knowledge
from bot.settings import Settings

OPENS = "Tôi muốn đổi bằng lái xe"
MAY_BE_SPARED = "gplx-doi-cap-lai#step:kham-suc-khoe"


@pytest.fixture(scope="module")
def composer(settings: Settings) -> Composer:
    return Composer(PromptFiles(settings.prompts))


@pytest.fixture(scope="module")
def library(settings: Settings) -> GenerationLibrary:
    return GenerationLibrary(settings.data)


@pytest.fixture(scope="module")
def knowledge(library: GenerationLibrary) -> Knowledge:
    return library.current()


@pytest.fixture(scope="module")
def answer(library: GenerationLibrary, composer: Composer) -> Answer:
    """An answer that opens its guide: its buttons lead through the steps."""
    answer = Answering(library, composer, FixedClock()).answer(Question(text=OPENS))
    assert answer.guide == "gplx-doi-cap-lai"
    assert answer.step is not None
    assert helps(answer) == 0
    return answer


@pytest.fixture(scope="module")
def evidence(answer: Answer, knowledge: Knowledge) -> Evidence:
    return evidence_of(answer, knowledge)


def draft_of(evidence: Evidence, completeness: Completeness) -> Draft:
    said = Sentence(text="Bạn mang thẻ căn cước.", cites=(evidence.passages[0].id,))
    spared = [p.id for p in evidence.passages if p.chunk == MAY_BE_SPARED]
    return Draft(completeness=completeness, sentences=(said,), steps_not_needed=tuple(spared))


def helps(answer: Answer) -> int:
    """How many buttons lead to where help is."""
    actions = [choice.action for choice in answer.choices if choice.action]
    return sum((action.verb, action.part) == ("section", "help") for action in actions)


def test_the_guide_s_words_stand_whole_behind_the_model_s(
    answer: Answer, evidence: Evidence, knowledge: Knowledge, composer: Composer
) -> None:
    worded = led(
        answer,
        draft_of(evidence, Completeness.COMPLETE),
        evidence,
        knowledge,
        composer,
        quoted=False,
    )
    assert worded.text == f"{worded.lead}\n\n{answer.text}"
    assert worded.lead.startswith("**Nói ngắn gọn:** Bạn mang thẻ căn cước.\n")
    assert worded.choices == answer.choices


def test_where_a_guide_leaves_something_open_there_is_the_button_to_help(
    answer: Answer, evidence: Evidence, knowledge: Knowledge, composer: Composer
) -> None:
    partial = led(
        answer,
        draft_of(evidence, Completeness.PARTIAL),
        evidence,
        knowledge,
        composer,
        quoted=False,
    )
    assert "**Nơi trợ giúp**" in partial.lead
    assert helps(partial) == 1
    nothing = unanswered(answer, knowledge, composer)
    assert "**Nơi trợ giúp**" in nothing.lead
    assert helps(nothing) == 1


def test_a_button_to_help_that_is_there_is_not_offered_twice(
    answer: Answer, knowledge: Knowledge, composer: Composer
) -> None:
    once = unanswered(answer, knowledge, composer)
    assert helps(unanswered(once, knowledge, composer)) == 1


def test_a_step_that_may_be_spared_is_told_of_in_the_editors_words(
    answer: Answer, evidence: Evidence, knowledge: Knowledge, composer: Composer
) -> None:
    worded = led(
        answer,
        draft_of(evidence, Completeness.COMPLETE),
        evidence,
        knowledge,
        composer,
        quoted=False,
    )
    assert "Bước 2 trong hướng dẫn ghi" in worded.lead
    assert "“Đi khám sức khỏe lái xe, nếu hạng bằng của bạn cần”." in worded.lead
