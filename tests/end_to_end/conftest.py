"""What the tests of the running program share."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from loopback.bot_api import TOKEN, LoopbackBotApi
from loopback.observed import PATIENCE

from .program import Bot, NewBot, Run, command, environment


@pytest.fixture
def data(published: Path, tmp_path: Path) -> Path:
    """A data folder of the test's own, with the guides published."""
    shutil.copytree(published / "generations", tmp_path / "data" / "generations")
    return tmp_path / "data"


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs a command of the program to its end."""

    def run_command(
        name: str, data: Path, *more: str | Path, lines: bytes = b"", **env: str
    ) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            command(name, data, *more),
            cwd=tmp_path,
            env=environment(**env),
            input=lines,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )

    return run_command


@pytest.fixture
def api() -> Iterator[LoopbackBotApi]:
    """A Bot API server; whatever the bot asks of it must be well-formed."""
    with LoopbackBotApi() as server:
        yield server
    assert server.malformed == []


@pytest.fixture
def new_bot(api: LoopbackBotApi, data: Path, tmp_path: Path) -> Iterator[NewBot]:
    """Makes the bot, not started yet, with more or other settings."""
    made: list[Bot] = []

    def make(**env: str) -> Bot:
        # The service's own pace is tested where limits are; here it would only take time.
        settings = {
            "TELEGRAM_TOKEN": TOKEN,
            "TELEGRAM_API_URL": api.url,
            "TELEGRAM_MESSAGES_PER_SECOND": "1000",
        }
        settings |= env
        made.append(Bot(data, tmp_path, environment(**settings)))
        return made[-1]

    yield make
    for bot in made:
        bot.kill()


@pytest.fixture
def bot(new_bot: NewBot) -> Bot:
    """The bot, polling."""
    return new_bot().start()
