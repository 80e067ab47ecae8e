"""What a language model answered can be asked again from a file."""

import json
from contextlib import aclosing
from pathlib import Path

import pytest
from scripted_model import ScriptedModel

from bot.adapters.recorded_model import RecordingModel, ReplayedModel
from bot.domain.draft import Draft, Judgement, ModelOutput, Prompt, Usage
from bot.domain.errors import ModelGarbled, ModelUnreachable
from bot.domain.values import Value
from bot.ports import ChatModel

PROMPT = Prompt(name="compose", version="1", system="Bạn viết câu ngắn.", user="Lệ phí?")
FEE = {"completeness": "complete", "sentences": [{"text": "Không mất phí.", "cites": ["c1"]}]}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "answers.jsonl"


def read(file: Path) -> bytes:
    return file.read_bytes()


def write(file: Path, content: bytes) -> None:
    file.write_bytes(content)


async def asked(
    model: ChatModel, prompt: Prompt = PROMPT, shape: type[Value] = Draft
) -> list[ModelOutput]:
    async with aclosing(model.filled(prompt, shape)) as outputs:
        return [output async for output in outputs]


async def test_a_recorded_answer_is_given_again_whole_and_with_its_usage(file: Path) -> None:
    usage = Usage(tokens_in=7, tokens_out=3)
    recording = RecordingModel(ScriptedModel([{}, FEE], name="openai:m", usage=usage), file)

    said = await asked(recording)
    replayed = ReplayedModel(file)

    assert [output.done for output in said] == [False, True]
    assert await asked(replayed) == [ModelOutput(fields=FEE, done=True, usage=usage)]
    assert recording.name == replayed.name == "openai:m"


@pytest.mark.parametrize("changed", ["name", "version", "system", "user"])
async def test_another_prompt_is_not_recorded(changed: str, file: Path) -> None:
    await asked(RecordingModel(ScriptedModel(FEE), file))

    with pytest.raises(ModelUnreachable, match="not recorded"):
        await asked(ReplayedModel(file), PROMPT.model_copy(update={changed: "x"}))


async def test_another_shape_is_not_recorded(file: Path) -> None:
    await asked(RecordingModel(ScriptedModel(FEE), file))

    with pytest.raises(ModelUnreachable):
        await asked(ReplayedModel(file), shape=Judgement)


async def test_the_latest_of_two_answers_is_given(file: Path) -> None:
    for fields in (FEE, {"completeness": "none"}):
        await asked(RecordingModel(ScriptedModel(fields), file))

    assert (await asked(ReplayedModel(file)))[-1].fields == {"completeness": "none"}


async def test_what_failed_or_was_left_is_not_recorded(file: Path) -> None:
    with pytest.raises(ModelGarbled):
        await asked(RecordingModel(ScriptedModel(ModelGarbled("no JSON")), file))
    async with aclosing(
        RecordingModel(ScriptedModel([{}, FEE]), file).filled(PROMPT, Draft)
    ) as outputs:
        await anext(outputs)

    assert read(file) == b""


async def test_prompts_are_not_in_the_file(file: Path) -> None:
    await asked(RecordingModel(ScriptedModel(FEE), file))

    (line,) = read(file).decode().splitlines()
    assert PROMPT.user not in line
    assert PROMPT.system not in line
    assert set(json.loads(line)) == {
        "key", "prompt", "model", "fields", "usage", "milliseconds",
    }  # fmt: skip


async def test_damaged_lines_are_passed_over_and_counted(file: Path) -> None:
    await asked(RecordingModel(ScriptedModel(FEE), file))
    whole = read(file)
    write(file, b'\n{"key": 1}\n\xff\xfe\n' + whole + whole[:50])

    replayed = ReplayedModel(file)

    assert replayed.damaged == 3
    assert (await asked(replayed))[-1].fields == FEE


async def test_an_answer_is_not_added_to_a_line_that_was_cut_short(file: Path) -> None:
    write(file, b'{"key": "a')
    await asked(RecordingModel(ScriptedModel(FEE), file))

    replayed = ReplayedModel(file)

    assert replayed.damaged == 1
    assert (await asked(replayed))[-1].fields == FEE


async def test_answers_of_several_models_can_share_a_file(file: Path) -> None:
    await asked(RecordingModel(ScriptedModel(FEE, name="openai:m"), file))
    judge = RecordingModel(ScriptedModel({"supported": True}, name="openai:judge"), file)
    await asked(judge, shape=Judgement)

    assert ReplayedModel(file).name == "openai:m + openai:judge"


async def test_a_recording_tells_who_answered_what_and_how_often_it_had_no_answer(
    file: Path,
) -> None:
    await asked(RecordingModel(ScriptedModel(FEE, name="openai:m"), file))
    replayed = ReplayedModel(file)

    for user in ("x", "y"):
        with pytest.raises(ModelUnreachable):
            await asked(replayed, PROMPT.model_copy(update={"user": user}))

    assert (replayed.name_for(["compose"]), replayed.name_for(["judge"])) == ("openai:m", "")
    assert replayed.not_recorded == 2
