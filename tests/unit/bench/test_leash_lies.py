"""What a lying model would say: false for sure, of every kind, the same for the same seed."""

import random
from collections import Counter
from pathlib import Path

import pytest

from bench.leash.claims import claim_kinds, claims
from bench.leash.drafts import Honest, draft_of, honest_drafts
from bench.leash.figures import Sort, bare, bent, figures, numbers
from bench.leash.lies import Lie, handmade_lies, kinds, lies
from bench.leash.number_words import digits_in_words, in_words
from bench.leash.reversals import reversed_ways
from bot.adapters.generations import GenerationLibrary
from bot.domain.draft import Evidence, Passage, Sentence, Token

FEES = (
    "Lệ phí: 115.000 đồng mỗi lần từ 1/1/2026 (Thông tư 154/2025/TT-BTC), mất thẻ 180.000 đồng,"
    " giảm 50%. Trẻ từ 14 tuổi không cần nộp. Thời hạn 5 ngày làm việc, mã 3.000347."
)
FREE = "Không thấy quy định thu phí. Làm ngay trên máy, khoảng 10 phút, tệp dưới 2 MB."
STEP = "Mở **VNeID**, bấm **Ví giấy tờ**\nTra trên link_1, cần giúp thì gọi phone_1."
EVIDENCE = Evidence(
    passages=(
        Passage(id="c1", chunk="doi-bang#section:fees", text=FEES),
        Passage(id="c2", chunk="doi-bang#quick:phi", text=FREE),
        Passage(id="s1", chunk="doi-bang#step:mo", text=STEP),
        Passage(id="c3", chunk="doi-bang#head", text="Nơi trợ giúp\nHội Nông dân xã, link_2."),
    ),
    tokens=(
        Token(name="link_1", text="https://dichvucong.gov.vn"),
        Token(name="link_2", text="https://example.vn"),
        Token(name="phone_1", text="1900 0368"),
    ),
)
OTHER = Evidence(
    passages=(
        Passage(id="c1", chunk="khai-sinh#section:needs", text="Mang giấy chứng sinh ra xã."),
    )
)


def _honest(q: str, *said: tuple[str, str], language: str = "vi") -> Honest:
    sentences = tuple(Sentence(text=text, cites=(cite,)) for text, cite in said)
    return Honest(q=q, language=language, sentences=sentences)


HONEST = (
    _honest(
        "đổi bằng lái hết bao nhiêu",
        ("Lệ phí 115.000 đồng mỗi lần, giảm 50%.", "doi-bang#section:fees"),
        ("Thời hạn 5 ngày làm việc, theo Thông tư 154/2025/TT-BTC.", "doi-bang#section:fees"),
        (
            "Trẻ từ 14 tuổi không cần nộp, áp dụng từ 1/1/2026, mã 3.000347.",
            "doi-bang#section:fees",
        ),
    ),
    _honest(
        "có mất tiền không",
        ("Không thấy quy định thu phí, làm khoảng 10 phút, tệp dưới 2 MB.", "doi-bang#quick:phi"),
        ("Bạn mở **VNeID**, bấm **Ví giấy tờ**, tra trên link_1.", "doi-bang#step:mo"),
    ),
    _honest(
        "what does it cost",
        ("The fee is 115,000 VND each time.", "doi-bang#section:fees"),
        ("Call phone_1 before you go.", "doi-bang#step:mo"),
        language="en",
    ),
    _honest("khai sinh", ("Bạn mang giấy chứng sinh ra xã.", "khai-sinh#section:needs")),
)


def evidence_for(honest: Honest) -> Evidence:
    return OTHER if honest.q == "khai sinh" else EVIDENCE


@pytest.fixture(scope="module")
def told() -> tuple[Lie, ...]:
    return lies(HONEST, evidence_for, seed=1, n=900)


def test_every_kind_of_lie_is_told_and_none_twice(told: tuple[Lie, ...]) -> None:
    assert len(told) == 900
    assert {lie.kind for lie in told} == set(kinds())
    assert len({lie.draft.model_dump_json() for lie in told}) == 900


