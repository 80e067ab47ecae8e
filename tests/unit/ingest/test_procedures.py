"""The portal's crawled records, made into procedure cards."""

import gzip
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.domain.procedure import Filing, Level, ProcedureCard
from ingest.importers.procedures import ProcedureImport, read_procedures

FETCHED = date(2026, 7, 20)
REAL = Path(__file__).parents[4] / "shared" / "data" / "procedures_dvcqg" / "procedures.jsonl.gz"
WAYS = "Hình thức nộpThời gianPhí, lệ phíMô tả"
PAPERS = "Tên giấy tờMẫu đơn, tờ khaiSố lượng"
LAWS = "Tên văn bản pháp lýMã văn bản"


def record(**fields: object) -> dict[str, object]:
    return {"ma_thu_tuc": "1.004194", "ten_thu_tuc": "Đăng ký tạm trú", **fields}


def packed(*records: object) -> bytes:
    return "\n".join(json.dumps(one, ensure_ascii=False) for one in records).encode()


def read(*records: object) -> ProcedureImport:
    return read_procedures(packed(*records), FETCHED)


def card(**fields: object) -> ProcedureCard:
    (only,) = read(record(**fields)).cards
    return only


def filing(row: str) -> Filing:
    (only,) = card(cach_thuc_thuc_hien=WAYS + row).filings
    return only


def texts(card: ProcedureCard) -> Iterator[str]:
    yield from (card.name, card.field, card.agency, card.steps, card.conditions, card.url)
    yield from (*card.audience, *card.documents, *card.result, *card.legal)
    for way in card.filings:
        yield from (way.how, way.time, way.fee, way.note)


# The file.


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_file_is_read_plain_or_gzipped(pack: type[bytes]) -> None:
    found = read_procedures(pack(packed(record(), record(ma_thu_tuc="1.004222"))), FETCHED)

    assert [one.code for one in found.cards] == ["1.004194", "1.004222"]
    assert found.faults == ()
    assert found.cards[0].fetched == FETCHED


def test_blank_lines_windows_line_ends_and_a_byte_order_mark_are_no_faults() -> None:
    content = b"\xef\xbb\xbf" + packed(record()) + b"\r\n\r\n\n"

    found = read_procedures(content, FETCHED)

    assert (len(found.cards), found.faults) == (1, ())


def test_a_broken_archive_gives_the_records_before_the_break() -> None:
    many = [record(ma_thu_tuc=f"1.{n:06}", ten_thu_tuc=f"Thủ tục số {n * n}") for n in range(500)]
    whole = gzip.compress(packed(*many))

    found = read_procedures(whole[: len(whole) // 2], FETCHED)

    assert 0 < len(found.cards) < 500
    assert [(fault.code, fault.record) for fault in found.faults] == [
        ("broken_file", len(found.cards) + 1)
    ]


def test_bytes_that_are_nothing_at_all_give_no_card_and_no_error() -> None:
    assert read_procedures(b"", FETCHED) == ProcedureImport(cards=(), faults=())
    assert [f.code for f in read_procedures(b"\x1f\x8bkhong phai gzip", FETCHED).faults] == [
        "broken_file"
    ]


# Records that cannot be cards.


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"{hong", "bad_json"),
        (b"\xff\xfe{}", "bad_json"),
        (b"[" * 100_000, "bad_json"),
        (b'["1.004194"]', "not_object"),
        (b"null", "not_object"),
        (packed({"ten_thu_tuc": "Không mã"}), "bad_code"),
        (packed(record(ma_thu_tuc="1.00419")), "bad_code"),
        (packed(record(ma_thu_tuc=1.004194)), "bad_code"),
        (packed(record(ma_thu_tuc="1.004194](https://xau.vn)")), "bad_code"),
        (packed(record(ma_thu_tuc="١.٠٠٤١٩٤")), "bad_code"),
        (packed(record(ten_thu_tuc=None)), "bad_name"),
        (packed(record(ten_thu_tuc=["Đăng ký"])), "bad_name"),
        (packed(record(ten_thu_tuc="<b></b> ** ##")), "bad_name"),
    ],
)
def test_a_record_that_cannot_be_read_is_reported_and_the_rest_imported(
    line: bytes, code: str
) -> None:
    content = b"\n".join([packed(record(ma_thu_tuc="2.000001")), line, packed(record())])

    found = read_procedures(content, FETCHED)

    assert [one.code for one in found.cards] == ["2.000001", "1.004194"]
    assert [(fault.record, fault.code) for fault in found.faults] == [(2, code)]


