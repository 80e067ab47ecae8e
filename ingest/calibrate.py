"""Calibrate: how sure a generation's search is, fitted on its own questions.

Thresholds don't carry from one corpus to another, so every sync asks the new index its own
questions. Answerable: `asks` with that very line hidden, of a topic model that was not taught
it. Unanswerable: the
ways of asking for subjects known to have no guide, with that subject hidden, and a sample
of `asks` with their whole guide hidden. A logistic over the signals is fitted to them by
Newton's method with a ridge of 1, both kinds weighing the same at every length.

A sync that changes little takes over the calibration from before: a few questions of some
thousand don't move it, and fitting it is most of a sync's time.
"""

from collections.abc import Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from bot.adapters.catalogue import Asked
from bot.domain.guide import Guide
from bot.domain.search import Calibration, Reliability, Signals
from ingest.lessons import is_held_out
from ingest.outside import Outside

_MOST_OF_A_KIND = 700
_RIDGE = 1.0
_ROUNDS = 30
# The shares of answerable questions that may fall below each threshold. Most unanswerable
# ones never get this far: their subject stands in outside.csv and wins the search.
_NOT_ANSWERED = 0.05
_NOT_EVEN_OFFERED = 0.01
_FEWEST = 20
_SPREAD = 1e-6
_BINS = 10
_LITTLE = 0.02
_MOST_CARRIES = 20
_LENGTH_BANDS = np.log([4.5, 6.5, 8.5])

NEUTRAL = Calibration(
    weights=(-0.9, 1.4, 0.3, 0.45, 0.0, 0.8),
    means=(0.5, 0.23, 0.4, 0.5, 2.0),
    scales=(0.2, 0.17, 0.3, 0.3, 0.33),
    answer_from=0.22,
    offer_from=0.12,
    declined=0.0,
    answered=0.0,
)
"""For a folder with too few questions of its own to fit on."""


def calibrate(index: Asked, guides: Sequence[Guide], outside: Sequence[Outside]) -> Calibration:
    """The calibration of an index over those guides and outside subjects."""
    answerable = [
        (ask, guide.id, line)
        for guide in guides
        for line, ask in enumerate(guide.asks, start=1)
        if not index.has_topics or is_held_out(ask)
    ]
    foreign = [
        (ask, subject.id, None)
        for subject in outside
        for ask in subject.asks
        if not index.has_topics or is_held_out(ask)
    ]
    absent = [(ask, guide, None) for ask, guide, _ in answerable[:: max(2, len(outside) // 10)]]
    right, hits = _signals(index, answerable)
    wrong, _ = _signals(index, [*foreign, *absent])
    if len(right) < _FEWEST or len(wrong) < _FEWEST:
        return NEUTRAL
    return _fitted(right, wrong, hits)


def carried(before: Calibration, generation: str, changed: float) -> Calibration | None:
    """The calibration of that generation for one in which that share of phrases is other;
    None when it is time to fit it anew."""
    changed = round(before.changed + changed, 4)
    if changed > _LITTLE or before.carried >= _MOST_CARRIES:
        return None
    return before.model_copy(
        update={
            "fitted_in": before.fitted_in or generation,
            "carried": before.carried + 1,
            "changed": changed,
        }
    )


def _signals(
    index: Asked, questions: Sequence[tuple[str, str, int | None]]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The signals of a sample of the questions, and whether each found its guide first."""
    every = max(1, -(-len(questions) // _MOST_OF_A_KIND))
    asked = list(islice(questions, 0, None, every))
    found = [index.search_hiding(text, guide, line) for text, guide, line in asked]
    hits = [
        bool(one.results) and one.results[0].guide == guide
        for one, (_, guide, _) in zip(found, asked, strict=True)
    ]
    return np.array([Signals.of(one).values() for one in found]), np.array(hits, dtype=bool)


def _fitted(
    right: NDArray[np.float64], wrong: NDArray[np.float64], hits: NDArray[np.bool_]
) -> Calibration:
    signals = np.vstack([right, wrong])
    truth = np.concatenate([np.ones(len(right)), np.zeros(len(wrong))])
    balance = _balance(truth, signals[:, -1])
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
    answer_from = float(np.quantile(sure_right, _NOT_ANSWERED))
    offer_from = float(np.quantile(sure_right, _NOT_EVEN_OFFERED))
    return Calibration(
        weights=tuple(round(float(w), 4) for w in weights),
        means=tuple(round(float(m), 4) for m in means),
        scales=tuple(round(float(s), 4) for s in scales),
        answer_from=round(answer_from, 4),
        offer_from=round(offer_from, 4),
        declined=round(float((sure_right < answer_from).mean()), 4),
        answered=round(float((sure_wrong >= answer_from).mean()), 4),
        questions=len(chance),
        reliability=_reliability(chance, np.concatenate([hits, np.zeros(len(wrong), dtype=bool)])),
    )


def _reliability(chance: NDArray[np.float64], hits: NDArray[np.bool_]) -> tuple[Reliability, ...]:
    """How the questions went, in bins of equal width."""
    bins = np.minimum((chance * _BINS).astype(int), _BINS - 1)
    return tuple(
        Reliability(
            low=at / _BINS,
            high=(at + 1) / _BINS,
            asked=int((bins == at).sum()),
            right=int(hits[bins == at].sum()),
        )
        for at in range(_BINS)
    )


def _balance(truth: NDArray[np.float64], length: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weights that give both kinds the same say at every length. The unanswerable questions
    are shorter than the answerable; without this, being short would count as being unknown
    and `dang ky tam tru` would be declined."""
    weights = np.zeros(len(truth))
    for band in np.unique(np.digitize(length, _LENGTH_BANDS)):
        for kind in (0.0, 1.0):
            here = (np.digitize(length, _LENGTH_BANDS) == band) & (truth == kind)
            if here.any():
                weights[here] = len(truth) / here.sum()
    return np.asarray(weights / weights.mean())


def _logistic(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(1 / (1 + np.exp(-np.clip(values, -50, 50))))
