"""The command line: what all commands share, their settings, options and sentences."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from bot import log
from bot.adapters.prompt_files import PromptFiles
from bot.domain.errors import (
    BadPosterOrder,
    CamTayError,
    ChannelRefused,
    DamagedGeneration,
    MissingText,
    NoKnowledge,
    PosterRefused,
    ReadOnlyData,
    UnwritableFolder,
)
from bot.settings import Settings

WRONG, USAGE, ENVIRONMENT = 1, 2, 3
"""Exit codes: what was asked about is wrong, how it was asked, where the program runs."""

KnowledgeOption = Annotated[
    Path | None, typer.Option("--knowledge", help="Thư mục hướng dẫn (mặc định knowledge/).")
]
DataOption = Annotated[Path | None, typer.Option("--data", help="Thư mục dữ liệu (mặc định var/).")]
AsJson = Annotated[bool, typer.Option("--json", help="In JSON, mỗi câu một dòng.")]


def settings_of(knowledge: Path | None, data: Path | None) -> Settings:
    """The settings with what was given on the command line; the logs follow them."""
    given = {"knowledge": knowledge, "data": data}
    try:
        read = Settings()
    except ValidationError as error:
        wrong = error.errors()[0]["msg"].removeprefix("Value error, ")
        print(f"Cài đặt sai, {wrong}; sửa trong .env.", file=sys.stderr)
        raise typer.Exit(USAGE) from None
    settings = read.model_copy(update={k: v for k, v in given.items() if v is not None})
    log.configure(settings.log_level)
    return settings


def program_text(settings: Settings, key: str, **values: str) -> str:
    """A line of the program itself."""
    return PromptFiles(settings.prompts).text("vi", f"program.{key}", **values)


@contextmanager
def sentences(settings: Settings) -> Iterator[None]:
    """Turn every breakdown into one sentence and its exit code."""
    code = ENVIRONMENT
    try:
        yield
    except NoKnowledge:
        sentence = program_text(settings, "no_knowledge")
    except DamagedGeneration:
        sentence = program_text(settings, "damaged")
    except ReadOnlyData as error:
        sentence = program_text(settings, "read_only", place=str(error))
    except UnwritableFolder as error:
        sentence = program_text(settings, "unwritable", place=str(error))
    except BadPosterOrder as error:
        sentence, code = str(error), USAGE
    except PosterRefused as error:
        sentence, code = str(error), WRONG
    except MissingText as error:
        sentence = f"Thiếu câu chữ trong thư mục prompts: {error}; lấy lại thư mục prompts."
    except (ChannelRefused, CamTayError) as error:
        sentence = str(error)
    except KeyboardInterrupt:
        return
    else:
        return
    print(sentence, file=sys.stderr)
    raise typer.Exit(code)
