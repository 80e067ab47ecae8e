"""Forwards: who asks what in the messages somebody forwarded."""

from dataclasses import dataclass

from bot.domain.conversation import Forwarded, Message, MessageKind, Origin
from bot.domain.privacy import mask
from bot.language.fold import clean
from bot.language.tokens import syllables


@dataclass(frozen=True)
class Words:
    """The masked texts of one who asked."""

    origin: Origin
    texts: tuple[str, ...]


class Forwards:
    """Reads the forwarded messages of one message."""

    def __init__(self, message: Message, own_user: str) -> None:
        """`own_user` is our own user id, as origins of forwards name it."""
        self._message = message
        self._own_user = own_user

    def words(self) -> list[Words]:
        """Everybody whose words were forwarded, in order; what the forwarder said in between
        only counts when nobody else says anything."""
        texts: dict[tuple[str | None, str], list[str]] = {}
        for one in self._message.forwarded:
            if self._is_ours(one) or not syllables(clean(one.text)):
                continue
            said = mask(clean(one.text)).text.strip()
            who = (one.origin.user, "" if one.origin.user else one.origin.name)
            texts.setdefault(who, []).append(said)
        names = {one.origin.user: one.origin.name for one in self._message.forwarded}
        asked = [
            Words(origin=Origin(user=user, name=name or names[user]), texts=tuple(said))
            for (user, name), said in texts.items()
        ]
        others = [one for one in asked if one.origin.user != self._message.key.user]
        return others or asked

    def notes(self) -> list[str]:
        """The keys of what is said of forwards that hold no words of a question."""
        keys = []
        empty = [one for one in self._message.forwarded if not syllables(clean(one.text))]
        if any(map(self._is_ours, self._message.forwarded)):
            keys.append("forward.ours")
        if any(one.kind is MessageKind.VOICE for one in empty):
            keys.append("forward.voice")
        if any(one.kind is not MessageKind.VOICE for one in empty):
            keys.append("forward.photo")
        if not keys and not self.words():
            keys.append("forward.no_question")
        return keys

    def _is_ours(self, one: Forwarded) -> bool:
        return one.origin.user == self._own_user
