"""Background: the bot answers while something heavy loads, and when it can't be loaded."""

import threading

import pytest
from structlog.testing import capture_logs

from bot.adapters.background import Background
from bot.domain.errors import NoModel


def test_until_it_is_loaded_there_is_none() -> None:
    arrived = threading.Event()

    def slow() -> str:
        arrived.wait(10)
        return "model"

    heavy = Background("the model", slow)
    assert (heavy.ready, heavy.get()) == (False, None)

    arrived.set()
    assert heavy.wait(10) == "model"
    assert (heavy.ready, heavy.get()) == (True, "model")


@pytest.mark.parametrize("error", [NoModel("không có mạng"), RuntimeError("không có mạng")])
def test_what_cannot_be_loaded_stays_none_and_is_logged_once(error: Exception) -> None:
    def failing() -> str:
        raise error

    with capture_logs() as logs:
        heavy = Background("the model", failing)
        assert heavy.wait(10) is None

    assert not heavy.ready
    assert [(line["event"], line["why"]) for line in logs] == [
        ("going on without", "không có mạng")
    ]
