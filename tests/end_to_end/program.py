"""The program as those who run it meet it: a process, its outputs and its exit code."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Protocol

from loopback.observed import PATIENCE

ROOT = Path(__file__).resolve().parents[2]


class Run(Protocol):
    """Runs a command of the program to its end."""

    def __call__(
        self, name: str, data: Path, *more: str | Path, lines: bytes = b"", **env: str
    ) -> subprocess.CompletedProcess[bytes]: ...


class NewBot(Protocol):
    """Makes a bot on the test's data folder, not started yet, with more or other settings."""

    def __call__(self, **env: str) -> "Bot": ...


class Bot:
    """`python -m bot serve`, to be started, killed and started again. Its logs are kept."""

    def __init__(self, data: Path, folder: Path, env: dict[str, str]) -> None:
        self.data = data
        self._folder = folder
        self._env = env
        self._process: subprocess.Popen[bytes] | None = None

    def launch(self) -> None:
        """Start it without waiting."""
        out, err = self._folder / "stdout", self._folder / "stderr"
        with out.open("wb") as stdout, err.open("ab") as stderr:
            self._process = subprocess.Popen(
                command("serve", self.data),
                cwd=self._folder,
                env=self._env,
                stdout=stdout,
                stderr=stderr,
            )

    def start(self) -> "Bot":
        """Start it and wait until it says that it is ready."""
        self.launch()
        until = time.monotonic() + PATIENCE
        while "ready:" not in self.stdout:
            if self._running().poll() is not None or time.monotonic() > until:
                raise AssertionError(f"not ready: {self.stderr}")
            time.sleep(0.01)
        return self

    def kill(self) -> None:
        """End it as a power cut does."""
        self._running().kill()
        self._running().wait()

    def stop(self) -> int:
        """Ask it to stop; its exit code."""
        self._running().send_signal(signal.SIGTERM)
        return self.exit_code()

    def exit_code(self) -> int:
        """Its exit code, once it has ended."""
        return self._running().wait(PATIENCE / 2)

    @property
    def stdout(self) -> str:
        """What it printed since the last start."""
        return (self._folder / "stdout").read_text(encoding="utf-8")

    @property
    def stderr(self) -> str:
        """What it logged since the first start."""
        return (self._folder / "stderr").read_text(encoding="utf-8")

    @property
    def pid(self) -> int:
        """The id of its process."""
        return self._running().pid

    def _running(self) -> "subprocess.Popen[bytes]":
        assert self._process is not None, "launch it first"
        return self._process


def command(name: str, data: Path, *more: str | Path) -> list[str]:
    """The command line of one of the program's commands."""
    return [sys.executable, "-m", "bot", name, "--data", str(data), *map(str, more)]


def environment(**more: str) -> dict[str, str]:
    """Nothing of the machine's own settings, tokens or proxies."""
    return {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"} | more
