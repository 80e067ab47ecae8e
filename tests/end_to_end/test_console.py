"""The terminal commands: the real program, its lines and its exit codes."""

import json
from pathlib import Path
from typing import Any

import pytest

from .program import Run

QUESTION = "quên mật khẩu vneid"
GUIDE = "vneid-quen-mat-khau"
FIELDS = [
    *("id", "q", "status", "reason", "guide", "chunk_kind", "step", "candidates", "text"),
    *("choices", "citations", "language", "ms"),
]
STATUSES = {
    *("answered", "clarification", "declined", "warned"),
    *("emergency", "handoff", "smalltalk", "error"),
}
BAD_LINES = {
    "empty": b"",
    "blank": b"   ",
    "NUL": b"\x00",
    "NUL inside": "quên\x00mật khẩu vneid".encode(),
    "lone surrogate": b"\xed\xa0\x80 quen mk vneid",
    "no UTF-8": b"\xff\xfe",
    "1 MB": "quên mật khẩu ".encode() * 55_000,
    "1 MB of one letter": b"a" * 1_000_000,
    "1 MB of one digit": b"1" * 1_000_000,
    "right to left": "\u202e\u2067quên mật khẩu vneid\u2069\u202c".encode(),
    "zalgo": ("q" + "\u0334\u0321" * 300 + "uên mật khẩu").encode(),
    "emoji": ("🧧" * 50).encode(),
    "line separators": "quên\u2028mật\u2029khẩu\x85vneid\x0b\x0c".encode(),
    "a bare command": b"/",
    "a tap on nothing": b":tap 99",
    "no number to tap": b":tap x",
}


def rows(output: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.decode().rstrip("\n").split("\n") if line]


# ask


def test_ask_prints_the_answer_and_numbered_choices(run: Run, data: Path) -> None:
    done = run("ask", data, QUESTION)
    printed = done.stdout.decode()
    assert done.returncode == 0
    assert "Bước 1/" in printed
    assert "  1. Xong, bước tiếp" in printed
    assert done.stderr == b""


def test_ask_explain_shows_how_the_answer_came_about(run: Run, data: Path) -> None:
    done = run("ask", data, "quen mk vneid thi sao", "--explain")
    printed = done.stdout.decode()
    assert done.returncode == 0
    assert "Bước 1/" in printed
    for part in ("ý hỏi", "viết tắt mở ra", "độ tin", GUIDE, "phrase", "retrieve", "vì"):
        assert part in printed
    assert "\x1b" not in printed


def test_ask_explain_json_adds_one_object_to_the_contract(run: Run, data: Path) -> None:
    done = run("ask", data, QUESTION, "--json", "--explain")
    (row,) = rows(done.stdout)
    explain = row["explain"]
    assert list(row) == [*FIELDS, "explain"]
    assert explain["decision"]["guide"] == GUIDE
    assert explain["results"][0]["guide"] == GUIDE
    assert set(explain["milliseconds"]) == {"understand", "retrieve", "decide", "compose"}
    assert 0 <= explain["thresholds"]["offer_from"] <= explain["confidence"] <= 1


def test_ask_json_prints_one_line_with_the_fields_of_the_contract(run: Run, data: Path) -> None:
    done = run("ask", data, QUESTION, "--json")
    (row,) = rows(done.stdout)
    assert list(row) == FIELDS
    assert (row["q"], row["status"], row["guide"]) == (QUESTION, "answered", GUIDE)
    assert set(row["candidates"][0]) == {"guide", "score"}
    assert set(row["citations"][0]) == {"title", "url", "checked"}


def test_ask_repeats_no_secret(run: Run, data: Path) -> None:
    done = run("ask", data, "mã OTP của tôi là 48291637", "--json")
    assert rows(done.stdout)[0]["reason"] == "secret_shared"
    assert b"48291637" not in done.stdout + done.stderr


def test_a_batch_is_answered_in_order_with_its_ids_and_its_bad_lines(
    run: Run, data: Path, tmp_path: Path
) -> None:
    lines = [
        json.dumps({"id": "a", "q": QUESTION}).encode(),
        "không phải JSON".encode(),
        b'{"id": "c", "q": ""}',
        b"[1, 2]",
        b'{"id": "thieu-q"}',
        b'{"id": "f", "q": "n\\u1eeda \\ud83d ch\\u1eef"}',
        b"\xff\xfe\x00",
        json.dumps({"id": "h", "q": "quên\u2028mật\x85khẩu"}, ensure_ascii=False).encode(),
        json.dumps({"id": "i", "q": "quên mật khẩu " * 75_000}).encode(),
        b'{"id": "k", "q": "xin ch\\u00e0o"}',
    ]
    file = tmp_path / "questions.jsonl"
    file.write_bytes(b"\n".join(lines))
    done = run("ask", data, "--json", "--batch", file)
    answered = rows(done.stdout)
    assert done.returncode == 0
    assert [row["id"] for row in answered] == ["a", "2", "c", "4", "5", "f", "7", "h", "i", "k"]
    assert {row["status"] for row in answered} <= STATUSES
    assert (answered[0]["guide"], answered[-1]["reason"]) == (GUIDE, "greeting")


