"""Lessons: what the topic model learns from, and what is kept from it for calibration."""

from collections import Counter

import pytest
from knowledge_folder import GUIDES, OWNER, PASSWORD, SCAM

from bot.domain.guide import Guide
from bot.domain.search import Chunk, ChunkKind, Lesson, Phrase
from bot.language.fold import fold
from ingest.chunk import chunks_of, phrases_of
from ingest.lessons import is_held_out, lessons_again, lessons_of
from ingest.outside import Outside

GLOSSARY = (("mk", ("mật khẩu",)),)


@pytest.fixture(scope="module")
def chunks(guides: list[Guide]) -> list[Chunk]:
    return [chunk for guide in guides for chunk in chunks_of(guide)]


@pytest.fixture(scope="module")
def phrases(guides: list[Guide]) -> list[Phrase]:
    return [phrase for guide in guides for phrase in phrases_of(guide)]


@pytest.fixture(scope="module")
def lessons(chunks: list[Chunk], phrases: list[Phrase]) -> list[Lesson]:
    return lessons_of(chunks, phrases, GLOSSARY)


def test_about_one_way_of_asking_in_five_is_held_out() -> None:
    held = sum(is_held_out(f"làm giấy tờ thứ {at} ở đâu") for at in range(2_000))

    assert 0.17 < held / 2_000 < 0.23


def test_what_is_held_out_does_not_depend_on_the_run() -> None:
    # Were this to change, calibrations before and after would not be comparable.
    asked = ("lấy lại mật khẩu", "khai tạm trú", "khai sinh cho con", "ly hôn", "xin visa")

    assert [ask for ask in asked if is_held_out(ask)] == ["khai sinh cho con"]


def test_every_phrase_teaches_as_it_is_and_typed_and_every_passage_once(
    lessons: list[Lesson], chunks: list[Chunk], phrases: list[Phrase]
) -> None:
    assert len(lessons) == 2 * len(phrases) + len(chunks)
    assert {lesson.guide for lesson in lessons} == set(GUIDES)
    for text in (*(phrase.text for phrase in phrases), *(chunk.text for chunk in chunks)):
        assert text in [lesson.text for lesson in lessons]


def test_a_phrase_is_typed_without_diacritics_and_counts_less_then(lessons: list[Lesson]) -> None:
    at = next(i for i, lesson in enumerate(lessons) if lesson.text == "nhập mật khẩu báo sai hoài")
    plain, typed = lessons[at : at + 2]

    assert typed.text == fold(typed.text) != plain.text
    assert (typed.guide, typed.held_out) == (PASSWORD, plain.held_out)
    assert 0 < typed.weight < plain.weight


def test_only_ways_of_asking_are_held_out(lessons: list[Lesson], guides: list[Guide]) -> None:
    held = [lesson.text for lesson in lessons if lesson.held_out]
    asks = {ask for guide in guides for ask in guide.asks}
    plain = [text for text in held if text in asks]

    # Titles, errors, quick questions and passages are always taught.
    assert plain == [ask for guide in guides for ask in guide.asks if is_held_out(ask)]
    assert len(held) == 2 * len(plain) > 0


def test_a_held_out_ask_is_held_out_typed_too(lessons: list[Lesson]) -> None:
    for plain, typed in zip(lessons[::2], lessons[1::2], strict=False):
        if plain.held_out:
            assert typed.held_out


def test_subjects_without_a_guide_speak_for_no_guide(
    outside: list[Outside], chunks: list[Chunk], phrases: list[Phrase], lessons: list[Lesson]
) -> None:
    theirs = [subject.chunk() for subject in outside]
    lines = [phrase for subject in outside for phrase in subject.phrases()]

    both = lessons_of([*chunks, *theirs], [*phrases, *lines], GLOSSARY)

    assert Counter(both) - Counter(lessons) == Counter(
        lesson for lesson in both if not lesson.guide
    )
    assert not any((lesson.guide or "").startswith("outside/") for lesson in both)
    assert all(chunk.kind is ChunkKind.OUTSIDE for chunk in theirs)


def test_a_sync_of_one_changed_guide_teaches_it_among_as_many_others(
    chunks: list[Chunk], phrases: list[Phrase]
) -> None:
    again = lessons_again({PASSWORD}, chunks, phrases, GLOSSARY)

    own = [lesson for lesson in again if lesson.guide == PASSWORD]
    others = [lesson for lesson in again if lesson.guide != PASSWORD]
    fresh = [chunk for chunk in chunks if chunk.guide == PASSWORD]
    lines = [phrase for phrase in phrases if phrase.chunk.startswith(PASSWORD)]
    assert own == lessons_of(fresh, lines, GLOSSARY)
    assert {lesson.guide for lesson in others} == {OWNER, SCAM, "tam-tru-thue-nha"}
    assert len(own) <= len(others) <= 3 * len(own)


@pytest.mark.parametrize("changed", [set(), {"khong-co"}])
def test_where_no_guide_changed_nothing_is_taught_again(
    changed: set[str], chunks: list[Chunk], phrases: list[Phrase]
) -> None:
    assert lessons_again(changed, chunks, phrases, GLOSSARY) == []
