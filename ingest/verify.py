"""Verify: a new generation opened in a process of its own and asked its own questions."""

import subprocess
import sys
from collections.abc import Collection
from pathlib import Path

from bot.adapters.generations import Generation
from bot.domain.errors import CamTayError


def lost_guides(folder: Path, asked: Collection[str] | None = None) -> list[str]:
    """Ask a generation every guide's title and first way of asking; the guides that are
    not among the first three. With `asked`, only those guides are asked for.
    Raises DamagedGeneration."""
    generation = Generation(folder)
    lost = []
    for guide_id in generation.manifest.guides if asked is None else asked:
        guide = generation.guide(guide_id)
        if guide is None:
            continue
        searcher = generation.searcher(guide.language)
        for question in (guide.title, *guide.asks[:1]):
            found = [result.guide for result in searcher.search(question, limit=3).results]
            if guide.id not in found:
                lost.append(guide.id)
                break
    return lost


class Verifier:
    """Another process that opens a generation as a bot would. It starts at once and loads
    its code while the generation is being built."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def faults(self, folder: Path, asked: Collection[str] | None) -> str:
        """What is wrong with a generation; empty when nothing is."""
        lines = [str(folder.absolute()), *(["*"] if asked is None else asked)]
        out, err = self._process.communicate("\n".join(lines))
        return "" if self._process.returncode == 0 else (err or out).strip()

    def close(self) -> None:
        """End the process if it is still there."""
        if self._process.returncode is None:
            self._process.kill()
            self._process.communicate()


def main() -> None:
    """Read a folder and the guides to ask for, a line each (`*` for all)."""
    folder, *asked = sys.stdin.read().splitlines()
    try:
        lost = lost_guides(Path(folder), None if asked == ["*"] else asked)
    except CamTayError as error:
        sys.exit(f"{type(error).__name__}: {error}")
    if lost:
        sys.exit("not found by their own questions: " + ", ".join(lost))


if __name__ == "__main__":
    main()
