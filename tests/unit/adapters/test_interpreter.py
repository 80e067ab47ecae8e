"""No chat waits for Python itself."""

import gc
import sys
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest
from knowledge_folder import KnowledgeFolder

from bot.adapters.generations import GenerationLibrary
from bot.adapters.interpreter import Settling, settle, take_short_turns
from bot.domain.turn import Turn


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    turn = sys.getswitchinterval()
    yield
    sys.setswitchinterval(turn)
    gc.unfreeze()


@pytest.fixture
def library(tmp_path: Path) -> GenerationLibrary:
    published = GenerationLibrary(tmp_path)
    publish(published, "g1")
    return published


def publish(library: GenerationLibrary, generation: str) -> None:
    place = library.folder.parent
    folder = KnowledgeFolder(place / f"knowledge-{generation}")
    folder.write_generation(place, generation, folder.guides())
    library.publish(generation)


def test_what_was_loaded_is_never_looked_through_for_garbage_again() -> None:
    loaded = [{"guide": 1}]
    assert any(one is loaded for one in gc.get_objects())

    settle()

    assert not any(one is loaded for one in gc.get_objects())


def test_threads_give_way_within_a_millisecond() -> None:
    take_short_turns()

    assert sys.getswitchinterval() < 0.001


async def test_another_generation_is_settled_and_the_same_one_is_left_alone(
    library: GenerationLibrary,
) -> None:
    settling = Settling(library)
    before = gc.get_freeze_count()

    assert await settling() == Turn()
    assert gc.get_freeze_count() == before

    publish(library, "g2")
    assert await settling() == Turn()
    assert gc.get_freeze_count() > before


def test_a_settled_generation_is_let_go_without_a_search(library: GenerationLibrary) -> None:
    generation = library.current()
    guide = generation.guide(generation.guide_ids()[0])
    assert guide is not None
    assert generation.searcher("vi").search("quên mật khẩu") is not None
    old = weakref.ref(generation)
    settle()

    publish(library, "g2")
    library.current()
    del generation

    assert old() is None
