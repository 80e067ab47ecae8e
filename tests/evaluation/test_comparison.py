"""The project's own guides, asked without and with a scripted model: a run is recorded once and
scored again without the model."""

import json
import shutil
from pathlib import Path
from typing import cast

import pytest
from scripted_model import Said, ScriptedModel

from bot.adapters.recorded_model import RecordingModel
from bot.domain.draft import Prompt
from bot.domain.errors import NoModel
from bot.settings import Settings
from ingest.evaluation.assisted import AssistedScores, Comparison
from ingest.evaluation.comparison import Voices, compare, recorded_voices
from ingest.evaluation.questions import read_questions

QUESTIONS = read_questions(Path(__file__).parent / "questions.jsonl")[::8]
FEE = "Lệ phí là 987.000 đồng."
SCAM = "Bạn gửi mã OTP vào đây cho tôi."


def truthful(prompt: Prompt) -> Said:
    """A reading in the citizen's own words; a draft of the guide's own."""
    if prompt.name == "understand":
        said = prompt.user.split("\n")[-1]
        return {"language": "vi", "query": said[:200], "intent": "how_to"}
    return {"completeness": "partial", "sentences": [own(passages(prompt)[-1])]}


def lying(prompt: Prompt) -> Said:
    """The same, before it as it grows, in about every third draft each: a fee that no guide
    states, and a scammer's words."""
    said = truthful(prompt)
    kind = len(prompt.user) % 3
    if prompt.name == "understand" or kind == 0:
        return said
    lie = {"text": FEE if kind == 1 else SCAM, "cites": [passages(prompt)[0]["id"]]}
    sentences = [lie, *cast(dict[str, list[object]], said)["sentences"]]
    return [{"sentences": sentences}, {"completeness": "complete", "sentences": sentences}]


def own(passage: dict[str, str]) -> dict[str, object]:
    """How a passage begins, as a sentence that cites it."""
    return {"text": passage["text"].split("\n")[0][:150], "cites": [passage["id"]]}


def passages(prompt: Prompt) -> list[dict[str, str]]:
    line = next(line for line in prompt.user.split("\n") if line.startswith("["))
    return cast(list[dict[str, str]], json.loads(line))


def silent(doing: str) -> None:
    """Tells nobody."""


async def record(settings: Settings, file: Path) -> Comparison:
    model = RecordingModel(ScriptedModel(lying), file)
    return await compare(settings, QUESTIONS, Voices(model), silent)


async def replay(settings: Settings, file: Path) -> Comparison:
    return await compare(settings, QUESTIONS, recorded_voices(file), silent)


def scores(comparison: Comparison) -> AssistedScores:
    assert comparison.with_model is not None
    return comparison.with_model.model_copy(update={"p50_ms": None, "p95_ms": None})


@pytest.fixture
def always(settings: Settings) -> Settings:
    return settings.model_copy(update={"model_when": "always"})


async def test_a_recorded_run_is_scored_again_without_the_model(
    always: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "run.jsonl"

    live = await record(always, file)
    again = await replay(always, file)

    assert scores(again) == scores(live)
    assert scores(live).worded > 0
    assert scores(live).mended
    assert scores(live).stopped
    assert live.run is not None
    assert again.run == live.run.model_copy(update={"replayed": True})


async def test_nothing_a_lying_model_says_is_shown_and_no_share_gets_worse(
    always: Settings, tmp_path: Path
) -> None:
    live = await record(always, tmp_path / "run.jsonl")

    found = scores(live)
    assert found.faithfulness == 1.0
    assert found.raw_faithfulness is not None
    assert found.raw_faithfulness < 1.0
    assert found.answered_right >= live.without_model.answered_right - 0.02


async def test_what_a_recording_does_not_hold_is_counted_and_scored_as_unreachable(
    always: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "run.jsonl"
    await record(always, file)
    prompts = tmp_path / "prompts"
    shutil.copytree(always.prompts, prompts)
    compose = prompts / "compose.md"
    compose.write_text(compose.read_text(encoding="utf-8") + "\nNgắn thôi.\n", encoding="utf-8")

    again = await replay(always.model_copy(update={"prompts": prompts}), file)

    found = scores(again)
    assert again.run is not None
    assert again.run.not_recorded == found.outcomes["unreachable"] > 0
    assert (found.worded, found.drafts) == (0.0, 0)


async def test_drafts_that_the_guard_stopped_are_recorded_to_their_end(
    always: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "run.jsonl"
    live = await record(always, file)

    lines = file.read_text(encoding="utf-8").split("\n")
    drafts = [json.loads(line)["fields"] for line in lines if SCAM in line]
    assert sum(scores(live).stopped.values()) >= len(drafts) > 0
    assert all(draft["completeness"] and len(draft["sentences"]) == 2 for draft in drafts)


async def test_a_recorded_judge_judges_again(always: Settings, tmp_path: Path) -> None:
    file = tmp_path / "run.jsonl"
    model = RecordingModel(ScriptedModel(lying), file)
    judge = RecordingModel(ScriptedModel(strict, name="scripted:judge"), file)

    live = await compare(always, QUESTIONS, Voices(model, judge), silent)
    again = await replay(always, file)

    assert scores(again) == scores(live)
    assert 0 < (scores(live).judge_agreement or 0) < 1
    assert again.run is not None
    assert (again.run.model, again.run.judge) == ("scripted:model", "scripted:judge")


def strict(prompt: Prompt) -> Said:
    """A judge that sends back about every other draft."""
    return {"supported": len(prompt.user) % 2 == 0, "why": "không rõ"}


async def test_damaged_lines_of_a_recording_are_counted_and_the_others_still_scored(
    always: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "run.jsonl"
    whole = scores(await record(always, file))
    lines = file.read_text(encoding="utf-8").split("\n")
    drafts = [at for at, line in enumerate(lines) if "sentences" in line]
    lines[drafts[0]], lines[drafts[1]] = lines[drafts[0]][:40], "not an answer"
    file.write_text("\n".join(lines), encoding="utf-8")

    again = await replay(always, file)

    assert again.run is not None
    assert (again.run.damaged, again.run.not_recorded) == (2, 2)
    assert scores(again).drafts == whole.drafts - 2


@pytest.mark.parametrize("content", ["", "\n", "{}\n", "not an answer\n"])
def test_a_recording_without_an_answer_is_refused(content: str, tmp_path: Path) -> None:
    file = tmp_path / "run.jsonl"
    file.write_text(content, encoding="utf-8")

    with pytest.raises(NoModel, match=r"run\.jsonl"):
        recorded_voices(file)
