"""The documents name everything there is to set and to run."""

import re
from pathlib import Path

from bot.__main__ import app as camtay
from bot.conversation.commands import Command
from bot.settings import Settings
from ingest.__main__ import app as camtay_kb

REPOSITORY = Path(__file__).resolve().parent.parent.parent


def test_every_setting_is_in_the_example_environment() -> None:
    example = (REPOSITORY / ".env.example").read_text(encoding="utf-8")
    written = set(re.findall(r"^#?([A-Z_]+)=", example, flags=re.M))
    names = {
        str(field.validation_alias or f"CAMTAY_{name.upper()}")
        for name, field in Settings.model_fields.items()
    }
    assert names == written


def test_every_command_is_in_the_readme() -> None:
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    for program, app in (("camtay", camtay), ("camtay-kb", camtay_kb)):
        for command in app.registered_commands:
            if not command.hidden:
                name = command.name or str(getattr(command.callback, "__name__", ""))
                assert f"{program} {name}" in readme


def test_only_settings_reads_the_environment() -> None:
    reading = re.compile(r"os\.environ|getenv")
    readers = [
        path.relative_to(REPOSITORY)
        for room in ("bot", "ingest")
        for path in (REPOSITORY / room).rglob("*.py")
        if reading.search(path.read_text(encoding="utf-8"))
    ]
    assert readers == []


def test_every_telegram_command_is_in_the_documents_of_those_it_is_for() -> None:
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    guide = (REPOSITORY / "README.vi.md").read_text(encoding="utf-8")
    greeting = (REPOSITORY / "prompts/replies/vi.yaml").read_text(encoding="utf-8")
    for command in Command:
        assert f"/{command.value}" in readme + guide + greeting


def test_the_drawing_of_the_house_shows_every_room_and_no_other() -> None:
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    drawing = readme.partition("## The house")[2].partition("```\n")[2].partition("```")[0]
    drawn = set(re.findall(r"(?:^|\s)(\w+)/(?=\s)", drawing, flags=re.M))
    rooms = {
        place.name
        for house in (".", "bot", "bot/channels", "bot/conversation")
        for place in (REPOSITORY / house).iterdir()
        if (place / "__init__.py").is_file()
    }
    shelves = {"knowledge", "prompts", "models", "fonts", "tests", "sql"}
    assert drawn - shelves == rooms
