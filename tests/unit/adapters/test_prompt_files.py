"""The prompts folder: every fixed sentence, in both languages, with its names filled in."""

import re
from functools import cache
from pathlib import Path
from string import Template
from typing import Any

import pytest
import yaml

from bot.adapters.prompt_files import LANGUAGES, PromptFiles
from bot.domain.answer import REASONS
from bot.domain.errors import MissingText

ROOT = Path(__file__).resolve().parents[3]
OUTCOMES = [f"{s.value}.{r.value}" for s, reasons in REASONS.items() for r in reasons] + ["handoff"]
# What the program fills in; a sentence that is not here takes nothing.
GIVEN: dict[str, set[str]] = {
    "browse_category": {"title"},
    "walkthrough.head": {"title", "minutes"},
    "clarify.about": {"title"},
    "clarify.about_unsaid": {"title"},
    "others.offered": {"number"},
    "others.label": {"number", "title"},
    "card.head_without_level": {"name", "code"},
    "walkthrough.step": {"number", "total", "action"},
    "walkthrough.result": {"text"},
    "walkthrough.note": {"text"},
    "walkthrough.stuck": {"number", "text"},
    "walkthrough.all": {"title"},
    "walkthrough.at_step": {"title", "number", "total"},
    "walkthrough.stopped": {"number"},
    "walkthrough.finished": {"title"},
    "walkthrough.side": {"title", "number", "total"},
    "answer.about": {"title"},
    "answer.checked": {"date"},
    "answer.sources": {"sources"},
    "answer.overdue": {"date"},
    "model.lead": {"lead"},
    "model.quoted": {"text"},
    "model.quoted_vietnamese": {"text"},
    "model.quotes": {"lead"},
    "model.step": {"number", "text"},
    "model.also": {"title"},
    "choice.resume_other": {"title"},
    "card.head": {"name", "code", "levels"},
    "card.more": {"count"},
    "card.fetched": {"date", "url"},
    "card.level": {"level", "code"},
    "card.abolished": {"code", "note"},
    "desk.of_commune": {"commune"},
    "desk.of_named_province": {"province"},
    "desk.in_line": {"count"},
    "desk.span.minutes": {"count"},
    "desk.span.hours": {"count"},
    "desk.span.days": {"count"},
    "desk.consent": {"desk", "question"},
    "desk.consent_province": {"desk", "question"},
    "desk.opened": {"desk", "line"},
    "desk.closed_now": {"start", "end", "first", "last"},
    "desk.waiting": {"desk", "line"},
    "desk.with_helper": {"desk"},
    "desk.asked_province": {"desk", "line"},
    "desk.claimed": {"desk"},
    "desk.from_helper": {"desk", "text"},
    "desk.raised": {"desk"},
    "desk.moved": {"desk"},
    "desk.finished": {"desk"},
    "desk.nobody_came_guide": {"title"},
    "desk.card.head": {"id", "commune"},
    "desk.card.at_step": {"title", "number", "total"},
    "desk.card.guide": {"title"},
    "desk.card.question": {"question"},
    "desk.card.sent": {"time"},
    "desk.card.sent_ago": {"time", "waited"},
    "desk.card.claimed": {"helper"},
    "desk.card.done": {"helper"},
    "desk.answer_here": {"helper"},
    "desk.from_asker": {"id", "text"},
    "desk.alarm_from_asker": {"id", "text"},
    "desk.reminder": {"helper"},
    "desk.notice.taken": {"helper"},
    "desk.notice.not_yours": {"helper"},
    "desk.not_carried.not_yours": {"helper"},
    "desk.not_carried.link": {"place"},
    "poster.group": {"commune"},
    "poster.typing": {"bot"},
    "poster.checked": {"date"},
    "feedback.step": {"number", "action"},
    "feedback.to_step": {"number"},
    "later.choice.drop_one": {"question"},
    "later.kept": {"question"},
    "later.full": {"most"},
    "later.new": {"asked", "question", "checked"},
    "later.changed": {"asked", "question", "checked"},
    "later.found": {"asked", "question", "checked"},
    "news.usage": {"most"},
    "news.changed": {"title"},
    "news.about": {"title"},
    "news.signed": {"date"},
    "news.preview": {"count"},
    "news.quiet": {"count"},
    "news.send": {"count"},
    "news.sent": {"count"},
    "news.too_long": {"length", "most"},
    "news.private": {"found"},
    "news.address": {"found"},
    "news.number": {"found"},
    "program.read_only": {"place"},
    "program.bad_bot_name": {"name"},
    "program.unknown_guide": {"name"},
    "program.unknown_guide_near": {"name", "near"},
    "program.unknown_category": {"name", "near"},
    "program.unprintable": {"guide", "letters"},
    "program.poster_overflow": {"guide", "text"},
    "program.poster_overdue": {"guide", "date"},
    "program.unwritable": {"place"},
    "program.no_such_desk": {"chat"},
    "program.model.not_lately": {"days"},
    "program.model.sum": {"days", "use"},
    "program.model.use": {"answers", "calls", "tokens_in", "tokens_out", "cost"},
    "program.model.why": {"faults"},
    "program.model.none_stopped": {"drafts"},
    "program.model.stopped": {"stopped", "mended", "drafts", "share", "faults"},
    "group.card": {"name", "code"},
    "settings.panel": {"commune", "desk", "quiet", "tongue", "news"},
    "settings.quiet": {"start", "end"},
    "settings.asked_nobody": {"chat"},
    "settings.approved": {"commune"},
    "settings.editor_approved": {"title"},
    "settings.editor_refused": {"title"},
    "settings.editor_asks": {"title", "commune", "chat"},
    "forward.pass_on_to": {"name"},
    "forward.send_to": {"name"},
    "forward.which_to": {"name"},
    "forward.which_of": {"title"},
}


