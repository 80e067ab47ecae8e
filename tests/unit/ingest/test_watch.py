"""Watch: an editor saves, the bots know."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread

import pytest
from knowledge_folder import FILES, GUIDES, PASSWORD, FixedClock, KnowledgeFolder

from bot.adapters.generations import GenerationLibrary
from ingest.pipeline import Ingest
from ingest.watch import outcome, watch

ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 40


def eventually(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)


@pytest.fixture
def folder(tmp_path: Path) -> KnowledgeFolder:
    return KnowledgeFolder(tmp_path / "knowledge")


@pytest.fixture
def ingest(folder: KnowledgeFolder, tmp_path: Path) -> Ingest:
    return Ingest(folder.path, tmp_path / "data", FixedClock())


@pytest.fixture
def told(folder: KnowledgeFolder, ingest: Ingest) -> Iterator[list[str]]:
    """What a running watch says; its first sync is done."""
    lines: list[str] = []
    stop = Event()
    thread = Thread(target=watch, args=(ingest, folder.path, lines.append, stop))
    thread.start()
    try:
        eventually(lambda: bool(lines))
        yield lines
    finally:
        stop.set()
        thread.join(PATIENCE)
        assert not thread.is_alive()


def test_a_saved_guide_is_published_at_once(
    folder: KnowledgeFolder, told: list[str], tmp_path: Path
) -> None:
    bot = GenerationLibrary(tmp_path / "data")
    before = bot.current().generation

    folder.replace(PASSWORD, "khoảng 10 phút.", "khoảng 10 phút thôi.")
    eventually(lambda: len(told) > 1)

    assert bot.current().generation != before
    assert told[0].startswith(f"Đã đăng {len(GUIDES)} bài trong ")
    assert re.fullmatch(rf"Đã đăng {PASSWORD} trong [0-9.]+ giây\.", told[1])


def test_a_fault_is_named_with_its_file_line_and_mend_and_the_watch_goes_on(
    folder: KnowledgeFolder, told: list[str]
) -> None:
    line = folder.line_of(PASSWORD, "minutes:")
    folder.replace(PASSWORD, "minutes: 10", "minutes: mười")
    eventually(lambda: len(told) > 1)
    folder.replace(PASSWORD, "minutes: mười", "minutes: 15")
    eventually(lambda: len(told) > 2)

    assert told[1] == f"Chưa đăng {FILES[PASSWORD]}:{line}: “minutes” phải là số phút, ví dụ 10."
    assert told[2].startswith(f"Đã đăng {PASSWORD} trong ")


def test_nothing_new_is_said_so(ingest: Ingest) -> None:
    outcome(ingest)

    assert outcome(ingest) == "Không có gì thay đổi."


def test_a_folder_without_a_guide_to_publish_is_one_line_too(
    folder: KnowledgeFolder, ingest: Ingest
) -> None:
    for guide in GUIDES:
        folder.remove(guide)

    assert outcome(ingest).startswith("Không có bài nào đăng được")


def test_an_interrupt_during_a_sync_ends_the_watch(folder: KnowledgeFolder, ingest: Ingest) -> None:
    lines: list[str] = []

    def interrupted(line: str) -> None:
        lines.append(line)
        raise KeyboardInterrupt

    watch(ingest, folder.path, interrupted)

    assert len(lines) == 1


def test_ctrl_c_ends_the_program_cleanly(folder: KnowledgeFolder, tmp_path: Path) -> None:
    paths = os.pathsep.join([str(ROOT), *sys.path])
    command = [sys.executable, "-m", "ingest", "watch", "--knowledge", str(folder.path)]
    with subprocess.Popen(
        [*command, "--data", str(tmp_path / "data")],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": paths},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as program:
        assert program.stdout is not None
        first = program.stdout.readline()
        program.send_signal(signal.SIGINT)
        _, err = program.communicate(timeout=PATIENCE)

    assert first.startswith("Đã đăng ")
    assert program.returncode == 0
    assert "Traceback" not in err
