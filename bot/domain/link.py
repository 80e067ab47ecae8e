"""Link: what an address into a private chat with the bot carries, in a form any messenger takes.

`t.me/<bot>?start=<payload>` allows 64 characters of `[A-Za-z0-9_-]`.
"""

import re

from bot.domain.values import Value

LONGEST_PAYLOAD = 64
_PAYLOAD = re.compile(
    r"^(?P<guide>[a-z0-9-]{0,40})(?:_x(?P<commune>[0-9a-f]{8}))?(?:_k(?P<question>[0-9a-f]{10}))?$"
)


class Link(Value):
    """A guide to open, the code of the commune whose people help (see `bot.language.communes`),
    and the key of a question asked elsewhere. Anybody can write such an address, so nothing in
    it is trusted: what it names is looked up."""

    guide: str | None = None
    commune: str | None = None
    question: str | None = None

    def payload(self) -> str:
        """The link as a start payload; an English guide leads to its Vietnamese twin."""
        guide = (self.guide or "").removeprefix("en/")
        commune = f"_x{self.commune}" if self.commune else ""
        question = f"_k{self.question}" if self.question else ""
        return f"{guide}{commune}{question}"


def read_link(payload: str) -> Link | None:
    """The link a start payload stands for; None when it is none of ours."""
    found = _PAYLOAD.match(payload)
    if found is None or not payload:
        return None
    return Link(guide=found["guide"] or None, commune=found["commune"], question=found["question"])
