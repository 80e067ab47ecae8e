"""`camtay`: ask, chat, serve, doctor, feedback, groups."""

import asyncio
import io
import json
import secrets
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from bot import app as composition
from bot.adapters.prompt_files import PromptFiles
from bot.answering.pipeline import Answering
from bot.domain.answer import Answer
from bot.domain.errors import (
    CamTayError,
    ChannelRefused,
    DamagedGeneration,
    MissingText,
    NoKnowledge,
    ReadOnlyData,
)
from bot.domain.group import DeskState
from bot.language.fold import clean
from bot.settings import Settings

app = typer.Typer(
    help="Cầm Tay: trợ lý chỉ từng bước làm thủ tục trên mạng.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
KnowledgeOption = Annotated[
    Path | None, typer.Option("--knowledge", help="Thư mục hướng dẫn (mặc định knowledge/).")
]
DataOption = Annotated[Path | None, typer.Option("--data", help="Thư mục dữ liệu (mặc định var/).")]
AsJson = Annotated[bool, typer.Option("--json", help="In JSON, mỗi câu một dòng.")]

_USAGE, _ENVIRONMENT = 2, 3


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="Câu hỏi.")] = None,
    json_: AsJson = False,
    batch: Annotated[
        Path | None, typer.Option("--batch", help='Tệp JSONL {"id","q"}, trả lời cùng thứ tự.')
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Cho xem câu trả lời từ đâu mà ra.")
    ] = False,
    knowledge: KnowledgeOption = None,
    data: DataOption = None,
) -> None:
    """Hỏi một câu (hoặc cả tệp) mà không nhớ gì trước đó."""
    if (question is None) == (batch is None):
        print("Viết một câu hỏi, hoặc dùng --batch TỆP.", file=sys.stderr)
        raise typer.Exit(_USAGE)
    from bot.channels.explanation import explanation_json, show_explanation

    settings = _settings(knowledge, data)
    with _sentences(settings):
        answering = composition.build_answering(settings)
        rows = _batch_rows(batch) if batch is not None else iter([("1", question or "")])
        for id_, text in rows:
            fields, answer = _answered(answering, id_, text)
            if json_ or batch is not None:
                extra = {"explain": explanation_json(answer)} if explain else {}
                print(json.dumps(fields | extra, ensure_ascii=False))
                continue
            _print_answer(fields)
            if explain:
                show_explanation(answer)


@app.command()
def chat(
    json_: AsJson = False,
    conversation: Annotated[
        str | None, typer.Option("--conversation", help="Tên cuộc trò chuyện để lần sau nối tiếp.")
    ] = None,
    knowledge: KnowledgeOption = None,
    data: DataOption = None,
) -> None:
    """Trò chuyện ngay trên màn hình này; với --json thì mỗi dòng vào là một tin nhắn."""
    settings = _settings(knowledge, data)
    with _sentences(settings):
        asyncio.run(_chat(settings, json_, conversation))


@app.command()
def serve(
    or_chat: Annotated[
        bool, typer.Option("--or-chat", help="Chưa cấu hình kênh nào thì mở trò chuyện ở đây.")
    ] = False,
    knowledge: KnowledgeOption = None,
    data: DataOption = None,
) -> None:
    """Chạy mọi kênh đã cấu hình tới khi được bảo dừng."""
    settings = _settings(knowledge, data)
    with _sentences(settings):
        if not composition.configured_channels(settings):
            if or_chat:
                asyncio.run(_chat(settings, False, None))
                return
            print(_program_text(settings, "no_channel"), file=sys.stderr)
            raise typer.Exit(_ENVIRONMENT)
        asyncio.run(composition.serve(settings))


@app.command()
def doctor(
    json_: AsJson = False, knowledge: KnowledgeOption = None, data: DataOption = None
) -> None:
    """Cho biết đã cấu hình gì, thiếu gì, và cái gì sẽ chạy."""
    report = composition.examine(_settings(knowledge, data))
    if json_:
        print(report.model_dump_json())
    else:
        for finding in report.findings:
            print(f"{'✓' if finding.fine else '✗'} {finding.name}: {finding.detail}")
    raise typer.Exit(0 if report.fine else _ENVIRONMENT)


@app.command()
def feedback(json_: AsJson = False, data: DataOption = None) -> None:
    """Người dân làm xong nói được hay chưa, theo từng bài; không có tên ai trong đó."""
    settings = _settings(None, data)
    with _sentences(settings):
        given = asyncio.run(composition.verdicts(settings))
    counts = Counter((one.guide, one.verdict.value) for one in given)
    guides = sorted({guide for guide, _ in counts}, key=lambda g: (-counts[g, "failed"], g))
    for guide in guides:
        worked, failed = counts[guide, "worked"], counts[guide, "failed"]
        if json_:
            print(json.dumps({"guide": guide, "worked": worked, "failed": failed}))
        else:
            print(f"{guide}: {worked} được, {failed} chưa được")
    if not guides and not json_:
        print("Chưa có lời đánh giá nào.")


