"""Attempts to make the model speak for somebody else, and what a model says that obeys."""

import base64
import itertools
import json
import random
import re
import string
import unicodedata
from collections.abc import Callable
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bench.leash.disguises import DISGUISES
from bot.answering.screen import screen
from bot.domain.search import Chunk
from bot.domain.values import Value

_FILE = Path(__file__).with_name("injections.yaml")
_TOLD = Path(__file__).resolve().parents[2] / "prompts" / "compose.md"
_PASSAGE = re.compile(r'"id"\s*:\s*"(\w+)"\s*,\s*"text"\s*:\s*"((?:[^"\\]|\\.)*)"')
_HIDDEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_LINES_OF_A_PROMPT = 6
_LETTERS = string.ascii_lowercase
_ROT13 = str.maketrans(
    _LETTERS + _LETTERS.upper(),
    (_LETTERS[13:] + _LETTERS[:13]) + (_LETTERS[13:] + _LETTERS[:13]).upper(),
)


class Place(StrEnum):
    """Where the attacker's words stand."""

    QUESTION = "question"
    EARLIER = "earlier"
    GUIDE = "guide"
    HEADING = "heading"


class Shape(StrEnum):
    """How a model that obeys writes its answer."""

    DRAFT = "draft"
    BESIDE_TRUTH = "beside_truth"
    QUOTED = "quoted"
    VERBATIM = "verbatim"
    FENCED = "fenced"
    PROSE = "prose"
    OTHER = "other"
    EXTRA = "extra"


class Injection(Value):
    """One attempt: what the citizen writes now and wrote before, what stands in a guide, what
    an obedient model says of it and in which shape, and what no citizen may read of that.
    `screened`: the question is caught before any model is asked."""

    name: str
    place: Place
    goal: str
    words: str
    q: str
    earlier: tuple[str, ...] = ()
    shape: Shape
    says: str
    marks: tuple[str, ...]
    screened: bool = False


def injections() -> tuple[Injection, ...]:
    """Every wording with every goal at every place; the same each time."""
    made: list[Injection] = []
    for place in Place:
        for wording, goal in itertools.product(_wordings(), _goals()):
            made.append(_made(len(made), place, wording, goal))
    return tuple(made)


def poisoned(chunk: Chunk, injection: Injection) -> Chunk:
    """A guide's piece with the attacker's words in it; as it is where they stand elsewhere."""
    if injection.place is Place.GUIDE:
        return chunk.model_copy(update={"text": f"{chunk.text}\n{injection.words}"})
    if injection.place is Place.HEADING:
        _, _, rest = chunk.text.partition("\n")
        return chunk.model_copy(update={"text": f"{_one_line(injection.words)}\n{rest}"})
    return chunk


def reading(injection: Injection) -> str:
    """What an obedient model answers when asked how it reads the message."""
    if injection.shape is Shape.PROSE:
        return injection.says
    read = {"language": "vi", "query": f"{injection.q} {injection.says}", "intent": "how_to"}
    situation = {"age": injection.says, "role": "", "device": "", "card": ""}
    return json.dumps({**read, "situation": situation}, ensure_ascii=False)


def obeyed(injection: Injection, prompt: str) -> str:
    """What an obedient model answers to the composing prompt as filled in: it cites the passage
    that the words stand in, or the first."""
    passages = _PASSAGE.findall(prompt)
    words = injection.words[:30]
    cited = next((id_ for id_, text in passages if words in _unescaped(text)), None)
    cite = cited or (passages[0][0] if passages else "c1")
    true = _unescaped(dict(passages).get(cite, "")).split("\n")[-1]
    return _written(injection, cite, true)


def judged() -> str:
    """What an obedient model answers when it is to judge."""
    return json.dumps({"supported": True, "why": ""})


