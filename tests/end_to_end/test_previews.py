"""What a chat shows before its answer: the whole channel against a Bot API server, with an
assistant that takes its time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from memory_mailbox import MemoryMailbox

from bot.adapters.prompt_files import PromptFiles
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.previews import TelegramPreviews
from bot.channels.telegram.service import TelegramService
from bot.domain.answer import Status
from bot.domain.conversation import ChatEvent, Message, Post, Reply
from loopback.bot_api import TOKEN, LoopbackBotApi
from loopback.rules import Limits
from loopback.sent import ChatAction, Draft, Sent
from loopback.updates import group_text, private_text

PROMPTS = Path(__file__).resolve().parents[2] / "prompts"
LAN = 1001
WORDS = ["Bạn", "Bạn **72 tuổi**", "Bạn **72 tuổi** vẫn làm được."]


class Slow:
    """Shows WORDS as they grow, then answers with them twice, and goes on showing: too late.
    Without a `pace` in seconds it waits until each is seen in the chat; a group sees one."""

    def __init__(
        self, api: LoopbackBotApi, previews: TelegramPreviews, pace: float | None = None
    ) -> None:
        self.mailbox = MemoryMailbox()
        self._api = api
        self._previews = previews
        self._pace = pace

    async def handle(self, message: Message) -> tuple[Reply, ...]:
        chat = int(message.key.chat)
        for number, words in enumerate(WORDS, 1):
            await self._previews.show(message.address, words)
            if self._pace is not None:
                await asyncio.sleep(self._pace)
            else:
                await asyncio.to_thread(self._see, chat, number if chat > 0 else 1)
        reply = Reply(text=WORDS[-1], status=Status.ANSWERED)
        post = Post(to=message.address, reply=reply)
        self.mailbox.save(post, post, receipts=message.receipts)
        await self._previews.show(message.address, "quá muộn")
        return (reply,)

    def _see(self, chat: int, count: int) -> None:
        self._api.wait_until(
            lambda: len(self._api.over_time(chat)) >= count, f"{count} previews in {chat}"
        )

    async def happened(self, event: ChatEvent) -> None:
        self.mailbox.save(receipts=event.receipts)

    async def suggest(self, text: str, language: str) -> tuple[Reply, ...]:
        return ()


@asynccontextmanager
async def running(api: LoopbackBotApi, pace: float | None = None) -> AsyncIterator[None]:
    service = TelegramService(TOKEN, api.url)
    previews = TelegramPreviews(service)
    slow = Slow(api, previews, pace)
    channel = TelegramChannel(service, slow, slow.mailbox, PromptFiles(PROMPTS), previews)
    ready = asyncio.Event()
    run = asyncio.create_task(channel.run(ready.set))
    await ready.wait()
    yield
    run.cancel()
    await asyncio.gather(run, return_exceptions=True)


def kinds(shown: list[Sent | Draft | ChatAction]) -> list[str]:
    return [type(one).__name__ for one in shown]


async def test_a_citizen_sees_the_answer_grow_and_then_the_message_in_its_place(
    api: LoopbackBotApi,
) -> None:
    async with running(api):
        api.feed(private_text(LAN, "tôi 72 tuổi làm mức 2 kiểu gì"))
        await asyncio.to_thread(api.wait_for, LAN, 2)
    shown = api.over_time(LAN)
    assert kinds(shown) == ["Draft", "Draft", "Draft", "Sent", "Sent"]
    assert [one.shown for one in shown if not isinstance(one, ChatAction)] == [
        "Bạn",
        "Bạn 72 tuổi",
        "Bạn 72 tuổi vẫn làm được.",
        "Bạn 72 tuổi vẫn làm được.",
        "Bạn 72 tuổi vẫn làm được.",
    ]
    assert len({one.draft for one in api.drafts}) == 1
    assert api.preview(LAN) is None


async def test_a_group_sees_typing_and_then_the_message(api: LoopbackBotApi) -> None:
    async with running(api):
        api.feed(group_text(LAN, "/hoi tôi 72 tuổi làm mức 2 kiểu gì"))
        await asyncio.to_thread(api.wait_for, -LAN, 2)
    assert kinds(api.over_time(-LAN)) == ["ChatAction", "Sent", "Sent"]
    assert api.drafts == []


@pytest.mark.parametrize("drafts", [True, False])
async def test_many_at_once_with_previews_stay_within_the_limits(drafts: bool) -> None:
    citizens = range(2000, 2030)
    with LoopbackBotApi(limits=Limits()) as api:
        if not drafts:
            api.unknown.add("sendmessagedraft")
        async with running(api, pace=1.2):
            api.feed(*(private_text(citizen, "làm mức 2 kiểu gì") for citizen in citizens))
            for citizen in citizens:
                await asyncio.to_thread(api.wait_for, citizen, 2)
        assert api.breaches == []
        assert bool(api.drafts) is drafts
        assert bool(api.actions) is not drafts
        for citizen in citizens:
            assert kinds(api.over_time(citizen))[-2:] == ["Sent", "Sent"]
