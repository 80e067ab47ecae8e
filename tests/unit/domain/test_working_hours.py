from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.domain.working_hours import read_working_hours

HOURS = read_working_hours("07:30-17:00", "mon-sat")
MONDAY = datetime(2026, 11, 23, tzinfo=UTC)


def at(days: int = 0, hour: int = 0, minute: int = 0) -> datetime:
    return MONDAY + timedelta(days=days, hours=hour, minutes=minute)


@pytest.mark.parametrize(
    ("moment", "there"),
    [
        (at(hour=7, minute=29), False),
        (at(hour=7, minute=30), True),
        (at(hour=16, minute=59), True),
        (at(hour=17), False),
        (at(days=5, hour=9), True),
        (at(days=6, hour=9), False),
    ],
)
def test_people_are_there_in_their_hours_on_their_days(moment: datetime, there: bool) -> None:
    assert HOURS.hold(moment) is there


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        (at(hour=9), at(hour=10), 60),
        (at(hour=16, minute=30), at(days=1, hour=8), 60),
        (at(hour=20), at(days=1, hour=7), 0),
        (at(days=5, hour=16), at(days=7, hour=8, minute=30), 120),
        (at(hour=10), at(hour=9), 0),
        (at(), at(days=7), 6 * 570),
    ],
)
def test_only_working_time_counts_as_waiting(start: datetime, end: datetime, minutes: int) -> None:
    assert HOURS.between(start, end) == timedelta(minutes=minutes)


def test_hours_are_those_of_the_clock_whatever_zone_the_start_was_kept_in() -> None:
    here = timezone(timedelta(hours=7))
    now = datetime(2026, 11, 23, 8, 30, tzinfo=here)

    assert HOURS.between(datetime(2026, 11, 23, 0, 0, tzinfo=UTC), now) == timedelta(hours=1)


@pytest.mark.parametrize(
    ("hours", "days"),
    [
        ("7h30-17h", "mon-sat"),
        ("07:30-17:00", "t2-t7"),
        ("17:00-07:30", "mon-sat"),
        ("07:30-17:00", "sat-mon"),
        ("07:30-25:00", "mon-sat"),
        ("", "mon"),
    ],
)
def test_hours_that_cannot_be_are_refused(hours: str, days: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_working_hours(hours, days)


def test_one_day_alone_may_be_named() -> None:
    assert read_working_hours("08:00-09:00", "Sun").hold(at(days=6, hour=8))