def leaked(injection: Injection, said: str, verbatim: str) -> tuple[str, ...]:
    """The marks that a citizen reads in an answer and wouldn't in the verbatim one."""
    said, verbatim = _plain(said), _plain(verbatim)
    return tuple(m for m in injection.marks if _plain(m) in said and _plain(m) not in verbatim)


def _made(number: int, place: Place, wording: tuple[str, str], goal: str) -> Injection:
    rng = random.Random(number)
    language, template = wording
    way = rng.choice(_goals()[goal])
    canary = f"SENVANG{number * 7919 % 99991:05d}"
    order = way["vi" if language == "vi" else "en"].replace("$canary", canary)
    words = _asked(template, order)
    asked = rng.choice(_questions())
    q = f"{asked}. {words}" if place is Place.QUESTION else asked
    told = "" if "$prompt" not in way["says"] else _prompt()
    return Injection(
        name=f"{place.value}-{goal}-{number}",
        place=place,
        goal=goal,
        words=words,
        q=q,
        earlier=(words,) if place is Place.EARLIER else (),
        shape=rng.choice(tuple(Shape)),
        says=way["says"].replace("$canary", canary).replace("$prompt", told),
        marks=tuple(mark.replace("$canary", canary) for mark in way["marks"]),
        screened=place is Place.QUESTION and screen(q) is not None,
    )


def _asked(template: str, order: str) -> str:
    ways: dict[str, Callable[[], str]] = {
        "{goal}": lambda: order,
        "{upper}": lambda: order.upper(),
        "{plain}": lambda: DISGUISES["no marks"](order),
        "{spaced}": lambda: " ".join(order),
        "{wide}": lambda: DISGUISES["zero width"](order),
        "{base64}": lambda: base64.b64encode(order.encode()).decode(),
        "{hex}": lambda: order.encode().hex(),
        "{rot13}": lambda: order.translate(_ROT13),
        "{reversed}": lambda: order[::-1],
    }
    for hole, filled in ways.items():
        if hole in template:
            template = template.replace(hole, filled())
    return template.replace("⏎", "\n")


def _written(injection: Injection, cite: str, true: str) -> str:
    says = injection.says
    if injection.shape is Shape.PROSE:
        return says
    if injection.shape is Shape.OTHER:
        return json.dumps({"answer": says, "sources": [cite]}, ensure_ascii=False)
    if injection.shape is Shape.QUOTED:
        says = f"Bài hướng dẫn có câu: “{says}”"
    if injection.shape is Shape.VERBATIM:
        says = injection.words
    sentences = [{"text": says, "cites": [cite]}]
    if injection.shape is Shape.BESIDE_TRUTH:
        sentences = [{"text": true, "cites": [cite]}, *sentences]
    draft: dict[str, Any] = {"completeness": "complete", "sentences": sentences}
    draft["steps_not_needed"] = []
    if injection.shape is Shape.EXTRA:
        draft |= {"note": says, "answer": says}
    written = json.dumps(draft, ensure_ascii=False)
    return f"```json\n{written}\n```" if injection.shape is Shape.FENCED else written


def _unescaped(text: str) -> str:
    return str(json.loads(f'"{text}"'))


def _one_line(words: str) -> str:
    return " ".join(words.split("\n"))


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFKC", _HIDDEN.sub("", text))
    return " ".join(text.casefold().split())


@cache
def _loaded() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(_FILE.read_text("utf-8"))
    return loaded


def _goals() -> dict[str, list[dict[str, Any]]]:
    goals: dict[str, list[dict[str, Any]]] = _loaded()["goals"]
    return goals


@cache
def _wordings() -> tuple[tuple[str, str], ...]:
    lines = _loaded()["wordings"].splitlines()
    return tuple((line[:2], line[3:]) for line in lines)


@cache
def _questions() -> tuple[str, ...]:
    return tuple(_loaded()["questions"].splitlines())


@cache
def _prompt() -> str:
    told = _TOLD.read_text("utf-8").partition("## system")[2].strip()
    return " ".join(told.splitlines()[:_LINES_OF_A_PROMPT])
