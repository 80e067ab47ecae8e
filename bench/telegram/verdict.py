"""Verdict: what the record of a run says of it. Pure; nothing here knows a bot."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.domain.values import Value

_UNDER_WAY = 0.25
"""How long after a kill, in seconds, the service may still take what the dead had sent: less
than any program takes to start."""


@dataclass(frozen=True)
class Shown:
    """A message a chat was shown: the step, and when the service took it, in seconds."""

    step: str
    at: float


class Verdict(Value):
    """What became of the messages of many chats.

    `right` were answered with the right step in its place. `out_of_order` were, but not in
    their place; `lost` never were. `strange` answers are due to no message. `duplicates` are
    answers shown twice in a row, `unexcused` those that no kill explains: a kill explains at
    most one in each chat, sent before it and again after it. `wrong_ends` are chats that were
    not left at the step they had come to.
    """

    updates: int = 0
    right: int = 0
    lost: int = 0
    out_of_order: int = 0
    strange: int = 0
    duplicates: int = 0
    unexcused: int = 0
    wrong_ends: int = 0

    @property
    def faultless(self) -> bool:
        """Every message answered rightly, in order, with no answer that a kill does not
        explain."""
        faults = (self.lost, self.out_of_order, self.strange, self.unexcused, self.wrong_ends)
        return not any(faults)


def judged(
    due: Mapping[int, Sequence[str]],
    shown: Mapping[int, Sequence[Shown]],
    kills: Sequence[float] = (),
) -> Verdict:
    """The verdict on every chat: the steps `due` in it, what was `shown` in it in that order,
    and when the bot was seen killed."""
    verdicts = [_judged(steps, shown.get(chat, ()), kills) for chat, steps in due.items()]
    unasked = sum(len(messages) for chat, messages in shown.items() if chat not in due)
    total = {name: sum(getattr(v, name) for v in verdicts) for name in Verdict.model_fields}
    return Verdict(**total | {"strange": total["strange"] + unasked})


def _judged(due: Sequence[str], shown: Sequence[Shown], kills: Sequence[float]) -> Verdict:
    twice = [(one, two) for one, two in pairwise(shown) if one.step == two.step]
    steps = [two.step for one, two in pairwise((None, *shown)) if two and _new(one, two)]
    matched = _common(due, steps)
    missing, extra = Counter(due), Counter(steps)
    missing.subtract(matched)
    extra.subtract(matched)
    displaced = (missing & extra).total()
    return Verdict(
        updates=len(due),
        right=len(matched),
        lost=missing.total() - displaced,
        out_of_order=displaced,
        strange=extra.total() - displaced,
        duplicates=len(twice),
        unexcused=_unexcused(twice, kills),
        wrong_ends=int(list(due[-1:]) != steps[-1:]),
    )


def _new(before: Shown | None, message: Shown) -> bool:
    return before is None or before.step != message.step


def _unexcused(twice: Iterable[tuple[Shown, Shown]], kills: Sequence[float]) -> int:
    left, found = sorted(kills), 0
    for one, two in twice:
        between = [kill for kill in left if one.at - _UNDER_WAY <= kill <= two.at]
        if between:
            left.remove(between[0])
        else:
            found += 1
    return found


def _common(one: Sequence[str], other: Sequence[str]) -> list[str]:
    """The longest sequence in both."""
    if list(one) == list(other):
        return list(one)
    longest = [[0] * (len(other) + 1) for _ in range(len(one) + 1)]
    for i in reversed(range(len(one))):
        for j in reversed(range(len(other))):
            same = one[i] == other[j]
            longest[i][j] = (
                longest[i + 1][j + 1] + 1 if same else max(longest[i + 1][j], longest[i][j + 1])
            )
    return _read_off(one, other, longest)


def _read_off(one: Sequence[str], other: Sequence[str], longest: list[list[int]]) -> list[str]:
    found, i, j = [], 0, 0
    while i < len(one) and j < len(other):
        if one[i] == other[j]:
            found.append(one[i])
            i, j = i + 1, j + 1
        elif longest[i + 1][j] >= longest[i][j + 1]:
            i += 1
        else:
            j += 1
    return found


@dataclass(frozen=True)
class Event:
    """Something in a chat at a time, in seconds: a message fed to the service, or one taken
    from the bot."""

    chat: int
    at: float


class Waits(Value):
    """How long answers took from the service getting the message to the service taking the
    answer, in seconds. An answer that never came counts with the time it was waited for."""

    answered: int
    unanswered: int
    p50: float
    p95: float
    p99: float
    longest: float


def waits(
    fed: Iterable[Event], taken: Iterable[Event], *, since: float, until: float
) -> Waits | None:
    """The waits for what was fed from `since` on, looked at at `until`: in each chat the n-th
    answer is to the n-th message. None when nothing was fed."""
    answers: defaultdict[int, list[float]] = defaultdict(list)
    for event in taken:
        answers[event.chat].append(event.at)
    number: Counter[int] = Counter()
    seconds, unanswered = [], 0
    for event in fed:
        place = number[event.chat]
        number[event.chat] += 1
        if event.at < since:
            continue
        came = place < len(answers[event.chat])
        unanswered += not came
        seconds.append((answers[event.chat][place] if came else until) - event.at)
    if not seconds:
        return None
    return Waits(
        answered=len(seconds) - unanswered,
        unanswered=unanswered,
        p50=percentile(seconds, 50),
        p95=percentile(seconds, 95),
        p99=percentile(seconds, 99),
        longest=max(seconds),
    )


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that at least so many per cent of the values don't exceed."""
    ordered = sorted(values)
    place = max(0, -(-len(ordered) * percent // 100) - 1)
    return ordered[int(place)]
