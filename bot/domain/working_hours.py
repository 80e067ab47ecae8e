"""Working hours: when people are there to answer."""

import re
from datetime import datetime, time, timedelta

from bot.domain.values import Value

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_HOURS = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")


class WorkingHours(Value):
    """From `start` to `end` on the weekdays `first` to `last`, Monday being 0."""

    start: time
    end: time
    first: int = 0
    last: int = 6

    def hold(self, moment: datetime) -> bool:
        """Whether somebody is there at that moment, by the moment's own zone."""
        here = self.start <= moment.time() < self.end
        return here and self.first <= moment.weekday() <= self.last

    def between(self, start: datetime, end: datetime) -> timedelta:
        """How much working time lies between two aware moments, in the zone of `end`."""
        start = start.astimezone(end.tzinfo)
        total = timedelta()
        day = start.replace(hour=0, minute=0, second=0, microsecond=0)
        while day < end:
            if self.first <= day.weekday() <= self.last:
                opens = day.replace(hour=self.start.hour, minute=self.start.minute)
                closes = day.replace(hour=self.end.hour, minute=self.end.minute)
                total += max(min(closes, end) - max(opens, start), timedelta())
            day += timedelta(days=1)
        return total


def read_working_hours(hours: str, days: str) -> WorkingHours:
    """The working hours written as `07:30-17:00` and `mon-sat`, or `sat` for one day only.

    Raises ValueError with a sentence that says how to write them."""
    found = _HOURS.fullmatch(hours.strip())
    first, _, last = days.strip().lower().partition("-")
    if found is None:
        raise ValueError(f"giờ làm việc {hours!r}: viết như 07:30-17:00")
    if first not in _DAYS or (last or first) not in _DAYS:
        raise ValueError(f"ngày làm việc {days!r}: viết như mon-sat")
    opens = time(int(found[1]), int(found[2]))
    closes = time(int(found[3]), int(found[4]))
    from_day, to_day = _DAYS.index(first), _DAYS.index(last or first)
    if opens >= closes or from_day > to_day:
        raise ValueError(f"giờ làm việc {hours!r}, {days!r}: đầu phải trước cuối")
    return WorkingHours(start=opens, end=closes, first=from_day, last=to_day)
