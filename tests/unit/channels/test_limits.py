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


def preview(limits: Limits, chat: str) -> None:
    limits.leave_preview()
    limits.arrive_preview(chat)


def test_a_preview_leaves_an_answer_of_two_parts_its_room() -> None:
    time = Time()
    limits = Limits(time)
    assert limits.of_preview(LAN) <= time.now
    preview(limits, LAN)
    assert limits.of_preview(LAN) > time.now
    for _ in range(2):
        assert may_leave(limits, LAN, time)
        send(limits, LAN)


def test_a_preview_on_its_way_holds_back_no_answer() -> None:
    time = Time()
    limits = Limits(time)
    limits.leave_preview()
    assert may_leave(limits, LAN, time)
    limits.leave(LAN)
    limits.arrive_preview(LAN)
    assert not may_leave(limits, LAN, time)
    limits.arrive(LAN)
    assert may_leave(limits, LAN, time)


def test_previews_get_a_quarter_of_a_group_and_a_third_of_everybody() -> None:
    time = Time()
    limits = Limits(time)
    groups = everybody = 0
    while limits.of_preview(GROUP) <= time.now:
        preview(limits, GROUP)
        groups += 1
    time.now += 2
    while limits.of_preview(str(3000 + everybody)) <= time.now:
        preview(limits, str(3000 + everybody))
        everybody += 1
    answers = 0
    while limits.of_all(bulk=False) <= time.now:
        send(limits, str(4000 + answers))
        answers += 1
    assert (groups, everybody, answers) == (5, 10, 20)


def test_a_bot_of_one_message_a_second_shows_no_previews() -> None:
    assert Limits(Time(), per_second=1).of_preview(LAN) == float("inf")


def test_a_preview_waits_where_a_post_has_to() -> None:
    time = Time()
    limits = Limits(time, since=time.now)
    assert limits.of_preview(LAN) > time.now + 2
    limits.hold(BINH, 30)
    assert limits.of_preview(BINH) == time.now + 30
    limits.hold_all(40)
    assert limits.of_preview(GROUP) == time.now + 40


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
    previewed=st.sampled_from([0.0, 0.7]),
)
def test_the_service_never_sees_too_many(
    chance: Random,
    chats: list[str],
    pause: float,
    travel: float,
    bulk_share: float,
    previewed: float,
) -> None:
    """However posts come and however long each travels: it is counted somewhere between its
    leaving and its answer. So is a preview, should the service count it; one on its way is
    called back when a post leaves to its chat."""
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
    shown: dict[str, tuple[float, float]] = {}

    def land(until: float) -> None:
        for chat, (answered, _) in list(shown.items()):
            if answered <= until:
                call_back(chat, answered)
        for answered, chat in sorted(flying):
            if answered <= until:
                time.now = max(time.now, answered)
                limits.arrive(chat)
                flying.remove((answered, chat))
        time.now = max(time.now, until)

    def call_back(chat: str, at: float) -> None:
        _, counted = shown.pop(chat)
        time.now = max(time.now, at)
        limits.arrive_preview(chat)
        arrivals.append((min(counted, time.now), chat))

    for chat, bulk, wait, under_way, share in posts:
        land(time.now + wait)
        fits = limits.of_preview(chat) <= time.now and chat not in shown
        if fits and chance.random() < previewed:
            limits.leave_preview()
            shown[chat] = time.now + under_way, time.now + under_way * share
            land(time.now + chance.uniform(0, pause))
        while not may_leave(limits, chat, time, bulk):
            free = max(limits.of_chat(chat, bulk), limits.of_all(bulk))
            soonest = min([free, *(answered for answered, _ in flying)])
            land(max(soonest, time.now))
        if chat in shown:
            call_back(chat, time.now)
        limits.leave(chat)
        flying.append((time.now + under_way, chat))
        arrivals.append((time.now + under_way * share, chat))
    assert [found for found in sorted(arrivals) if not service.takes(found[1], found[0])] == []
