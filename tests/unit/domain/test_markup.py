import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.markup import html, literal, pieces, plain, utf16_length

WORDS = st.text("abđễ😀", min_size=1, max_size=8)
GAPS = st.sampled_from([" ", "\n", "\n\n", "  ", " \n", "\n\n\n"])
PROSE = st.lists(st.tuples(WORDS, GAPS)).map(lambda parts: "".join(a + b for a, b in parts))


@pytest.mark.parametrize(
    ("marked", "bare"),
    [
        ("Bấm **Đăng nhập** rồi **Gửi**", "Bấm Đăng nhập rồi Gửi"),
        ("**hai\ndòng**", "hai\ndòng"),
        ("Xem [Cổng DVC](https://dichvucong.gov.vn/p?a=1)", "Xem Cổng DVC"),
        ("**[Cổng](https://a.vn)**", "Cổng"),
        ("- một\n- hai", "- một\n- hai"),
        ("2 ** 3", "2 ** 3"),
        (r"\*\*không\*\*", "**không**"),
        (r"C:\thư mục", r"C:\thư mục"),
        ("****", "****"),
        ("[x](javascript:alert(1))", "[x](javascript:alert(1))"),
        ("", ""),
    ],
)
def test_plain_text_keeps_the_words_and_drops_the_marks(marked: str, bare: str) -> None:
    assert plain(marked) == bare


@pytest.mark.parametrize(
    ("marked", "page"),
    [
        ("Bấm **Gửi** & <b>chờ</b>", "Bấm <b>Gửi</b> &amp; &lt;b&gt;chờ&lt;/b&gt;"),
        ("- một\n- hai - ba", "• một\n• hai - ba"),
        ("[Cổng](https://a.vn/?x=1&y=2)", '<a href="https://a.vn/?x=1&amp;y=2">Cổng</a>'),
        ('[x](https://a.vn/"onclick=1)', '<a href="https://a.vn/%22onclick=1">x</a>'),
        ("[x](javascript:alert)", "[x](javascript:alert)"),
        ("**<script>**", "<b>&lt;script&gt;</b>"),
        ("", ""),
    ],
)
def test_html_knows_bold_and_web_links_alone(marked: str, page: str) -> None:
    assert html(marked) == page


@given(st.text("<>&\"'*[]()-/: ahtps\n"))
def test_html_lets_no_tag_of_the_text_through(text: str) -> None:
    left = html(text)
    for own in ("<b>", "</b>", "</a>", '<a href="', '">'):
        left = left.replace(own, "")
    assert "<" not in left
    assert ">" not in left


@pytest.mark.parametrize(
    ("text", "length"), [("", 0), ("mật", 3), ("😀", 2), ("a😀b", 4), ("👨‍👩‍👧", 8)]
)
def test_length_counts_as_messengers_do(text: str, length: int) -> None:
    assert utf16_length(text) == length


@given(PROSE, st.integers(16, 60))
def test_pieces_keep_every_word_in_order_and_whole(text: str, longest: int) -> None:
    assert " ".join(pieces(text, longest)).split() == text.split()


@given(PROSE | st.text(), st.integers(2, 60))
def test_no_piece_is_too_long_and_no_letter_is_lost(text: str, longest: int) -> None:
    cut = pieces(text, longest)
    assert all(utf16_length(piece) <= longest for piece in cut)
    assert "".join("".join(cut).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "longest", "cut"),
    [
        ("", 5, [""]),
        ("vừa đủ", 6, ["vừa đủ"]),
        ("một hai\n\nba bốn", 8, ["một hai", "ba bốn"]),
        ("một\nhai\n\nba\nbốn", 8, ["một\nhai", "ba\nbốn"]),
        ("một hai\nba bốn", 8, ["một hai", "ba bốn"]),
        ("một hai ba", 7, ["một hai", "ba"]),
        ("a\n\n\n\n\n\nb", 4, ["a", "b"]),
    ],
)
def test_a_cut_falls_between_paragraphs_else_lines_else_words(
    text: str, longest: int, cut: list[str]
) -> None:
    assert [piece.strip() for piece in pieces(text, longest)] == cut


@pytest.mark.parametrize("text", ["x" * 100_000, "😀" * 50_000, "bước một\n" * 11_000])
def test_a_hundred_kilobytes_are_cut_into_full_messages(text: str) -> None:
    cut = pieces(text, 4096)
    assert all(0 < utf16_length(piece) <= 4096 for piece in cut)
    assert "".join("".join(cut).split()) == "".join(text.split())
    assert len(cut) <= 50


