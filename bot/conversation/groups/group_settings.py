"""Group settings: what a group's admins set with /caidat, and how a desk is approved."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import time

from bot.answering.compose import Composer
from bot.conversation.plain_reply import plain_reply
from bot.conversation.response import Response
from bot.conversation.sentences import Sentences
from bot.domain.address import Address
from bot.domain.answer import Action, Choice
from bot.domain.conversation import (
    ChatChange,
    ChatEvent,
    Message,
    MessageKind,
    Post,
    Reply,
    Session,
)
from bot.domain.group import DeskState, Group, GroupMoved, QuietHours
from bot.domain.markup import literal
from bot.domain.privacy import mask
from bot.domain.turn import Turn
from bot.language.communes import commune_code, within_sentence
from bot.language.fold import clean, fold
from bot.ports import Chats, Groups

_PANEL = "settings"
_LONGEST_NAME = 60
_NIGHT = QuietHours(start=time(21), end=time(6))
_OPEN = (DeskState.COMMUNE, DeskState.PROVINCE)
_NOT_OFF = (DeskState.ASKED, *_OPEN)

_COMMUNE = re.compile(r"^(?:xa|phuong|dac khu|thi tran|tinh|thanh pho)\b")
_NAME = re.compile(r"^[^\W_](?:[^\W_]|[ .'’-])*$")
_HOURS = re.compile(
    r"^(?:tu )?(?P<h>\d{1,2})(?:[:hg](?P<m>\d{2})?)?\s*(?:gio)?\s*(?:-|–|den|toi)\s*"
    r"(?P<h2>\d{1,2})(?:[:hg](?P<m2>\d{2})?)?\s*(?:gio)?$"
)
_ON, _OFF = ("bat", "mo", "co"), ("tat", "khong", "bo", "dong")
_LANGUAGES = {"viet": "vi", "tieng viet": "vi", "anh": "en", "tieng anh": "en", "english": "en"}


@dataclass(frozen=True)
class _Refused:
    """A change that can't be made, by the key of the sentence that says why."""

    key: str


_Change = Callable[[Group], Group | _Refused]


