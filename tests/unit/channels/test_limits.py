"""When a post may leave."""

from random import Random

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bot.channels.telegram.limits import Limits

LAN, BINH, GROUP = "1001", "1002", "-2001"


class Time:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def send(limits: Limits, chat: str) -> None:
    limits.leave(chat)
    limits.arrive(chat)


def may_leave(limits: Limits, chat: str, time: Time, bulk: bool = False) -> bool:
    return max(limits.of_chat(chat, bulk), limits.of_all(bulk)) <= time.now


def test_a_person_gets_three_at_once_then_one_a_second() -> None:
    time = Time()
    limits = Limits(time)
    for _ in range(3):
        assert may_leave(limits, LAN, time)
        send(limits, LAN)
    assert not may_leave(limits, LAN, time)
    time.now += 1.02
    assert may_leave(limits, LAN, time)
    send(limits, LAN)
    assert not may_leave(limits, LAN, time)
    assert may_leave(limits, BINH, time)


def test_after_a_restart_a_person_gets_no_second_burst_at_once() -> None:
    time = Time()
    limits = Limits(time, since=time.now)

    send(limits, LAN)
    assert not may_leave(limits, LAN, time)

    time.now += 3.04
    for _ in range(3):
        assert may_leave(limits, LAN, time)
        send(limits, LAN)


def test_a_group_gets_twenty_a_minute_and_bulk_leaves_half_of_them() -> None:
    time = Time()
    limits = Limits(time)
    for _ in range(10):
        assert may_leave(limits, GROUP, time, bulk=True)
        send(limits, GROUP)
        time.now += 1
    assert not may_leave(limits, GROUP, time, bulk=True)
    for _ in range(10):
        assert may_leave(limits, GROUP, time)
        send(limits, GROUP)
        time.now += 1
    assert not may_leave(limits, GROUP, time)
    time.now += 41
    assert may_leave(limits, GROUP, time)
    assert not may_leave(limits, GROUP, time, bulk=True)


def test_bulk_leaves_room_for_the_answers_of_everybody() -> None:
    time = Time()
    limits = Limits(time)
    bulk = 0
    while limits.of_all(bulk=True) <= time.now:
        send(limits, str(3000 + bulk))
        bulk += 1
    answers = 0
    while limits.of_all(bulk=False) <= time.now:
        send(limits, str(4000 + answers))
        answers += 1
    assert (bulk, answers) == (20, 10)


def test_a_post_that_travels_long_counts_from_its_arrival() -> None:
    time = Time()
    limits = Limits(time)
    for _ in range(30):
        limits.leave(str(3000 + _))
    time.now += 5
    assert not may_leave(limits, LAN, time)
    for _ in range(30):
        limits.arrive(str(3000 + _))
    assert not may_leave(limits, LAN, time)
    time.now += 1.02
    assert may_leave(limits, LAN, time)


def test_a_chat_that_was_told_to_wait_waits_alone() -> None:
    time = Time()
    limits = Limits(time)
    limits.hold(LAN, 30)
    assert not may_leave(limits, LAN, time)
    assert may_leave(limits, BINH, time)
    limits.hold_all(10)
    assert not may_leave(limits, BINH, time)
    time.now += 10
    assert may_leave(limits, BINH, time)
    assert limits.of_chat(LAN, bulk=False) == 1_030


def test_chats_that_had_their_rest_are_forgotten() -> None:
    time = Time()
    limits = Limits(time)
    for number in range(5_000):
        send(limits, str(number))
        time.now += 0.1
    assert len(limits._chats) < 1_100


class Service:
    """The rules as the service counts them: thirty a second in all, a bucket of three for a
    person, twenty a minute for a group, by the time of arrival."""

    def __init__(self) -> None:
        self.taken: dict[str, list[float]] = {}

    def takes(self, chat: str, at: float) -> bool:
        everybody = [t for times in self.taken.values() for t in times]
        if sum(at - 1 < t <= at for t in everybody) >= 30:
            return False
        mine = self.taken.setdefault(chat, [])
        if chat.startswith("-"):
            fits = sum(at - 60 < t <= at for t in mine) < 20
        else:
            fits = self._tokens(mine, at) >= 1
        mine.append(at)
        return fits

    @staticmethod
    def _tokens(taken: list[float], at: float) -> float:
        tokens, since = 3.0, at
        for number, time in enumerate(sorted(taken)):
            since = time if number == 0 else since
            tokens = min(3.0, tokens + time - since) - 1
            since = time
        return min(3.0, tokens + at - since) if taken else 3.0


MANY = [str(number) for number in range(5_000, 5_100)]


# Without shrinking: the smallest example tells no more here, and takes a minute to find.
@settings(max_examples=60, deadline=None, phases=[Phase.generate])
@given(
    chance=st.randoms(use_true_random=False),
    chats=st.sampled_from([[LAN], [GROUP], MANY, [LAN, BINH, GROUP, *MANY]]),
    pause=st.sampled_from([0.0, 0.01, 0.5]),
    travel=st.sampled_from([0.0, 0.05, 0.9]),
    bulk_share=st.sampled_from([0.0, 0.3]),
)
def test_the_service_never_sees_too_many(
    chance: Random, chats: list[str], pause: float, travel: float, bulk_share: float
) -> None:
    """However posts come and however long each travels: it is counted somewhere between its
    leaving and its answer."""
    posts = [
        (
            chance.choice(chats),
            chance.random() < bulk_share,
            chance.uniform(0, pause),
            chance.uniform(0, travel),
            chance.random(),
        )
        for _ in range(100)
    ]
    time = Time()
    limits, service = Limits(time), Service()
    flying: list[tuple[float, str]] = []
    arrivals: list[tuple[float, str]] = []

    def land(until: float) -> None:
        for answered, chat in sorted(flying):
            if answered <= until:
                time.now = max(time.now, answered)
                limits.arrive(chat)
                flying.remove((answered, chat))
        time.now = max(time.now, until)

    for chat, bulk, wait, under_way, share in posts:
        land(time.now + wait)
        while not may_leave(limits, chat, time, bulk):
            free = max(limits.of_chat(chat, bulk), limits.of_all(bulk))
            soonest = min([free, *(answered for answered, _ in flying)])
            land(max(soonest, time.now))
        limits.leave(chat)
        flying.append((time.now + under_way, chat))
        arrivals.append((time.now + under_way * share, chat))
    assert [found for found in sorted(arrivals) if not service.takes(found[1], found[0])] == []
