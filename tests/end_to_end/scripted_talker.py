"""A language model with a script: what it makes of each message is written down, and it cites the
passages it is given as any model must, by the ids they have in the prompt."""

import json
import re
from collections.abc import Callable, Mapping, Sequence

from bot.domain.draft import Draft, Sentence
from bot.domain.reading import Reading
from bot.domain.values import Value

ChunkText = Callable[[str], str]
"""A chunk's text by its id."""
_PASSAGES = re.compile(r"^\[\{\"id\".*\]$", re.M)
_TOKEN = re.compile(r"(?:link|phone)_\d+")


class Turn(Value):
    """One message and what a model makes of it: how it reads it, and the words it would answer
    with, which cite chunks by their ids. `lies` tells that they are not all true. `outcome` is
    what comes of it, with the fault's kind behind a colon; empty where no model is asked, for
    `danger` among others. `shown` is the chunk that stands on the screen in the end, a step
    where its guide opens."""

    said: str
    reading: Reading | None = None
    draft: Draft | None = None
    lies: bool = False
    danger: bool = False
    outcome: str = ""
    shown: str


class Talk(Value):
    """One conversation: who it is, and what they say."""

    title: str
    turns: tuple[Turn, ...]


class ScriptedTalker:
    """What the model of the talks answers to a prompt."""

    def __init__(self, talks: Sequence[Talk], chunk_text: ChunkText) -> None:
        turns = [turn for talk in talks for turn in talk.turns]
        # The longest first: a short message may be how a longer one ends.
        self._turns = sorted(turns, key=lambda turn: -len(turn.said))
        self._chunk_text = chunk_text

    def answer(self, asked: str, fields: Sequence[str]) -> Mapping[str, object]:
        """The object with the wanted fields that the script has for the message a prompt ends
        with. Raises AssertionError where the script has none, or cites what it was not given."""
        turn = next((turn for turn in self._turns if asked.rstrip().endswith(turn.said)), None)
        assert turn is not None, f"not in the script: {asked[-200:]}"
        if "query" in fields:
            assert turn.reading is not None, f"asked to read: {turn.said}"
            return turn.reading.model_dump(mode="json")
        assert turn.draft is not None, f"asked to word: {turn.said}"
        return self._cited(turn.draft, asked).model_dump(mode="json")

    def _cited(self, draft: Draft, asked: str) -> Draft:
        found = _PASSAGES.search(asked)
        assert found is not None, "no passages in the prompt"
        passages = [(one["id"], one["text"]) for one in json.loads(found[0])]
        cited = {cite for sentence in draft.sentences for cite in sentence.cites}
        ids: dict[str, str] = {}
        tokens: dict[str, str] = {}
        for chunk in (*sorted(cited), *draft.steps_not_needed):
            ids[chunk], named = self._passage_of(chunk, passages)
            tokens |= named
        return draft.model_copy(
            update={
                "sentences": tuple(
                    Sentence(
                        text=_named(sentence.text, tokens),
                        cites=tuple(ids[cite] for cite in sentence.cites),
                    )
                    for sentence in draft.sentences
                ),
                "steps_not_needed": tuple(ids[chunk] for chunk in draft.steps_not_needed),
            }
        )

    def _passage_of(
        self, chunk: str, passages: Sequence[tuple[str, str]]
    ) -> tuple[str, dict[str, str]]:
        """The id of the passage that a chunk is, and what its tokens stand for."""
        text = self._chunk_text(chunk)
        for id_, passage in passages:
            tokens = _TOKEN.findall(passage)
            whole = re.compile("(.+?)".join(map(re.escape, _TOKEN.split(passage))), re.S)
            same = whole.fullmatch(text)
            if same:
                return id_, dict(zip(same.groups(), tokens, strict=True))
        raise AssertionError(f"not among the passages: {chunk}")


def _named(text: str, tokens: Mapping[str, str]) -> str:
    """A sentence with tokens for links and phones, as models are told to write them."""
    for real in sorted(tokens, key=len, reverse=True):
        text = text.replace(real, tokens[real])
    return text
