"""Draft guard: what a language model wrote, held against the passages it cites. Whatever can't
be found there is a fault, and one fault stops the whole draft."""

import re
import unicodedata
from collections.abc import Sequence

from bot.answering.alignment import source_of
from bot.answering.draft_wording import wording_fault
from bot.answering.judged import judged_faults
from bot.answering.support.faults import support_faults
from bot.answering.translated.faults import translated_faults
from bot.domain.draft import Draft, Evidence, Fault, FaultKind, Passage, Sentence

MOST_SENTENCES = 4
"""A draft of more is no short answer."""
_MOST_CITED = 8
_LONGEST = 2_000
_TOKEN = re.compile(r"(?:link|phone)_\d{1,3}(?!\w)")
_HOME = "VNeID"
_CONDITION = re.compile(
    r"\b(?:nếu|trường hợp|khi|chỉ|không bắt buộc|không cần|không phải|trừ|có thể bỏ qua|nhà \w+|"
    r"chưa|"
    r"muốn|mất|hỏng|dưới \d+|từ đủ|trở lên|tùy|bỏ qua|if|only|when|unless|in case|not required|"
    r"optional|for those|need not)\b|^[^\n]{3,80}:",
    re.I,
)


def fault_of(
    draft: Draft, evidence: Evidence, language: str, *, judged: bool = False
) -> Fault | None:
    """What is wrong with a draft that is to be in `language` (ISO 639-1), or None. A language
    other than Vietnamese and English has no lexicon: it is a fault unless a judge model will
    read the draft too (`judged`). Deterministic; raises nothing."""
    if len(draft.sentences) > MOST_SENTENCES:
        return Fault(kind=FaultKind.LENGTH, detail=f"{len(draft.sentences)} sentences")
    for sentence in draft.sentences:
        fault = fault_in(sentence, evidence, language, judged=judged)
        if fault is not None:
            return fault
    return _step_fault(draft.steps_not_needed, evidence)


def fault_in(
    sentence: Sentence, evidence: Evidence, language: str, *, judged: bool = False
) -> Fault | None:
    """What is wrong with one sentence of a draft, or None; see `fault_of`."""
    if len(sentence.text) > _LONGEST:
        return Fault(kind=FaultKind.LENGTH, detail=f"{len(sentence.text)} characters")
    text = unicodedata.normalize("NFC", sentence.text.strip()).replace("\u00a0", " ")
    cited, named = evidence.cited(sentence), len(sentence.cites)
    if not named or named > _MOST_CITED or len(cited) < named:
        return Fault(kind=FaultKind.CITATION, detail=f"{len(cited)} of {named} resolve")
    fault = wording_fault(text, language, judged=judged)
    if fault is not None:
        return fault
    fault = _token_fault(text, cited)
    if fault is not None:
        return fault
    return _support_fault(text, cited, evidence, language, judged)


def _token_fault(text: str, cited: Sequence[Passage]) -> Fault | None:
    for token in _TOKEN.findall(text):
        if not any(re.search(rf"{token}(?!\w)", passage.text) for passage in cited):
            kind = FaultKind.LINK if token.startswith("link") else FaultKind.PHONE
            return Fault(kind=kind, detail=token)
    return None


def _support_fault(
    text: str, cited: Sequence[Passage], evidence: Evidence, language: str, judged: bool
) -> Fault | None:
    source = source_of(tuple(passage.text for passage in cited), evidence.language)
    if language == evidence.language and language in ("vi", "en"):
        home = any(_HOME in passage.text for passage in evidence.passages)
        return next(support_faults(text, cited, source, language, home=home), None)
    if language == "en" and evidence.language == "vi":
        return next(translated_faults(text, cited, source), None)
    if not judged:
        return Fault(kind=FaultKind.LANGUAGE, detail="no lexicon")
    return next(judged_faults(text, cited, language), None)


def _step_fault(ids: Sequence[str], evidence: Evidence) -> Fault | None:
    """A step may be left out only where its own words say for whom it is."""
    for id_ in ids:
        passage = evidence.passage(id_)
        if passage is None or not re.fullmatch(r"s\d{1,3}", id_):
            return Fault(kind=FaultKind.STEP, detail="no step")
        if not _CONDITION.search(passage.text):
            return Fault(kind=FaultKind.STEP, detail=id_)
    return None
