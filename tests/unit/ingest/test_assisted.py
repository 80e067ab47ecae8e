"""The assistant is scored with a scripted model beside itself without one."""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable
from pathlib import Path
from typing import cast

import pytest
from knowledge_folder import OWNER, PASSWORD, FixedClock, KnowledgeFolder
from scripted_model import Said, ScriptedModel

from bot.adapters.generations import GenerationLibrary
from bot.adapters.memory_ledger import MemoryLedger
from bot.adapters.model_prompts import ModelPrompts
from bot.adapters.prompt_files import PromptFiles
from bot.answering.compose import Composer
from bot.answering.leash import Leash
from bot.answering.pipeline import Answering
from bot.domain.allowance import Allowance
from bot.domain.answer import Answer, Question
from bot.domain.draft import ModelOutput, Prompt, Usage
from bot.domain.errors import ModelUnreachable
from bot.domain.token_price import TokenPrice
from bot.domain.values import Value
from bot.ports import ChatModel
from bot.settings import Settings
from ingest.evaluation.assisted import (
    Asked,
    Assisted,
    Assisting,
    Comparison,
    ModelRun,
    ask_with,
    ask_without,
    compared,
    compared_with,
)
from ingest.evaluation.questions import Labelled

FEE = "đặt lại mật khẩu vneid hết bao nhiêu tiền"
CARD = "Chép đúng dãy số in trên thẻ."
FORGOTTEN = Labelled(q=FEE, guide=PASSWORD)
VAGUE = Labelled(q="tôi muốn hỏi về cái giấy tờ ở trọ đó", guide=OWNER)
TALK = Labelled(q="cảm ơn bạn nhé", guide=None)
RUN = ModelRun(model="m", judge=None, always=True, replayed=False)


def passages(prompt: Prompt) -> list[dict[str, str]]:
    line = next(line for line in prompt.user.split("\n") if line.startswith("["))
    return cast(list[dict[str, str]], json.loads(line))


def draft(text: str, words: str, completeness: str = "complete") -> Callable[[Prompt], Said]:
    """A draft of one sentence that cites the passage where those words stand."""

    def said(prompt: Prompt) -> Said:
        cites = [p["id"] for p in passages(prompt) if words in p["text"]][:1]
        return {"completeness": completeness, "sentences": [{"text": text, "cites": cites}]}

    return said


def reading(query: str) -> Said:
    return {"language": "vi", "query": query, "intent": "how_to"}


HONEST = draft(CARD, CARD)
FALSE = draft("Đặt lại mật khẩu mất 50.000 đồng.", "Không mất phí")
NONE: Said = {"completeness": "none", "sentences": []}


def by_prompt(**said: Said | Callable[[Prompt], Said]) -> Callable[[Prompt], Said]:
    """What is said to a prompt, by its name; nothing else may be asked."""

    def answered(prompt: Prompt) -> Said:
        one = said[prompt.name]
        return one(prompt) if callable(one) else one

    return answered


class House:
    """The assistant over the small folder's guides, and a leash for whatever model comes."""

    def __init__(self, data: Path) -> None:
        self.library = GenerationLibrary(data)
        self.composer = Composer(PromptFiles(Settings(_env_file=None).prompts))
        self.answering = Answering(self.library, self.composer, FixedClock())
        self.seconds = 5.0

    def leash(self, model: ChatModel, judge: ChatModel | None) -> Leash:
        return Leash(
            self.answering,
            self.library,
            self.composer,
            ModelPrompts(Settings(_env_file=None).prompts),
            model,
            MemoryLedger(Allowance(per_person=9, per_day=99)),
            FixedClock(),
            self.seconds,
            judge=judge,
            always=True,
        )

    async def ask(
        self, *questions: Labelled, model: ChatModel, judge: ChatModel | None = None
    ) -> tuple[list[Asked], list[Assisted]]:
        asked = ask_without(self.answering, questions)
        assisting = Assisting(model, judge, self.leash, self.composer, at_once=2)
        return asked, await ask_with(asked, assisting, self.library.current(), lambda doing: None)

    async def compare(
        self,
        *questions: Labelled,
        model: ChatModel,
        judge: ChatModel | None = None,
        price: TokenPrice | None = None,
    ) -> Comparison:
        asked, assisted = await self.ask(*questions, model=model, judge=judge)
        return compared_with(asked, assisted, RUN, price)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("assisted")
    folder = KnowledgeFolder(place / "knowledge")
    folder.write_generation(place, "g1", folder.guides())
    GenerationLibrary(place).publish("g1")
    return place


@pytest.fixture
def house(data: Path) -> House:
    return House(data)


async def test_honest_words_are_counted_beside_what_the_guides_alone_come_to(
    house: House,
) -> None:
    scores = await house.compare(FORGOTTEN, TALK, model=ScriptedModel(HONEST))

    assert (scores.questions, scores.answerable, scores.unanswerable) == (2, 1, 1)
    assert scores.run == RUN
    assert scores.without_model.answered_right == 1.0
    found = scores.with_model
    assert found is not None
    assert (found.answered_right, found.wrongly_answered, found.worded) == (1.0, 0.0, 0.5)
    assert (found.outcomes, found.drafts, found.calls) == ({"worded": 1}, 1, 1)
    assert found.completeness == {"complete": 1.0, "partial": 0.0, "none": 0.0}
    assert (found.stopped, found.faithfulness, found.raw_faithfulness) == ({}, 1.0, 1.0)
    assert (found.judged, found.judge_agreement) == (0, None)