# chat


def test_a_named_conversation_goes_on_in_the_next_run_and_in_no_other(run: Run, data: Path) -> None:
    named = ("--json", "--conversation", "k")
    (first,) = rows(run("chat", data, *named, lines=QUESTION.encode()).stdout)
    assert first["choices"][0] == "Xong, bước tiếp"
    second = rows(
        run("chat", data, *named, lines=":tap 1\n:tap 1\nquay lại\n:tap 9\n".encode()).stdout
    )
    heads = [row["text"].split(".")[0].split("/")[0] for row in second]
    assert heads == ["Bước 2", "Bước 3", "Bước 2", "Không có lựa chọn số đó"]
    assert [row["id"] for row in second] == ["1", "2", "3", "4"]
    assert list(second[0]) == FIELDS

    (nameless,) = rows(run("chat", data, "--json", lines=b":tap 1").stdout)
    assert nameless["guide"] is None


def test_every_bad_line_gets_its_json_line_and_the_next_one_is_answered(
    run: Run, data: Path
) -> None:
    lines = b"\n".join([*BAD_LINES.values(), QUESTION.encode()])
    done = run("chat", data, "--json", lines=lines)
    answered = rows(done.stdout)
    assert done.returncode == 0
    assert [row["id"] for row in answered] == [str(n) for n in range(1, len(BAD_LINES) + 2)]
    assert {row["status"] for row in answered} <= STATUSES - {"error"}
    assert answered[-1]["guide"] == GUIDE


def test_chat_for_people_shows_the_steps_and_says_goodbye(run: Run, data: Path) -> None:
    done = run("chat", data, lines=f"{QUESTION}\nxong\n/thoat\n".encode())
    printed = done.stdout.decode()
    assert done.returncode == 0
    assert printed.index("Bước 1/") < printed.index("Bước 2/") < printed.index("hẹn gặp lại")


# doctor and exit codes


def test_doctor_says_what_would_start(run: Run, data: Path) -> None:
    alone = run("doctor", data)
    assert (alone.returncode, alone.stdout.decode().count("✗")) == (0, 0)
    token = "123456789:AAEhBOweik6ad9r_QXMENQjcrbGam-Tests00"
    done = run("doctor", data, "--json", TELEGRAM_TOKEN=token)
    (report,) = rows(done.stdout)
    assert (report["fine"], report["channels"]) == (True, ["telegram (polling)"])
    assert token.encode() not in done.stdout + done.stderr


def test_doctor_names_a_webhook_without_a_secret(run: Run, data: Path) -> None:
    env = {"TELEGRAM_TOKEN": "1:x", "TELEGRAM_WEBHOOK_URL": "https://bot.example/hook"}
    done = run("doctor", data, **env)
    assert done.returncode == 3
    assert "✗ Telegram: Webhook cần TELEGRAM_WEBHOOK_SECRET" in done.stdout.decode()


@pytest.mark.parametrize(
    "arguments",
    [
        ("ask",),
        ("ask", "a", "--batch", "b.jsonl"),
        ("ask", "a", "--khong-co"),
        ("khong-co",),
    ],
)
def test_wrong_usage_ends_with_exit_code_2(
    run: Run, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    name, *more = arguments
    done = run(name, tmp_path, *more)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [("ask", QUESTION), ("chat", "--json"), ("doctor",)],
)
def test_a_missing_index_ends_with_exit_code_3_and_says_what_to_do(
    run: Run, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    name, *more = arguments
    done = run(name, tmp_path / "empty", *more, lines=QUESTION.encode())
    assert done.returncode == 3
    assert b"'camtay-kb sync'" in done.stdout + done.stderr
    assert b"Traceback" not in done.stderr


def test_a_batch_file_that_is_not_there_ends_with_exit_code_3(run: Run, data: Path) -> None:
    done = run("ask", data, "--batch", "khong-co.jsonl")
    assert done.returncode == 3
    assert done.stderr.decode().count("\n") == 1
    assert "khong-co.jsonl" in done.stderr.decode()


def test_verdicts_on_finished_guides_are_there_to_read(run: Run, data: Path) -> None:
    said = "quên mật khẩu vneid\nbước 6\nxong\nchưa được\n".encode()
    assert run("chat", data, "--json", "--conversation", "v", lines=said).returncode == 0

    told = run("feedback", data)

    assert told.returncode == 0
    assert told.stdout.decode() == "vneid-quen-mat-khau: 0 được, 1 chưa được\n"
