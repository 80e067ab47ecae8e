"""Background: something heavy, loaded in a thread while the bot already answers."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

import structlog

log = structlog.get_logger()
Heavy = TypeVar("Heavy")


class Background(Generic[Heavy]):
    """A model on its way. Until it is there, and for good when it can't be loaded, there is
    None, and whoever asks goes on without."""

    def __init__(self, what: str, load: Callable[[], Heavy]) -> None:
        """`what` names it in the log; `load` raises when it can't. Loading starts at once
        and never keeps the process from ending."""
        self._what = what
        self._load = load
        self._loaded: Heavy | None = None
        self._thread = threading.Thread(target=self._run, name=f"load {what}", daemon=True)
        self._thread.start()

    @property
    def ready(self) -> bool:
        """Whether it is there."""
        return self._loaded is not None

    @property
    def loading(self) -> bool:
        """Whether it is still on its way."""
        return self._thread.is_alive()

    def get(self) -> Heavy | None:
        """It, or None while it is not there."""
        return self._loaded

    def wait(self, seconds: float | None = None) -> Heavy | None:
        """It, once loading has ended or the seconds are over."""
        self._thread.join(seconds)
        return self._loaded

    def _run(self) -> None:
        try:
            self._loaded = self._load()
        # Nobody is there to catch it: whatever broke, the bot goes on without.
        except Exception as error:
            log.warning("going on without", what=self._what, why=str(error))
        else:
            log.info("loaded", what=self._what)
