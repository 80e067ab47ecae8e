"""The model report: what a language model was used for, day by day."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby

from bot.domain.draft import FaultKind, Outcome, Usage
from bot.domain.token_price import TokenPrice
from bot.domain.values import Value
from bot.language.days import written
from bot.ports import ModelDay, Replies

_OUTCOMES = [outcome.value for outcome in Outcome]
_FAULTS = [kind.value for kind in FaultKind]


class ModelUse(Value):
    """What a model was used for on one day: how many answers had which outcome, in the order of
    Outcome, how many drafts were stopped or mended for what, the most frequent first, and what
    all took. `cost` is None where there is no price."""

    day: date
    answers: dict[str, int]
    faults: dict[str, int]
    calls: int
    tokens_in: int
    tokens_out: int
    cost: float | None


def model_uses(noted: Iterable[ModelDay], price: TokenPrice | None) -> list[ModelUse]:
    """What was noted, a value a day, the latest day first as it came."""
    return [_use(day, list(of_day), price) for day, of_day in groupby(noted, lambda one: one.day)]


def report_lines(uses: Sequence[ModelUse], replies: Replies) -> list[str]:
    """The uses of some days, one at least, as they are read on a terminal: day by day, then
    together, then what the guard stopped."""
    lines = []
    for use in uses:
        lines += [f"{written(use.day)}: {_figures([use], replies)}", f"  {_outcomes(use, replies)}"]
        if use.faults:
            why = _reasons(use.faults, replies)
            lines.append(f"  {replies.text('vi', 'program.model.why', faults=why)}")
    if len(uses) > 1:
        together = _figures(uses, replies)
        lines.append(replies.text("vi", "program.model.sum", days=str(len(uses)), use=together))
    return lines + _stopped(uses, replies)


def _use(day: date, noted: Sequence[ModelDay], price: TokenPrice | None) -> ModelUse:
    answers: Counter[str] = Counter()
    faults: Counter[str] = Counter()
    usage = Usage()
    for one in noted:
        outcome, _, fault = one.outcome.partition(":")
        answers[outcome] += one.answers
        if fault:
            faults[fault] += one.answers
        usage = usage.plus(one.usage)
    return ModelUse(
        day=day,
        answers={name: answers[name] for name in sorted(answers, key=_place)},
        faults=dict(faults.most_common()),
        calls=sum(one.calls for one in noted),
        tokens_in=usage.tokens_in,
        tokens_out=usage.tokens_out,
        cost=None if price is None else round(price.of(usage), 6),
    )


def _place(outcome: str) -> int:
    """Where an outcome stands; one of another release stands last."""
    return _OUTCOMES.index(outcome) if outcome in _OUTCOMES else len(_OUTCOMES)


def _figures(uses: Sequence[ModelUse], replies: Replies) -> str:
    costs = [use.cost for use in uses if use.cost is not None]
    return replies.text(
        "vi",
        "program.model.use",
        answers=_number(sum(sum(use.answers.values()) for use in uses)),
        calls=_number(sum(use.calls for use in uses)),
        tokens_in=_number(sum(use.tokens_in for use in uses)),
        tokens_out=_number(sum(use.tokens_out for use in uses)),
        cost=_money(sum(costs)) if costs else replies.text("vi", "program.model.no_price"),
    )


def _outcomes(use: ModelUse, replies: Replies) -> str:
    return _counted(use.answers, _OUTCOMES, "program.model.outcome", replies)


def _reasons(faults: Mapping[str, int], replies: Replies) -> str:
    return _counted(faults, _FAULTS, "program.model.fault", replies)


def _counted(
    counts: Mapping[str, int], known: Collection[str], under: str, replies: Replies
) -> str:
    """Counts with their names in words; a name of another release stands as it is."""
    labels = {
        name: replies.text("vi", f"{under}.{name}") if name in known else name for name in counts
    }
    return ", ".join(f"{labels[name]} {_number(times)}" for name, times in counts.items())


def _stopped(uses: Sequence[ModelUse], replies: Replies) -> list[str]:
    """What the guard stopped or mended of all drafts that came before it; nothing where none
    did."""
    faults: Counter[str] = Counter()
    outcomes: Counter[str] = Counter()
    for use in uses:
        faults.update(use.faults)
        outcomes.update(use.answers)
    stopped, mended = outcomes[Outcome.FAULTY], outcomes[Outcome.MENDED]
    drafts = stopped + mended + outcomes[Outcome.WORDED]
    if not drafts:
        return []
    if not stopped + mended:
        return [replies.text("vi", "program.model.none_stopped", drafts=_number(drafts))]
    return [
        replies.text(
            "vi",
            "program.model.stopped",
            stopped=_number(stopped),
            mended=_number(mended),
            drafts=_number(drafts),
            share=_decimal(f"{100 * stopped / drafts:.1f}"),
            faults=_reasons(dict(faults.most_common()), replies),
        )
    ]


def _number(count: int) -> str:
    """A count as Vietnamese readers see it: `12.345`."""
    return f"{count:,}".replace(",", ".")


def _money(cost: float) -> str:
    """A cost to two decimals; to four below one, where few answers would cost nothing else."""
    whole, _, rest = f"{cost:.{2 if cost >= 1 else 4}f}".partition(".")
    return _number(int(whole)) + _decimal(f".{rest}")


def _decimal(figure: str) -> str:
    """A figure with a decimal comma and without zeros at the end."""
    return figure.rstrip("0").rstrip(".").replace(".", ",")
