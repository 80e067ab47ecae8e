"""Calibrate: how sure a generation's search is, fitted on its own questions.

Thresholds don't carry from one corpus to another, so every sync asks the new index its own
questions. Answerable: each guide's `asks` with that very line hidden. Unanswerable: the
ways of asking for subjects known to have no guide, with that subject hidden, and a sample
of `asks` with their whole guide hidden. A logistic over the signals is fitted to them by
Newton's method with a ridge of 1.
"""

from collections.abc import Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from bot.adapters.lexical_index import LexicalIndex
from bot.domain.guide import Guide
from bot.domain.search import Calibration, Signals
from ingest.outside import Outside

_MOST_OF_A_KIND = 700
_RIDGE = 1.0
_ROUNDS = 30
# Of unanswerable questions, so many may be answered; of answerable ones, so many left
# without even the nearest guides.
_ANSWERED_WRONGLY = 0.05
_LEFT_ALONE = 0.01
_FEWEST = 20
_SPREAD = 1e-6

NEUTRAL = Calibration(
    weights=(-3.6, 0.9, 0.4, 0.9, 0.8, -0.2, 1.2),
    means=(0.45, 0.2, 0.25, 0.45, 0.03, 2.3),
    scales=(0.2, 0.15, 0.12, 0.35, 0.06, 0.5),
    answer_from=0.02,
    offer_from=0.005,
    declined=0.0,
    answered=0.0,
)
"""For a folder with too few questions of its own to fit on."""


def calibrate(
    index: LexicalIndex, guides: Sequence[Guide], outside: Sequence[Outside]
) -> Calibration:
    """The calibration of an index over those guides and outside subjects."""
    answerable = [
        (ask, guide.id, line)
        for guide in guides
        for line, ask in enumerate(guide.asks, start=1)
    ]
    foreign = [(ask, subject.id, None) for subject in outside for ask in subject.asks]
    absent = [(ask, guide, None) for ask, guide, _ in answerable[:: max(2, len(outside) // 10)]]
    right = _signals(index, answerable)
    wrong = _signals(index, [*foreign, *absent])
    if len(right) < _FEWEST or len(wrong) < _FEWEST:
        return NEUTRAL
    return _fitted(right, wrong)


def _signals(
    index: LexicalIndex, questions: Sequence[tuple[str, str, int | None]]
) -> NDArray[np.float64]:
    every = max(1, -(-len(questions) // _MOST_OF_A_KIND))
    asked = islice(questions, 0, None, every)
    return np.array(
        [
            Signals.of(index.search_hiding(text, guide, line)).values()
            for text, guide, line in asked
        ]
    )


def _fitted(right: NDArray[np.float64], wrong: NDArray[np.float64]) -> Calibration:
    signals = np.vstack([right, wrong])
    truth = np.concatenate([np.ones(len(right)), np.zeros(len(wrong))])
    balance = np.where(truth == 1, 0.5 / len(right), 0.5 / len(wrong)) * len(truth)
    means, spread = signals.mean(axis=0), signals.std(axis=0)
    # A signal that never varies here says nothing: its weight stays zero.
    scales = np.where(spread < _SPREAD, 1.0, spread)
    inputs = np.column_stack([np.ones(len(signals)), (signals - means) / scales])
    weights = np.zeros(inputs.shape[1])
    for _ in range(_ROUNDS):
        chance = _logistic(inputs @ weights)
        slope = inputs.T @ (balance * (truth - chance)) - _RIDGE * weights
        curve = (inputs * (balance * chance * (1 - chance))[:, None]).T @ inputs
        weights += np.linalg.solve(curve + _RIDGE * np.eye(len(weights)), slope)
    chance = _logistic(inputs @ weights)
    sure_right, sure_wrong = chance[: len(right)], chance[len(right) :]
    answer_from = float(np.quantile(sure_wrong, 1 - _ANSWERED_WRONGLY))
    offer_from = min(answer_from, float(np.quantile(sure_right, _LEFT_ALONE)))
    return Calibration(
        weights=tuple(round(float(w), 4) for w in weights),
        means=tuple(round(float(m), 4) for m in means),
        scales=tuple(round(float(s), 4) for s in scales),
        answer_from=round(answer_from, 4),
        offer_from=round(offer_from, 4),
        declined=round(float((sure_right < answer_from).mean()), 4),
        answered=round(float((sure_wrong >= answer_from).mean()), 4),
    )


def _logistic(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(1 / (1 + np.exp(-np.clip(values, -50, 50))))
