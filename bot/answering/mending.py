"""Mending: the sentences of a draft that may be said, the others in the guide's own words."""

from bot.answering.closeness.quoted import is_quoted
from bot.answering.closeness.stray import stray
from bot.answering.compose import Composer
from bot.answering.draft_guard import MOST_SENTENCES, fault_in, fault_of
from bot.answering.own_words import own_words
from bot.answering.translated.nearest_saying import nearest_saying
from bot.domain.answer import Answer
from bot.domain.draft import (
    UNPARDONABLE,
    Completeness,
    Draft,
    Evidence,
    Fault,
    FaultKind,
    Passage,
    Sentence,
)
from bot.domain.guide import SectionKind
from bot.domain.search import ChunkKind, chunk_id
from bot.language.tokens import syllables

# So many quotations an English reader is given to show to somebody.
_MOST_UNTRANSLATED = 2
# A sentence with one of these wrong says something else than what stands below.
_FIGURES = frozenset({FaultKind.AMOUNT, FaultKind.NUMBER, FaultKind.DATE, FaultKind.CODE})


class Faulty(Exception):
    """A draft of which nothing may be said."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.kind.value)
        self.fault = fault


class Mending:
    """Takes a draft sentence by sentence. One that the guard lets pass is kept. One that the
    passages do not quite say gives way to what they say, quoted, where both are in one
    language; else it is left out, as is one that is like nothing they say. Where nothing is
    left of English words they are quoted in Vietnamese. A fault that no honest model makes
    stops the draft."""

    def __init__(
        self, evidence: Evidence, language: str, answer: Answer, composer: Composer, judged: bool
    ) -> None:
        """`judged` tells that a second model will read what is kept."""
        self.kept: list[Sentence] = []
        self.seen = 0
        self._fault: Fault | None = None
        self._evidence = evidence
        self._language = language
        self._shown = _shown_below(answer)
        self.stands_below = False
        self._quotes: list[Sentence] = []
        self._unsaid: list[tuple[Sentence, Fault]] = []
        self._frame = answer.language
        self._composer = composer
        self._judged = judged

    def take(self, sentence: Sentence) -> Fault | None:
        """Take the next sentence; gives what was wrong with it. Raises Faulty."""
        self.seen += 1
        if self.seen > MOST_SENTENCES:
            detail = f"more than {MOST_SENTENCES} sentences"
            raise Faulty(Fault(kind=FaultKind.LENGTH, detail=detail))
        fault = self._fault_of(sentence)
        if fault is None:
            self._keep(sentence)
            return None
        self._fault = self._fault or fault
        if fault.kind in UNPARDONABLE:
            raise Faulty(fault)
        if self._is_translated:
            self._unsaid.append((sentence, fault))
        else:
            self._quote(fault, own_words(sentence, self._evidence), "model.quoted")
        return fault

    @property
    def all_quoted(self) -> bool:
        """Whether nothing that was kept is in the model's words."""
        return len(self._quotes) == len(self.kept)

    @property
    def _is_translated(self) -> bool:
        return self._language != self._evidence.language

    def _fault_of(self, sentence: Sentence) -> Fault | None:
        if not self._is_translated and is_quoted(sentence, self._evidence):
            return None
        fault = fault_in(sentence, self._evidence, self._language, judged=self._judged)
        if fault is None and not self._is_translated:
            fault = stray(sentence, self._evidence)
        return fault

    def mended(self, draft: Draft) -> Draft:
        """The draft with what was kept of it: nothing where all of it stands in the answer
        anyway. Raises Faulty when nothing else was kept, or when the draft as a whole is not
        fit to be said."""
        bare = draft.model_copy(update={"sentences": ()})
        fault = fault_of(bare, self._evidence, self._language, judged=self._judged)
        if fault is not None:
            raise Faulty(fault)
        if draft.completeness is Completeness.NONE:
            return bare
        if not self.kept:
            self._quote_in_vietnamese()
        if not self.kept and self._fault is not None and not self.stands_below:
            raise Faulty(self._fault)
        return draft.model_copy(update={"sentences": tuple(self.kept)})

    def _keep(self, sentence: Sentence) -> None:
        """A sentence as it is, unless it is the answer's own, word for word, that stands there
        anyway, or part of what was quoted already."""
        cited = {passage.chunk for passage in self._evidence.cited(sentence)}
        if cited <= self._shown and is_quoted(sentence, self._evidence):
            self.stands_below = True
        elif not any(_holds(quote, sentence) for quote in self._quotes):
            self.kept.append(sentence)

    def _quote_in_vietnamese(self) -> None:
        """What the guide says in its own language, to be shown to somebody who reads it, where
        nothing could be said in the other one."""
        if (self._language, self._evidence.language) != ("en", "vi"):
            return
        for sentence, fault in self._unsaid[:_MOST_UNTRANSLATED]:
            own = nearest_saying(sentence, self._evidence)
            self._quote(fault, own, "model.quoted_vietnamese")

    def _quote(self, fault: Fault, own: tuple[Passage, str] | None, frame: str) -> None:
        """The guide's own words for a sentence, unless they stand in the answer anyway."""
        if own is None:
            return
        passage, saying = own
        if passage.chunk in self._shown:
            self.stands_below = self.stands_below or fault.kind not in _FIGURES
            return
        text = self._composer.say(self._frame, frame, text=saying)
        quoted = Sentence(text=text, cites=(passage.id,))
        if quoted not in self.kept:
            self.kept = [one for one in self.kept if not _holds(quoted, one)]
            self.kept.append(quoted)
            self._quotes.append(quoted)


def _holds(quoted: Sentence, sentence: Sentence) -> bool:
    """Whether a quotation says all the words of a sentence."""
    return set(syllables(sentence.text)) <= set(syllables(quoted.text))


def _shown_below(answer: Answer) -> frozenset[str]:
    """The chunks whose words stand in the answer without a model."""
    if answer.guide is None:
        return frozenset()
    if answer.chunk_kind is not None and answer.part is not None:
        return frozenset({chunk_id(answer.guide, answer.chunk_kind, answer.part)})
    return frozenset(
        {
            chunk_id(answer.guide, ChunkKind.HEAD),
            chunk_id(answer.guide, ChunkKind.SECTION, SectionKind.NEEDS.value),
            chunk_id(answer.guide, ChunkKind.STEP, answer.step or ""),
        }
    )
