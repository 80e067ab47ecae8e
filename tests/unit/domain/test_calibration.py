import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.domain.search import Calibration, QueryAnalysis, SearchResult, SearchResults, Signals

FINITE = st.floats(-1e9, 1e9)


def results(*scores: float, words: int = 4, topic: float | None = None) -> SearchResults:
    return SearchResults(
        results=tuple(
            SearchResult(
                guide=f"huong-dan-{place}",
                score=score,
                phrase_score=score / 2,
                passage_score=score / 2,
                topic_score=0,
                coverage=0.8,
                bigram_coverage=0.5,
                achieved=0.4,
                chunks=(),
            )
            for place, score in enumerate(scores)
        ),
        topic=topic,
        analysis=QueryAnalysis(tokens=("từ",) * words, expansions=(), repairs=(), unknown=()),
    )


def calibration(*weights: float) -> Calibration:
    return Calibration(
        weights=weights,
        means=(0.5, 0.4, 0.3, 0.5, 2.0),
        scales=(0.2, 0.2, 0.1, 0.25, 0.5),
        answer_from=0.6,
        offer_from=0.2,
        declined=0.1,
        answered=0.05,
    )


def signals(
    coverage: float = 0.5, bigrams: float = 0.4, margin: float = 0.3, topic: float = 0.5
) -> Signals:
    return Signals(
        coverage=coverage, bigram_coverage=bigrams, margin=margin, topic=topic, length=2.0
    )


def test_a_search_that_found_nothing_has_no_signals() -> None:
    assert Signals.of(results()).values() == (0, 0, 0, 0, 0)


def test_signals_come_from_the_first_two_guides() -> None:
    found = Signals.of(results(1.5, 1.1, 1.0, words=4, topic=0.7))
    assert found.values() == pytest.approx((0.8, 0.5, 0.4, 0.7, math.log(4)))


def test_where_no_topic_model_was_taught_the_topic_is_nil() -> None:
    assert Signals.of(results(1.5, topic=None)).topic == 0


def test_a_lone_guide_leads_by_its_whole_score() -> None:
    assert Signals.of(results(1.5)).margin == 1.5


@pytest.mark.parametrize("words", [0, 1])
def test_a_query_of_at_most_one_word_has_length_zero(words: int) -> None:
    assert Signals.of(results(1.0, words=words)).length == 0


def test_average_signals_weigh_nothing() -> None:
    assert calibration(0, 3, 2, 1, 4, -1).confidence(signals()) == 0.5


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (signals(coverage=0.7), 1 / (1 + math.exp(-1))),
        (signals(coverage=0.3), 1 / (1 + math.exp(1))),
        (signals(bigrams=0.6), 1 / (1 + math.exp(-2))),
        (signals(margin=0.2), 1 / (1 + math.exp(3))),
        (signals(topic=0.75), 1 / (1 + math.exp(-4))),
    ],
)
def test_each_signal_counts_in_its_own_scale(found: Signals, expected: float) -> None:
    assert calibration(0, 1, 2, 3, 4, 0).confidence(found) == pytest.approx(expected)


@given(FINITE, FINITE, FINITE, FINITE, FINITE, FINITE)
def test_confidence_is_a_probability_whatever_the_signals(
    coverage: float, bigrams: float, margin: float, topic: float, length: float, weight: float
) -> None:
    found = Signals(
        coverage=coverage, bigram_coverage=bigrams, margin=margin, topic=topic, length=length
    )
    assert 0 <= calibration(weight, weight, 1, 1, 1, -1).confidence(found) <= 1


@given(st.floats(0, 1), st.floats(0, 1))
def test_better_coverage_never_makes_a_search_less_sure(first: float, second: float) -> None:
    low, high = sorted((first, second))
    sure = calibration(-1, 2, 1, 1, 1, 0)
    assert sure.confidence(signals(low)) <= sure.confidence(signals(high))


def test_a_calibration_that_does_not_fit_the_signals_is_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        calibration(0, 1, 2).confidence(signals())


def test_results_cannot_be_changed_afterwards() -> None:
    found = results(1.0)
    with pytest.raises(ValidationError):
        found.results = ()