class GroupSettings:
    """A Part (`settings.*`) and a Listener. Whoever changes anything is looked up as an admin
    of that group at that moment: a button in a group can be pressed by all its members.

    A desk opens only once an editor has approved it: anybody can found a group, call it a
    commune's, and would then read citizens' questions. `editors` are user ids; on a messenger
    whose private chats have their person's id these are also where the editors are asked.
    """

    def __init__(
        self, groups: Groups, chats: Chats, composer: Composer, editors: Sequence[str]
    ) -> None:
        self._groups = groups
        self._chats = chats
        self._composer = composer
        self._sentences = Sentences(composer)
        self._editors = tuple(editors)

    async def act(self, session: Session, message: Message, action: Action) -> Response:
        """Show and change a group's settings; approve its desk."""
        if action.verb in ("settings.approve", "settings.approve_province", "settings.refuse"):
            return await self._decided(session, message, action)
        if message.group is None:
            return self._sentences.said(session, "settings.only_groups")
        group = await self._group(message)
        if message.kind is MessageKind.TAP:
            return await self._tapped(message, group, action)
        return await self._typed(message, group, clean(action.part or "").strip())

    async def happened(self, event: ChatEvent) -> Turn:
        """Groups we came to, left, or that got another id."""
        known = await self._groups.group(event.channel, event.chat)
        if event.change is ChatChange.ADDED:
            return self._arrived(event, known)
        if known is None:
            return Turn()
        if event.change is ChatChange.REMOVED:
            left = {"gone": True, "desk": DeskState.OFF}
            return Turn(groups=(known.model_copy(update=left),))
        if event.change is ChatChange.MIGRATED and event.to is not None:
            moved = GroupMoved(channel=event.channel, old=event.chat, new=event.to)
            # The old id may have been reported as left before.
            there = known.model_copy(update={"chat": event.to, "gone": False})
            return Turn(groups=(there,), moved=(moved,))
        return Turn()

    def _arrived(self, event: ChatEvent, known: Group | None) -> Turn:
        """A greeting, once: an arrival is told in more than one way, and so is our becoming
        an admin. In a group we had left the desk stays shut until it is approved again."""
        if known is not None and not known.gone:
            return Turn()
        fresh = Group(channel=event.channel, chat=event.chat, title=event.title)
        back = {"gone": False, "desk": DeskState.OFF, "title": event.title or fresh.title}
        group = known.model_copy(update=back) if known is not None else fresh
        hello = self._sentences.reply(group.language, "settings.hello")
        return Turn(groups=(group,), posts=(Post(to=_in(group), reply=hello),))

    # In the group

    async def _group(self, message: Message) -> Group:
        """The group as it is kept, or with defaults when we came before we kept any."""
        key, title = message.key, message.group.title if message.group else ""
        known = await self._groups.group(key.channel, key.chat)
        if known is None:
            return Group(channel=key.channel, chat=key.chat, title=title)
        return known.model_copy(update={"title": title or known.title, "gone": False})

    async def _is_admin(self, message: Message) -> bool:
        key = message.key
        return await self._chats.is_admin(key.channel, key.chat, key.user)

    async def _tapped(self, message: Message, group: Group, action: Action) -> Response:
        if not await self._is_admin(message):
            return self._notice(group, "settings.only_admins")
        if action.verb == "settings.commune":
            return self._notice(group, "settings.how_commune")
        change = _BUTTONS.get((action.verb, action.part))
        changed = change(group) if change else _Refused("group.old_button")
        if isinstance(changed, _Refused):
            return self._notice(group, changed.key)
        if changed == group:
            return self._notice(group, "settings.unchanged")
        panel = Post(
            to=_in(group, message.thread), reply=self._panel(changed), name=_PANEL, edits=True
        )
        return self._saved(message, group, changed, panel)

    async def _typed(self, message: Message, group: Group, typed: str) -> Response:
        anonymous = message.group is not None and message.group.anonymous
        # Only admins of a group can write in its name; a channel's people need not be any.
        in_its_name = anonymous and message.key.user == message.key.chat
        if not in_its_name and (anonymous or not await self._is_admin(message)):
            return self._said(message, group, "settings.only_admins")
        if in_its_name and typed:
            return self._said(message, group, "settings.not_anonymous")
        changed = _read(typed)(group) if typed else group
        if isinstance(changed, _Refused):
            return self._said(message, group, changed.key)
        panel = Post(to=message.address, reply=self._panel(changed), name=_PANEL)
        return self._saved(message, group, changed, panel)

    def _saved(self, message: Message, group: Group, changed: Group, panel: Post) -> Response:
        """The changed group and its panel; where its desk now waits for approval, the editors
        asked and the group told."""
        change = Turn(groups=(changed,), posts=(panel,))
        asks = changed.desk is DeskState.ASKED and changed != group
        if asks and (group.desk is not DeskState.ASKED or _code(group) != _code(changed)):
            change = change.plus(self._asking(message, changed))
        return Response(None, change=change)

    def _asking(self, message: Message, group: Group) -> Turn:
        if self._editors:
            told = self._sentences.reply(group.language, "settings.asked")
        else:
            told = self._sentences.reply(group.language, "settings.asked_nobody", chat=group.chat)
        posts = [Post(to=_in(group, message.thread), reply=told)]
        question = self._question(group)
        posts += [
            Post(to=Address(channel=group.channel, chat=editor), reply=question)
            for editor in self._editors
        ]
        return Turn(posts=tuple(posts))

    # The panel

    def _panel(self, group: Group) -> Reply:
        language = group.language

        def say(key: str, **values: str) -> str:
            return self._composer.say(language, f"settings.{key}", **values)

        quiet = group.quiet
        text = say(
            "panel",
            commune=literal(group.commune) if group.commune else say("no_commune"),
            desk=say(f"desk.{group.desk.value}"),
            quiet=say("quiet", start=_clock(quiet.start), end=_clock(quiet.end))
            if quiet
            else say("no_quiet"),
            tongue=say(f"language_{language}"),
            news=say("news_on" if group.news else "news_off"),
        )
        desk = {DeskState.OFF: "desk_on", DeskState.ASKED: "desk_withdraw"}.get(
            group.desk, "desk_off"
        )
        buttons = (
            ("commune", "commune", None),
            (desk, "desk", "on" if group.desk is DeskState.OFF else "off"),
            ("quiet_off", "quiet", "off") if quiet else ("quiet_on", "quiet", "on"),
            ("to_vi", "language", "vi") if language == "en" else ("to_en", "language", "en"),
            ("news_off", "news", "off") if group.news else ("news_on", "news", "on"),
        )
        choices = tuple(
            Choice(label=say(f"choice.{label}"), action=Action(verb=f"settings.{verb}", part=part))
            for label, verb, part in buttons
        )
        return plain_reply(text, language, choices)

    # Editors

    def _question(self, group: Group) -> Reply:
        """What an editor is asked. The buttons carry which commune was asked for, so that a
        group that takes another name meanwhile is not approved under it."""
        text = self._composer.say(
            "vi",
            "settings.editor_asks",
            title=literal(mask(group.title).text),
            commune=literal(group.commune),
            chat=group.chat,
        )
        choices = tuple(
            Choice(
                label=self._composer.say("vi", f"settings.choice.{verb}"),
                action=Action(verb=f"settings.{verb}", part=f"{group.chat}:{_code(group)}"),
            )
            for verb in ("approve", "approve_province", "refuse")
        )
        return plain_reply(text, "vi", choices)

    async def _decided(self, session: Session, message: Message, action: Action) -> Response:
        key = message.key
        own = message.group is None and key.chat == key.user
        if not own or message.kind is not MessageKind.TAP or key.user not in self._editors:
            return self._sentences.said(session, "group.old_button")
        chat, _, code = (action.part or "").rpartition(":")
        group = await self._groups.group(key.channel, chat)
        asked = group is not None and group.desk is DeskState.ASKED and _code(group) == code
        if group is None or group.gone or not asked:
            return Response(session, (self._sentences.reply("vi", "settings.editor_moot"),))
        verb = action.verb.removeprefix("settings.")
        desk = {"approve": DeskState.COMMUNE, "approve_province": DeskState.PROVINCE}.get(
            verb, DeskState.OFF
        )
        told = {DeskState.COMMUNE: "approved", DeskState.PROVINCE: "approved_province"}.get(desk)
        if told == "approved":
            name = literal(within_sentence(group.commune))
            reply = self._sentences.reply(group.language, "settings.approved", commune=name)
        else:
            reply = self._sentences.reply(group.language, f"settings.{told or 'refused'}")
        changed = group.model_copy(update={"desk": desk})
        title = literal(mask(group.title).text)
        outcome = "settings.editor_approved" if told else "settings.editor_refused"
        done = self._sentences.reply("vi", outcome, title=title)
        # The panel shows what was asked for until then, with the button to take it back.
        panel = Post(
            to=_in(group), reply=self._panel(changed), name=_PANEL, edits=True, silent=True
        )
        post = Post(to=_in(group), reply=reply)
        return Response(session, (done,), Turn(groups=(changed,), posts=(panel, post)))

    # Parts

    def _said(self, message: Message, group: Group, key: str) -> Response:
        post = Post(to=message.address, reply=self._sentences.reply(group.language, key))
        return Response(None, change=Turn(posts=(post,)))

    def _notice(self, group: Group, key: str) -> Response:
        return Response(None, (self._sentences.notice(group.language, key),))


