"""Honest drafts, written by hand, one a line: the material lies are made of."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.domain.draft import Completeness, Draft, Evidence, Sentence
from bot.domain.values import Value


class Honest(Value):
    """A question and a true answer to it, whose sentences and needless steps are chunks'
    ids; whatever else its line holds is left aside."""

    q: str
    language: str
    sentences: tuple[Sentence, ...]
    completeness: Completeness = Completeness.COMPLETE
    steps_not_needed: tuple[str, ...] = ()


EvidenceFor = Callable[[Honest], Evidence]


def honest_drafts(paths: Sequence[Path]) -> tuple[Honest, ...]:
    """The drafts of JSONL files, in their order. Raises ValidationError for a line that is
    none."""
    lines = [line for path in paths for line in path.read_text("utf-8").splitlines()]
    return tuple(_honest(json.loads(line)) for line in lines if line.strip())


def draft_of(honest: Honest, evidence: Evidence) -> Draft | None:
    """The draft with passages' ids for its chunks; None where a sentence would cite none."""
    ids = {passage.chunk: passage.id for passage in evidence.passages}
    sentences = tuple(
        Sentence(text=said.text, cites=tuple(ids[cite] for cite in said.cites if cite in ids))
        for said in honest.sentences
    )
    if not all(said.cites for said in sentences):
        return None
    needless = tuple(ids[step] for step in honest.steps_not_needed if step in ids)
    return Draft(completeness=honest.completeness, sentences=sentences, steps_not_needed=needless)


def _honest(line: dict[str, object]) -> Honest:
    return Honest.model_validate({name: line[name] for name in Honest.model_fields if name in line})
