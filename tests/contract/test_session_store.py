"""What every session store must do, run on each of them."""

import asyncio
from datetime import time
from typing import TYPE_CHECKING

import pytest
from turn_parts import AT, CHANNEL, DESK, changed, kept, person, post, ticket

from bot.adapters.sql.stores import Stores
from bot.domain.answer import Action, Choice
from bot.domain.conversation import (
    AskedElsewhere,
    ButtonKey,
    Feedback,
    KeptQuestion,
    Progress,
    Session,
    Verdict,
)
from bot.domain.errors import TicketMoved
from bot.domain.group import DeskState, Group, QuietHours
from bot.domain.ticket import Suggestion, TicketDraft, TicketLine, TicketReason, TicketState
from bot.domain.turn import Turn
from bot.ports import InboxEntry

if TYPE_CHECKING:
    from conftest import Kept

KEY, OTHER = person("1"), person("2")


def session(step: str) -> Session:
    return Session(
        key=KEY,
        language="en",
        progress=Progress(guide="g", version="v", step=step),
        choices=(Choice(label="Xong", action=Action(verb="done", guide="g", part=step)),),
        shown=Action(verb="quick", guide="g", part="q"),
        tokens={"t": Action(verb="stop")},
        commune="00001",
        draft=TicketDraft(reason=TicketReason.ASKED, question="hỏi gì"),
        unanswered="câu không có bài",
    )


async def test_a_conversation_nobody_had_is_new(kept: "Kept") -> None:
    assert await kept.sessions.load(KEY) == Session(key=KEY)
    assert not await kept.sessions.knows(KEY)


async def test_what_was_saved_comes_back(kept: "Kept") -> None:
    await kept.sessions.commit(Turn(sessions=(session("a"),)))
    await kept.sessions.commit(Turn(sessions=(session("b"),)))
    assert await kept.sessions.load(KEY) == session("b")
    assert await kept.sessions.knows(KEY)


async def test_conversations_do_not_mix(kept: "Kept") -> None:
    await kept.sessions.commit(Turn(sessions=(session("a"),)))
    assert await kept.sessions.load(OTHER) == Session(key=OTHER)
    assert not await kept.sessions.knows(OTHER)


async def test_a_forgotten_person_is_new_again(kept: "Kept") -> None:
    await kept.sessions.commit(Turn(sessions=(session("a"), Session(key=OTHER))))
    await kept.sessions.commit(Turn(forgotten=(KEY,)))
    assert await kept.sessions.load(KEY) == Session(key=KEY)
    assert not await kept.sessions.knows(KEY)
    assert await kept.sessions.knows(OTHER)


async def test_of_a_turn_with_a_ticket_that_moved_nothing_is_saved(kept: "Kept") -> None:
    opened = ticket()
    await kept.sessions.commit(Turn(tickets=(opened,)))
    claimed = changed(opened, state=TicketState.CLAIMED, helper="7")
    await kept.sessions.commit(Turn(tickets=(claimed,)))
    late = changed(opened, state=TicketState.CLAIMED, helper="8")
    group = Group(channel=CHANNEL, chat=DESK, title="Tổ 3")
    with pytest.raises(TicketMoved, match=opened.id):
        await kept.sessions.commit(Turn(tickets=(late,), sessions=(session("a"),), groups=(group,)))
    assert await kept.tickets.ticket(opened.id) == claimed
    assert not await kept.sessions.knows(KEY)
    assert await kept.groups.groups() == []


async def test_of_fifty_who_claim_a_ticket_at_once_one_has_it(kept: "Kept") -> None:
    opened = ticket()
    await kept.sessions.commit(Turn(tickets=(opened,)))
    claims = [changed(opened, state=TicketState.CLAIMED, helper=str(n)) for n in range(50)]
    turns = [
        Turn(tickets=(claim,), sessions=(Session(key=person(str(n))),))
        for n, claim in enumerate(claims)
    ]
    came = await asyncio.gather(*map(kept.sessions.commit, turns), return_exceptions=True)
    (winner,) = [n for n, error in enumerate(came) if error is None]
    assert all(isinstance(error, TicketMoved) for error in came if error is not None)
    assert await kept.tickets.ticket(opened.id) == claims[winner]
    knows = [await kept.sessions.knows(person(str(n))) for n in range(50)]
    assert [n for n, known in enumerate(knows) if known] == [winner]


async def test_a_turn_with_everything_in_it_comes_back_whole(stores: Stores) -> None:
    await stores.mailbox.receive([InboxEntry(receipt="test:1", lane="1", raw="{}")])
    group = Group(
        channel=CHANNEL,
        chat=DESK,
        title="Tổ công nghệ số",
        commune="Phường Bến Thành",
        language="en",
        quiet=QuietHours(start=time(21, 30), end=time(6)),
        desk=DeskState.COMMUNE,
        news=False,
    )
    line = TicketLine(ticket="k1", from_helper=True, text="bác bấm vào đây", at=AT)
    suggestion = Suggestion(ticket="k1", question="hỏi", answer="đáp", guide="g", at=AT)
    verdict = Feedback(guide="g", version="v", step="a", verdict=Verdict.WORKED, at=AT, part="g#q")
    asked = AskedElsewhere(key="q1", text="mất máy", language="vi", asked=AT)
    question: KeptQuestion = kept("c1")
    posts = (post("một"), post("hai", DESK, "ticket:k1").model_copy(update={"due": AT}))
    action = Action(verb="claim", part="k1")
    await stores.sessions.commit(
        Turn(
            receipts=("test:1",),
            sessions=(session("a"),),
            posts=posts,
            keys=(ButtonKey(token="b", channel=CHANNEL, chat=DESK, action=action),),
            feedback=(verdict,),
            tickets=(ticket(),),
            lines=(line,),
            suggestions=(suggestion,),
            groups=(group,),
            asked=(asked,),
            kept=(question,),
        )
    )
    assert await stores.mailbox.waiting() == []
    assert await stores.sessions.load(KEY) == session("a")
    assert tuple(entry.post for entry in await stores.mailbox.outgoing()) == posts
    assert await stores.buttons.pressed(CHANNEL, DESK, "9", "b") == action
    assert await stores.feedback.feedback() == [verdict]
    assert await stores.tickets.ticket("k1") == ticket()
    assert await stores.tickets.lines("k1") == [line]
    assert await stores.tickets.suggestions() == [suggestion]
    assert await stores.groups.groups() == [group]
    assert await stores.buttons.asked_elsewhere("q1") == asked
    assert await stores.kept_questions.not_asked_of("g2") == [question]
