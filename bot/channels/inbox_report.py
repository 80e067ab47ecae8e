"""The inbox report: what waits, and what an operator should look at."""

import json
from datetime import datetime

from bot.domain.markup import shortened
from bot.domain.privacy import mask
from bot.domain.values import Value
from bot.ports import Mailbox, Stuck

_SHORT = 120


class SetAside(Value):
    """Something set aside, by the name that `--retry` and `--drop` take."""

    name: str
    chat: str
    why: str
    since: datetime
    content: str


class InboxReport(Value):
    """How many updates wait to be handled, how many posts to be sent, and what was set
    aside, oldest first."""

    waiting: int
    unsent: int
    set_aside: tuple[SetAside, ...]


async def inbox_report(mailbox: Mailbox) -> InboxReport:
    """What is in the mailbox now."""
    return InboxReport(
        waiting=len(await mailbox.waiting()),
        unsent=len(await mailbox.outgoing()),
        set_aside=tuple(_set_aside(stuck) for stuck in await mailbox.stuck()),
    )


def report_lines(report: InboxReport) -> list[str]:
    """The report as it is read on a terminal."""
    lines = [
        f"Chờ xử lý: {report.waiting} · Chưa gửi: {report.unsent} · "
        f"Để riêng: {len(report.set_aside)}"
    ]
    for one in report.set_aside:
        since = one.since.astimezone().strftime("%d/%m/%Y %H:%M")
        lines += [f"{one.name}  cuộc trò chuyện {one.chat}, từ {since}: {one.why}"]
        lines += [f"    {one.content}"] if one.content else []
    return lines


def _set_aside(stuck: Stuck) -> SetAside:
    return SetAside(
        name=f"{stuck.box}:{stuck.id}",
        chat=stuck.chat,
        why=_short(stuck.why),
        since=stuck.since,
        content=_short(_words(stuck.content)),
    )


def _words(content: str) -> str:
    """What a person wrote in a stored update; the content itself when it is none."""
    try:
        update = json.loads(content)
        message = update.get("message") or update.get("callback_query") or {}
        words = message.get("text") or message.get("caption") or message.get("data") or ""
    except (ValueError, AttributeError, RecursionError):
        return content
    return str(words)


def _short(text: str) -> str:
    """In one line, masked, and cut."""
    line = " ".join(mask(text).text.split())
    return shortened(line, _SHORT)
