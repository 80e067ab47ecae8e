"""One program serves a data folder at a time."""

import subprocess
import sys
from pathlib import Path

import pytest

from bot.adapters.instance_lock import instance_lock
from bot.domain.errors import ChannelRefused, ReadOnlyData

HOLD = """
import sys
from pathlib import Path
from bot.adapters.instance_lock import instance_lock
with instance_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_program_on_the_same_folder_is_refused(tmp_path: Path) -> None:
    with instance_lock(tmp_path), pytest.raises(ChannelRefused, match="bản Cầm Tay khác"):
        instance_lock(tmp_path).__enter__()
    with instance_lock(tmp_path), instance_lock(tmp_path / "other"):
        pass


def test_a_program_that_was_killed_leaves_no_lock(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(ChannelRefused):
            instance_lock(tmp_path).__enter__()
        other.kill()
    with instance_lock(tmp_path):
        pass


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ReadOnlyData, match="file"):
        instance_lock(tmp_path / "file").__enter__()
