"""A whole evening: two groups, an editor, three helpers, twenty citizens, one power cut."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.adapters.sql.stores import opened_stores
from bot.domain.ticket import Level, TicketState
from loopback.bot_api import TOKEN

from .evening import CHIN, CODE, MIEN, NEIGHBOURLY, VINH, Evening, played


@pytest.fixture(scope="module")
def evening(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Evening]:
    """The evening, over; the bot still runs. Everybody in it heard what they waited for."""
    with played(published, tmp_path_factory.mktemp("evening")) as evening:
        yield evening


def test_nobody_hears_what_they_did_not_wait_for(evening: Evening) -> None:
    said = [f"{one.sent.chat}: {one.content.shown}" for one in evening.stage.unexpected]
    assert said == []


def test_only_what_was_on_its_way_when_the_power_failed_comes_twice(evening: Evening) -> None:
    stage = evening.stage
    sent = {message.number: place for place, message in enumerate(stage.api.sent)}
    again = [one for one in stage.repeated if sent[one.sent.number] < stage.restarted]
    assert again == []
    assert len(stage.repeated) <= _ON_THEIR_WAY


# As many posts as the bot has on their way at once.
_ON_THEIR_WAY = 24


def test_the_service_had_nothing_to_complain_of(evening: Evening) -> None:
    api = evening.stage.api
    assert api.breaches == []
    assert api.malformed == []
    assert {refusal.why for refusal in api.refused} <= _HARMLESS


# The group's new id is learned from the service's own answer, too.
_HARMLESS = frozenset(
    {"Bad Request: group chat was upgraded to a supergroup chat", "Forbidden: bot was blocked by"
     " the user"}
)  # fmt: skip


async def test_every_ticket_ended_and_nothing_waits(evening: Evening) -> None:
    async with opened_stores(evening.stage.bot.data) as stores:
        assert await stores.tickets.unfinished() == []
        ends = {}
        for ticket in evening.ticket_ids():
            found = await stores.tickets.ticket(ticket)
            assert found is not None
            ends[int(found.person.user)] = (found.state, found.level)
        assert await stores.mailbox.waiting() == []
        assert await stores.mailbox.outgoing() == []
        assert await stores.mailbox.stuck() == []
    assert ends.pop(MIEN.id) == (TicketState.CANCELLED, Level.COMMUNE)
    assert ends.pop(CHIN.id) == (TicketState.CANCELLED, Level.PROVINCE)
    assert ends.pop(VINH.id) == (TicketState.DONE, Level.PROVINCE)
    assert set(ends.values()) == {(TicketState.DONE, Level.COMMUNE)}


def test_nothing_secret_is_kept(evening: Evening) -> None:
    bot = evening.stage.bot
    kept = {path.name: path.read_bytes() for path in bot.data.rglob("*") if path.is_file()}
    kept |= {"log": (bot.stdout + bot.stderr).encode()}
    kept |= {"said": repr(evening.stage.api.sent).encode()}
    secrets = (CODE, TOKEN.partition(":")[2], NEIGHBOURLY)
    found = [(name, one) for name, held in kept.items() for one in secrets if one.encode() in held]
    assert found == []
