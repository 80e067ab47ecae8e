"""The arithmetic of the Telegram bench: each fault a bot can have is found, and told apart."""

import pytest

from bench.telegram.verdict import Event, Shown, Verdict, judged, percentile, waits

DUE = ["một", "hai", "ba", "hai", "ba"]
LAN, BINH = 1, 2


def verdict(steps: list[str], kills: tuple[float, ...] = ()) -> Verdict:
    """Of one chat, shown a step a second from 0 on."""
    shown = [Shown(step, float(at)) for at, step in enumerate(steps)]
    return judged({LAN: DUE}, {LAN: shown}, kills)


def test_a_walk_answered_as_due_is_faultless() -> None:
    assert verdict(DUE) == Verdict(updates=5, right=5)
    assert verdict(DUE).faultless


def test_a_lost_update_is_found() -> None:
    found = verdict(["một", "hai", "hai", "ba"])
    # The same step twice in a row may be one sent twice: what is missing shows all the same.
    assert found.lost == 2
    assert not found.faultless


def test_updates_lost_at_the_end_are_found() -> None:
    found = verdict(DUE[:-1])
    assert (found.right, found.lost, found.wrong_ends) == (4, 1, 1)
    assert not found.faultless


def test_two_lost_moves_that_cancel_each_other_out_are_found() -> None:
    found = verdict(["một", "hai", "ba"])
    assert (found.right, found.lost, found.wrong_ends) == (3, 2, 0)
    assert not found.faultless


def test_a_chat_that_was_never_answered_is_found() -> None:
    found = judged({LAN: DUE, BINH: DUE}, {LAN: [Shown(s, 0.0) for s in DUE]})
    assert (found.right, found.lost, found.wrong_ends) == (5, 5, 1)
    assert not found.faultless


def test_an_answer_out_of_order_is_neither_lost_nor_strange() -> None:
    due = {LAN: ["một", "hai", "ba", "bốn"]}
    found = judged(due, {LAN: [Shown(s, 0.0) for s in ("một", "ba", "hai", "bốn")]})
    assert (found.right, found.out_of_order, found.lost, found.strange) == (3, 1, 0, 0)
    assert not found.faultless


def test_a_wrong_step_is_strange_and_the_right_one_lost() -> None:
    found = verdict(["một", "hai", "sáu", "hai", "ba"])
    assert (found.right, found.lost, found.strange) == (4, 1, 1)
    assert not found.faultless


def test_a_wrong_end_is_found() -> None:
    found = verdict([*DUE, "bốn"])
    assert (found.strange, found.wrong_ends) == (1, 1)
    assert not found.faultless


def test_an_answer_to_nobody_is_found() -> None:
    shown = {LAN: [Shown(s, 0.0) for s in DUE], BINH: [Shown("một", 0.0)]}
    assert judged({LAN: DUE}, shown).strange == 1


def test_an_answer_sent_twice_is_found() -> None:
    found = verdict(["một", "hai", "hai", "ba", "hai", "ba"])
    assert (found.right, found.duplicates, found.unexcused) == (5, 1, 1)
    assert not found.faultless


def test_a_kill_excuses_the_answer_sent_before_it_and_again_after_it() -> None:
    steps = ["một", "hai", "hai", "ba", "hai", "ba"]
    assert verdict(steps, kills=(1.5,)).unexcused == 0
    assert verdict(steps, kills=(1.5,)).faultless
    assert verdict(steps, kills=(0.5, 2.5)).unexcused == 1


def test_what_the_dead_had_sent_may_be_taken_a_moment_after_the_kill() -> None:
    shown = [Shown("một", 1.0), Shown("một", 3.0)]
    assert judged({LAN: ["một"]}, {LAN: shown}, [0.9]).unexcused == 0
    assert judged({LAN: ["một"]}, {LAN: shown}, [0.5]).unexcused == 1


def test_a_kill_excuses_no_more_than_one_answer_in_a_chat() -> None:
    steps = ["một", "hai", "hai", "hai", "ba", "hai", "ba"]
    assert verdict(steps, kills=(1.5,)).unexcused == 1
    assert verdict(steps, kills=(1.5, 2.5)).unexcused == 0


def test_a_kill_excuses_one_answer_in_each_chat() -> None:
    shown = [Shown("một", 0.0), Shown("một", 1.0)]
    found = judged({LAN: ["một"], BINH: ["một"]}, {LAN: shown, BINH: shown}, [0.5])
    assert (found.duplicates, found.unexcused) == (2, 0)


def test_waits_pair_the_messages_and_answers_of_a_chat_in_their_order() -> None:
    fed = [Event(LAN, 0.0), Event(BINH, 1.0), Event(LAN, 2.0)]
    taken = [Event(BINH, 1.5), Event(LAN, 3.0), Event(LAN, 4.0)]
    found = waits(fed, taken, since=1.0, until=9.0)
    assert found is not None
    assert (found.answered, found.unanswered) == (2, 0)
    assert (found.p50, found.longest) == (0.5, 2.0)


def test_an_answer_that_never_came_counts_with_the_time_it_was_waited_for() -> None:
    found = waits([Event(LAN, 0.0), Event(LAN, 1.0)], [Event(LAN, 0.1)], since=0.0, until=9.0)
    assert found is not None
    assert (found.answered, found.unanswered, found.longest) == (1, 1, 8.0)


def test_there_are_no_waits_where_nothing_was_fed() -> None:
    assert waits([Event(LAN, 0.0)], [], since=1.0, until=2.0) is None


@pytest.mark.parametrize(("percent", "value"), [(50, 50), (95, 95), (99, 99), (100, 100), (0, 1)])
def test_percentiles_are_values_that_were_measured(percent: float, value: int) -> None:
    assert percentile([float(n) for n in range(100, 0, -1)], percent) == value