def _in(group: Group, thread: str | None = None) -> Address:
    return Address(channel=group.channel, chat=group.chat, thread=thread)


def _code(group: Group) -> str:
    return commune_code(group.commune)


def _clock(moment: time) -> str:
    return f"{moment.hour}:{moment.minute:02}"


# Changes


def _set(**values: object) -> _Change:
    return lambda group: group.model_copy(update=values)


def _open_desk(group: Group) -> Group | _Refused:
    if not group.commune:
        return _Refused("settings.commune_first")
    if group.desk is DeskState.OFF:
        return group.model_copy(update={"desk": DeskState.ASKED})
    return group


def _rename(name: str) -> _Change:
    """Take another commune's name; a desk that was approved for the old one asks anew."""

    def change(group: Group) -> Group | _Refused:
        words = " ".join(name.split())
        sound = len(words) <= _LONGEST_NAME and _NAME.match(words) and commune_code(words)
        if not sound or mask(words).kinds:
            return _Refused("settings.wrong_commune")
        renamed = group.model_copy(update={"commune": words[:1].upper() + words[1:]})
        if group.desk in _NOT_OFF and _code(renamed) != _code(group):
            return renamed.model_copy(update={"desk": DeskState.ASKED})
        return renamed

    return change


def _rest(said: str) -> _Change:
    if said in _OFF:
        return _set(quiet=None)
    found = _HOURS.match(said)
    try:
        if found is None:
            raise ValueError(said)
        start = time(int(found["h"]) % 24, int(found["m"] or 0))
        end = time(int(found["h2"]) % 24, int(found["m2"] or 0))
        if int(found["h"]) > 24 or int(found["h2"]) > 24 or start == end:
            raise ValueError(said)
    except ValueError:
        return lambda group: _Refused("settings.wrong_quiet")
    return _set(quiet=QuietHours(start=start, end=end))


def _switch(said: str, on: _Change, off: _Change) -> _Change:
    if said in _ON:
        return on
    return off if said in _OFF else lambda group: _Refused("settings.wrong_desk")


def _read(typed: str) -> _Change:
    """The change that words behind the command ask for."""
    said = fold(typed.lower())
    head, _, rest = said.partition(" ")
    rest = rest.strip()
    if _COMMUNE.match(said):
        bare = _COMMUNE.sub("", said, count=1).strip()
        return _rename(typed if bare else "")
    if head == "nghi":
        return _rest(rest)
    if head in ("truc", "desk"):
        return _switch(rest, _open_desk, _BUTTONS["settings.desk", "off"])
    if head == "ban" and rest.startswith("truc"):
        return _switch(
            rest.removeprefix("truc").strip(), _open_desk, _BUTTONS["settings.desk", "off"]
        )
    if head == "tin" and rest in (*_ON, *_OFF):
        return _set(news=rest in _ON)
    if said in _LANGUAGES:
        return _set(language=_LANGUAGES[said])
    return lambda group: _Refused("settings.wrong")


_BUTTONS: dict[tuple[str, str | None], _Change] = {
    ("settings.desk", "on"): _open_desk,
    ("settings.desk", "off"): _set(desk=DeskState.OFF),
    ("settings.quiet", "on"): _set(quiet=_NIGHT),
    ("settings.quiet", "off"): _set(quiet=None),
    ("settings.language", "vi"): _set(language="vi"),
    ("settings.language", "en"): _set(language="en"),
    ("settings.news", "on"): _set(news=True),
    ("settings.news", "off"): _set(news=False),
}
