"""Group: quiet hours, also those that pass midnight."""

from datetime import UTC, datetime, time, timedelta

import pytest

from bot.domain.group import QuietHours

NIGHT = QuietHours(start=time(21), end=time(6, 30))
NOON = QuietHours(start=time(11, 30), end=time(13))
DAY = datetime(2026, 12, 31, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "moment", "over"),
    [
        (NIGHT, DAY.replace(hour=23), DAY + timedelta(days=1, hours=6, minutes=30)),
        (NIGHT, DAY.replace(hour=21), DAY + timedelta(days=1, hours=6, minutes=30)),
        (NIGHT, DAY.replace(hour=2), DAY.replace(hour=6, minute=30)),
        (NOON, DAY.replace(hour=12, second=5), DAY.replace(hour=13)),
    ],
)
def test_quiet_hours_are_over_at_their_end(
    hours: QuietHours, moment: datetime, over: datetime
) -> None:
    assert hours.over(moment) == over
    assert not hours.hold(over.time())


@pytest.mark.parametrize(
    ("hours", "moment"),
    [
        (NIGHT, DAY.replace(hour=6, minute=30)),
        (NIGHT, DAY.replace(hour=20, minute=59)),
        (NOON, DAY.replace(hour=13)),
        (QuietHours(start=time(8), end=time(8)), DAY.replace(hour=8)),
    ],
)
def test_outside_quiet_hours_nothing_waits(hours: QuietHours, moment: datetime) -> None:
    assert hours.over(moment) is None
