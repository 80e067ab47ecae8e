"""The page of the Telegram bench says where ours misses a target."""

from bench.telegram.page import as_markdown
from bench.telegram.results import Beside, Killed, Rate, Results
from bench.telegram.verdict import Verdict, Waits

NOWHERE = "Nowhere in this run."
OURS, PEER = "Cầm Tay", "python-telegram-bot, stock"


def took(seconds: float, unanswered: int = 0) -> Waits:
    return Waits(
        answered=10, unanswered=unanswered, p50=seconds, p95=seconds, p99=seconds, longest=seconds
    )


def beside(entrant: str, without: float, under: float, unanswered: int = 0) -> Beside:
    return Beside(
        entrant=entrant,
        without=took(without),
        under=took(under, unanswered),
        trouble=100,
        answered=3,
        memory_mb=120.0,
    )


def killed(entrant: str, **faults: int) -> Killed:
    return Killed(
        entrant=entrant,
        chats=2,
        kills=3,
        seconds=60.0,
        ready=(0.8, 1.5),
        verdict=Verdict(updates=10, right=10, duplicates=2, **faults),
        breaches=0,
    )


def at_limits(entrant: str, p95: float) -> Rate:
    return Rate(entrant=entrant, limits=True, rate=30, waits=took(p95), cpu=0.2, memory_mb=120.0)


def test_a_run_without_misses_says_so() -> None:
    results = Results(
        kill=(killed(OURS), killed(PEER, lost=4)),
        slowed=(beside(OURS, 0.01, 0.02), beside(PEER, 0.02, 5.0)),
        flood=(beside(OURS, 0.01, 0.014), beside(PEER, 0.02, 5.0)),
        sustained=(at_limits(OURS, 0.4),),
    )
    assert NOWHERE in as_markdown(results)


def test_a_lost_message_is_told() -> None:
    page = as_markdown(Results(kill=(killed(OURS, lost=1),)))
    assert "kill -9: 1 lost." in page
    assert NOWHERE not in page


def test_others_who_wait_longer_are_told() -> None:
    page = as_markdown(
        Results(slowed=(beside(OURS, 0.01, 0.2),), flood=(beside(OURS, 0.01, 0.02),))
    )
    assert "wait longer by 190 ms" in page
    assert "p99 is 2.0 times" in page


def test_good_messages_left_unanswered_among_malformed_ones_are_told() -> None:
    page = as_markdown(Results(malformed=(beside(OURS, 0.01, 0.01, unanswered=2),)))
    assert "2 good messages unanswered" in page


def test_a_rate_that_is_not_borne_is_told() -> None:
    page = as_markdown(Results(sustained=(at_limits(OURS, 0.9), at_limits(PEER, 0.1))))
    assert "30/s at the service's limits: p95 900 ms" in page
    assert f"At the limits {PEER} bears 30/s, ours 0/s" in page


def test_a_peer_that_is_sooner_is_told() -> None:
    page = as_markdown(Results(torrent=(beside(OURS, 0.02, 0.02), beside(PEER, 0.01, 9.0))))
    assert "the peer's p50 is 10 ms, ours 20 ms" in page


def test_results_survive_the_disk() -> None:
    results = Results(kill=(killed(OURS),), flood=(beside(PEER, 1.0, 2.0),), measured={"kill": "x"})
    assert Results.model_validate_json(results.model_dump_json()) == results