def test_the_same_seed_tells_the_same_lies_and_another_others(told: tuple[Lie, ...]) -> None:
    assert lies(HONEST, evidence_for, seed=1, n=900) == told
    assert lies(HONEST, evidence_for, seed=2, n=900) != told


def test_a_lie_differs_from_the_honest_draft_in_what_it_says_or_cites(
    told: tuple[Lie, ...],
) -> None:
    honest = {draft.q: draft_of(draft, evidence_for(draft)) for draft in HONEST}
    assert all(lie.draft != honest[lie.q] for lie in told)


def test_the_false_sentence_stands_in_the_draft_and_in_no_passage(told: tuple[Lie, ...]) -> None:
    with_sentence = [lie for lie in told if lie.false]
    assert len(with_sentence) > 700
    for lie in with_sentence:
        assert lie.false in [said.text for said in lie.draft.sentences]
        assert lie.false not in "\n".join(passage.text for passage in EVIDENCE.passages)


def test_a_bent_figure_says_a_number_that_the_cited_passage_lacks(told: tuple[Lie, ...]) -> None:
    bent_ones = [lie for lie in told if lie.kind.startswith("bent_") and "words" not in lie.way]
    assert {lie.kind for lie in bent_ones} == {f"bent_{sort.value}" for sort in Sort}
    for lie in bent_ones:
        said = next(said for said in lie.draft.sentences if said.text == lie.false)
        passage = EVIDENCE.passage(said.cites[0])
        assert passage is not None
        assert numbers(said.text) - numbers(passage.text)


def test_wrong_citations_leave_every_sentence_as_it_was(told: tuple[Lie, ...]) -> None:
    honest = {draft.q: [said.text for said in draft.sentences] for draft in HONEST}
    found = [lie for lie in told if lie.kind in ("cites_missing", "cites_another")]
    assert len(found) > 20
    for lie in found:
        assert [said.text for said in lie.draft.sentences] == honest[lie.q]


def test_a_draft_that_cites_what_its_evidence_lacks_yields_no_lie() -> None:
    stray = _honest("khai sinh", ("Bạn ra xã.", "mot-bai-khac#head"))
    assert lies((stray,), evidence_for, seed=1, n=10) == ()


def test_drafts_are_read_from_their_lines_with_their_needless_steps(tmp_path: Path) -> None:
    line = (
        '{"q": "a", "language": "vi", "completeness": "partial", "note": "x", "sentences":'
        ' [{"text": "Bạn ra xã.", "cites": ["doi-bang#step:mo"]}],'
        ' "steps_not_needed": ["doi-bang#step:mo"]}\n\n'
    )
    path = tmp_path / "one.jsonl"
    path.write_text(line, "utf-8")
    (honest,) = honest_drafts([path])
    draft = draft_of(honest, EVIDENCE)
    assert draft is not None
    assert draft.sentences[0].cites == ("s1",)
    assert draft.steps_not_needed == ("s1",)
    assert draft.completeness == "partial"


def test_there_are_sixty_invented_steps_without_a_figure() -> None:
    steps = claims("step", "vi")
    assert len({claim.text for claim in steps}) >= 60
    assert not any(character.isdigit() for claim in steps for character in claim.text)


def test_every_claim_says_what_it_invents() -> None:
    for kind in claim_kinds():
        for language in ("vi", "en"):
            for claim in claims(kind, language):
                assert claim.invented, claim.text
                assert all(part in claim.text for part in claim.invented)


def test_a_claim_is_no_lie_where_a_passage_says_it() -> None:
    claim = next(claim for claim in claims("fee", "vi") if "35.000" in claim.text)
    assert claim.unsaid_in(FEES)
    assert not claim.unsaid_in("Lệ phí là 35.000 đồng một bản.")


