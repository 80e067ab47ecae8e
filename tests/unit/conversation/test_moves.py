import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.commands import Command, read_command
from bot.conversation.moves import (
    names_a_place,
    read_choice,
    read_move,
    read_number,
    read_step,
    read_yes,
)
from bot.language.fold import fold

MOVES: list[tuple[str, str]] = [
    ("xong", "done"),
    ("Xong rồi ạ!", "done"),
    ("XONG 👍", "done"),
    ("được rồi em ơi", "done"),
    ("ok", "done"),
    ("vâng ạ", "done"),
    ("ừ", "done"),
    ("bước tiếp theo", "done"),
    ("làm xong bước này rồi", "done"),
    ("next", "done"),
    ("tiếp", "go_on"),
    ("làm tiếp đi", "go_on"),
    ("quay lại", "back"),
    ("bước trước", "back"),
    ("quay lại bước trước", "back"),
    ("tôi bị vướng", "stuck"),
    ("không được", "stuck"),
    ("vẫn không được", "stuck"),
    ("chưa được rồi", "stuck"),
    ("không hiểu bước này", "stuck"),
    ("k dc", "stuck"),
    ("i am stuck", "stuck"),
    ("xem hết", "all"),
    ("tất cả các bước", "all"),
    ("làm lại từ đầu", "restart"),
    ("dừng lại", "stop"),
    ("thôi không làm nữa", "stop"),
    ("để sau nhé", "stop"),
    ("nói lại đi", "again"),
    ("gì cơ, nhắc lại", "again"),
    ("ngắn gọn thôi", "brief"),
    ("dài quá", "brief"),
    ("rồi sao nữa", "next"),
    ("xong rồi làm gì nữa", "next"),
    ("what next", "next"),
]

NO_MOVES = [
    "",
    "a",
    "?",
    "👍",
    "\x00",
    "\u202e",
    "3",
    "bước 3",
    "lệ phí bao nhiêu",
    "xong chưa",
    "chưa xong",
    "không xong",
    "xong thì nộp ở đâu",
    "được không",
    "quay lại trang chủ ở đâu",
    "hủy tạm trú",
    "dừng xe",
    "ok nhưng báo đỏ",
    "báo lỗi kết nối mạng",
    "xong " * 7,
    "xong " * 20_000,
    "tôi làm xong hết rồi mà nó không hiện",
]


@pytest.mark.parametrize(("text", "verb"), MOVES)
def test_a_short_word_presses_its_button_however_typed(text: str, verb: str) -> None:
    assert read_move(text) == verb
    assert read_move(fold(text)) == verb


@pytest.mark.parametrize("text", NO_MOVES)
def test_whatever_says_more_presses_nothing(text: str) -> None:
    assert read_move(text) is None
    assert read_move(fold(text)) is None


@pytest.mark.parametrize("text", ["xo\u200bng", "\u202exong", "x\u0336o\u0336n\u0336g\u0336"])
def test_hidden_marks_do_not_disturb_a_move(text: str) -> None:
    assert read_move(text) == "done"


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("bước 3", 3),
        ("Buoc 3", 3),
        ("b3", 3),
        ("bước số 12", 12),
        ("step 2", 2),
        (" b 4 ", 4),
        ("bước 5 làm sao", 5),
        ("bước", None),
        ("bước ba", None),
        ("bước 100", None),
        ("3", None),
        ("làm bước 3", None),
        ("bước 3 tôi làm mãi mà không xong", None),
        ("", None),
        ("b" * 100_000, None),
    ],
)
def test_a_short_message_can_name_a_step(text: str, step: int | None) -> None:
    assert read_step(text) == step


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1", 1),
        (" 2. ", 2),
        ("3)", 3),
        ("số 4", 4),
        ("chon 6", 6),
        ("Chọn 12", 12),
        ("0", 0),
        ("100", None),
        ("-1", None),
        ("1 2", None),
        ("1 người", None),
        ("một", None),
        ("²", None),
        ("", None),
        ("1" * 100_000, None),
    ],
)
def test_a_number_alone_picks_a_choice(text: str, number: int | None) -> None:
    assert read_number(text) == number