async def test_a_stopped_draft_takes_from_the_models_faithfulness_and_not_from_what_is_shown(
    house: House,
) -> None:
    model = ScriptedModel(HONEST, FALSE)

    found = (await house.compare(FORGOTTEN, FORGOTTEN, model=model)).with_model

    assert found is not None
    assert (found.worded, found.stopped) == (0.5, {"amount": 1})
    assert (found.faithfulness, found.raw_faithfulness) == (1.0, 0.5)
    assert found.answered_right == 1.0


async def test_a_draft_with_one_false_sentence_is_mended_and_counted_apart(house: House) -> None:
    def half_true(prompt: Prompt) -> Said:
        (true,), (false,) = (
            cast(dict[str, list[object]], said(prompt))["sentences"] for said in (HONEST, FALSE)
        )
        return {"completeness": "complete", "sentences": [true, false]}

    found = (await house.compare(FORGOTTEN, model=ScriptedModel(half_true))).with_model

    assert found is not None
    assert (found.outcomes, found.worded) == ({"mended": 1}, 1.0)
    assert (found.stopped, found.mended) == ({}, {"amount": 1})
    assert (found.faithfulness, found.raw_faithfulness, found.raw_sentences) == (1.0, 0.0, 0.5)


async def test_no_share_is_told_of_what_never_happened(house: House) -> None:
    found = (await house.compare(TALK, model=ScriptedModel(HONEST))).with_model

    assert found is not None
    assert (found.outcomes, found.calls, found.worded) == ({}, 0, 0.0)
    assert (found.drafts, found.completeness) == (0, {})
    assert (found.faithfulness, found.raw_faithfulness) == (None, None)


async def test_a_draft_without_an_answer_is_none_of_the_faithful_ones(house: House) -> None:
    found = (await house.compare(FORGOTTEN, model=ScriptedModel(NONE))).with_model

    assert found is not None
    assert (found.outcomes, found.worded) == ({"nothing": 1}, 0.0)
    assert found.completeness == {"complete": 0.0, "partial": 0.0, "none": 1.0}
    assert (found.faithfulness, found.raw_faithfulness) == (None, None)


async def test_a_question_that_is_understood_better_counts_for_the_model_alone(
    house: House,
) -> None:
    model = ScriptedModel(by_prompt(understand=reading("giấy tờ ở trọ"), compose=NONE))

    scores = await house.compare(VAGUE, model=model)

    assert (scores.without_model.asked_back, scores.without_model.answered_right) == (1.0, 0.0)
    assert scores.with_model is not None
    assert (scores.with_model.asked_back, scores.with_model.answered_right) == (0.0, 1.0)


class Unguarded:
    """A leash that came off: whatever the model says is shown."""

    def __init__(self, model: ChatModel, words: str) -> None:
        self.model, self.words, self.leash = model, words, cast(Leash, None)

    async def better(self, question: Question, answer: Answer, person: str) -> Answer:
        worded = await self.leash.better(question, answer, person)
        return worded.model_copy(update={"lead": self.words})


async def test_words_that_the_guard_did_not_read_are_not_faithful(house: House) -> None:
    def leash(model: ChatModel, judge: ChatModel | None) -> Leash:
        loose = Unguarded(model, "Phí là 50.000 đồng.")
        loose.leash = house.leash(model, judge)
        return cast(Leash, loose)

    asked = ask_without(house.answering, [FORGOTTEN])
    assisting = Assisting(ScriptedModel(HONEST), None, leash, house.composer, at_once=1)
    assisted = await ask_with(asked, assisting, house.library.current(), lambda doing: None)
    found = compared_with(asked, assisted, RUN).with_model

    assert found is not None
    assert (found.worded, found.faithfulness, found.raw_faithfulness) == (1.0, 0.0, 1.0)


async def test_the_judges_verdicts_and_tokens_are_its_own(house: House) -> None:
    judge = ScriptedModel({"supported": True}, {"supported": False}, usage=Usage(tokens_in=7))
    price = TokenPrice(tokens_in=2.0, tokens_out=10.0)

    found = (
        await house.compare(
            FORGOTTEN, FORGOTTEN, model=ScriptedModel(HONEST), judge=judge, price=price
        )
    ).with_model

    assert found is not None
    assert (found.judged, found.judge_agreement, found.stopped) == (2, 0.5, {"judge": 1})
    assert (found.faithfulness, found.raw_faithfulness) == (1.0, 1.0)
    assert (found.tokens_in, found.tokens_out) == (100.0, 20.0)
    assert (found.judge_tokens_in, found.judge_tokens_out) == (7.0, 0.0)
    assert found.cost_of_1000 == pytest.approx(1000 * (100 * 2.0 + 20 * 10.0) / 1e6)


