"""Desks: the groups whose people answer citizens, and whom a commune's question goes to."""

from bot.domain.group import DeskState, Group
from bot.domain.ticket import Level
from bot.domain.values import Value
from bot.language.communes import commune_code, commune_words
from bot.ports import Groups

_LEVELS = {DeskState.COMMUNE: Level.COMMUNE, DeskState.PROVINCE: Level.PROVINCE}


class Commune(Value):
    """A commune whose people answer here."""

    code: str
    name: str


class Desks(Value):
    """The approved desk groups of one channel, by title."""

    groups: tuple[Group, ...]

    def at(self, chat: str) -> Group | None:
        """The desk in that chat."""
        return next((group for group in self.groups if group.chat == chat), None)

    def without(self, chat: str) -> "Desks":
        """The others."""
        return Desks(groups=tuple(group for group in self.groups if group.chat != chat))

    def nearest(self, commune: str | None) -> tuple[Level, Group] | None:
        """Where a question from the commune with that code goes first: its own desk, the
        first by title where it has several, else the province's."""
        own = self._first(DeskState.COMMUNE, commune) if commune else None
        found = own or self.province()
        return (_LEVELS[found.desk], found) if found is not None else None

    def province(self) -> Group | None:
        """The province's desk, the first by title."""
        return self._first(DeskState.PROVINCE)

    def communes(self) -> tuple[Commune, ...]:
        """Every commune with a desk, by name."""
        found: dict[str, Commune] = {}
        for group in self.groups:
            code = commune_code(group.commune)
            if group.desk is DeskState.COMMUNE and code:
                found.setdefault(code, Commune(code=code, name=group.commune))
        return tuple(sorted(found.values(), key=lambda one: commune_words(one.name)))

    def commune(self, code: str | None) -> Commune | None:
        """The commune with that code, if it has a desk."""
        return next((one for one in self.communes() if one.code == code), None)

    def named(self, text: str) -> tuple[Commune, ...]:
        """The communes that a person's words name: by the whole name, else by a name inside
        the words (`tôi ở xã Ba Vì`), else by its beginning (`ba v`)."""
        whole = self.commune(commune_code(text))
        if whole is not None:
            return (whole,)
        typed = " ".join(commune_words(text))
        if not typed:
            return ()
        names = [(one, " ".join(commune_words(one.name))) for one in self.communes()]
        inside = tuple(one for one, name in names if f" {name} " in f" {typed} ")
        return inside or tuple(one for one, name in names if name.startswith(typed))

    def _first(self, desk: DeskState, commune: str | None = None) -> Group | None:
        return next(
            (
                group
                for group in self.groups
                if group.desk is desk and commune in (None, commune_code(group.commune))
            ),
            None,
        )


async def approved_desks(groups: Groups, channel: str) -> Desks:
    """The desks an editor approved in that channel."""
    there = await groups.groups()
    approved = (g for g in there if g.channel == channel and g.desk in _LEVELS and not g.gone)
    return Desks(groups=tuple(approved))


async def is_desk_there(groups: Groups, channel: str) -> bool:
    """Whether anybody in that channel takes questions."""
    return bool((await approved_desks(groups, channel)).groups)
