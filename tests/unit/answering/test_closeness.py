"""A model's own words stand only where a sentence of the guide is made of them."""

import pytest

from bot.answering.closeness.quoted import is_quoted
from bot.answering.closeness.stray import stray
from bot.domain.draft import Evidence, Passage, Sentence

FEES = """Lệ phí và thời hạn
- Lệ phí: 115.000 đồng mỗi lần từ 1/1/2026, nộp trực tiếp hay trực tuyến như nhau (Thông tư 154).
- Tiền khám sức khỏe, tiền bưu điện trả riêng.
- Lập và dùng email cá nhân không mất tiền."""
LOST = """Mất thẻ có phải ra công an không?
Thường là không: mất hoặc hỏng thì nộp trọn trên VNeID. Không có VNeID thì ra công an xã."""
COST = """Chứng thực bản sao hết bao nhiêu tiền?
2.000 đồng mỗi trang, từ trang thứ ba 1.000 đồng mỗi trang."""
OLD = """Người hưởng có được thẻ bảo hiểm y tế không?
Có. Người từ 75 tuổi đang hưởng trợ cấp này được trả 100% trong phạm vi quyền lợi."""
CHILD = """Con có được hưởng không?
Được hưởng nếu còn đi học, từ 6 tuổi trở lên."""
ENGLISH = """Fees
- The fee is 200,000 VND each time. Students pay half.
- Do not send your papers to strangers."""
EVIDENCE = Evidence(
    passages=tuple(
        Passage(id=f"c{number}", chunk=f"g#quick:{number}", text=text)
        for number, text in enumerate((FEES, LOST, COST, OLD, CHILD), 1)
    )
)
IN_ENGLISH = Evidence(
    passages=(Passage(id="c1", chunk="en/g#section:fees", text=ENGLISH),), language="en"
)


def strays(text: str, *cites: str, evidence: Evidence = EVIDENCE) -> bool:
    return stray(Sentence(text=text, cites=cites), evidence) is not None


@pytest.mark.parametrize(
    ("text", "cite"),
    [
        ("Tiền khám sức khỏe và tiền bưu điện thì bạn trả riêng.", "c1"),
        ("Bạn lập email cá nhân không mất tiền.", "c1"),
        ("Không có VNeID thì bạn ra công an xã.", "c2"),
        ("Chứng thực bản sao hết 2.000 đồng mỗi trang.", "c3"),
        (
            "Người từ 75 tuổi đang hưởng trợ cấp này thì được trả 100% trong phạm vi quyền lợi.",
            "c4",
        ),
    ],
)
def test_words_of_the_guide_moved_or_left_out_are_close(text: str, cite: str) -> None:
    assert not strays(text, cite)


@pytest.mark.parametrize(
    ("text", "cite"),
    [
        ("Lệ phí: 115.000 đồng mỗi năm từ 1/1/2026.", "c1"),
        ("Bạn lập email cá nhân mất tiền.", "c1"),
        ("Tiền bưu điện không trả riêng.", "c1"),
        ("Mất thẻ thì bạn ra công an xã.", "c2"),
        ("Có VNeID thì ra công an xã.", "c2"),
        ("Chứng thực bản sao hết 2.000 đồng mỗi bản.", "c3"),
        ("Người đang hưởng trợ cấp này được trả 100% trong phạm vi quyền lợi.", "c4"),
        ("Đang đi học, từ 6 tuổi trở lên thì được hưởng cả hai khoản.", "c5"),
        ("Từ 6 tuổi trở lên thì được hưởng.", "c5"),
        ("Tiền khám sức khỏe trả riêng, rồi bạn ra ngân hàng đóng dấu.", "c1"),
        ("Chưa. Tiền khám sức khỏe, tiền bưu điện trả riêng.", "c1"),
    ],
)
def test_a_word_changed_a_denial_lost_or_a_condition_dropped_strays(text: str, cite: str) -> None:
    assert strays(text, cite)


def test_two_true_halves_do_not_make_a_truth() -> None:
    assert strays("Mất thẻ thì chứng thực bản sao hết 2.000 đồng mỗi trang.", "c2", "c3")


@pytest.mark.parametrize(
    ("text", "close"),
    [
        ("Students pay half of the fee.", False),
        ("The fee is 200,000 VND each time.", True),
        ("Send your papers to strangers.", False),
        ("You should not send your papers to strangers.", True),
    ],
)
def test_english_is_held_to_english_guides(text: str, close: bool) -> None:
    assert strays(text, "c1", evidence=IN_ENGLISH) is not close


def test_a_sentence_of_the_guide_is_quoted_and_its_fragments_are_not() -> None:
    quoted = Sentence(text="Lập và dùng email cá nhân không mất tiền.", cites=("c1",))
    assert is_quoted(quoted, EVIDENCE)
    assert not is_quoted(quoted.model_copy(update={"cites": ("c2",)}), EVIDENCE)
    assert not is_quoted(quoted.model_copy(update={"text": "email cá nhân"}), EVIDENCE)
    assert not is_quoted(quoted.model_copy(update={"cites": ("c1", "c99")}), EVIDENCE)
