"""True sentences turned round: negations, permissions, order, bounds, and who or what."""

import re
from functools import cache
from pathlib import Path

import yaml

from bot.domain.values import Value

_FILE = Path(__file__).with_name("reversals.yaml")
# Turning a condition round, or what is denied as a whole, need not make a sentence false.
_CONDITION = re.compile(r"\b(?:nếu|khi|muốn|ai|if|when|unless|whether|where)\b(?!.*\bthì\b)", re.I)
_DENIED = re.compile(
    r"\b(?:không|chưa|chẳng|đừng|not|no|never|nobody|cannot|without|ngoài|trừ)\b|n't\b", re.I
)
_PART = re.compile(r"[,.;:]")


class Reversal(Value):
    """What stands there, what a liar says, and whether the cited passages must lack that."""

    stands: str
    says: str
    absent: bool


class Reversed(Value):
    """A sentence turned round, and by which rule."""

    text: str
    way: str


def reversed_ways(text: str, language: str, passages: str, *, nouns: bool) -> tuple[Reversed, ...]:
    """Every way to turn one thing of a sentence round, given the passages it cites; who and
    what only with `nouns`, as only passages of its own language tell what they lack."""
    return tuple(
        Reversed(text=turned, way=f"{rule.stands} => {rule.says}")
        for rule in _rules(language)
        if not rule.absent or (nouns and rule.says.casefold() not in passages.casefold())
        for turned in _turned(text, rule)
    )


def _turned(text: str, rule: Reversal) -> list[str]:
    found = re.finditer(rf"(?<!\w){re.escape(rule.stands)}(?!\w)", text, re.I)
    return [
        text[: at.start()] + _cased(rule.says, at[0]) + text[at.end() :]
        for at in found
        if not _inside(text[: at.start()])
        and (rule.absent or _turns_it(text[: at.start()], text[at.end() :]))
    ]


def _inside(before: str) -> bool:
    """In a bold name, a quotation or brackets."""
    marks = before.count("**") + before.count('"')
    return bool(marks % 2) or before.count("(") > before.count(")")


def _turns_it(before: str, after: str) -> bool:
    """Neither in a condition nor behind a negation."""
    clause = _PART.split(before)[-1]
    conditional = _CONDITION.search(clause) or " thì " in _PART.split(f"{after} ")[0]
    return not (conditional or _DENIED.search(clause))


def _cased(says: str, stood: str) -> str:
    return says[0].upper() + says[1:] if stood[0].isupper() else says


@cache
def _rules(language: str) -> tuple[Reversal, ...]:
    loaded: dict[str, str] = yaml.safe_load(_FILE.read_text("utf-8"))
    return tuple(map(_rule, loaded[language].splitlines()))


def _rule(line: str) -> Reversal:
    stands, _, says = line.removeprefix("!").partition(" => ")
    return Reversal(stands=stands, says=says, absent=line.startswith("!"))
