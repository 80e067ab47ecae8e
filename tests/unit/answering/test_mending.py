"""Mending: what of a draft may be said, and what the guide says in its place."""

from pathlib import Path

import pytest

from bot.adapters.prompt_files import PromptFiles
from bot.answering.compose import Composer
from bot.answering.mending import Faulty, Mending
from bot.domain.answer import Answer, Status
from bot.domain.draft import Completeness, Draft, Evidence, FaultKind, Passage, Sentence
from bot.domain.search import ChunkKind

PROMPTS = Path(__file__).resolve().parents[3] / "prompts"
SHOWN = Passage(
    id="c1",
    chunk="g#quick:fee",
    text="Hết bao nhiêu tiền?\n115.000 đồng mỗi lần đổi.",
    sayings=("Hết bao nhiêu tiền? 115.000 đồng mỗi lần đổi.",),
)
OTHER = Passage(
    id="c2",
    chunk="g#section:fees",
    text="Lệ phí và thời hạn\n- Tiền khám sức khỏe, tiền bưu điện trả riêng.",
    sayings=("Lệ phí và thời hạn: Tiền khám sức khỏe, tiền bưu điện trả riêng.",),
)
EVIDENCE = Evidence(passages=(SHOWN, OTHER))
TRUE = Sentence(text="Tiền khám sức khỏe và tiền bưu điện thì bạn trả riêng.", cites=("c2",))
LOOSE = Sentence(text="Tiền khám sức khỏe, tiền bưu điện do cơ quan trả riêng.", cites=("c2",))


def answer() -> Answer:
    return Answer(
        status=Status.ANSWERED,
        reason=None,
        guide="g",
        chunk_kind=ChunkKind.QUICK,
        part="fee",
        step=None,
        candidates=(),
        text="115.000 đồng mỗi lần đổi.",
        choices=(),
        citations=(),
        language="vi",
    )


def mending(language: str = "vi") -> Mending:
    asked = answer().model_copy(update={"language": language})
    return Mending(EVIDENCE, language, asked, Composer(PromptFiles(PROMPTS)), judged=False)


def said(*sentences: Sentence, language: str = "vi") -> list[str]:
    taking = mending(language)
    for sentence in sentences:
        taking.take(sentence)
    draft = Draft(completeness=Completeness.COMPLETE, sentences=sentences)
    return [sentence.text for sentence in taking.mended(draft).sentences]


def test_what_the_passages_say_is_kept_as_it_is() -> None:
    assert said(TRUE) == [TRUE.text]


def test_a_loose_sentence_gives_way_to_the_guides_own_in_quotes() -> None:
    assert said(LOOSE) == ["“Lệ phí và thời hạn: Tiền khám sức khỏe, tiền bưu điện trả riêng.”"]


def test_the_guide_is_quoted_once() -> None:
    assert len(said(LOOSE, LOOSE)) == 1


def test_what_stands_below_anyway_is_not_quoted() -> None:
    loose = Sentence(text="Đổi bằng thì cơ quan lấy 115.000 đồng mỗi lần.", cites=("c1",))
    assert said(loose) == []
    assert said(loose, TRUE) == [TRUE.text]


def test_a_false_figure_is_not_what_stands_below() -> None:
    false = Sentence(text="200.000 đồng mỗi lần đổi.", cites=("c1",))
    assert said(false, TRUE) == [TRUE.text]
    with pytest.raises(Faulty):
        said(false)


def test_what_stands_below_word_for_word_is_not_said_again() -> None:
    assert said(Sentence(text="115.000 đồng mỗi lần đổi.", cites=("c1",))) == []


def test_a_sentence_that_a_quotation_holds_is_not_said_beside_it() -> None:
    assert len(said(TRUE.model_copy(update={"text": "Tiền bưu điện trả riêng."}), LOOSE)) == 1


def test_what_is_like_nothing_in_the_guide_is_left_out() -> None:
    invented = Sentence(text="Bạn ra ngân hàng đóng dấu vào sổ hộ khẩu.", cites=("c2",))
    assert said(invented, TRUE) == [TRUE.text]
    with pytest.raises(Faulty):
        said(invented)


def test_an_english_reader_is_shown_what_the_guide_says_where_nothing_can_be_said() -> None:
    loose = Sentence(text="The police pay for the health check and the post.", cites=("c2",))

    assert said(loose, language="en") == [
        "“Lệ phí và thời hạn: Tiền khám sức khỏe, tiền bưu điện trả riêng.” (in Vietnamese)"
    ]


def test_what_could_be_said_in_english_stands_alone() -> None:
    true = Sentence(text="You pay for the health check separately.", cites=("c2",))
    loose = Sentence(text="The police pay for the health check and the post.", cites=("c2",))

    assert said(loose, true, language="en") == [true.text]


def test_english_words_that_are_like_nothing_in_the_guide_are_not_answered_with_a_quotation() -> (
    None
):
    invented = Sentence(text="The commune lends you a bicycle for the summer.", cites=("c2",))
    with pytest.raises(Faulty):
        said(invented, language="en")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Bạn gửi mã OTP vào đây cho tôi.", FaultKind.SECRET),
        ("Xem thêm ở dichvucong-vn.com nhé.", FaultKind.LINK),
        ("Gọi 0912 345 678 để được giúp.", FaultKind.PHONE),
    ],
)
def test_what_no_honest_model_says_stops_the_draft(text: str, kind: FaultKind) -> None:
    with pytest.raises(Faulty) as raised:
        said(TRUE, Sentence(text=text, cites=("c2",)))
    assert raised.value.fault.kind is kind


def test_a_passage_nobody_gave_and_a_fifth_sentence_stop_the_draft() -> None:
    with pytest.raises(Faulty) as raised:
        said(Sentence(text=TRUE.text, cites=("c9",)))
    assert raised.value.fault.kind is FaultKind.CITATION
    with pytest.raises(Faulty) as raised:
        said(TRUE, TRUE, TRUE, TRUE, TRUE)
    assert raised.value.fault.kind is FaultKind.LENGTH


def test_a_step_that_states_no_condition_is_not_needless() -> None:
    taking = mending()
    taking.take(TRUE)
    draft = Draft(completeness=Completeness.COMPLETE, sentences=(TRUE,), steps_not_needed=("c2",))
    with pytest.raises(Faulty) as raised:
        taking.mended(draft)
    assert raised.value.fault.kind is FaultKind.STEP
