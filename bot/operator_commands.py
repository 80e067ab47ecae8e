"""Operator commands: what those who run the bot read of what people left, and decide.

The back office is imported by the command that needs it: it loads the database, and `ask` must
not wait for that.
"""

import asyncio
import json
import sys
from typing import Annotated

import typer

from bot.adapters.prompt_files import PromptFiles
from bot.command_line import USAGE, WRONG, AsJson, DataOption, program_text, sentences, settings_of
from bot.domain.group import DeskState
from bot.domain.tally import Tally, tallies
from bot.language.fold import clean
from bot.settings import Settings


def feedback(json_: AsJson = False, data: DataOption = None) -> None:
    """Người dân nói gì về từng bài: làm được chưa, vì sao, vướng ở bước nào, câu trả lời nào
    chưa đúng; không có tên ai trong đó."""
    from bot.back_office import verdicts

    settings = settings_of(None, data)
    with sentences(settings):
        counted = tallies(asyncio.run(verdicts(settings)))
    for tally in counted:
        if json_:
            print(tally.model_dump_json())
        else:
            _print_tally(tally, settings)
    if not counted and not json_:
        print("Chưa có lời đánh giá nào.")


def tickets(json_: AsJson = False, data: DataOption = None) -> None:
    """Các câu hỏi còn chờ người giúp: chờ bao lâu, ở cấp nào, nhóm nào."""
    from bot.back_office import unfinished_tickets

    settings = settings_of(None, data)
    with sentences(settings):
        waiting = asyncio.run(unfinished_tickets(settings))
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


def suggestions(json_: AsJson = False, data: DataOption = None) -> None:
    """Lời người giúp đã trả lời, để người viết bài xem; không có lời nào tự vào bài."""
    from bot.back_office import suggested

    settings = settings_of(None, data)
    with sentences(settings):
        given = asyncio.run(suggested(settings))
    for one in given:
        if json_:
            print(json.dumps(one.model_dump(mode="json"), ensure_ascii=False))
            continue
        print(f"{one.ticket}  {one.at:%d/%m/%Y}  {one.guide or '-'}")
        print(f"  Hỏi: {' '.join(one.question.split())}")
        print(f"  Đáp: {' '.join(one.answer.split())}")
    if not given and not json_:
        print("Chưa có lời trả lời nào của người giúp.")


def model(
    json_: AsJson = False,
    days: Annotated[
        int, typer.Option("--days", min=1, max=400, help="Chỉ mấy ngày gần đây, kể cả hôm nay.")
    ] = 30,
    data: DataOption = None,
) -> None:
    """Mô hình ngôn ngữ đã giúp được gì từng ngày, bị chặn vì gì, tốn bao nhiêu.

    Với --json thì mỗi ngày một dòng, ngày gần nhất trước:

    day: ngày, viết như 2026-11-21

    answers: số câu trả lời theo kết cục, kết cục nào không có thì vắng:
    worded, reread, spared, nothing, budget, busy, unreachable, late,
    malformed, faulty

    faults: số bản nháp bị chặn theo lý do, nhiều nhất trước: citation,
    number, amount, date, code, phone, link, name, document, action,
    polarity, novelty, secret, promise, other_person, injection, language,
    length, step, judge

    calls, tokens_in, tokens_out: số lượt gọi, token vào, token ra

    cost: chi phí, null khi chưa đặt giá (CAMTAY_MODEL_PRICE_IN và _OUT)
    """
    from bot.back_office import first_of, model_days
    from bot.channels.model_report import model_uses, report_lines

    settings = settings_of(None, data)
    with sentences(settings):
        noted = asyncio.run(model_days(settings))
        first = first_of(days)
        lately = [one for one in noted if one.day >= first]
        uses = model_uses(lately, settings.model_price)
        if json_:
            lines = [use.model_dump_json() for use in uses]
        elif uses:
            lines = report_lines(uses, PromptFiles(settings.prompts))
        elif noted:
            lines = [program_text(settings, "model.not_lately", days=str(days))]
        else:
            lines = [program_text(settings, "model.never")]
    for line in lines:
        print(line)


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
        raise typer.Exit(USAGE)
    settings = settings_of(None, data)
    with sentences(settings):
        found = asyncio.run(_inbox(settings, json_, (box, id_) if name else None, bool(drop)))
    if not found:
        print(f"Không có mục {name}; xem 'camtay inbox'.", file=sys.stderr)
        raise typer.Exit(WRONG)


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
    from bot.back_office import groups_there, set_desk

    if (approve and refuse) or (province and not approve):
        print("Dùng --approve MÃ [--province], hoặc --refuse MÃ.", file=sys.stderr)
        raise typer.Exit(USAGE)
    settings = settings_of(None, data)
    chat = approve or refuse
    with sentences(settings):
        if chat is not None:
            open_ = DeskState.PROVINCE if province else DeskState.COMMUNE
            desk = open_ if approve else DeskState.OFF
            if asyncio.run(set_desk(settings, chat, desk)) is None:
                sentence = program_text(settings, "no_such_desk", chat=chat)
                print(sentence, file=sys.stderr)
                raise typer.Exit(WRONG)
        there = asyncio.run(groups_there(settings))
    for group in there:
        if json_:
            print(group.model_dump_json(exclude={"gone"}))
        else:
            state = program_text(settings, f"desk.{group.desk.value}")
            title = " ".join(clean(group.title).split())
            print(f"{group.chat}  {title}  {group.commune or '-'}  {state}")
    if not there and not json_:
        print(program_text(settings, "no_groups"))


async def _inbox(
    settings: Settings, as_json: bool, item: tuple[str, str] | None, drop: bool
) -> bool:
    """Retry or drop what was named, else show everything; whether the item was there."""
    from bot.back_office import opened_mailbox
    from bot.channels.inbox_report import inbox_report, report_lines

    async with opened_mailbox(settings) as mailbox:
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
