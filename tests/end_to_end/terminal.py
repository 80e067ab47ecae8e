"""The terminal chat as the person at it meets it: a line goes in, and the screen shows more."""

import os
import re
import selectors
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from loopback.observed import PATIENCE

from .program import command, environment

_ASKED = "Bạn › ".encode()
_WIDTH = "80"
_LOADED = re.compile(r'"what": "language model [^"]*", "event": "loaded"')


class Terminal:
    """`python -m bot chat` with somebody at the keyboard; what it logs goes into a file."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self._process = process
        assert process.stdin is not None
        assert process.stdout is not None
        self._keyboard, self._screen = process.stdin, process.stdout

    def say(self, line: str) -> str:
        """Type a line; what the screen shows for it."""
        self._keyboard.write(line.encode() + b"\n")
        self._keyboard.flush()
        return self.waits()

    def waits(self) -> str:
        """What the screen shows until it is the person's turn."""
        shown, until = b"", time.monotonic() + PATIENCE
        with selectors.DefaultSelector() as selector:
            selector.register(self._screen, selectors.EVENT_READ)
            while not shown.endswith(_ASKED):
                ready = selector.select(max(0.0, until - time.monotonic()))
                more = os.read(self._screen.fileno(), 65_536) if ready else b""
                if not more:
                    raise AssertionError(f"never asked again: {shown.decode(errors='replace')}")
                shown += more
        lines = shown.removesuffix(_ASKED).decode().split("\n")
        return "\n".join(line.rstrip() for line in lines).strip("\n")


@contextmanager
def at_the_terminal(name: str, data: Path, folder: Path, **settings: str) -> Iterator[Terminal]:
    """The chat of a named conversation, past its greeting and with its language model loaded,
    until the person leaves. `settings` name the model."""
    logged = folder / f"{name}.log"
    with logged.open("wb") as log:
        process = subprocess.Popen(
            command("chat", data, "--conversation", name),
            cwd=folder,
            env=environment(COLUMNS=_WIDTH, **settings),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
        )
    with process:
        try:
            terminal = Terminal(process)
            terminal.waits()
            _wait_for_model(logged)
            yield terminal
        finally:
            process.kill()


def _wait_for_model(logged: Path) -> None:
    """Until the log tells that a language model is there; people type slower than it loads."""
    until = time.monotonic() + PATIENCE
    while not _LOADED.search(logged.read_text(encoding="utf-8")):
        if time.monotonic() > until:
            raise AssertionError(f"no model: {logged.read_text(encoding='utf-8')}")
        time.sleep(0.02)
