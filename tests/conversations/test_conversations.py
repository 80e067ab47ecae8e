"""Runs the dialogues written as tables in the Markdown files beside this one."""

import itertools
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.adapters.generations import GenerationLibrary
from bot.adapters.prompt_files import PromptFiles
from bot.adapters.sql.stores import Stores, opened_stores
from bot.answering.compose import Composer
from bot.answering.pipeline import Answering
from bot.app import SystemClock, build_assistant
from bot.conversation.reception import Reception
from bot.domain.address import ConversationKey
from bot.domain.conversation import Message, MessageKind, Reply
from bot.domain.markup import plain
from bot.settings import Settings

HERE = Path(__file__).parent
KEY = ConversationKey(channel="test", chat="1", user="1")
CHECK = re.compile(r"\s*(?:not )?\"[^\"]*\"|\[[^\]]*\]|[^;\"\[\]]+")


@dataclass(frozen=True)
class Line:
    said: str
    checks: tuple[str, ...]


def dialogues() -> list[tuple[str, list[Line]]]:
    """Every dialogue with its name, from every table."""
    found: list[tuple[str, list[Line]]] = []
    for file in sorted(HERE.glob("*.md")):
        if file.name == "README.md":
            continue
        for line in file.read_text(encoding="utf-8").split("\n"):
            if line.startswith("## "):
                found.append((f"{file.stem}: {line[3:]}", []))
            cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
            rule = set(cells[0]) <= {"-", " "} or cells[0] == "person"
            if line.startswith("|") and len(cells) == 2 and not rule:
                checks = tuple(c.strip() for c in CHECK.findall(cells[1]) if c.strip())
                found[-1][1].append(Line(cells[0].strip("`"), checks))
    return found


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[tuple[Reception, Stores]]:
    library = GenerationLibrary(settings.data)
    composer, clock = Composer(PromptFiles(settings.prompts)), SystemClock()
    assistant = build_assistant(Answering(library, composer, clock), library, composer, clock)
    tokens = (f"t{n}" for n in itertools.count())
    async with opened_stores(settings.data) as stores:
        yield Reception(assistant, stores.sessions, lambda: next(tokens)), stores


def problem(check: str, reply: Reply, text: str, verdicts: list[str]) -> str | None:
    """What is wrong with the reply under one check, if anything."""
    statuses = f"{reply.status.value} {reply.reason.value if reply.reason else ''}".strip()
    shown = {
        "guide": reply.guide or "-",
        "step": reply.step or "-",
        "kind": reply.chunk_kind or "-",
        "feedback": verdicts[-1] if verdicts else "-",
        "language": reply.language,
    }
    if check.startswith("not "):
        return f"{check} is there" if check[5:-1] in text else None
    if check.startswith('"'):
        return None if check[1:-1] in text else f"{check} is missing in {text!r}"
    if check.startswith("["):
        labels = [choice.label for choice in reply.choices]
        return None if check[1:-1] in labels else f"{check} is not among {labels}"
    name, equals, value = check.partition("=")
    if equals:
        return None if shown[name] == value else f"{name} is {shown[name]}, not {value}"
    return None if check in (statuses, reply.status.value) else f"{statuses}, not {check}"


@pytest.mark.parametrize(
    "lines", [lines for _, lines in dialogues()], ids=[name for name, _ in dialogues()]
)
async def test_the_dialogue_goes_as_written(
    lines: list[Line], settings: Settings, published: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    shutil.copytree(published, data)
    own = settings.model_copy(update={"data": data})
    assert lines, "a dialogue without lines proves nothing"
    replies: tuple[Reply, ...] = ()
    pending = list(lines)
    while pending:
        async with opened(own) as (door, stores):
            while pending:
                line = pending.pop(0)
                if line.said == ":restart":
                    break
                replies = await door.handle(message(line.said, replies))
                text = "\n\n".join(plain(reply.text) for reply in replies)
                verdicts = [f.verdict.value for f in await stores.feedback.feedback()]
                for check in line.checks:
                    wrong = problem(check, replies[-1], text, verdicts)
                    assert wrong is None, f"after {line.said!r}: {wrong}"


def message(said: str, replies: tuple[Reply, ...]) -> Message:
    if said == ":photo":
        return Message(key=KEY, kind=MessageKind.UNSUPPORTED, text="")
    if said.startswith(":tap "):
        token = replies[-1].choices[int(said[5:]) - 1].token
        return Message(key=KEY, kind=MessageKind.TAP, text=token)
    return Message(key=KEY, kind=MessageKind.TEXT, text=said)