def test_of_two_records_with_one_code_the_first_stays() -> None:
    found = read(record(linh_vuc="Cư trú"), record(linh_vuc="Thuế"))

    assert [one.field for one in found.cards] == ["Cư trú"]
    assert [(fault.record, fault.code) for fault in found.faults] == [(2, "duplicate")]
    assert "1.004194" in found.faults[0].message


def test_a_field_of_the_wrong_type_is_emptied_and_named() -> None:
    found = read(record(linh_vuc=7, ket_qua_xu_ly={"a": 1}, cap_thuc_hien="Cấp xã"))

    assert (found.cards[0].field, found.cards[0].result) == ("", ())
    assert found.cards[0].levels == (Level.COMMUNE,)
    (fault,) = found.faults
    assert fault.code == "wrong_type"
    assert "linh_vuc" in fault.message
    assert "ket_qua_xu_ly" in fault.message


def test_a_record_with_nothing_but_code_and_name_is_a_card_with_empty_fields() -> None:
    found = read(record(trinh_tu_thuc_hien=None))

    assert found.faults == ()
    assert found.cards[0].steps == ""
    assert [found.cards[0].filings, found.cards[0].documents, found.cards[0].legal] == [()] * 3


# Ways to file.


def test_a_glued_table_of_ways_becomes_rows() -> None:
    ways = card(
        cach_thuc_thuc_hien=WAYS + "Trực tuyến3 Ngày làm việc7,000 Việt Nam Đồng"
        "(- Nộp trực tuyến thu 7.000 đồng/lần đăng ký.)- Nộp hồ sơ Trực tuyến qua VNeID."
        "Trực tiếp3 Ngày làm việc15,000 Việt Nam Đồng- Nộp tại Công an cấp xã."
        "Dịch vụ bưu chính1.5 NgàyKhông có thông tin"
    ).filings

    assert ways == (
        Filing(
            how="Trực tuyến",
            time="3 ngày làm việc",
            fee="7.000 đồng (Nộp trực tuyến thu 7.000 đồng/lần đăng ký)",
            note="Nộp hồ sơ Trực tuyến qua VNeID",
        ),
        Filing(
            how="Trực tiếp",
            time="3 ngày làm việc",
            fee="15.000 đồng",
            note="Nộp tại Công an cấp xã",
        ),
        Filing(how="Dịch vụ bưu chính", time="1,5 ngày", fee="", note=""),
    )


@pytest.mark.parametrize(
    ("cell", "fee", "note"),
    [
        ("Miễn phí", "", ""),
        ("Miễn phí(không có)", "", ""),
        ("Miễn phí(Theo Thông tư số 244/2016/TT-BTC)", "", "Theo Thông tư số 244/2016/TT-BTC"),
        ("Miễn phí Chậm nhất 3 ngày.", "", "Chậm nhất 3 ngày"),
        ("Miễn phí(Cấp lại: 300.000 VNĐ)", "Cấp lại: 300.000 VNĐ", ""),
        ("Miễn phí((Mỗi lần: 8.000.000/lần))", "Mỗi lần: 8.000.000/lần", ""),
    ],
)
def test_the_tag_free_of_charge_is_never_a_fee(cell: str, fee: str, note: str) -> None:
    way = filing("Trực tiếp5 Ngày làm việc" + cell)

    assert (way.time, way.fee, way.note) == ("5 ngày làm việc", fee, note)


