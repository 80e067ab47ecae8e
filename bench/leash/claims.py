"""Invented claims, by hand: what a lying model adds to an answer."""

import re
from functools import cache
from pathlib import Path

import yaml

from bot.domain.values import Value

_FILE = Path(__file__).with_name("claims.yaml")
_INVENTED = re.compile(r"\{([^{}]+)\}")
_WORD = re.compile(r"\w+")


class Claim(Value):
    """A sentence and the parts of it that are invented."""

    text: str
    invented: tuple[str, ...]

    def unsaid_in(self, passages: str) -> bool:
        """Whether passages lack some of what it invents, and no line of them says nearly
        all of its words in another order."""
        said = _plain(passages)
        if all(_plain(part) in said for part in self.invented):
            return False
        words = set(_WORD.findall(_plain(self.text)))
        lines = re.split(r"[.;\n]", said)
        return all(len(words & set(_WORD.findall(line))) < 0.7 * len(words) for line in lines)


@cache
def claims(kind: str, language: str) -> tuple[Claim, ...]:
    """The claims of a kind in a language."""
    lines: dict[str, dict[str, str]] = _loaded()
    return tuple(map(_claim, lines[kind][language].splitlines()))


@cache
def claim_kinds() -> tuple[str, ...]:
    """The kinds there are, in the file's order."""
    return tuple(_loaded())


@cache
def _loaded() -> dict[str, dict[str, str]]:
    loaded: dict[str, dict[str, str]] = yaml.safe_load(_FILE.read_text("utf-8"))
    return loaded


def _claim(line: str) -> Claim:
    return Claim(text=_INVENTED.sub(r"\1", line), invented=tuple(_INVENTED.findall(line)))


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