async def test_a_cut_off_draft_has_cost_what_the_whole_of_it_costs(house: House) -> None:
    lie = {"text": "Đặt lại mật khẩu mất 50.000 đồng.", "cites": ["c1"]}
    grows = [{"sentences": [lie, lie]}, {"completeness": "complete", "sentences": [lie, lie]}]

    found = (await house.compare(FORGOTTEN, model=ScriptedModel(grows))).with_model

    assert found is not None
    assert (found.outcomes, found.tokens_in, found.drafts) == ({"faulty": 1}, 100.0, 1)


async def test_tokens_and_cost_are_told_per_question_also_of_those_that_spare_the_model(
    house: House,
) -> None:
    price = TokenPrice(tokens_in=1.0, tokens_out=0.0)

    found = (
        await house.compare(FORGOTTEN, TALK, model=ScriptedModel(HONEST), price=price)
    ).with_model

    assert found is not None
    assert (found.tokens_in, found.tokens_out) == (50.0, 10.0)
    assert found.cost_of_1000 == pytest.approx(0.05)


async def test_a_model_that_counts_no_tokens_has_no_cost(house: House) -> None:
    model = ScriptedModel(HONEST, usage=Usage())
    price = TokenPrice(tokens_in=1.0, tokens_out=1.0)

    found = (await house.compare(FORGOTTEN, model=model, price=price)).with_model

    assert found is not None
    assert (found.tokens_in, found.tokens_out, found.cost_of_1000) == (None, None, None)


async def test_a_model_that_is_down_or_late_leaves_every_share_as_it_is(house: House) -> None:
    down = await house.compare(FORGOTTEN, VAGUE, model=ScriptedModel(ModelUnreachable("x")))
    house.seconds = 0.02
    slow = ScriptedModel(NONE)
    slow.gate.clear()
    late = await house.compare(FORGOTTEN, VAGUE, model=slow)

    for scores, outcome in ((down, "unreachable"), (late, "late")):
        found = scores.with_model
        assert found is not None
        assert found.outcomes == {outcome: 2}
        shares = scores.without_model.model_dump(exclude={"p50_ms", "p95_ms"})
        assert found.model_dump(include=set(shares)) == shares


async def test_a_replayed_run_tells_no_times(house: House) -> None:
    asked, assisted = await house.ask(FORGOTTEN, model=ScriptedModel(HONEST))

    replayed = compared_with(asked, assisted, RUN.model_copy(update={"replayed": True}))

    assert replayed.without_model.p50_ms is not None
    assert replayed.with_model is not None
    assert (replayed.with_model.p50_ms, replayed.with_model.p95_ms) == (None, None)


def test_without_a_model_there_are_no_figures_of_one(house: House) -> None:
    scores = compared(ask_without(house.answering, [FORGOTTEN, TALK]))

    assert (scores.run, scores.with_model) == (None, None)
    assert scores.without_model.answered_right == 1.0


async def test_questions_are_masked_before_a_model_reads_them(house: House) -> None:
    model = ScriptedModel(HONEST)

    await house.ask(Labelled(q=f"{FEE}, số tôi là 0912345678", guide=PASSWORD), model=model)

    assert model.prompts
    assert not any("0912345678" in prompt.user for prompt in model.prompts)


class Crowded:
    """A ChatModel that counts how many ask it at the same time, and keeps the first waiting
    for a second."""

    name = "crowded"

    def __init__(self) -> None:
        self.now = self.most = 0
        self.second = asyncio.Event()

    async def filled(self, prompt: Prompt, shape: type[Value]) -> AsyncGenerator[ModelOutput, None]:
        self.now += 1
        self.most = max(self.most, self.now)
        if self.now > 1:
            self.second.set()
        await self.second.wait()
        await asyncio.sleep(0.01)
        self.now -= 1
        yield ModelOutput(fields=dict(cast(dict[str, object], NONE)), done=True)


async def test_only_a_few_questions_are_under_way_at_once(house: House) -> None:
    model = Crowded()

    _, assisted = await house.ask(*[FORGOTTEN] * 9, model=model)

    assert model.most == 2
    assert len(assisted) == 9


async def test_scores_stand_in_the_order_of_the_questions(house: House) -> None:
    _, assisted = await house.ask(VAGUE, TALK, FORGOTTEN, model=ScriptedModel(NONE))

    assert [one.scored.labelled for one in assisted] == [VAGUE, TALK, FORGOTTEN]


class FullDisk:
    """A ChatModel whose answers can't be recorded."""

    name = "full"
    asked = 0

    async def filled(self, prompt: Prompt, shape: type[Value]) -> AsyncGenerator[ModelOutput, None]:
        self.asked += 1
        await asyncio.sleep(0)
        raise OSError("no room")
        yield


async def test_a_recording_that_can_not_go_on_ends_the_asking(house: House) -> None:
    model = FullDisk()

    with pytest.raises(OSError, match="no room"):
        await house.ask(*[FORGOTTEN] * 50, model=model)

    assert model.asked < 50