@pytest.mark.parametrize(
    ("cell", "fee", "note"),
    [
        ("12,500,000 Việt Nam Đồng", "12.500.000 đồng", ""),
        ("165 USD(165 USD/thẻ.)", "165 USD/thẻ", ""),
        ("10 USD(/bản)", "10 USD/bản", ""),
        ("70,000 VNĐ(đồng/giấy)", "70.000 đồng/giấy", ""),
        ("800,000 VNĐ(Phí thẩm định)", "800.000 đồng", "Phí thẩm định"),
        ("5,000 VNĐ(trẻ em)8,000 VNĐ(người lớn)", "5.000 đồng; 8.000 đồng", "trẻ em. người lớn"),
        ("Miễn phí(15000000/lần Đồng (tàu bay))", "15.000.000 đồng/lần (tàu bay)", ""),
        ("20,000 VNĐ(Lệ phí (nếu có", "20.000 đồng", "Lệ phí (nếu có"),
    ],
)
def test_amounts_are_written_the_vietnamese_way(cell: str, fee: str, note: str) -> None:
    way = filing("Trực tiếp5 Ngày" + cell)

    assert (way.fee, way.note) == (fee, note)


@pytest.mark.parametrize(
    ("cell", "fee"), [("135 VNĐ", ""), ("135 VNĐ(Lệ phí: 135.000 đồng)", "Lệ phí: 135.000 đồng")]
)
def test_an_amount_that_lost_its_thousands_is_not_told(cell: str, fee: str) -> None:
    assert filing("Trực tiếp5 Ngày làm việc" + cell).fee == fee


@pytest.mark.parametrize(
    ("row", "time", "fee"),
    [
        ("1Miễn phí", "", ""),
        ("150,000 VNĐ", "", "50.000 đồng"),
        ("1100,000 VNĐ", "", "100.000 đồng"),
        ("115,000 VNĐ", "", ""),
        ("Không có thông tin20,000 VNĐ", "", "20.000 đồng"),
        ("8 Giờ20,000 VNĐ", "8 giờ", "20.000 đồng"),
        (
            "Không phải trả kết quả cho người nộp thuếMiễn phí",
            "Không phải trả kết quả cho người nộp thuế",
            "",
        ),
    ],
)
def test_a_time_without_a_unit_is_dropped_and_cut_from_the_amount_it_ran_into(
    row: str, time: str, fee: str
) -> None:
    way = filing("Trực tuyến" + row)

    assert (way.time, way.fee) == (time, fee)


def test_a_numbered_list_after_the_tag_is_a_note_not_an_explanation_of_the_fee() -> None:
    way = filing("Trực tiếp30 NgàyMiễn phí(1) Trường hợp cấp mới: nộp 2 bộ")

    assert way.note == "(1) Trường hợp cấp mới: nộp 2 bộ"


# Documents.


def test_a_glued_table_of_papers_becomes_one_line_each_with_its_count() -> None:
    papers = card(
        thanh_phan_ho_so="--" + PAPERS + "- Tờ khai theo Mẫu số 01;Mẫu số 01.docx1 bản chính"
        "Bản sao hộ chiếu0 bản chính,1 bản saoẢnh 4x6 năm 20242 bản chính,3 bản sao"
        "+ Giấy tờ xuất trình0 bản chính"
    ).documents

    assert papers == (
        "Tờ khai theo Mẫu số 01 (1 bản chính)",
        "Bản sao hộ chiếu (1 bản sao)",
        "Ảnh 4x6 năm 2024 (2 bản chính, 3 bản sao)",
        "Giấy tờ xuất trình",
    )


def test_each_table_of_papers_stands_under_its_label() -> None:
    papers = card(
        thanh_phan_ho_so=f"* Giấy tờ phải nộp{PAPERS}Tờ khai1 bản chính"
        f"b) Giấy tờ xuất trình:{PAPERS}Thẻ căn cước1 bản chính--{PAPERS}Ảnh1 bản chính"
    ).documents

    assert papers == (
        "Giấy tờ phải nộp:",
        "Tờ khai (1 bản chính)",
        "b) Giấy tờ xuất trình:",
        "Thẻ căn cước (1 bản chính)",
        "Ảnh (1 bản chính)",
    )