@cache
def shipped() -> PromptFiles:
    return PromptFiles(ROOT / "prompts")


KEYS = sorted(shipped().keys("vi") | shipped().keys("en"))


@cache
def loaded(language: str) -> Any:
    path = ROOT / "prompts" / "replies" / f"{language}.yaml"
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def raw(language: str, key: str) -> str:
    """The sentence as it stands in the file."""
    node = loaded(language)
    for part in key.split("."):
        node = node[part]
    return str(node)


def test_both_languages_hold_the_same_keys() -> None:
    assert shipped().keys("vi") == shipped().keys("en")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", OUTCOMES)
def test_every_outcome_has_a_sentence(key: str, language: str) -> None:
    assert len(shipped().text(language, key)) > 10


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", KEYS)
def test_a_sentence_takes_exactly_the_names_that_the_program_gives(key: str, language: str) -> None:
    template = Template(raw(language, key))
    values = {name: f"<{name}>" for name in GIVEN.get(key, set())}

    said = shipped().text(language, key, **values)

    assert template.is_valid()
    assert set(template.get_identifiers()) == set(values)
    assert all(value in said for value in values.values())
    assert "$" not in said
    assert said.strip() == said != ""


def test_no_name_is_given_to_a_sentence_that_is_gone() -> None:
    assert set(GIVEN) <= set(KEYS)


@pytest.mark.parametrize("key", KEYS)
def test_the_english_sentence_is_not_the_vietnamese_one(key: str) -> None:
    # Some hold nothing but a name, and the program's own lines are for whoever runs it.
    words = re.sub(r"\$\w+|\W", "", raw("vi", key))

    assert not words or raw("vi", key) != raw("en", key)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "replies").mkdir()
    for language in LANGUAGES:
        (tmp_path / "replies" / f"{language}.yaml").write_text(
            f"hi: {language} $name\nnested:\n  deep: {{er: {language} x}}\nbad: a $ b\n",
            encoding="utf-8",
        )
    return tmp_path


def test_a_language_that_is_not_there_speaks_vietnamese(folder: Path) -> None:
    assert PromptFiles(folder).text("fr", "hi", name="Lan") == "vi Lan"


def test_nested_keys_are_joined_with_dots(folder: Path) -> None:
    files = PromptFiles(folder)

    assert files.keys("en") == {"hi", "nested.deep.er", "bad"}
    assert files.text("en", "nested.deep.er") == "en x"


def test_a_value_with_a_dollar_sign_is_said_as_it_is(folder: Path) -> None:
    assert PromptFiles(folder).text("vi", "hi", name="$name ${x} $") == "vi $name ${x} $"


@pytest.mark.parametrize(("key", "names"), [("nope", {}), ("hi", {}), ("nested", {}), ("bad", {})])
def test_a_sentence_that_cannot_be_said_is_missing(
    key: str, names: dict[str, str], folder: Path
) -> None:
    with pytest.raises(MissingText, match=key):
        PromptFiles(folder).text("vi", key, **names)


@pytest.mark.parametrize("damage", ["missing", "not yaml"])
def test_a_language_file_that_cannot_be_read_is_missing(damage: str, folder: Path) -> None:
    file = folder / "replies" / "en.yaml"
    if damage == "missing":
        file.unlink()
    else:
        file.write_text("a: [b", encoding="utf-8")

    with pytest.raises(MissingText, match=r"en\.yaml"):
        PromptFiles(folder)
