"""What every store of kept questions must do, run on each of them."""

from datetime import timedelta
from typing import TYPE_CHECKING

from turn_parts import AT, person
from turn_parts import kept as question

from bot.domain.turn import Turn

if TYPE_CHECKING:
    from conftest import Kept


async def test_a_question_waits_for_each_new_generation(kept: "Kept") -> None:
    await kept.sessions.commit(Turn(kept=(question("c1"),)))
    assert await kept.kept_questions.not_asked_of("g1") == []
    assert await kept.kept_questions.not_asked_of("g2") == [question("c1")]
    asked = question("c1").model_copy(update={"generation": "g2"})
    await kept.sessions.commit(Turn(kept=(asked,)))
    assert await kept.kept_questions.not_asked_of("g2") == []
    assert await kept.kept_questions.not_asked_of("g3") == [asked]


async def test_a_question_that_needs_no_answer_any_more_is_dropped(kept: "Kept") -> None:
    await kept.sessions.commit(Turn(kept=(question("c1"), question("c2"))))
    await kept.sessions.commit(Turn(dropped=("c1", "c9")))
    assert await kept.kept_questions.not_asked_of("g2") == [question("c2")]


async def test_a_forgotten_persons_questions_are_dropped(kept: "Kept") -> None:
    await kept.sessions.commit(Turn(kept=(question("c1", "1"), question("c2", "2"))))
    await kept.sessions.commit(Turn(forgotten=(person("1"),)))
    assert await kept.kept_questions.not_asked_of("g2") == [question("c2", "2")]


async def test_questions_come_oldest_first(kept: "Kept") -> None:
    late = question("c1").model_copy(update={"asked": AT + timedelta(days=1)})
    await kept.sessions.commit(Turn(kept=(late, question("c2"))))
    assert await kept.kept_questions.not_asked_of("g2") == [question("c2"), late]
