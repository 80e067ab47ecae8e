"""The stage of a scripted evening: people who write, what they hear, and the record of it."""

import signal
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from loopback.bot_api import LoopbackBotApi
from loopback.observed import PATIENCE
from loopback.sent import Content, JsonObject, Sent
from loopback.updates import chat_object, group_text, private_text, tap, user_object

from .program import Bot

_GLANCE = 0.01


@dataclass(frozen=True)
class Person:
    """Somebody with a phone; the id is that of their private chat too."""

    id: int
    name: str


@dataclass
class Group:
    """A group, which gets another id when it becomes a supergroup."""

    id: int
    title: str


Place = Person | Group


@dataclass(frozen=True)
class Line:
    """A line of the record: when, in monotonic seconds, who, where, what, and its buttons."""

    at: float
    who: str
    where: str
    said: str
    buttons: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Heard:
    """What the bot put into a chat: a message, or a message's later wording."""

    at: float
    sent: Sent
    content: Content
    edit: int = 0

    @property
    def key(self) -> tuple[int, int, int]:
        """Which wording of which message it is."""
        return self.sent.chat, self.sent.number, self.edit


@dataclass
class Stage:
    """Where the evening is played. Everything the bot says must be expected by the script:
    `unexpected` has what nobody waited for."""

    api: LoopbackBotApi
    bot: Bot
    lines: list[Line] = field(default_factory=list)
    restarted: int = 0
    _names: dict[int, str] = field(default_factory=dict)
    _private: set[int] = field(default_factory=set)
    _expected: set[tuple[int, int, int]] = field(default_factory=set)
    _asides: dict[str, str] = field(default_factory=dict)

    # What people do

    def act(self, title: str) -> None:
        """Something new begins."""
        self.lines.append(Line(time.monotonic(), "", "", title))

    def happens(self, what: str) -> None:
        """Something that nobody says."""
        self.lines.append(Line(time.monotonic(), "", "*", what))

    def knows(self, *places: Place) -> None:
        """Remember whose chats these are."""
        for place in places:
            self._names[place.id] = place.name if isinstance(place, Person) else place.title
            if isinstance(place, Person):
                self._private.add(place.id)

    def say(self, who: Person, *texts: str) -> None:
        """Write to the bot."""
        self.feed(who, who, *((private_text(who.id, text), text) for text in texts))

    def say_in(
        self, group: Group, who: Person, text: str, reply_to: Sent | JsonObject | None = None
    ) -> JsonObject:
        """Write in a group, perhaps as an answer; the update. Nobody answers a message of the
        bot's faster than the service tells the bot which one it is."""
        if isinstance(reply_to, Sent):
            self._is_known(reply_to)
        update = group_text(who.id, text, chat=group.id, reply_to=reply_to)
        shown = text if reply_to is None else f"(trả lời “{_quoted(reply_to)}”) {text}"
        self.feed(who, group, (update, shown))
        return update

    def _is_known(self, sent: Sent) -> None:
        """Wait until the bot has noted the number of a message it keeps a name for."""
        place = f"file:{self.bot.data / 'camtay.sqlite'}?mode=ro"
        noted = "SELECT 1 FROM posted WHERE chat = ? AND message = ?"
        until = time.monotonic() + PATIENCE
        with closing(sqlite3.connect(place, uri=True)) as database:
            while not database.execute(noted, (str(sent.chat), str(sent.number))).fetchall():
                assert time.monotonic() < until, f"never noted: {sent.shown[:60]!r}"
                time.sleep(_GLANCE)

    def feed(self, who: Person, where: Place, *said: tuple[JsonObject, str]) -> None:
        """Updates of one person in one place, each with what the record says of it."""
        self.knows(who, where)
        updates = []
        for update, shown in said:
            updates.append(_named(update, who, where))
            name = "riêng" if isinstance(where, Person) else where.title
            self.lines.append(Line(time.monotonic(), who.name, name, shown))
        self.api.feed(*updates)

    def press(self, who: Person, heard: Heard, label: str) -> str:
        """Press a button; the query's id."""
        update = tap(who.id, heard.content.data(label), message=heard.sent)
        where = heard.sent.chat
        place: Place = who if where == who.id else Group(where, self._names[where])
        query = str(update["callback_query"]["id"])
        self._asides[query] = who.name
        self.feed(who, place, (update, f"[bấm: {heard.content.button(label).label}]"))
        return query

    def follow(self, who: Person, heard: Heard, label: str) -> None:
        """Press a button that leads into the private chat with the bot."""
        url = heard.content.button(label).url
        payload = parse_qs(urlsplit(url).query).get("start", [""])[0]
        name = heard.content.button(label).label
        self.feed(who, who, (private_text(who.id, f"/start {payload}"), f"[mở từ nút: {name}]"))

    # What happens to the bot

    def power_fails(self, after: int) -> None:
        """Let the power fail when the bot has sent so many more messages."""
        self.api.kill_at("taken", self.bot.pid, after)

    def power_is_back(self) -> None:
        """Start the bot again once it is dead."""
        assert self.bot.exit_code() == -signal.SIGKILL
        self.restarted = len(self.api.sent)
        self.bot.start()

    # What they hear

    def hears(self, where: Place, *words: str) -> Heard:
        """The next thing the bot puts into that chat that has all these words, once it did."""
        found: list[Heard] = []

        def there() -> bool:
            found[:] = [
                heard
                for heard in self.heard(where.id)
                if heard.key not in self._expected
                and all(word in heard.content.shown for word in words)
            ]
            return bool(found)

        self.api.wait_until(there, f"{words} to {where}")
        self._expected.add(found[0].key)
        return found[0]

    def noticed(self, query: str, words: str) -> None:
        """Wait for the notice that whoever pressed a button gets to see."""
        self.wait(lambda: query in {one.query for one in self.api.answers}, f"notice {words!r}")
        (answer,) = [one for one in self.api.answers if one.query == query]
        assert words in answer.text, f"{answer.text!r} without {words!r}"

    def wait(self, condition: Callable[[], bool], what: str) -> None:
        """Wait for anything else the bot does."""
        self.api.wait_until(condition, what)

    def heard(self, chat: int) -> list[Heard]:
        """Everything the bot put into a chat, in its order."""
        return sorted(_heard(self.api.to(chat)), key=lambda heard: heard.at)

    @property
    def unexpected(self) -> list[Heard]:
        """What the bot said and nobody waited for."""
        said = {(one.sent.chat, one.content.raw) for one in self._every if self._was(one)}
        return [
            one
            for one in self._every
            if not self._was(one) and (one.sent.chat, one.content.raw) not in said
        ]

    @property
    def repeated(self) -> list[Heard]:
        """What the bot said in the same words again and nobody waited for."""
        unexpected = {one.key for one in self.unexpected}
        return [one for one in self._every if not self._was(one) and one.key not in unexpected]

    @property
    def _every(self) -> list[Heard]:
        return list(_heard(self.api.sent))

    def _was(self, heard: Heard) -> bool:
        return heard.key in self._expected

    # The record

    def record(self) -> list[Line]:
        """Everything that was said and done, in its order."""
        said = [
            Line(
                heard.at,
                "Cầm Tay (sửa tin)" if heard.edit else "Cầm Tay",
                self._place(heard.sent.chat),
                heard.content.shown,
                tuple(tuple(b.label for b in row) for row in heard.content.rows),
            )
            for heard in _heard(self.api.sent)
        ]
        noticed = [
            Line(one.at, "Cầm Tay", f"thoáng hiện cho {self._asides[one.query]}", one.text)
            for one in self.api.answers
            if one.text and one.query in self._asides
        ]
        return sorted([*self.lines, *said, *noticed], key=lambda line: line.at)

    def _place(self, chat: int) -> str:
        name = self._names.get(chat, str(chat))
        return f"riêng với {name}" if chat in self._private else name