JOINER = "\u2060"
TYPED = st.text("*[]()\\-_ \n<>&ab😀")


@given(TYPED)
def test_what_a_person_typed_comes_out_as_typed_and_marks_nothing(typed: str) -> None:
    assert plain(literal(typed)) == typed
    escaped = typed.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert html(literal(typed)) == escaped


@given(TYPED, TYPED)
def test_what_a_person_typed_leaves_the_marks_around_it_alone(typed: str, other: str) -> None:
    marked = f"**{literal(typed)}x** và **{literal(other)}x**"
    assert plain(marked) == f"{typed}x và {other}x"
    assert html(marked).count("<b>") == html(marked).count("</b>") == 2


@given(st.text("*[]()\\-:/.htpsavn \n", max_size=60), st.integers(2, 30))
def test_what_a_person_typed_marks_nothing_in_any_piece_of_it(typed: str, longest: int) -> None:
    for piece in pieces(literal(typed), longest):
        assert "<" not in html(piece)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("**gấp**", "**gấp**"),
        ("- một\n- hai", "- một\n- hai"),
        ("[Cổng](https://lua-dao.vn)", "[Cổng](https[:]//lua-dao[.]vn)"),
        ("vào lua-dao.example nhé", "vào lua-dao[.]example nhé"),
        ("http://a.b.com/x.php?y=c.d", "http[:]//a[.]b[.]com/x[.]php?y=c[.]d"),
        ("t.me/ke_lua_dao", "t[.]me/ke_lua_dao"),
        ("tg://resolve?domain=x", "tg[:]//resolve?domain=x"),
        ("http://203.0.113.9/x", "http[:]//203[.]0[.]113[.]9/x"),
        ("lừađảo.vn", "lừađảo[.]vn"),
        ("https://dichvucong.gov.vn/p/home?a=1", "https://dichvucong.gov.vn/p/home?a=1"),
        ("(vneid.gov.vn), xong", "(vneid.gov.vn), xong"),
        ("VNEID.GOV.VN.", "VNEID.GOV.VN."),
        ("a.gov.vn@lua-dao.vn", f"a[.]gov[.]vn@{JOINER}lua-dao[.]vn"),
        ("https://a.gov.vn@lua.vn", f"https[:]//a[.]gov[.]vn@{JOINER}lua[.]vn"),
        ("a.gov.vn.lua-dao.com", "a[.]gov[.]vn[.]lua-dao[.]com"),
        ("lua-dao.com/a.gov.vn", "lua-dao[.]com/a[.]gov[.]vn"),
        ("agov.vn", "agov[.]vn"),
        ("hỏi @ke_lua", f"hỏi @{JOINER}ke_lua"),
        ("/start abc", f"/{JOINER}start abc"),
        ("#hot $BTC", f"#{JOINER}hot ${JOINER}BTC"),
        ("xong.Giờ làm gì", f"xong.{JOINER}Giờ làm gì"),
        ("1.Vào ứng dụng", f"1.{JOINER}Vào ứng dụng"),
        ("gọi 1900 1234", f"gọi 190{JOINER}0 12{JOINER}34"),
        ("mã 1.004220, năm 2026, 20/11", "mã 1.004220, năm 2026, 20/11"),
        ("[số điện thoại đã che]", "[số điện thoại đã che]"),
        ("", ""),
    ],
)
def test_nothing_a_person_typed_can_be_tapped_but_the_states_addresses(
    typed: str, shown: str
) -> None:
    assert plain(literal(typed)) == shown
    assert html(literal(typed)) == shown.replace("&", "&amp;")


def test_what_stands_for_an_escape_inside_cannot_be_typed() -> None:
    assert plain(literal("\ufdd1\ufdd1x\ufdd1\ufdd1")) == "x"


@given(st.text(st.characters(), max_size=200))
def test_no_text_at_all_becomes_a_link_or_breaks_the_page(typed: str) -> None:
    page = html(literal(typed))
    assert "<" not in page
    assert ">" not in page


def test_a_text_of_marks_alone_keeps_them_all_through_the_cuts() -> None:
    cut = pieces(literal("\\" * 20_000 + "[" * 20_000 + "a.gov.vn/" * 3_000), 3_900)
    assert all(utf16_length(piece) <= 3_900 for piece in cut)
    assert "".join(map(plain, cut)).count("\\") >= 20_000
