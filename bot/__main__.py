"""`camtay`: the commands of those who run the bot."""

import asyncio
import io
import json
import secrets
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from bot import app as composition
from bot.adapters.prompt_files import PromptFiles
from bot.answering.pipeline import Answering
from bot.domain.answer import Answer
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
from bot.domain.group import DeskState
from bot.domain.tally import Tally, tallies
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

_WRONG, _USAGE, _ENVIRONMENT = 1, 2, 3


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
    """Người dân nói gì về từng bài: làm được chưa, vì sao, vướng ở bước nào, câu trả lời nào
    chưa đúng; không có tên ai trong đó."""
    settings = _settings(None, data)
    with _sentences(settings):
        counted = tallies(asyncio.run(composition.verdicts(settings)))
    for tally in counted:
        if json_:
            print(tally.model_dump_json())
        else:
            _print_tally(tally, settings)
    if not counted and not json_:
        print("Chưa có lời đánh giá nào.")


@app.command()
def tickets(json_: AsJson = False, data: DataOption = None) -> None:
    """Các câu hỏi còn chờ người giúp: chờ bao lâu, ở cấp nào, nhóm nào."""
    settings = _settings(None, data)
    with _sentences(settings):
        waiting = asyncio.run(composition.unfinished_tickets(settings))
    for one in waiting:
        ticket = one.ticket
        if json_:
            kept = {"id", "state", "reason", "level", "question", "guide", "step", "opened"}
            fields = ticket.model_dump(mode="json", include=kept)
            row = fields | {"desk": one.desk, "minutes": one.minutes}
            print(json.dumps(row, ensure_ascii=False))
            continue
        where = one.desk or "chưa có nhóm nào nhận được"
        print(f"{ticket.id}  {ticket.state}  {ticket.level}  {one.minutes} phút  {where}")
        print(f"  {ticket.reason}: {' '.join(ticket.question.split()) or '(không có lời)'}")
    if not waiting and not json_:
        print("Không còn câu hỏi nào chờ người giúp.")


@app.command()
def suggestions(json_: AsJson = False, data: DataOption = None) -> None:
    """Lời người giúp đã trả lời, để người viết bài xem; không có lời nào tự vào bài."""
    settings = _settings(None, data)
    with _sentences(settings):
        given = asyncio.run(composition.suggested(settings))
    for one in given:
        if json_:
            print(json.dumps(one.model_dump(mode="json"), ensure_ascii=False))
            continue
        print(f"{one.ticket}  {one.at:%d/%m/%Y}  {one.guide or '-'}")
        print(f"  Hỏi: {' '.join(one.question.split())}")
        print(f"  Đáp: {' '.join(one.answer.split())}")
    if not given and not json_:
        print("Chưa có lời trả lời nào của người giúp.")


@app.command()
def inbox(
    json_: AsJson = False,
    retry: Annotated[
        str | None, typer.Option("--retry", metavar="BOX:ID", help="Đưa một mục lại vào hàng.")
    ] = None,
    drop: Annotated[
        str | None, typer.Option("--drop", metavar="BOX:ID", help="Bỏ hẳn một mục.")
    ] = None,
    data: DataOption = None,
) -> None:
    """Tin chờ xử lý, tin chưa gửi, và những gì phải để riêng cho người xem lại."""
    name = retry or drop
    box, _, id_ = (name or "").partition(":")
    if (retry and drop) or (name and not (box and id_)):
        print("Chọn một mục, viết như trong danh sách: inbox:… hoặc outbox:…", file=sys.stderr)
        raise typer.Exit(_USAGE)
    settings = _settings(None, data)
    with _sentences(settings):
        found = asyncio.run(_inbox(settings, json_, (box, id_) if name else None, bool(drop)))
    if not found:
        print(f"Không có mục {name}; xem 'camtay inbox'.", file=sys.stderr)
        raise typer.Exit(1)


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

    settings = _settings(None, data)
    with _sentences(settings):
        if [guide is not None, category is not None, all_].count(True) != 1:
            raise BadPosterOrder(_program_text(settings, "poster_which"))
        press = composition.build_press(settings, bot, commune)
        order = Order(guide=guide, category=category)
        guides = press.guides(order)
        for sentence in press.overdue(guides):
            print(sentence, file=sys.stderr)
        print_posters(press, guides, order, out, png=png)


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
    async with composition.opened_reception(settings) as reception:
        if not as_json:
            await TerminalChat(reception, conversation or "local").run()
            return
        # Without a name nothing of an earlier run may leak into this one.
        chat_ = JsonChat(reception, conversation or secrets.token_hex(8))
        started = time.perf_counter()
        async for line in chat_.answers(sys.stdin):
            took = round((time.perf_counter() - started) * 1000, 2)
            print_json(line | {"ms": took})
            started = time.perf_counter()


