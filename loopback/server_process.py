"""Server process: a server in another process, for as long as it is needed."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .observed import PATIENCE

_ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def server_process(module: str, *arguments: str) -> Iterator[str]:
    """Where a module serves that is run with these arguments and says `ready: URL` once it does.
    Raises RuntimeError where it says anything else."""
    command = [sys.executable, "-m", module, *arguments]
    process = subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        ready = process.stdout.readline()
        if not ready.startswith("ready: "):
            raise RuntimeError(f"{module} did not start")
        yield ready.removeprefix("ready: ").strip()
    finally:
        process.terminate()
        process.wait(PATIENCE)
