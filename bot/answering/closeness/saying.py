"""Saying: a sentence of the guide with what it is said of."""

import re
from collections.abc import Iterator
from itertools import accumulate

from bot.answering.closeness.wording import BREAK, Wording, broken, named, words_of
from bot.domain.values import Value

_SENTENCE_ENDS = re.compile(r"(?<=[.!?])\s+")
_PARTS = re.compile(r"(?<=;)\s+")
_HEADED = re.compile(r"([^:]{2,120}?):\s+(.+)")
_ASKED = {
    "vi": re.compile(
        r"\b(?:bao nhiêu|bao lâu|mấy|ở đâu|thế nào|làm sao|gì|ai|khi nào|nào)\b", re.I
    ),
    "en": re.compile(r"\b(?:how|what|where|when|who|which)\b", re.I),
}
# What these open says where something is written, or gives an example: no condition.
_BESIDES = frozenset(("theo", "ví", "under"))
# `trước khi` is a time, not a case.
_TIMED = frozenset("trước sau đến tới từ before after until".split())


class Need(Value):
    """Something that must be said beside a saying: one of its `either` whole, and of all their
    words `share` at least, with every figure of `figures`."""

    either: tuple[tuple[str, ...], ...]
    share: float = 0.0
    figures: frozenset[str] = frozenset()


class Saying(Value):
    """The words of a sentence of the guide with breaks between clauses: first the passage's
    heading, then what stands before a colon, from `headed` on, then from `begins` on what is
    said. `clause` numbers each word's clause; a condition is a clause of its own. `needs` must be
    said with it."""

    words: tuple[str, ...]
    headed: int
    begins: int
    clause: tuple[int, ...]
    needs: tuple[Need, ...]


def sayings_in(text: str, language: str, wording: Wording) -> Iterator[Saying]:
    """The sentences of a passage that state something, with and without the passage's heading,
    which says what they are about. A question that is answered by yes or no says what may be
    false, so it goes with nothing; any other heading is a sentence too."""
    head, _, body = text.partition("\n")
    states = not head.endswith("?") or _ASKED[language].search(head)
    abouts = [broken(head), []] if body and states else [[]]
    for line in (body or head).split("\n"):
        for headed, said, own in _said_in(line.strip(" -")):
            for about in abouts:
                yield _saying(about, headed, said, wording, own=own)
                if headed and not own:
                    yield _saying(about, [], said, wording, own=False)
    if body and not head.endswith("?"):
        yield _saying([], [], broken(head), wording, own=False)


def _said_in(line: str) -> Iterator[tuple[list[str], list[str], bool]]:
    """What a line says, each with what stands before a colon; and whether that stands in the
    same sentence."""
    above: list[str] = []
    for sentence in _SENTENCE_ENDS.split(line):
        here: list[str] | None = None
        for part in _PARTS.split(sentence):
            if not part.strip() or part.rstrip().endswith("?"):
                continue
            found = _HEADED.match(part)
            if found is not None:
                above = here = broken(found[1])
            yield (
                above if here is None else here,
                broken(found[2] if found else part),
                here is not None,
            )


def _saying(
    about: list[str], headed: list[str], said: list[str], wording: Wording, *, own: bool
) -> Saying:
    before = [*about, BREAK] if about else []
    between = [*headed, BREAK] if headed else []
    words = [*before, *between, *said]
    opens = [word == BREAK for word in words]
    behind = [False, *(word == wording.then for word in words)][: len(words)]
    numbers = accumulate(int(a) + int(b) for a, b in zip(opens, behind, strict=True))
    needs = [*_conditions(said, wording), *(_whose(headed, wording) if own else ())]
    return Saying(
        words=tuple(words),
        headed=len(before),
        begins=len(before) + len(between),
        clause=tuple(numbers),
        needs=tuple(needs),
    )


def _whose(headed: list[str], wording: Wording) -> Iterator[Need]:
    """What stands before a colon: for whom or what the rest holds."""
    if not headed or headed[0] in _BESIDES:
        return
    parts = [named(part, wording) for part in _split(headed, wording.either | wording.both)]
    hard = [tuple(part) for part in parts if set(part) - wording.light - wording.topics]
    if hard and all(set(part) - wording.topics for part in parts):
        yield Need(either=tuple(hard))


def _conditions(said: list[str], wording: Wording) -> Iterator[Need]:
    """What stands before `thì`, and behind each word that opens a condition, to the end of the
    clause."""
    if wording.then in said:
        yield from _needed(said[: said.index(wording.then)], wording)
    ends = [at for at, word in enumerate(said) if word in (BREAK, wording.then)] + [len(said)]
    for at, word in enumerate(said):
        if word in wording.conditional and (not at or said[at - 1] not in _TIMED):
            end = next(end for end in ends if end > at)
            yield from _needed(said[at + 1 : end], wording)


def _needed(condition: list[str], wording: Wording) -> Iterator[Need]:
    for part in _split(condition, wording.both, breaks=False):
        parts = [one for one in _split(part, wording.either) if one[0] not in _BESIDES]
        either = tuple(tuple(named(one, wording)) for one in parts if named(one, wording))
        if not either:
            continue
        # Of a long list one is a case; of two parts the second may only end the first.
        listed = bool(wording.either & set(part)) or len(either) > 2
        yield Need(
            either=either,
            share=0.0 if listed else 0.5,
            figures=frozenset(w for w in part if w[0].isdigit() and not listed),
        )


def _split(words: list[str], at: frozenset[str], *, breaks: bool = True) -> list[list[str]]:
    parts: list[list[str]] = [[]]
    for word in words:
        if word in at or (breaks and word == BREAK):
            parts.append([])
        else:
            parts[-1].append(word)
    return [part for part in parts if any(word != BREAK for word in part)]


def openings_of(text: str) -> list[str]:
    """The words of the first sentence below a passage's heading."""
    head, _, body = text.partition("\n")
    return words_of(re.split(r"(?<=[.!?;])\s+|\n", body or head)[0])
