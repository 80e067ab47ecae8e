"""`camtay`: the commands of those who run the bot."""

import asyncio
import io
import json
import secrets
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from bot import app as composition
from bot import operator_commands
from bot.command_line import (
    ENVIRONMENT,
    USAGE,
    AsJson,
    DataOption,
    KnowledgeOption,
    program_text,
    sentences,
    settings_of,
)
from bot.domain.answer import Answer
from bot.domain.errors import BadPosterOrder
from bot.settings import Settings

app = typer.Typer(
    help="Cầm Tay: trợ lý chỉ từng bước làm thủ tục trên mạng.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


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
        raise typer.Exit(USAGE)
    from bot.channels.explanation import explanation_json, show_explanation

    settings = settings_of(knowledge, data)
    with sentences(settings), asyncio.Runner() as asking:
        one_shot = composition.build_one_shot(settings)
        rows = _batch_rows(batch) if batch is not None else iter([("1", question or "")])
        for id_, text in rows:
            fields, answer = asking.run(_answered(one_shot, id_, text))
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
    settings = settings_of(knowledge, data)
    with sentences(settings):
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
    from bot.serving import serve as serve_channels

    settings = settings_of(knowledge, data)
    with sentences(settings):
        if not composition.configured_channels(settings):
            if or_chat:
                asyncio.run(_chat(settings, False, None))
                return
            print(program_text(settings, "no_channel"), file=sys.stderr)
            raise typer.Exit(ENVIRONMENT)
        asyncio.run(serve_channels(settings))


@app.command()
def doctor(
    json_: AsJson = False, knowledge: KnowledgeOption = None, data: DataOption = None
) -> None:
    """Cho biết đã cấu hình gì, thiếu gì, và cái gì sẽ chạy."""
    from bot.doctor import examine

    report = examine(settings_of(knowledge, data))
    if json_:
        print(report.model_dump_json())
    else:
        for finding in report.findings:
            print(f"{'✓' if finding.fine else '✗'} {finding.name}: {finding.detail}")
    raise typer.Exit(0 if report.fine else ENVIRONMENT)


@app.command()
def poster(
    guide: Annotated[str | None, typer.Argument(help="Tên bài, ví dụ gplx-doi-cap-lai.")] = None,
    category: Annotated[
        str | None, typer.Option("--category", help="In mọi bài của một nhóm, ví dụ vneid.")
    ] = None,
    all_: Annotated[bool, typer.Option("--all", help="In mọi bài.")] = False,
    commune: Annotated[
        str | None, typer.Option("--commune", help='Tên xã, phường in ở đầu, ví dụ "Xã Ba Vì".')
    ] = None,
    bot: Annotated[
        str | None, typer.Option("--bot", help="Tên bot (mặc định TELEGRAM_BOT_NAME).")
    ] = None,
    out: Annotated[Path, typer.Option("--out", help="Thư mục để các tệp in.")] = Path("posters"),
    png: Annotated[bool, typer.Option("--png", help="Thêm ảnh PNG của mỗi tờ.")] = False,
    data: DataOption = None,
) -> None:
    """In áp phích khổ A4 để dán tường: mã QR dẫn thẳng vào bài trong bot."""
    from bot.posters.choice import Order
    from bot.print_posters import print_posters

    settings = settings_of(None, data)
    with sentences(settings):
        if [guide is not None, category is not None, all_].count(True) != 1:
            raise BadPosterOrder(program_text(settings, "poster_which"))
        press = composition.build_press(settings, bot, commune)
        order = Order(guide=guide, category=category)
        guides = press.guides(order)
        for sentence in press.overdue(guides):
            print(sentence, file=sys.stderr)
        print_posters(press, guides, order, out, png=png)


app.command()(operator_commands.feedback)
app.command()(operator_commands.tickets)
app.command()(operator_commands.suggestions)
app.command()(operator_commands.groups)
app.command()(operator_commands.model)
app.command()(operator_commands.inbox)


def main() -> None:
    """The entry point of `camtay`."""
    app(prog_name="camtay")


async def _chat(settings: Settings, as_json: bool, conversation: str | None) -> None:
    from bot.adapters.prompt_files import PromptFiles
    from bot.channels.console import JsonChat, TerminalChat, print_json
    from bot.serving import opened_reception

    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    terminal = (
        None if as_json else TerminalChat(conversation or "local", PromptFiles(settings.prompts))
    )
    async with opened_reception(settings, terminal) as reception:
        if terminal is not None:
            await terminal.run(reception)
            return
        # Without a name nothing of an earlier run may leak into this one.
        chat_ = JsonChat(reception, conversation or secrets.token_hex(8))
        started = time.perf_counter()
        async for line in chat_.answers(sys.stdin):
            took = round((time.perf_counter() - started) * 1000, 2)
            print_json(line | {"ms": took})
            started = time.perf_counter()


def _batch_rows(file: Path) -> Iterator[tuple[str, str]]:
    """Every line's id and question; a line that is no such object is asked as it stands."""
    try:
        lines = file.read_text(encoding="utf-8", errors="replace").split("\n")
    except OSError as error:
        print(f"Không đọc được {file}: {error.strerror}; kiểm tra đường dẫn.", file=sys.stderr)
        raise typer.Exit(ENVIRONMENT) from None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            given = row.get("id")
            yield str(number if given is None else given), str(row["q"])
        except (ValueError, KeyError, AttributeError, RecursionError):
            yield str(number), line


async def _answered(
    one_shot: composition.OneShot, id_: str, text: str
) -> tuple[dict[str, object], Answer]:
    """The contract's fields of the answer to one text, and the answer itself."""
    from bot.channels.console import reply_json, shown

    started = time.perf_counter()
    reply, answer = await one_shot.ask(text)
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


if __name__ == "__main__":
    main()
