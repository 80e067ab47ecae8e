"""The instance lock: one program serves a data folder at a time."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.domain.errors import ChannelRefused, ReadOnlyData

_NAME = "serve.lock"


@contextmanager
def instance_lock(data: Path) -> Iterator[None]:
    """Hold the lock of a data folder; the system lets go of it when the program ends, however
    it ends. Raises ChannelRefused while another program holds it, ReadOnlyData when the
    folder can't be written."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        file = (data / _NAME).open("a")
    except OSError as error:
        raise ReadOnlyData(str(data)) from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise ChannelRefused(
                "Một bản Cầm Tay khác đang chạy trên thư mục dữ liệu này; tắt bản kia trước."
            ) from error
        yield