@given(st.text())
def test_reading_moves_never_raises(text: str) -> None:
    verbs = {verb for _, verb in MOVES} | {None}
    assert read_move(text) in verbs
    assert read_step(text) in {*range(100), None}
    assert read_number(text) in {*range(100), None}


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("/start", Command.START),
        ("/START", Command.START),
        ("/help@camtay_bot", Command.HELP),
        ("/trogiup", Command.HELP),
        ("/huongdan căn cước", Command.BROWSE),
        ("/guides", Command.BROWSE),
        ("/xoa\n", Command.FORGET),
        ("/forget", Command.FORGET),
        ("/gi_do", "gi_do"),
        ("/", ""),
        ("/@bot", ""),
        ("//start", "/start"),
        ("/" + "x" * 100_000, "x" * 100_000),
    ],
)
def test_a_slash_makes_a_command_of_any_tongue(text: str, command: Command | str) -> None:
    assert read_command(text) == command


@pytest.mark.parametrize("text", ["", "start", "xem /start", "\x00/start"])
def test_without_a_slash_in_front_there_is_no_command(text: str) -> None:
    assert read_command(text) is None


@given(st.text())
def test_whatever_follows_a_slash_is_some_command(text: str) -> None:
    assert read_command("/" + text) is not None


LEVELS = ["Cấp bộ (mã 1.000201)", "Cấp tỉnh (mã 1.000202)", "Cấp xã (mã 1.000203)"]
PHONES = ["iPhone", "Android (Samsung, Oppo)", "Không phải các việc này"]
PARTS = ["Xong, bước tiếp", "Tôi bị vướng", "Câu 2: Đổi bằng lái", "Câu 3: Sang tên sổ đỏ"]


@pytest.mark.parametrize(
    ("said", "labels", "picked"),
    [
        ("cấp xã", LEVELS, 2),
        ("cap xa", LEVELS, 2),
        ("xã", LEVELS, 2),
        ("tỉnh nha", LEVELS, 1),
        ("cái thứ 2", LEVELS, 1),
        ("cai thu hai", LEVELS, 1),
        ("cái đầu tiên", LEVELS, 0),
        ("cái cuối", LEVELS, 2),
        ("chọn số 3 đi", LEVELS, 2),
        ("iphone", PHONES, 0),
        ("máy samsung", PHONES, 1),
        ("tôi xài oppo", PHONES, 1),
        ("câu 2", PARTS, 2),
        ("câu thứ ba", PARTS, 3),
        ("xong bước tiếp", PARTS, 0),
    ],
)
def test_a_typed_answer_picks_like_a_tap(said: str, labels: list[str], picked: int) -> None:
    assert read_choice(said, labels) == picked


@pytest.mark.parametrize(
    ("said", "labels"),
    [
        ("cấp", LEVELS),
        ("", LEVELS),
        ("hai", []),
        ("cái thứ 9", LEVELS),
        ("làm hộ chiếu hết bao nhiêu tiền", LEVELS),
        ("câu còn lại", PARTS),
        ("máy tính bị hỏng", PHONES),
    ],
)
def test_what_fits_no_choice_or_several_picks_none(said: str, labels: list[str]) -> None:
    assert read_choice(said, labels) is None


@given(st.text(), st.lists(st.text(), max_size=5))
def test_any_text_can_be_looked_for_among_any_choices(text: str, labels: list[str]) -> None:
    picked = read_choice(text, labels)
    assert picked is None or 0 <= picked < len(labels)
    assert names_a_place(text) in (True, False)


@pytest.mark.parametrize("text", ["ừ", "vâng ạ", "ừ chỉ đi", "ok em", "yes please"])
def test_yes_is_heard(text: str) -> None:
    assert read_yes(text)


@pytest.mark.parametrize("text", ["có mất tiền không", "được không", "", "ừ mà lệ phí sao"])
def test_a_question_is_no_yes(text: str) -> None:
    assert not read_yes(text)
