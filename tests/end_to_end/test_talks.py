"""Ten conversations with a language model at the terminal: it helps, and it says nothing new."""

import re
import shutil
from pathlib import Path

import pytest

from bot.answering.own_words import sayings_of
from bot.domain.search import ChunkKind

from .program import ROOT
from .talks import Heard, Played, in_a_row, outcome_lines, played, transcript

RECORD = ROOT / "docs" / "model.md"
SUMMARY = re.compile(r"(?:Nói ngắn gọn|In short): (.+?) \((?:Mấy câu này do máy|A machine wrote)")
QUOTES = re.compile(r"(?:Hướng dẫn ghi|The guide says): (.+)")
TWO_LANGUAGES = "Answers are in Vietnamese or English."
INVENTED = ("lylich-nhanh", "50.000", "640.000")


@pytest.fixture(scope="module")
def talks(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Played:
    """The conversations, over."""
    folder = tmp_path_factory.mktemp("talks")
    shutil.copytree(published / "generations", folder / "data" / "generations")
    return played(folder / "data", folder)


def guide_words(heard: Heard, talks: Played) -> list[str]:
    """What must stand on the screen of the guide: the piece, or how the guide opens."""
    chunk = talks.knowledge.chunk(heard.turn.shown)
    assert chunk is not None, heard.turn.shown
    if chunk.kind is not ChunkKind.STEP:
        return [in_a_row(line) for line in chunk.text.split("\n")]
    guide = talks.knowledge.guide(chunk.guide)
    assert guide is not None
    step = guide.steps[0]
    assert step.id == chunk.part
    return [in_a_row(line) for line in (guide.summary, step.action, *step.detail.split("\n"))]


def test_every_turn_comes_to_what_the_script_says(talks: Played) -> None:
    assert talks.puzzled == []
    assert [(one.turn.said, one.outcome) for one in talks.turns] == [
        (one.turn.said, one.turn.outcome) for one in talks.turns
    ]


def test_ten_people_talk_of_two_to_six_messages_each(talks: Played) -> None:
    assert len(talks.talks) == 10
    assert {len(turns) for _, turns in talks.talks} <= set(range(2, 7))


def test_the_guide_s_own_words_stand_on_every_screen(talks: Played) -> None:
    missing = [
        (heard.turn.said, words)
        for heard in talks.turns
        for words in guide_words(heard, talks)
        if words not in in_a_row(heard.screen)
    ]
    assert missing == []


def drafted(heard: Heard) -> list[str]:
    """The sentences of the model's draft."""
    draft = heard.turn.draft
    return [in_a_row(sentence.text) for sentence in draft.sentences] if draft else []


def quotable(heard: Heard, talks: Played) -> list[str]:
    """What the chunks that a draft cites say, as it is quoted."""
    draft = heard.turn.draft
    said = []
    for id_ in {cite for sentence in draft.sentences for cite in sentence.cites} if draft else ():
        chunk = talks.knowledge.chunk(id_)
        guide = talks.knowledge.guide(chunk.guide) if chunk else None
        assert chunk is not None
        assert guide is not None
        said += [f"“{in_a_row(saying)}”" for saying in sayings_of(chunk, guide)]
    return said


def quotes(heard: Heard) -> list[str]:
    """What a paragraph of its own quotes of the guide."""
    paragraphs = map(in_a_row, re.split(r"\n\s*\n", heard.screen))
    return [found[1] for one in paragraphs if (found := QUOTES.fullmatch(one))]


def without(text: str, parts: list[str]) -> str:
    """What is left of a text where none of the parts stands in it, the longest taken first."""
    for part in sorted(parts, key=len, reverse=True):
        text = text.replace(part, "")
    return text.strip()


def test_a_draft_near_the_guide_stands_whole_before_its_words(talks: Played) -> None:
    for heard in talks.turns:
        said = SUMMARY.findall(in_a_row(heard.screen))
        if heard.turn.outcome == "worded":
            assert said == [" ".join(drafted(heard))]
        elif not heard.turn.outcome.startswith("mended:"):
            assert said + quotes(heard) == [], heard.turn.said


def test_a_looser_draft_is_mended_with_quotations_of_the_guide_alone(talks: Played) -> None:
    mended = [one for one in talks.turns if one.turn.outcome.startswith("mended:")]
    assert mended
    for heard in mended:
        [said] = [*SUMMARY.findall(in_a_row(heard.screen)), *quotes(heard)]
        assert said not in ("", " ".join(drafted(heard)))
        assert without(said, [*drafted(heard), *quotable(heard, talks)]) == ""


def test_what_is_quoted_alone_is_called_the_guide_s_own_and_no_summary(talks: Played) -> None:
    alone = [heard for heard in talks.turns if quotes(heard)]
    assert alone
    for heard in alone:
        [said] = quotes(heard)
        assert without(said, quotable(heard, talks)) == ""
        assert SUMMARY.findall(in_a_row(heard.screen)) == []


def test_who_writes_in_a_third_language_is_told_which_two_are_spoken_here(talks: Played) -> None:
    languages = {
        one.turn.said: one.turn.reading.language for one in talks.turns if one.turn.reading
    }
    third = [said for said, language in languages.items() if language not in ("vi", "en")]
    told = [one.turn.said for one in talks.turns if TWO_LANGUAGES in in_a_row(one.screen)]
    assert told == third != []


def test_nothing_a_lying_model_said_is_on_any_screen(talks: Played) -> None:
    lies = [
        in_a_row(sentence.text)
        for heard in talks.turns
        if heard.turn.lies and heard.turn.draft
        for sentence in heard.turn.draft.sentences
    ]
    assert len(lies) > 2
    shown = " ".join(in_a_row(heard.screen) for heard in talks.turns)
    assert [one for one in (*lies, *INVENTED) if one in shown] == []


def test_the_record_tells_what_happens(talks: Played) -> None:
    recorded = outcome_lines(RECORD.read_text(encoding="utf-8"))
    assert recorded == outcome_lines(transcript(talks.talks))
