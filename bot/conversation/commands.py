"""Commands: what starts with a slash, the same in every channel."""

from enum import StrEnum

from bot.language.cues import Cues


class Command(StrEnum):
    """The commands; those of other tongues lead to the same."""

    START = "start"
    HELP = "help"
    BROWSE = "huongdan"
    FORGET = "xoa"
    ASK = "hoi"
    CANCEL = "huy"
    SETTINGS = "caidat"
    NEWS = "thongbao"


PART_COMMANDS = {
    Command.ASK: "group.ask",
    Command.CANCEL: "desk.cancel",
    Command.SETTINGS: "settings.show",
    Command.NEWS: "news.start",
}
"""The commands of parts with actions of their own, and the verb each stands for."""


_BROWSE = Cues(
    "xem các bài hướng dẫn", "danh sách hướng dẫn", "có những hướng dẫn nào", "có những bài nào",
    "xem hết các bài", "show me all guides", "list of guides", "all the guides",
)  # fmt: skip
_ALIASES = {"guides": Command.BROWSE, "forget": Command.FORGET, "trogiup": Command.HELP}


def read_command(text: str) -> Command | str | None:
    """The command in a text, its bare name when unknown, None when it is no command.
    `/help@some_bot` is `/help`."""
    if _BROWSE.found(text):
        return Command.BROWSE
    if not text.startswith("/"):
        return None
    word = text[1:].split(maxsplit=1)[0] if len(text) > 1 and text[1:].split() else ""
    name = word.split("@")[0].lower()
    if name in _ALIASES:
        return _ALIASES[name]
    try:
        return Command(name)
    except ValueError:
        return name


def read_argument(text: str) -> str:
    """What stands behind a command's name."""
    return text.partition(" ")[2].strip() if text.startswith("/") else ""
