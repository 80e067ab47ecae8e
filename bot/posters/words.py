"""Words: what a guide's poster says, and the address its QR code holds."""

import re

from bot.domain.errors import BadPosterOrder
from bot.domain.guide import Guide
from bot.domain.link import Link
from bot.domain.poster import Poster
from bot.language.communes import commune_code
from bot.language.days import written
from bot.language.fold import clean
from bot.ports import Replies

_BOT_NAME = re.compile(r"@?([A-Za-z0-9_]{5,32})")
_KIND = re.compile(r"(?:xã|phường|thị trấn|đặc khu)(?=\s)", re.IGNORECASE)
_STEPS = ("step_1", "step_2", "step_3")


class PosterWords:
    """Writes posters that lead into one bot, for one commune or for any."""

    def __init__(self, replies: Replies, bot: str | None, commune: str | None) -> None:
        """`bot` is the bot's username, with or without @; `commune` a commune's name as people
        write it. Raises BadPosterOrder when the bot is missing or either is none."""
        self._replies = replies
        self._bot = self._checked_bot(bot)
        self._commune = _in_a_sentence(commune or "")
        self._code = commune_code(self._commune)
        if commune is not None and not self._code:
            raise BadPosterOrder(replies.text("vi", "program.bad_commune"))

    def poster(self, guide: Guide) -> Poster:
        """The poster of a guide, in the guide's language."""
        language = guide.language

        def say(key: str, **values: str) -> str:
            return self._replies.text(language, f"poster.{key}", **values)

        return Poster(
            guide=guide.id,
            language=language,
            address=self.address(guide),
            group=say("group", commune=self._commune) if self._commune else "",
            tagline=say("tagline"),
            title=guide.title,
            steps=tuple(map(say, _STEPS)),
            unscanned=say("unscanned"),
            typing=say("typing", bot=self._bot),
            name=f"t.me/{self._bot}",
            promises=(
                say("free"),
                say("checked", date=written(guide.checked)),
                say("no_secrets"),
            ),
            alarm=say("alarm"),
            warning=say("warning"),
            disclaimer=say("disclaimer"),
        )

    def address(self, guide: Guide) -> str:
        """Where the QR code leads: the guide in the bot, with the commune's code."""
        payload = Link(guide=guide.id, commune=self._code or None).payload()
        return f"https://t.me/{self._bot}?start={payload}"

    def _checked_bot(self, bot: str | None) -> str:
        if not bot:
            raise BadPosterOrder(self._replies.text("vi", "program.no_bot_name"))
        found = _BOT_NAME.fullmatch(bot)
        if found is None:
            raise BadPosterOrder(self._replies.text("vi", "program.bad_bot_name", name=bot))
        return found[1]


def _in_a_sentence(commune: str) -> str:
    """A commune's name as it stands inside a sentence: `Xã Ba Vì` gives `xã Ba Vì`."""
    name = " ".join(clean(commune).split())
    return _KIND.sub(lambda kind: kind[0].lower(), name, count=1) if _KIND.match(name) else name