@pytest.mark.parametrize(
    ("row", "name"),
    [
        ("Đơn đề nghịMẫu I.1.8.d.docx", "Đơn đề nghị"),
        (
            "Đơn theo Nghị định 23/2026/NĐ-CPMau06.docxMau08.docx",
            "Đơn theo Nghị định 23/2026/NĐ-CP",
        ),
        ("Đơn theo mẫu.TK 1.001023 (xe TM).docx", "Đơn theo mẫu"),
        ("Tờ khai ban hành ngày 30/6/2023.NA5.doc", "Tờ khai ban hành ngày 30/6/2023"),
        ("Đơn nộp 01 bản chính hoặc 01 bản sao;", "Đơn nộp 01 bản chính hoặc 01 bản sao"),
    ],
)
def test_names_of_form_files_are_taken_off_and_counts_in_a_name_stay(row: str, name: str) -> None:
    assert card(thanh_phan_ho_so=f"--{PAPERS}{row}1 bản chính").documents == (
        f"{name} (1 bản chính)",
    )


def test_a_text_without_a_table_of_papers_gives_no_papers() -> None:
    assert card(thanh_phan_ho_so="và nộp cho cơ quan BHXH.\nBước 2. Nộp hồ sơ").documents == ()


# Results, laws and the small fields.


def test_results_are_the_names_before_their_codes_without_the_page_around_them() -> None:
    results = card(
        ket_qua_xu_ly="Giấy chứng nhận.Mã: KQ.G12.000389- văn bản từ chốiMã: 000.00.00.G15-KQ1293"
        "Từ khóaKhông có thông tinMô tảKhông có thông tinChọn cơ quan thực hiệnNộp hồ sơ"
    ).result

    assert results == ("Giấy chứng nhận", "Văn bản từ chối")


@pytest.mark.parametrize(
    ("table", "lines"),
    [
        ("Luật Cư trú68/2020/QH14", ["Luật Cư trú (68/2020/QH14)"]),
        ("Thông tư 22/2015/TT-NHNN22/2015/TT-NHNN", ["Thông tư 22/2015/TT-NHNN"]),
        ("Nghị định98/2024/NĐ-CP", ["Nghị định 98/2024/NĐ-CP"]),
        ("Luật Công chứng năm 202446/2024/QH15", ["Luật Công chứng năm 2024 (46/2024/QH15)"]),
        (
            "Luật Thú yLuật 79/2015/QH13sửa đổi Nghị định 1/2020/NĐ-CP về kiểm dịch118/2025/NĐ-C",
            [
                "Luật Thú y (Luật 79/2015/QH13)",
                "Sửa đổi Nghị định 1/2020/NĐ-CP về kiểm dịch (118/2025/NĐ-CP)",
            ],
        ),
        ("193/2025/NĐ-CP193/2025/NĐ-CPLuật Giá", ["193/2025/NĐ-CP", "Luật Giá"]),
        ("Luật Thuế38/2019/QH14Cơ quan thực hiệnCục Thuế", ["Luật Thuế (38/2019/QH14)"]),
    ],
)
def test_the_number_of_a_law_is_parted_from_its_name(table: str, lines: list[str]) -> None:
    assert list(card(can_cu_phap_ly=LAWS + table).legal) == lines


def test_no_information_is_an_empty_field() -> None:
    empty = card(
        linh_vuc="Không có thông tin",
        can_cu_phap_ly="Không có thông tin",
        yeu_cau_dieu_kien="Không có thông tinTừ khóaKhông có thông tinMô tảKhông có thông tin",
        cap_thuc_hien="Không có thông tin",
        co_quan_thuc_hien="Không có thông tin",
        co_quan_co_tham_quyen="Bộ Công an",
    )

    assert (empty.field, empty.legal, empty.conditions, empty.levels) == ("", (), "", ())
    assert empty.agency == "Bộ Công an"


