"""What the leash itself takes, with a server that answers at once."""

import time
from collections.abc import Sequence
from contextlib import suppress

from bench.leash.corpora import every_draft
from bench.leash.drafts import draft_of
from bench.leash.parts.ground import Ground
from bench.leash.results import Latency
from bench.telegram.verdict import percentile
from bot.answering.mending import Faulty
from bot.domain.draft import Outcome

_FEW = 12
_MS = 1000
_SAID = (Outcome.WORDED, Outcome.MENDED)


async def latency(ground: Ground) -> tuple[Latency, ...]:
    """Every honest draft once: its sentences through the guard, then the whole of it."""
    guard: list[float] = []
    answering: list[float] = []
    better: dict[int, list[float]] = {1: [], 2: []}
    cpu: list[float] = []
    for honest in ground.some(every_draft(), _FEW):
        evidence = ground.desk.evidence(honest)
        draft = draft_of(honest, evidence)
        if draft is None:
            continue
        mending = ground.desk.mending(honest.q, honest.language)
        for sentence in draft.sentences:
            started = time.perf_counter()
            with suppress(Faulty):
                mending.take(sentence)
            guard.append(time.perf_counter() - started)
        started = time.perf_counter()
        ground.desk.verbatim(honest.q)
        answering.append(time.perf_counter() - started)
        ground.answer_with(honest.q, honest.language, draft)
        used = time.process_time()
        asked = await ground.desk.ask_rested(honest.q)
        used = time.process_time() - used
        done = asked.assistance
        if done is not None and done.outcome in _SAID and done.calls in better:
            better[done.calls].append(done.milliseconds / _MS)
            cpu.append(used)
    return tuple(
        found
        for what, times in (
            ("the verbatim answer, without a model", answering),
            ("the guard, one sentence", guard),
            ("a better answer, one call", better[1]),
            ("a better answer, two calls", better[2]),
            ("processor time of verbatim and better answer", cpu),
        )
        for found in _told(ground, what, times)
    )


def _told(ground: Ground, what: str, times: Sequence[float]) -> list[Latency]:
    if not times:
        return []
    found = Latency(
        what=what,
        times=len(times),
        p50=percentile(times, 50),
        p95=percentile(times, 95),
        longest=max(times),
    )
    ground.say(f"{what}: p50 {found.p50 * _MS:.1f}, p95 {found.p95 * _MS:.1f} ms")
    return [found]