@app.command()
def groups(
    json_: AsJson = False,
    approve: Annotated[
        str | None, typer.Option("--approve", help="Duyệt bàn trực của nhóm có mã này.")
    ] = None,
    province: Annotated[
        bool, typer.Option("--province", help="Cùng --approve: nhóm trực cho toàn tỉnh.")
    ] = False,
    refuse: Annotated[
        str | None, typer.Option("--refuse", help="Không duyệt, hoặc thôi duyệt, nhóm có mã này.")
    ] = None,
    data: DataOption = None,
) -> None:
    """Các nhóm có bot: tên, xã phường, bàn trực; duyệt hoặc không duyệt bàn trực."""
    if (approve and refuse) or (province and not approve):
        print("Dùng --approve MÃ [--province], hoặc --refuse MÃ.", file=sys.stderr)
        raise typer.Exit(_USAGE)
    settings = _settings(None, data)
    chat = approve or refuse
    with _sentences(settings):
        if chat is not None:
            open_ = DeskState.PROVINCE if province else DeskState.COMMUNE
            desk = open_ if approve else DeskState.OFF
            if asyncio.run(composition.set_desk(settings, chat, desk)) is None:
                sentence = _program_text(settings, "no_such_desk", chat=chat)
                print(sentence, file=sys.stderr)
                raise typer.Exit(1)
        there = asyncio.run(composition.groups_there(settings))
    for group in there:
        if json_:
            print(group.model_dump_json(exclude={"gone"}))
        else:
            state = _program_text(settings, f"desk.{group.desk.value}")
            title = " ".join(clean(group.title).split())
            print(f"{group.chat}  {title}  {group.commune or '-'}  {state}")
    if not there and not json_:
        print(_program_text(settings, "no_groups"))


def main() -> None:
    """The entry point of `camtay`."""
    app(prog_name="camtay")


async def _chat(settings: Settings, as_json: bool, conversation: str | None) -> None:
    from bot.channels.console import JsonChat, TerminalChat, print_json

    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    async with composition.opened_assistant(settings) as assistant:
        if not as_json:
            await TerminalChat(assistant, conversation or "local").run()
            return
        # Without a name nothing of an earlier run may leak into this one.
        chat_ = JsonChat(assistant, conversation or secrets.token_hex(8))
        started = time.perf_counter()
        async for line in chat_.answers(sys.stdin):
            took = round((time.perf_counter() - started) * 1000, 2)
            print_json(line | {"ms": took})
            started = time.perf_counter()


def _settings(knowledge: Path | None, data: Path | None) -> Settings:
    given = {"knowledge": knowledge, "data": data}
    settings = Settings().model_copy(update={k: v for k, v in given.items() if v is not None})
    composition.configure_log(settings)
    return settings


def _batch_rows(file: Path) -> Iterator[tuple[str, str]]:
    """Every line's id and question; a line that is no such object is asked as it stands."""
    try:
        lines = file.read_text(encoding="utf-8", errors="replace").split("\n")
    except OSError as error:
        print(f"Không đọc được {file}: {error.strerror}; kiểm tra đường dẫn.", file=sys.stderr)
        raise typer.Exit(_ENVIRONMENT) from None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            given = row.get("id")
            yield str(number if given is None else given), str(row["q"])
        except (ValueError, KeyError, AttributeError, RecursionError):
            yield str(number), line


def _answered(answering: Answering, id_: str, text: str) -> tuple[dict[str, object], Answer]:
    """The contract's fields of the answer to one text, and the answer itself."""
    from bot.channels.console import reply_json, shown

    started = time.perf_counter()
    reply, answer = composition.one_shot(answering, text)
    fields = reply_json((reply,))
    took = round((time.perf_counter() - started) * 1000, 2)
    return {"id": shown(id_), "q": shown(text)} | fields | {"ms": took}, answer


def _print_answer(answer: dict[str, object]) -> None:
    print(answer["text"])
    choices = answer["choices"]
    if isinstance(choices, list) and choices:
        print()
        for number, label in enumerate(choices, 1):
            print(f"  {number}. {label}")


def _program_text(settings: Settings, key: str, **values: str) -> str:
    return PromptFiles(settings.prompts).text("vi", f"program.{key}", **values)


@contextmanager
def _sentences(settings: Settings) -> Iterator[None]:
    """Turn every breakdown into one sentence and its exit code."""
    try:
        yield
    except NoKnowledge:
        sentence = _program_text(settings, "no_knowledge")
    except DamagedGeneration:
        sentence = _program_text(settings, "damaged")
    except ReadOnlyData as error:
        sentence = _program_text(settings, "read_only", place=str(error))
    except MissingText as error:
        sentence = f"Thiếu câu chữ trong thư mục prompts: {error}; lấy lại thư mục prompts."
    except (ChannelRefused, CamTayError) as error:
        sentence = str(error)
    except KeyboardInterrupt:
        return
    else:
        return
    print(sentence, file=sys.stderr)
    raise typer.Exit(_ENVIRONMENT)


if __name__ == "__main__":
    main()