def test_levels_and_audiences_are_parted_at_their_own_commas_only() -> None:
    found = card(
        cap_thuc_hien="Cấp bộ, Cấp tỉnh, Cấp xã, Cấp huyện, Cơ quan khác",
        doi_tuong_thuc_hien="Cán bộ, công chức, Tổ chức (không bao gồm doanh nghiệp, HTX)",
    )

    assert found.levels == (Level.MINISTRY, Level.PROVINCE, Level.COMMUNE, Level.OTHER)
    assert found.audience == ("Cán bộ, công chức", "Tổ chức (không bao gồm doanh nghiệp, HTX)")


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://dichvucong.gov.vn/thu-tuc-hanh-chinh/019d2bfa-5f48", True),
        ("http://dichvucong.gov.vn/a", False),
        ("https://dichvucong.gov.vn.xau.com/a", False),
        ("https://dichvucong.gov.vn@xau.com/", False),
        ("https://dichvucong.gov.vn/a)[b](https://xau.com", False),
        ("javascript:alert(1)", False),
    ],
)
def test_only_an_address_of_the_portal_is_kept(url: str, kept: bool) -> None:
    assert card(detail_url=url).url == (url if kept else "")


# Text.


def test_lines_that_a_pdf_broke_are_mended_and_steps_begin_their_own_line() -> None:
    steps = card(
        trinh_tu_thuc_hien="Bước 1: Nộp hồ\nsơ   tại xã.Bước 2: Chờ\n\n- Nhận giấy;\na) ký nhận"
    ).steps

    assert steps == "Bước 1: Nộp hồ sơ tại xã.\nBước 2: Chờ\n- Nhận giấy;\na) ký nhận"


def test_a_missing_space_is_put_in_at_a_known_label_only() -> None:
    steps = card(trinh_tu_thuc_hien="Thông tư này ban hànhMẫu số 01 qua ứng dụng VNeID").steps

    assert steps == "Thông tư này ban hành Mẫu số 01 qua ứng dụng VNeID"


def test_decomposed_letters_are_composed() -> None:
    assert card(ten_thu_tuc="Đa\u0306ng ky\u0301 ta\u0323m tru\u0301").name == "Đăng ký tạm trú"


@pytest.mark.parametrize(
    ("hostile", "harmless"),
    [
        ("Nộp <b onclick='x()'>đơn</b><br>Tại <i>xã</i>", "Nộp đơn\nTại xã"),
        ("Nộp<script>alert('**x**')</script><style>p{}</style> đơn", "Nộp đơn"),
        ("Nộp đơn <script>alert(1)", "Nộp đơn"),
        ("Nộp &lt;script&gt;đơn&lt;/script&gt; &amp;lt;", "Nộp ‹script›đơn‹/script› &lt;"),
        ("**Nộp** [ở đây](https://xau.com) `đơn`", "*Nộp* (ở đây)(https://xau.com) 'đơn'"),
        ("## Nộp đơn\n# tại xã", "Nộp đơn tại xã"),
        ("Nộp\u200b \u202eđơn\x00\x07 ____", "Nộp đơn …"),
        ("Nộp khi M2 < C", "Nộp khi M2 ‹ C"),
    ],
)
def test_hostile_text_cannot_become_markup(hostile: str, harmless: str) -> None:
    assert card(trinh_tu_thuc_hien=hostile).steps == harmless


HOSTILE = "<b>x</b> **đậm** [a](https://xau.com) `m` <script>y</script> \u202e &lt;i&gt; __g__ "


def test_no_field_of_a_card_lets_markup_through() -> None:
    bad = card(
        ten_thu_tuc="# " + HOSTILE,
        linh_vuc=HOSTILE,
        doi_tuong_thuc_hien=HOSTILE,
        co_quan_thuc_hien=HOSTILE,
        cach_thuc_thuc_hien=f"{WAYS}Trực tiếp5 Ngày9,000 VNĐ(1.000 đồng {HOSTILE}){HOSTILE}",
        thanh_phan_ho_so=f"{HOSTILE}{PAPERS}{HOSTILE}1 bản chính",
        trinh_tu_thuc_hien=HOSTILE,
        yeu_cau_dieu_kien=HOSTILE,
        ket_qua_xu_ly=f"{HOSTILE}Mã: KQ.G01.000001",
        can_cu_phap_ly=f"{LAWS}{HOSTILE}1/2020/NĐ-CP{HOSTILE}",
    )

    found = list(texts(bad))

    assert len(found) > 15
    for text in found:
        assert not any(mark in text for mark in ("<", ">", "**", "[", "]", "`", "__", "\u202e"))
        assert not text.startswith("#")


