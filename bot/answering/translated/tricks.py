"""Tricks: what a scammer asks, in English."""

import re
from collections.abc import Iterator

from bot.answering.support.held import Held
from bot.domain.draft import Fault, FaultKind

_TRICKS = tuple(
    map(
        re.compile,
        (
            r"number (?:that|which|who) (?:has |have |had )?(?:just )?"
            r"(?:called|texted|rang|phoned)",
            r"number in the pop",
            r"\b(?:send|transfer|pay) (?:some )?more money",
            r"\b(?:read|tell|send|give|type|write|forward|show|enter)\b[^.;]{0,40}\b(?:code|otp|"
            r"password|pin|passcode|digits)\b[^.;]{0,30}\b(?:to|here|me|us)\b",
        ),
    )
)
_WE_DID = re.compile(r"\b[Ii] (?:will|can|have|am|did|could)\b|\b[Ii]['’](?:ll|ve|m)\b")
_SAID = re.compile(r"\"[^\"]*\"|“[^”]*”|\([^()]*\)")
_INNOCENT = re.compile(r"\b(?:if|when|not|never|nobody|no one|don't|who|anyone|wants?|asks?)\b")
_REFUSING = re.compile(r"\b(?:not|never|don't)\b")


def trick_faults(held: Held) -> Iterator[Fault]:
    """What a scammer asks for, unless the sentence warns of it, and what a program can't have
    done."""
    if _WE_DID.search(_SAID.sub(" ", held.text)):
        yield Fault(kind=FaultKind.ACTION, detail="what nobody did")
    low = held.text.lower()
    for trick in _TRICKS:
        for found in trick.finditer(low):
            clause = re.split(r"[.;:,]", low[: found.start()])[-1] + found[0]
            if not _INNOCENT.search(clause) or (
                "just" in found[0] and not _REFUSING.search(clause)
            ):
                yield Fault(kind=FaultKind.ACTION, detail="what a scammer asks")
