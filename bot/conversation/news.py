"""News: what editors have to say to groups.

`/thongbao` in an editor's private chat shows the news exactly as groups will see it; only the
button below sends it. The button itself carries what it sends, so nothing else goes out than
what was looked over, and once pressed it stays in the session as used.
"""

import asyncio
from collections.abc import Callable, Sequence

from bot.answering.compose import Composer
from bot.answering.pipeline import Answering
from bot.conversation.guide_reply import guide_reply
from bot.conversation.plain_reply import plain_reply
from bot.conversation.response import Response
from bot.conversation.sentences import Sentences
from bot.conversation.used_up import used_up
from bot.conversation.warning import MOST, as_typed, refusal_of
from bot.domain.address import Address
from bot.domain.answer import Action, Choice, Question, Status
from bot.domain.conversation import Message, Post, Reply, Session
from bot.domain.group import Group
from bot.domain.guide import Guide, SectionKind
from bot.domain.link import Link
from bot.domain.turn import Turn
from bot.language.communes import commune_code
from bot.language.days import written
from bot.language.fold import clean, fold
from bot.ports import Chats, Clock, Groups, Library

_NEAR = 3
_WARNING = ("canh", "bao")


class News:
    """A Part (`news.*`), for editors only."""

    def __init__(
        self,
        answering: Answering,
        library: Library,
        composer: Composer,
        groups: Groups,
        chats: Chats,
        clock: Clock,
        editors: frozenset[str],
        new_id: Callable[[], str],
    ) -> None:
        """`editors` are user ids; `new_id` names a piece of news, without blanks."""
        self._answering = answering
        self._library = library
        self._composer = composer
        self._sentences = Sentences(composer)
        self._groups = groups
        self._chats = chats
        self._clock = clock
        self._editors = editors
        self._new_id = new_id

    async def act(self, session: Session, message: Message, action: Action) -> Response:
        """Write, look over and send news; in a group, take it no more."""
        if message.group is not None:
            return await self._off(message) if action.verb == "news.off" else Response(None)
        if action.verb == "news.off":
            return self._sentences.said(session, "news.mute_here")
        if message.key.user not in self._editors:
            return self._sentences.said(session, "unknown_command")
        match action.verb:
            case "news.start":
                return await self._start(session, action.part or "")
            case "news.guide":
                return await self._preview(session, action)
            case "news.send" | "news.warn":
                return await self._send(session, action)
            case "news.cancel":
                return self._sentences.said(_used(session, action, "cancel"), "news.cancelled")
            case _:
                return self._sentences.said(session, "news.already")

    # Writing

    async def _start(self, session: Session, argument: str) -> Response:
        text = clean(argument).strip()
        words = text.split(maxsplit=2)
        if not words:
            return self._sentences.said(session, "news.usage", most=str(MOST))
        first_two = tuple(fold(word.lower().strip(":,")) for word in words[:2])
        if first_two == _WARNING:
            return await self._warn(session, words[2] if len(words) > 2 else "")
        guides, sure = await asyncio.to_thread(self._found, text, session.language)
        if not guides:
            return self._sentences.said(session, "news.no_guide")
        if sure:
            return await self._preview(session, Action(verb="news.guide", guide=guides[0].id))
        choices = [
            Choice(label=guide.title, action=Action(verb="news.guide", guide=guide.id))
            for guide in guides
        ]
        return self._sentences.said(session, "news.which", *choices)

    def _found(self, words: str, language: str) -> tuple[Sequence[Guide], bool]:
        """The guides an editor may mean, best first, and whether the first is meant."""
        knowledge = self._library.current()
        named = knowledge.guide(words.lower())
        if named is not None:
            return [named], True
        answer = self._answering.answer(Question(text=words, language=language))
        meant = knowledge.guide(answer.guide or "")
        if answer.status is Status.ANSWERED and meant is not None:
            return [meant], True
        asked = answer.trace.decision.near if answer.trace else ()
        near = dict.fromkeys((*asked, *(candidate.guide for candidate in answer.candidates)))
        guides = [guide for guide in map(knowledge.guide, near) if guide is not None]
        return guides[:_NEAR], False

    async def _warn(self, session: Session, text: str) -> Response:
        if not text:
            return self._sentences.said(session, "news.usage", most=str(MOST))
        knowledge = await asyncio.to_thread(self._library.current)
        refusal = await asyncio.to_thread(refusal_of, text, knowledge)
        if refusal is not None:
            return self._sentences.said(session, f"news.{refusal.key}", **refusal.values)
        return await self._preview(session, Action(verb="news.warn", part=text))

    # Looking over

    async def _preview(self, session: Session, action: Action) -> Response:
        """The news as each language's groups will see it, and the button that sends it."""
        groups = await self._taking()
        if not groups:
            return self._sentences.said(session, "news.nobody")
        guide = await asyncio.to_thread(self._guide, action)
        if guide is None and action.verb == "news.guide":
            return self._sentences.said(session, "news.no_guide")
        id_, count = self._new_id(), str(len(groups))
        # The sending button carries what it sends: the guide at this version, or the words.
        what = guide.digest if guide is not None else action.part
        verb = "news.send" if guide is not None else "news.warn"
        send = Action(verb=verb, guide=action.guide, part=f"{id_}\n{what}")
        language = session.language
        choices = (
            self._choice(language, "send", send, count=count),
            self._choice(language, "cancel", Action(verb="news.cancel", part=id_)),
        )
        asked = self._composer.say(language, "news.preview", count=count)
        text = "\n".join([asked, *self._quiet(language, groups)])
        shown = [
            self._news(next(g for g in groups if g.language == one), guide, action.part or "")
            for one in sorted({group.language for group in groups}, reverse=True)
        ]
        return Response(session, (*shown, plain_reply(text, language, choices)))

    def _news(self, group: Group, guide: Guide | None, words: str) -> Reply:
        """What one group gets: of a guide what changed, else what it is for; or a warning."""
        language = group.language
        off = self._choice(language, "mute", Action(verb="news.off")).model_copy(
            update={"aside": True}
        )
        today = self._clock.now().date()
        if guide is None:
            head = self._composer.say(language, "news.warning")
            fraud = self._composer.say(language, "news.fraud")
            signed = self._composer.say(language, "news.signed", date=written(today))
            text = "\n\n".join([head, as_typed(words), fraud, signed])
            return plain_reply(text, language, (off,))
        guide = self._in_language(guide, language)
        changes = guide.section(SectionKind.CHANGES)
        head = self._composer.say(
            language, "news.changed" if changes else "news.about", title=guide.title
        )
        footer = self._composer.footer(guide, language, today)
        text = "\n\n".join([head, changes.text if changes else guide.summary, footer])
        link = Link(guide=guide.id, commune=commune_code(group.commune) or None)
        label = self._composer.say(language, "news.open")
        return guide_reply(guide, text, language, (Choice(label=label, link=link), off))

    def _in_language(self, guide: Guide, language: str) -> Guide:
        twin = self._library.current().guide(f"en/{guide.id}") if language == "en" else None
        return twin or guide

    # Sending

    async def _send(self, session: Session, action: Action) -> Response:
        id_, _, what = (action.part or "").partition("\n")
        guide = await asyncio.to_thread(self._guide, action)
        if action.verb == "news.send" and (guide is None or guide.digest != what):
            again = await self._preview(session, Action(verb="news.guide", guide=action.guide))
            edited = self._sentences.reply(session.language, "news.edited")
            return Response(session, (edited, *again.replies))
        groups = await self._taking()
        now = self._clock.now()
        posts = tuple(
            Post(
                to=Address(channel=group.channel, chat=group.chat),
                reply=self._news(group, guide, what),
                name=f"news:{id_}",
                bulk=True,
                due=group.quiet.over(now) if group.quiet else None,
            )
            for group in groups
        )
        if not posts:
            return self._sentences.said(session, "news.nobody")
        language = session.language
        sent = self._composer.say(language, "news.sent", count=str(len(groups)))
        text = "\n".join([sent, *self._quiet(language, groups)])
        used = _used(session, action, "sent")
        return Response(used, (plain_reply(text, language),), Turn(posts=posts))

    async def _taking(self) -> list[Group]:
        return [group for group in await self._groups.groups() if group.news and not group.gone]

    def _guide(self, action: Action) -> Guide | None:
        return self._library.current().guide(action.guide or "")

    def _quiet(self, language: str, groups: list[Group]) -> list[str]:
        """The line about groups that get it later, if there are any."""
        now = self._clock.now().time()
        quiet = [group for group in groups if group.quiet and group.quiet.hold(now)]
        count = str(len(quiet))
        return [self._composer.say(language, "news.quiet", count=count)] if quiet else []

    # In a group

    async def _off(self, message: Message) -> Response:
        key = message.key
        group = await self._groups.group(key.channel, key.chat)
        language = group.language if group else "vi"
        if not await self._chats.is_admin(key.channel, key.chat, key.user):
            return self._noticed(language, "mute_admins")
        muted = (group.model_copy(update={"news": False}),) if group and group.news else ()
        return self._noticed(language, "muted").plus(Turn(groups=muted))

    # Parts

    def _choice(self, language: str, key: str, action: Action, **values: str) -> Choice:
        return Choice(label=self._composer.say(language, f"news.{key}", **values), action=action)

    def _noticed(self, language: str, key: str) -> Response:
        return Response(None, (self._sentences.notice(language, f"news.{key}"),))


def _used(session: Session, action: Action, verb: str) -> Session:
    """The session in which the buttons of that news only say what became of it."""
    used = Action(verb=f"news.{verb}", part=_id(action))
    return used_up(session, lambda one: _id(one) == used.part, used)


def _id(action: Action) -> str | None:
    """The id of the news that a button sends or drops; None for any other."""
    if action.verb not in ("news.send", "news.warn", "news.cancel", "news.sent"):
        return None
    return (action.part or "").partition("\n")[0]