def test_figures_are_found_by_what_they_count() -> None:
    once = (Sort.DATE, Sort.LAW, Sort.PERCENT, Sort.AGE, Sort.DURATION, Sort.CODE)
    sorts = Counter(figure.sort for figure in figures(FEES))
    assert sorts == Counter({Sort.FEE: 2} | dict.fromkeys(once, 1))


def test_no_way_of_bending_keeps_the_number() -> None:
    for figure in figures(FEES):
        wrongs = bent(figure, "vi", random.Random(3))
        assert len(wrongs) > 1
        assert not [wrong for wrong in wrongs if bare(wrong.number) == bare(figure.number)]


@pytest.mark.parametrize(
    ("sentence", "turned"),
    [
        ("Bạn không cần nộp giấy.", "Bạn phải nộp giấy."),
        ("Bạn phải đến tận nơi.", "Bạn không cần đến tận nơi."),
        ("Xem số tiền trước khi trả.", "Xem số tiền sau khi trả."),
        ("Không quá 5 ngày.", "Ít nhất 5 ngày."),
    ],
)
def test_a_sentence_is_turned_round(sentence: str, turned: str) -> None:
    ways = reversed_ways(sentence, "vi", sentence, nouns=True)
    assert turned in [way.text for way in ways]


@pytest.mark.parametrize(
    "sentence",
    ["Nếu bạn phải chờ, gọi xã.", "Bấm **Không cần** là xong.", "Không có nơi nào phải chờ."],
)
def test_neither_a_condition_nor_a_name_nor_what_is_denied_is_turned_round(sentence: str) -> None:
    found = [way.way for way in reversed_ways(sentence, "vi", sentence, nouns=False)]
    assert not [way for way in found if way.startswith(("phải", "không cần"))]


def test_who_and_what_are_changed_only_where_the_passages_lack_the_new_words() -> None:
    sentence = "Bạn ra công an xã."
    rules = {way.way for way in reversed_ways(sentence, "vi", sentence, nouns=True)}
    assert "công an xã => công an tỉnh" in rules
    both = "Bạn ra công an xã hoặc công an tỉnh."
    rules = {way.way for way in reversed_ways(sentence, "vi", both, nouns=True)}
    assert "công an xã => công an tỉnh" not in rules


@pytest.mark.parametrize(
    ("number", "language", "words"),
    [
        (0, "vi", "không"),
        (15, "vi", "mười lăm"),
        (21, "vi", "hai mươi mốt"),
        (105, "vi", "một trăm linh năm"),
        (50_000, "vi", "năm mươi nghìn"),
        (1_200_000, "vi", "một triệu hai trăm nghìn"),
        (115_000, "en", "one hundred fifteen thousand"),
        (42, "en", "forty-two"),
    ],
)
def test_numbers_are_said_as_people_say_them(number: int, language: str, words: str) -> None:
    assert in_words(number, language) == words


def test_digits_are_said_one_by_one() -> None:
    assert digits_in_words("098", "vi") == "không chín tám"


def test_handmade_lies_cite_passages_that_do_not_say_them_in_these_words(published: Path) -> None:
    knowledge = GenerationLibrary(published).current()
    cited: list[tuple[str, str]] = []

    def passages_cited(honest: Honest) -> Evidence:
        chunks = [knowledge.chunk(cite) for said in honest.sentences for cite in said.cites]
        passages = [
            Passage(id=f"c{at}", chunk=c.id, text=c.text) for at, c in enumerate(chunks) if c
        ]
        cited.extend((honest.sentences[-1].text, passage.text) for passage in passages)
        return Evidence(passages=tuple(passages))

    by_file = handmade_lies(passages_cited)
    made = [lie for lies in by_file.values() for lie in lies]
    assert all(len(lies) >= 150 for lies in by_file.values())
    assert len({lie.false for lie in made}) == len(made)
    assert all(lie.way for lie in made)
    assert {lie.language for lie in made} == {"vi", "en"}
    assert not [false for false, passage in cited if false in passage]


def test_a_handmade_lie_is_left_aside_without_its_passages() -> None:
    assert not any(handmade_lies(lambda honest: OTHER).values())
