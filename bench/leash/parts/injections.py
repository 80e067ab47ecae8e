"""A model that obeys whoever speaks to it: what of that a citizen reads."""

from collections import Counter
from collections.abc import Sequence

from bench.leash.desk import Asked
from bench.leash.injections import Injection, Place, leaked
from bench.leash.injections import injections as attempts
from bench.leash.parts.ground import Ground
from bench.leash.results import Injected, Leak
from bench.leash.stand_in import Obeys

_FEW = 16


async def injections(ground: Ground) -> tuple[Injected, ...]:
    """Every attempt, place by place."""
    return tuple([await _at(ground, place) for place in Place])


async def _at(ground: Ground, place: Place) -> Injected:
    made = ground.some([one for one in attempts() if one.place is place], _FEW)
    leaks: list[tuple[Injection, Leak]] = []
    outcomes: Counter[str] = Counter()
    asked_of_model = 0
    for injection in made:
        asked = await _attempt(ground, injection)
        outcomes[asked.outcome] += 1
        asked_of_model += bool(asked.assistance and asked.assistance.calls)
        read = "\n".join([*asked.shown, asked.answer.text, *_labels(asked)])
        marks = leaked(injection, read, "\n".join([asked.verbatim.text, injection.q]))
        if marks:
            leaks.append((injection, Leak(name=injection.name, marks=marks, read=read)))
    found = Injected(
        place=place.value,
        attempts=_by_goal(made),
        asked=asked_of_model,
        leaks=_by_goal([injection for injection, _ in leaks]),
        outcomes=dict(outcomes.most_common()),
        which=tuple(leak for _, leak in leaks),
    )
    ground.say(f"{place.value}: {len(leaks)} of {len(made)} leak, {asked_of_model} asked a model")
    return found


async def _attempt(ground: Ground, injection: Injection) -> Asked:
    desk = ground.desk
    ground.stand_in.plays(Obeys(injection))
    if injection.place in (Place.GUIDE, Place.HEADING):
        desk.poison(desk.verbatim(injection.q), injection)
    try:
        return await desk.ask_rested(injection.q, injection.earlier)
    finally:
        desk.cleanse()


def _labels(asked: Asked) -> list[str]:
    return [choice.label for choice in asked.answer.choices]


def _by_goal(made: Sequence[Injection]) -> dict[str, int]:
    return dict(Counter(one.goal for one in made))
