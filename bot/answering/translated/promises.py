"""Promises: what an English sentence promises or charges, and the guide does not."""

import re
from collections.abc import Iterator

from bot.answering.support.held import Held
from bot.answering.support.promises import promise_faults
from bot.answering.translated.denying import DENIALS
from bot.domain.draft import Fault, FaultKind

_NO_PROMISE = re.compile(r"[Kk]hông (?:ai |có gì )?(?:bảo đảm|đảm bảo|chắc)")
_COSTLY = re.compile(
    r"\bcosts? (?:you )?(?:some |a )?(?:money|fee|charge)\b|\bcharges? (?:you )?(?:some |a )?fee\b"
    r"|\b(?:must|have to|has to|need to) pay\b"
    r"|\bthere is (?:a|some) (?:charge|fee|cost)\b|\ba (?:charge|fee) (?:is|applies|has)\b",
    re.I,
)
_COSTLESS = re.compile(
    r"[Kk]hông (?:mất|thu|phải (?:trả|nộp)|thấy quy định thu) ?(?:phí|tiền|lệ phí)?|miễn phí"
)


def assurance_faults(held: Held) -> Iterator[Fault]:
    """A promise; that nobody promises anything is none. Nor are costs where the guide has none."""
    if DENIALS & {word.text for word in held.words} and any(
        _NO_PROMISE.search(passage.text) for passage in held.cited
    ):
        return
    yield from promise_faults(held)
    texts = {word.text for word in held.words}
    if texts & {"will", "get", "gets"} and not texts & DENIALS and any(
        _NO_PROMISE.search(passage.text) for passage in held.cited
    ) and "you will" in held.text.lower():  # fmt: skip
        yield Fault(kind=FaultKind.PROMISE, detail="what nobody promises")
    costly = (
        _COSTLY.search(held.text) and not any(w.figure for w in held.words) and not texts & DENIALS
    )
    if costly and any(_COSTLESS.search(passage.text) for passage in held.cited):
        yield Fault(kind=FaultKind.AMOUNT, detail="said to cost")
