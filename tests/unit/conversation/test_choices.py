"""Choices: what stays in hand when guides are taken away."""

from pathlib import Path

from citizen import Citizen
from knowledge_folder import PASSWORD, SCAM, FixedClock, KnowledgeFolder

from bot.adapters.generations import GenerationLibrary
from ingest.pipeline import Ingest


async def test_a_button_of_a_guide_that_is_gone_leaves_the_running_one_where_it_was(
    tmp_path: Path,
) -> None:
    folder, data = KnowledgeFolder(tmp_path / "knowledge"), tmp_path / "data"
    ingest = Ingest(folder.path, data, FixedClock())
    ingest.sync(lambda doing: None)
    citizen = Citizen(GenerationLibrary(data))
    old = await citizen.says("có cuộc gọi dọa bắt giam")
    running = await citizen.says("quên mật khẩu vneid")
    await citizen.says("xong")
    folder.remove(SCAM)
    ingest.sync(lambda doing: None)

    gone = await citizen.taps(old, old.choices[0].label)
    after = await citizen.says("quay lại")

    assert (old.guide, running.guide) == (SCAM, PASSWORD)
    assert gone.text.startswith("Bài hướng dẫn này không còn nữa")
    assert (after.guide, after.step) == (PASSWORD, running.step)
