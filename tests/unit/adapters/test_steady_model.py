"""A steady model: room for a few, one more try, and rest after failures."""

import asyncio
from contextlib import aclosing, suppress

import pytest
from scripted_model import ScriptedModel

from bot.adapters.steady_model import FAILURES, REST_SECONDS, SteadyModel
from bot.domain.draft import Draft, ModelOutput, Prompt
from bot.domain.errors import CamTayError, ModelBusy, ModelGarbled, ModelUnreachable

PROMPT = Prompt(name="compose", version="1", system="s", user="u")
FINE = {"completeness": "none"}
GONE = ModelUnreachable("gone")


class Watch:
    """Seconds that pass when told."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def watch() -> Watch:
    return Watch()


async def asked(model: SteadyModel) -> list[ModelOutput]:
    async with aclosing(model.filled(PROMPT, Draft)) as outputs:
        return [output async for output in outputs]


async def settled() -> None:
    """Let everything that can go on without time passing go on."""
    for _ in range(20):
        await asyncio.sleep(0)


async def fail(model: SteadyModel, times: int) -> None:
    for _ in range(times):
        with suppress(CamTayError):
            await asked(model)


async def cancel(model: SteadyModel, watch: Watch, after: float) -> None:
    """Ask, and give up after so many seconds of the watch."""
    call = asyncio.create_task(asked(model))
    await settled()
    watch.seconds += after
    call.cancel()
    with suppress(asyncio.CancelledError):
        await call


# One more try


async def test_what_the_model_says_passes_through() -> None:
    growing = [{"completeness": "pa"}, FINE]
    model = SteadyModel(ScriptedModel(growing, name="url:m"), 1)

    outputs = await asked(model)

    assert [output.fields for output in outputs] == growing
    assert [output.done for output in outputs] == [False, True]
    assert model.name == "url:m"


async def test_a_call_that_could_not_reach_the_model_is_made_once_more() -> None:
    inner = ScriptedModel(GONE, FINE)

    assert (await asked(SteadyModel(inner, 1)))[-1].fields == FINE
    assert inner.calls == 2


async def test_it_is_made_once_more_only() -> None:
    inner = ScriptedModel(GONE, GONE, FINE)

    with pytest.raises(ModelUnreachable):
        await asked(SteadyModel(inner, 1))
    assert inner.calls == 2


@pytest.mark.parametrize("error", [ModelBusy("full"), ModelGarbled("no JSON")])
async def test_other_failures_are_not_tried_again(error: CamTayError) -> None:
    inner = ScriptedModel(error, FINE)

    with pytest.raises(type(error)):
        await asked(SteadyModel(inner, 1))
    assert inner.calls == 1


async def test_a_call_that_breaks_off_is_not_made_again() -> None:
    """What it had given may have been shown."""

    class BreaksOff(ScriptedModel):
        async def filled(self, prompt, shape):  # type: ignore[no-untyped-def]
            self.prompts.append(prompt)
            yield ModelOutput(fields={}, done=False)
            raise GONE

    inner = BreaksOff(FINE)

    with pytest.raises(ModelUnreachable):
        await asked(SteadyModel(inner, 1))
    assert inner.calls == 1


# Room


async def test_a_call_without_room_is_refused_after_a_short_wait() -> None:
    inner = ScriptedModel(FINE)
    inner.gate.clear()
    model = SteadyModel(inner, 2)
    first = [asyncio.create_task(asked(model)) for _ in range(2)]
    await settled()

    with pytest.raises(ModelBusy):
        await asked(model)
    assert inner.calls == 2

    inner.gate.set()
    assert [(await call)[-1].fields for call in first] == [FINE, FINE]


async def test_room_that_comes_free_in_time_is_taken() -> None:
    inner = ScriptedModel(FINE)
    inner.gate.clear()
    model = SteadyModel(inner, 1)
    first, second = (asyncio.create_task(asked(model)) for _ in range(2))
    await settled()
    inner.gate.set()

    assert (await first)[-1].fields == (await second)[-1].fields == FINE


async def test_cancelled_closed_and_failed_calls_give_their_room_back(watch: Watch) -> None:
    inner = ScriptedModel([{}, FINE], GONE, GONE, FINE)
    model = SteadyModel(inner, 1, watch)
    async with aclosing(model.filled(PROMPT, Draft)) as outputs:
        await anext(outputs)
    await fail(model, 1)
    inner.gate.clear()
    await cancel(model, watch, after=0.1)
    inner.gate.set()

    assert (await asked(model))[-1].fields == FINE
    assert inner.cut_off == 2


async def test_calls_refused_for_want_of_room_are_no_failures(watch: Watch) -> None:
    inner = ScriptedModel(FINE)
    inner.gate.clear()
    model = SteadyModel(inner, 1, watch)
    first = asyncio.create_task(asked(model))
    await asyncio.gather(*(fail(model, 1) for _ in range(FAILURES)))
    inner.gate.set()
    await first

    assert (await asked(model))[-1].fields == FINE


# Rest


@pytest.mark.parametrize("error", [GONE, ModelBusy("429"), ModelGarbled("no JSON")])
async def test_after_failures_in_a_row_the_model_is_left_alone(
    error: CamTayError, watch: Watch
) -> None:
    inner = ScriptedModel(error)
    model = SteadyModel(inner, 1, watch)
    await fail(model, FAILURES)
    before = inner.calls
    watch.seconds += REST_SECONDS - 1

    with pytest.raises(ModelBusy):
        await asked(model)
    assert inner.calls == before


async def test_one_answer_in_between_starts_the_count_anew(watch: Watch) -> None:
    busy = ModelBusy("429")
    inner = ScriptedModel(*[busy] * (FAILURES - 1), FINE, *[busy] * (FAILURES - 1), FINE)
    model = SteadyModel(inner, 1, watch)
    await fail(model, 2 * FAILURES - 1)

    assert (await asked(model))[-1].fields == FINE


async def test_after_its_rest_one_call_is_tried_and_brings_the_model_back(watch: Watch) -> None:
    inner = ScriptedModel(*[ModelBusy("429")] * FAILURES, FINE)
    model = SteadyModel(inner, 4, watch)
    await fail(model, FAILURES)
    watch.seconds += REST_SECONDS
    inner.gate.clear()
    trial = asyncio.create_task(asked(model))
    await settled()

    with pytest.raises(ModelBusy):
        await asked(model)
    inner.gate.set()

    assert (await trial)[-1].fields == FINE
    assert [(await asked(model))[-1].fields for _ in range(2)] == [FINE, FINE]


async def test_a_trial_that_fails_means_another_rest(watch: Watch) -> None:
    inner = ScriptedModel(ModelBusy("429"))
    model = SteadyModel(inner, 1, watch)
    await fail(model, FAILURES)
    watch.seconds += REST_SECONDS
    await fail(model, 3)
    assert inner.calls == FAILURES + 1

    watch.seconds += REST_SECONDS
    inner.says(FINE)
    assert (await asked(model))[-1].fields == FINE


async def test_a_trial_that_is_given_up_early_leaves_the_next_to_try(watch: Watch) -> None:
    inner = ScriptedModel(*[ModelBusy("429")] * FAILURES, FINE)
    model = SteadyModel(inner, 1, watch)
    await fail(model, FAILURES)
    watch.seconds += REST_SECONDS
    inner.gate.clear()
    await cancel(model, watch, after=1)
    inner.gate.set()

    assert (await asked(model))[-1].fields == FINE


async def test_calls_cancelled_late_are_failures_and_those_cancelled_early_are_not(
    watch: Watch,
) -> None:
    inner = ScriptedModel(FINE)
    model = SteadyModel(inner, 1, watch)
    inner.gate.clear()
    for _ in range(2 * FAILURES):
        await cancel(model, watch, after=2.9)
    for _ in range(FAILURES):
        await cancel(model, watch, after=3.1)
    inner.gate.set()

    assert inner.calls == 3 * FAILURES
    with pytest.raises(ModelBusy):
        await asked(model)
