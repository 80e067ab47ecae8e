"""Group: a chat of many, and what its admins have set."""

from datetime import datetime, time, timedelta
from enum import StrEnum

from bot.domain.values import Value


class DeskState(StrEnum):
    """Whether a group answers citizens. ASKED waits for an editor's approval: anybody can
    found a group and call it a commune's."""

    OFF = "off"
    ASKED = "asked"
    COMMUNE = "commune"
    PROVINCE = "province"


class QuietHours(Value):
    """From when to when a group is not to be disturbed; it may pass midnight."""

    start: time
    end: time

    def hold(self, moment: time) -> bool:
        """Whether the moment lies in the quiet hours."""
        if self.start <= self.end:
            return self.start <= moment < self.end
        return moment >= self.start or moment < self.end

    def over(self, moment: datetime) -> datetime | None:
        """When the quiet hours that hold the moment (local, aware) are over; None outside."""
        if not self.hold(moment.time()):
            return None
        end = moment.replace(
            hour=self.end.hour, minute=self.end.minute, second=self.end.second, microsecond=0
        )
        return end if end > moment else end + timedelta(days=1)


class Group(Value):
    """A group the bot is in, with its settings. `commune` is the name its admins gave,
    `gone` that the bot was removed."""

    channel: str
    chat: str
    title: str
    commune: str = ""
    language: str = "vi"
    quiet: QuietHours | None = None
    desk: DeskState = DeskState.OFF
    news: bool = True
    gone: bool = False


class GroupMoved(Value):
    """A group got another id; everything of the old one belongs to the new."""

    channel: str
    old: str
    new: str
