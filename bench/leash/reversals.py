"""True sentences turned round: negations, permissions, order, bounds, and who or what."""

import re
from functools import cache
from pathlib import Path

import yaml

from bot.domain.values import Value

_FILE = Path(__file__).with_name("reversals.yaml")
# Turning a condition round need not make the sentence false.
_CONDITION = re.compile(r"\b(?:nếu|khi|muốn|ai|if|when|unless|whether|where)\b(?!.*\bthì\b)", re.I)
_NEGATED = re.compile(r"(?:không|chưa|chẳng|đừng|not|no|n't)\s+$", re.I)


class Reversal(Value):
    """What stands there, what a liar says, and whether the cited passages must lack that."""

    stands: str
    says: str
    absent: bool


class Reversed(Value):
    """A sentence turned round, and by which rule."""

    text: str
    way: str


def reversed_ways(text: str, language: str, passages: str) -> tuple[Reversed, ...]:
    """Every way to turn one thing of a sentence round, given the passages it cites."""
    return tuple(
        Reversed(text=turned, way=f"{rule.stands} => {rule.says}")
        for rule in _rules(language)
        if not (rule.absent and rule.says.casefold() in passages.casefold())
        for turned in _turned(text, rule)
    )


def _turned(text: str, rule: Reversal) -> list[str]:
    found = re.finditer(rf"(?<!\w){re.escape(rule.stands)}(?!\w)", text, re.I)
    return [
        text[: at.start()] + _cased(rule.says, at[0]) + text[at.end() :]
        for at in found
        if _turns_the_sentence(text[: at.start()], rule)
    ]


def _turns_the_sentence(before: str, rule: Reversal) -> bool:
    """Neither inside a condition, a bold name or a quotation, nor behind another negation."""
    clause = re.split(r"[,.;:]", before)[-1]
    inside = before.count("**") % 2 or before.count('"') % 2 or before.count("(") > before.count(")")
    return not (inside or _NEGATED.search(before) or (not rule.absent and _CONDITION.search(clause)))


def _cased(says: str, stood: str) -> str:
    return says[0].upper() + says[1:] if stood[0].isupper() else says


@cache
def _rules(language: str) -> tuple[Reversal, ...]:
    loaded: dict[str, str] = yaml.safe_load(_FILE.read_text("utf-8"))
    return tuple(map(_rule, loaded[language].splitlines()))


def _rule(line: str) -> Reversal:
    stands, _, says = line.removeprefix("!").partition(" => ")
    return Reversal(stands=stands, says=says, absent=line.startswith("!"))