@pytest.mark.parametrize(
    "filler",
    [
        "Nộp hồ sơ tại xã. ",
        "x",
        "<",
        "<script",
        "<!--",
        "((((",
        "Trực tiếp5 Ngày",
        "Trực tiếpMiễn phí(",
        "1 bản chính",
        "Mẫu.docx",
        "Mã: KQ",
        "1/2020/NĐ-CP",
        "Không có thông tin",
        PAPERS,
        "&amp;",
        "\n",
        "Bước 1 ",
    ],
)
def test_fields_of_many_thousand_characters_are_cut_to_their_bounds(filler: str) -> None:
    long = (filler * 22_000)[:22_000]
    fields = (
        "cach_thuc_thuc_hien",
        "thanh_phan_ho_so",
        "trinh_tu_thuc_hien",
        "yeu_cau_dieu_kien",
        "ket_qua_xu_ly",
        "can_cu_phap_ly",
        "co_quan_thuc_hien",
    )
    heads = {"cach_thuc_thuc_hien": WAYS, "thanh_phan_ho_so": PAPERS, "can_cu_phap_ly": LAWS}

    found = card(**{key: heads.get(key, "") + long for key in fields})

    assert len(found.steps) <= 6_000
    assert len(found.conditions) <= 6_000
    entries = [*found.documents, *found.result, *found.legal, found.agency]
    entries += [text for way in found.filings for text in (way.time, way.fee, way.note)]
    assert max(map(len, entries)) <= 600


def test_a_long_text_is_cut_at_the_end_of_a_sentence() -> None:
    steps = card(trinh_tu_thuc_hien="Nộp hồ sơ tại xã. " * 1_000).steps

    assert steps.endswith("Nộp hồ sơ tại xã…")
    assert len(steps) > 5_900


# The real file.


@pytest.fixture(scope="module")
def real() -> ProcedureImport:
    if not REAL.is_file():
        pytest.skip("the crawled records are not here: ../shared/data/procedures_dvcqg")
    return read_procedures(REAL.read_bytes(), FETCHED)


def test_the_real_file_gives_all_its_cards_without_a_fault(real: ProcedureImport) -> None:
    assert (len(real.cards), real.faults) == (2_642, ())
    assert all(one.filings and one.steps and one.url and one.levels for one in real.cards)


def test_nearly_all_real_records_have_papers_results_and_laws(real: ProcedureImport) -> None:
    def share(field: str) -> float:
        return sum(bool(getattr(one, field)) for one in real.cards) / len(real.cards)

    assert share("documents") > 0.97
    assert share("result") > 0.98
    assert share("legal") > 0.96


def test_no_real_fee_is_the_tag_free_of_charge_or_below_a_thousand(real: ProcedureImport) -> None:
    fees = [way.fee for one in real.cards for way in one.filings if way.fee]

    assert len(fees) > 1_000
    assert not [fee for fee in fees if fee.casefold().startswith("miễn phí")]
    assert not [fee for fee in fees if fee.split(" đồng")[0].isdigit()]


def test_no_real_card_keeps_the_pages_furniture_or_marks(real: ProcedureImport) -> None:
    marks = ("<", "**", "[", "](", "`", "Từ khóaKhông có", "Tên giấy tờ", "Mã: KQ", WAYS, LAWS)
    found = [
        (one.code, mark)
        for one in real.cards
        for text in texts(one)
        for mark in marks
        if mark in text
    ]

    assert found == []


def test_real_temporary_residence_reads_as_the_portal_shows_it(real: ProcedureImport) -> None:
    (residence,) = (one for one in real.cards if one.code == "1.004194")

    online = residence.filings[0]

    assert residence.name == "Đăng ký tạm trú"
    assert (online.how, online.time) == ("Trực tuyến", "3 ngày làm việc")
    assert online.fee.startswith("7.000 đồng (")