async def _inbox(
    settings: Settings, as_json: bool, item: tuple[str, str] | None, drop: bool
) -> bool:
    """Retry or drop what was named, else show everything; whether the item was there."""
    from bot.channels.inbox_report import inbox_report, report_lines

    async with composition.opened_mailbox(settings) as mailbox:
        if item is not None:
            if drop:
                return await mailbox.discard(*item)
            again = await mailbox.retry(*item)
            if again and not as_json:
                print("Đã đưa lại vào hàng; nếu bot đang chạy, hãy khởi động lại để xử lý.")
            return again
        report = await inbox_report(mailbox)
    if as_json:
        print(report.model_dump_json())
    else:
        print("\n".join(report_lines(report)))
    return True


def _settings(knowledge: Path | None, data: Path | None) -> Settings:
    given = {"knowledge": knowledge, "data": data}
    try:
        read = Settings()
    except ValidationError as error:
        wrong = error.errors()[0]["msg"].removeprefix("Value error, ")
        print(f"Cài đặt sai, {wrong}; sửa trong .env.", file=sys.stderr)
        raise typer.Exit(_USAGE) from None
    settings = read.model_copy(update={k: v for k, v in given.items() if v is not None})
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


def _print_tally(tally: Tally, settings: Settings) -> None:
    print(f"{tally.guide}: {tally.worked} được, {tally.failed} chưa được")
    if tally.faults:
        print(f"  vì sao chưa được: {_reasons(tally.faults, settings)}")
    for step, times in tally.stuck.items():
        print(f"  vướng ở bước {step}: {times}")
    for piece in tally.parts:
        said = f"{piece.helpful} đúng ý, {piece.unhelpful} chưa đúng"
        why = f" ({_reasons(piece.faults, settings)})" if piece.faults else ""
        print(f"  {piece.part.removeprefix(tally.guide)}: {said}{why}")


def _reasons(faults: dict[str, int], settings: Settings) -> str:
    """The reasons in the words that people pressed."""
    texts = PromptFiles(settings.prompts)
    said = ((texts.text("vi", f"feedback.choice.{fault}"), n) for fault, n in faults.items())
    return ", ".join(f"{label.lower()} {times}" for label, times in said)


def _program_text(settings: Settings, key: str, **values: str) -> str:
    return PromptFiles(settings.prompts).text("vi", f"program.{key}", **values)


@contextmanager
def _sentences(settings: Settings) -> Iterator[None]:
    """Turn every breakdown into one sentence and its exit code."""
    code = _ENVIRONMENT
    try:
        yield
    except NoKnowledge:
        sentence = _program_text(settings, "no_knowledge")
    except DamagedGeneration:
        sentence = _program_text(settings, "damaged")
    except ReadOnlyData as error:
        sentence = _program_text(settings, "read_only", place=str(error))
    except UnwritableFolder as error:
        sentence = _program_text(settings, "unwritable", place=str(error))
    except BadPosterOrder as error:
        sentence, code = str(error), _USAGE
    except PosterRefused as error:
        sentence, code = str(error), _WRONG
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


if __name__ == "__main__":
    main()
