"""The second look: wherever a question is answered, a model may make the answer better."""

from datetime import timedelta
from pathlib import Path

import pytest
from memory_stores import MemoryStores
from neighbours import GROUP, Neighbours, from_
from scripted_model import ScriptedModel

from bot.adapters.generations import GenerationLibrary
from bot.domain.address import Address
from bot.domain.allowance import Allowance
from bot.domain.draft import Prompt
from bot.domain.errors import ModelUnreachable

FEE = "đổi bằng lái hết bao nhiêu tiền"
TRUE = "Tiền khám sức khỏe và tiền bưu điện thì bạn trả riêng."
WORDED = {
    "completeness": "complete",
    "sentences": [{"text": TRUE, "cites": ["c6"]}],
    "steps_not_needed": [],
}


@pytest.fixture(scope="module")
def library(published: Path) -> GenerationLibrary:
    return GenerationLibrary(published)


class Shown:
    """A Previews that remembers what it was to show, and where."""

    def __init__(self) -> None:
        self.texts: list[tuple[str, str]] = []

    async def show(self, to: Address, text: str) -> None:
        self.texts.append((to.chat, text))


def read_or_worded(prompt: Prompt) -> dict[str, object]:
    """The reading of a story about a licence, or the draft."""
    if prompt.name == "compose":
        return WORDED
    situation = {"age": "", "role": "", "device": "", "card": ""}
    query = "đổi bằng lái hết bao nhiêu tiền"
    return {"language": "vi", "query": query, "intent": "fee", "situation": situation}


async def test_in_private_the_models_words_stand_before_the_guides(
    library: GenerationLibrary,
) -> None:
    plain = (await Neighbours(library).writes(FEE))[0]
    neighbours = Neighbours(library, model=ScriptedModel(WORDED))
    (reply,) = await neighbours.writes(FEE)
    assert TRUE in reply.text
    assert reply.text.endswith(plain.text)
    labels = [choice.label for choice in reply.choices]
    assert labels == [choice.label for choice in plain.choices]
    assert (await neighbours.session()).guide == "gplx-doi-cap-lai"


async def test_in_a_group_they_stand_before_the_short_answer(library: GenerationLibrary) -> None:
    (plain,) = await Neighbours(library).says(FEE)
    (post,) = await Neighbours(library, model=ScriptedModel(WORDED)).says(FEE)
    assert TRUE in post.reply.text
    assert post.reply.text.endswith(plain.reply.text)


async def test_a_text_to_pass_on_keeps_to_the_guides_words(library: GenerationLibrary) -> None:
    asked = from_(FEE, "8")
    plain = await Neighbours(library).forwards(asked)
    model = ScriptedModel(WORDED)
    assert [r.text for r in await Neighbours(library, model=model).forwards(asked)] == [
        reply.text for reply in plain
    ]
    assert model.calls == 0


async def test_a_forwarded_story_is_answered_from_the_guide_that_was_meant(
    library: GenerationLibrary,
) -> None:
    story = (
        "cô ơi nhà em có cái việc này, hôm nọ em đi đường mới biết sắp hết hạn rồi mà không biết"
        " đổi bằng lái thì hết bao nhiêu tiền, cô hỏi giúp em với nhé, em cảm ơn cô nhiều"
    )
    model = ScriptedModel(read_or_worded)
    replies = await Neighbours(library, model=model).forwards(from_(story, "8"))
    assert "115.000 đồng" in replies[0].text
    assert TRUE not in replies[0].text
    assert [prompt.name for prompt in model.prompts] in ([], ["understand"])


async def test_a_model_that_is_down_changes_nothing_anywhere(library: GenerationLibrary) -> None:
    plain, down = (
        Neighbours(library),
        Neighbours(library, model=ScriptedModel(ModelUnreachable("down"))),
    )
    assert [r.text for r in await down.writes(FEE)] == [r.text for r in await plain.writes(FEE)]
    assert [p.reply.text for p in await down.says(FEE)] == [
        p.reply.text for p in await plain.says(FEE)
    ]


async def test_one_person_has_one_allowance_in_private_and_in_groups(
    library: GenerationLibrary,
) -> None:
    stores = MemoryStores(Allowance(per_person=2, per_day=100))
    model = ScriptedModel(WORDED)
    neighbours = Neighbours(library, stores=stores, model=model)
    await neighbours.writes(FEE)
    await neighbours.says(FEE)
    (third,) = await neighbours.writes(FEE)
    assert model.calls == 2
    assert TRUE not in third.text
    await neighbours.writes(FEE, user="8")
    assert model.calls == 3


async def test_what_is_on_its_way_shows_where_it_was_asked(library: GenerationLibrary) -> None:
    growing = [
        {"completeness": "complete", "sentences": [*WORDED["sentences"], {"text": "Và"}]},  # type: ignore[misc]
        WORDED,
    ]
    shown = Shown()
    neighbours = Neighbours(library, model=ScriptedModel(growing), previews=shown)
    await neighbours.writes(FEE)
    await neighbours.says(FEE)
    assert [chat for chat, _ in shown.texts][-1] in ("7", GROUP)
    assert {text for _, text in shown.texts} == {TRUE}


async def test_questions_are_remembered_for_an_hour_and_only_for_a_model(
    library: GenerationLibrary,
) -> None:
    without = Neighbours(library)
    await without.writes(FEE)
    assert (await without.session()).said == ()

    model = ScriptedModel(read_or_worded)
    neighbours = Neighbours(library, model=model)
    await neighbours.writes("tôi là An, số 0912345678, đổi bằng lái hết bao nhiêu tiền")
    said = (await neighbours.session()).said
    assert [one.text for one in said] == [
        "tôi là An, số [số điện thoại đã che], đổi bằng lái hết bao nhiêu tiền"
    ]
    neighbours.clock.time += timedelta(minutes=61)
    await neighbours.writes("xin giấy xác nhận độc thân")
    assert len((await neighbours.session()).said) == 1
    await neighbours.writes("/xoa")
    assert (await neighbours.session()).said == ()
