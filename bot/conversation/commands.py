"""Commands: what starts with a slash, the same in every channel."""

from enum import StrEnum


class Command(StrEnum):
    """The commands; those of other tongues lead to the same."""

    START = "start"
    HELP = "help"
    BROWSE = "huongdan"
    FORGET = "xoa"


_ALIASES = {"guides": Command.BROWSE, "forget": Command.FORGET, "trogiup": Command.HELP}


def read_command(text: str) -> Command | str | None:
    """The command in a text, its bare name when unknown, None when it is no command.
    `/help@some_bot` is `/help`."""
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
