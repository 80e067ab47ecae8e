"""Everybody who speaks with the whole assistant in groups and in private, over memory stores."""

from knowledge_folder import FixedClock
from memory_stores import MemoryStores
from whole_house import WholeHouse

from bot.answering.compact import Compact
from bot.domain.address import ConversationKey
from bot.domain.answer import Choice
from bot.domain.conversation import (
    ChatChange,
    ChatEvent,
    Forwarded,
    GroupTalk,
    Message,
    MessageKind,
    Origin,
    Post,
    Reply,
    Session,
)
from bot.domain.group import DeskState, Group
from bot.domain.turn import Turn
from bot.ports import ChatModel, Library, Previews

CHANNEL = "telegram"
GROUP = "-100200"


class Admins:
    """A Chats that knows who is an admin where."""

    def __init__(self, *admins: tuple[str, str]) -> None:
        self.admins = set(admins)

    async def is_admin(self, channel: str, chat: str, user: str) -> bool:
        return (chat, user) in self.admins

    async def is_member(self, channel: str, chat: str, user: str) -> bool:
        return (chat, user) in self.admins


class Neighbours:
    """A group and the private chats of its people; what is said to them is in `stores`."""

    def __init__(
        self,
        library: Library,
        editors: tuple[str, ...] = (),
        stores: MemoryStores | None = None,
        model: ChatModel | None = None,
        previews: Previews | None = None,
    ) -> None:
        self.stores, self.clock = stores or MemoryStores(), FixedClock()
        self.chats = Admins((GROUP, "1"))
        house = WholeHouse(
            library, self.stores, self.clock, self.chats, editors, None, model, previews
        )
        self.compact = Compact(house.composer)
        self.share = house.share
        self.door = house.reception
        self._seen = 0

    # In the group

    async def says(
        self,
        text: str,
        user: str = "7",
        *,
        quoted: str = "",
        answers: Post | None = None,
        anonymous: bool = False,
        kind: MessageKind = MessageKind.TEXT,
        chat: str = GROUP,
    ) -> list[Post]:
        """What is posted when somebody in the group says that to us, `answers` being a post of
        ours and `quoted` what somebody else wrote."""
        talk = GroupTalk(
            title="Tổ công nghệ số",
            name="An",
            answers=self.stores.deliver(answers) if answers else "500" if quoted else None,
            ours=answers is not None,
            quoted=answers.reply.text if answers else quoted,
            anonymous=anonymous,
        )
        key = ConversationKey(channel=CHANNEL, chat=chat, user=user)
        await self.door.handle(Message(key=key, kind=kind, text=text, id="41", group=talk))
        return self.new()

    async def presses(self, choice: Choice, user: str = "1", chat: str = GROUP) -> list[Reply]:
        """The notices somebody gets who presses a button in a group; posts lie in `new`."""
        talk = GroupTalk(title="Tổ công nghệ số", name="An")
        key = ConversationKey(channel=CHANNEL, chat=chat, user=user)
        tap = Message(key=key, kind=MessageKind.TAP, text=choice.token, group=talk)
        return list(await self.door.handle(tap))

    async def happens(
        self, change: ChatChange, chat: str = GROUP, to: str | None = None
    ) -> list[Post]:
        """What is posted when that happens to a chat."""
        await self.door.happened(
            ChatEvent(change=change, channel=CHANNEL, chat=chat, title="Tổ công nghệ số", to=to)
        )
        return self.new()

    async def group(self, chat: str = GROUP) -> Group:
        """The group as it is kept."""
        group = await self.stores.group(CHANNEL, chat)
        assert group is not None
        return group

    async def keeps(self, group: Group) -> None:
        """Have a group kept."""
        await self.stores.commit(Turn(groups=(group,)))

    async def opens_desk(self, chat: str = "-300") -> None:
        """Have a desk somewhere."""
        desk = Group(channel=CHANNEL, chat=chat, title="Trực", desk=DeskState.PROVINCE)
        await self.keeps(desk)

    # In private

    async def writes(self, text: str, user: str = "7") -> list[Reply]:
        """The replies to what somebody writes in their private chat."""
        return await self._does(user, MessageKind.TEXT, text)

    async def taps(self, choice: Choice, user: str = "7") -> list[Reply]:
        """The replies to a button somebody presses in their private chat."""
        return await self._does(user, MessageKind.TAP, choice.token)

    async def forwards(self, *forwarded: Forwarded, text: str = "", user: str = "7") -> list[Reply]:
        """The replies to messages of others that somebody passed on."""
        return await self._does(user, MessageKind.FORWARD, text, forwarded)

    async def session(self, user: str = "7") -> Session:
        """Where that person's private conversation is."""
        return await self.stores.load(private(user))

    async def _does(
        self, user: str, kind: MessageKind, text: str, forwarded: tuple[Forwarded, ...] = ()
    ) -> list[Reply]:
        message = Message(key=private(user), kind=kind, text=text, forwarded=forwarded)
        return list(await self.door.handle(message))

    def new(self) -> list[Post]:
        """What was posted since the last look."""
        posts = self.stores.posts[self._seen :]
        self._seen = len(self.stores.posts)
        return posts


def private(user: str) -> ConversationKey:
    """Somebody's private conversation."""
    return ConversationKey(channel=CHANNEL, chat=user, user=user)


def from_(
    text: str,
    user: str | None = "77",
    name: str = "Lan",
    kind: MessageKind = MessageKind.TEXT,
) -> Forwarded:
    """A message of somebody's, passed on."""
    return Forwarded(text=text, origin=Origin(user=user, name=name), kind=kind)


def button(reply: Reply, label: str) -> Choice:
    """The one button whose label has those words."""
    (found,) = (choice for choice in reply.choices if label in choice.label)
    return found
