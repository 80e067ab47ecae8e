"""Own words: what a guide says itself, quoted in place of a model's sentence."""

import re
from collections.abc import Sequence

from bot.domain.draft import Evidence, Passage, Sentence
from bot.domain.guide import Guide
from bot.domain.search import Chunk, ChunkKind
from bot.language.fold import clean
from bot.language.tokens import folded, pairs, syllables

# A quotation is worth its place when it holds this share of the sentence it stands for: of its
# syllables, and as much of their pairs as tells one line of a guide from the next.
_WORDS_HELD, _PAIRS_HELD = 0.5, 0.15
_LONGEST = 420
_BULLET = re.compile(r"^- ")
_ENDS = re.compile(r"(?<=[.!?])\s+")
_STEP = {"vi": "Bước", "en": "Step"}
_OPEN_END = re.compile(r"[\w)”\"*]$")


def sayings_of(chunk: Chunk, guide: Guide) -> tuple[str, ...]:
    """The parts of a chunk that can be quoted alone: an answer with its question, a mend with
    its error, a line of a section under its title, a step with its number and each sentence of
    its detail. What a step says of results and of being stuck makes no sense alone."""
    head, _, body = chunk.text.partition("\n")
    lines = [_BULLET.sub("", line).strip() for line in body.split("\n") if line.strip()]
    match chunk.kind:
        case ChunkKind.HEAD:
            return (chunk.text.strip(),)
        case ChunkKind.QUICK:
            return _fitting([f"{head} {' '.join(lines)}"])
        case ChunkKind.ERROR:
            return _fitting([f"{head}: {' '.join(lines)}"])
        case ChunkKind.SECTION:
            return _fitting([f"{head}: {line}" for line in lines])
        case ChunkKind.STEP if chunk.guide == guide.id:
            return _fitting(_of_step(chunk, guide))
        case _:
            return ()


def own_words(sentence: Sentence, evidence: Evidence) -> tuple[Passage, str] | None:
    """The saying of the cited passages that holds most of a sentence's words, with its
    passage; None when none holds enough of them to be what was meant."""
    words = folded(syllables(clean(sentence.text)))
    scored = [
        (_held(words, saying), passage, saying)
        for passage in evidence.cited(sentence)
        for saying in passage.sayings
    ]
    best = max(scored, key=lambda one: one[0], default=None)
    if best is None or not words:
        return None
    (held, joined), passage, saying = best
    return (passage, saying) if held >= _WORDS_HELD and joined >= _PAIRS_HELD else None


def _held(words: list[str], saying: str) -> tuple[float, float]:
    known = folded(syllables(clean(saying)))
    return _share(words, known), _share(pairs(words), pairs(known))


def _share(wanted: list[str], known: list[str]) -> float:
    there = frozenset(known)
    return sum(one in there for one in wanted) / len(wanted) if wanted else 1.0


def _of_step(chunk: Chunk, guide: Guide) -> list[str]:
    index = guide.step_index(chunk.part)
    step = guide.steps[index]
    head = f"{_STEP[guide.language]} {index + 1}: {step.action}"
    head = f"{head}." if _OPEN_END.search(head) else head
    details = [_BULLET.sub("", line) for line in step.detail.split("\n") if line.strip()]
    return [head, *(f"{head} {said}" for line in details for said in _ENDS.split(line))]


def _fitting(sayings: Sequence[str]) -> tuple[str, ...]:
    return tuple(saying for saying in sayings if len(saying) <= _LONGEST)