def _heard(messages: Sequence[Sent]) -> Iterator[Heard]:
    for sent in messages:
        yield Heard(sent.at, sent, sent)
        for number, edit in enumerate(sent.edits, 1):
            yield Heard(edit.at, sent, edit, number)


def _named(update: JsonObject, who: Person, where: Place) -> JsonObject:
    """The update with the names people see."""
    title = where.name if isinstance(where, Person) else where.title
    chat = {"chat": chat_object(where.id, title)}
    person = {"from": user_object(who.id, who.name)}
    if "message" in update:
        return {"message": update["message"] | person | chat}
    if "callback_query" in update:
        query = update["callback_query"]
        return {"callback_query": query | person | {"message": query["message"] | chat}}
    return update


def _quoted(message: Sent | JsonObject) -> str:
    text = message.now.shown if isinstance(message, Sent) else message["message"]["text"]
    line = str(text).splitlines()[0]
    return line if len(line) <= _QUOTE else line[: _QUOTE - 1] + "…"


_QUOTE = 60


def transcript(lines: Sequence[Line]) -> str:
    """The record to be read, as Markdown."""
    return "\n\n".join(map(_shown, lines)) + "\n"


def _shown(line: Line) -> str:
    if not line.who:
        return f"*{line.said}*" if line.where else f"## {line.said}"
    if not line.who.startswith("Cầm Tay"):
        return f"**{line.who}** · {line.where}: {line.said}"
    # Two blanks at the end keep a line a line.
    text = "\n".join(f"> {one}  " if one else ">" for one in line.said.splitlines())
    head = f"> *{line.who} → {line.where}:*"
    buttons = [" ".join(f"`{label}`" for label in row) for row in line.buttons]
    return "\n>\n".join([head, text, *(f"> {row}" for row in buttons)])
