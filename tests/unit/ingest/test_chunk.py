"""Chunk: the retrievable pieces of a guide, and the phrases that lead to them."""

from pathlib import Path

import pytest
from knowledge_folder import PASSWORD, KnowledgeFolder

from bot.domain.guide import Guide
from bot.domain.search import ChunkKind
from ingest.chunk import chunks_of, phrases_of


@pytest.fixture
def guide(tmp_path: Path) -> Guide:
    return KnowledgeFolder(tmp_path).guide(PASSWORD)


def test_a_guide_falls_into_head_steps_sections_errors_and_quick_answers(guide: Guide) -> None:
    pieces = [(chunk.kind, chunk.part) for chunk in chunks_of(guide)]

    assert pieces == [
        (ChunkKind.HEAD, ""),
        (ChunkKind.STEP, "bam-quen-mat-khau"),
        (ChunkKind.STEP, "nhap-so-dinh-danh"),
        (ChunkKind.STEP, "dat-mat-khau-moi"),
        (ChunkKind.SECTION, "needs"),
        (ChunkKind.SECTION, "fees"),
        (ChunkKind.SECTION, "help"),
        (ChunkKind.ERROR, "khong-nhan-duoc-ma-otp"),
        (ChunkKind.QUICK, "mat-khau-va-passcode-khac-nhau-the-nao"),
    ]


def test_every_chunk_has_an_id_of_its_own_and_carries_its_guide(guide: Guide) -> None:
    chunks = chunks_of(guide)

    assert len({chunk.id for chunk in chunks}) == len(chunks)
    assert {(chunk.guide, chunk.title) for chunk in chunks} == {(guide.id, guide.title)}
    assert chunks[0].id == f"{PASSWORD}#head"
    assert chunks[5].id == f"{PASSWORD}#section:fees"


def test_a_chunk_holds_the_text_of_the_guide_verbatim(guide: Guide) -> None:
    texts = {chunk.part: chunk.text for chunk in chunks_of(guide)}

    assert texts["nhap-so-dinh-danh"] == (
        "Nhập số định danh\nChép đúng dãy số in trên thẻ.\n"
        "một mã được gửi về máy.\nkhông đọc mã cho ai."
    )
    assert texts["fees"] == "Lệ phí và thời hạn\nKhông mất phí, làm khoảng 10 phút."


def test_title_and_asks_lead_to_the_head_in_their_order(guide: Guide) -> None:
    lines = [p.text for p in phrases_of(guide) if p.chunk == f"{PASSWORD}#head"]

    assert lines == [guide.title, *guide.asks]


def test_an_error_leads_to_its_fix_and_a_question_to_its_answer(guide: Guide) -> None:
    leads = {phrase.text: phrase.chunk for phrase in phrases_of(guide)}

    assert leads["Không nhận được mã OTP"] == f"{PASSWORD}#error:khong-nhan-duoc-ma-otp"
    assert leads["Mật khẩu và passcode khác nhau thế nào?"].startswith(f"{PASSWORD}#quick:")


def test_every_phrase_leads_to_a_chunk_that_exists(guide: Guide) -> None:
    assert {p.chunk for p in phrases_of(guide)} <= {c.id for c in chunks_of(guide)}
