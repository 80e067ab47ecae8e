"""The lexical index: BM25 over folded syllables, their pairs and raw syllables."""

from collections.abc import Callable
from pathlib import Path

import pytest
from knowledge_folder import GUIDES, OWNER, PASSWORD, SCAM, TENANT, KnowledgeFolder

from bot.adapters.lexical_index import LexicalIndex
from bot.domain.errors import DamagedGeneration
from bot.domain.search import Chunk, ChunkKind, Phrase, SearchResult
from bot.language.abbreviations import Glossary
from ingest.chunk import chunks_of, phrases_of
from ingest.tables import read_tables

NOTHING = Glossary(())


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("index")


@pytest.fixture(scope="module")
def chunks(tmp_path_factory: pytest.TempPathFactory, place: Path) -> list[Chunk]:
    folder = KnowledgeFolder(tmp_path_factory.mktemp("knowledge"))
    guides = folder.guides()
    chunks = [chunk for guide in guides for chunk in chunks_of(guide)]
    phrases = [phrase for guide in guides for phrase in phrases_of(guide)]
    LexicalIndex.build(chunks, phrases, glossary_of(folder), place)
    return chunks


def glossary_of(folder: KnowledgeFolder) -> Glossary:
    return Glossary(read_tables(folder.path).glossary)


@pytest.fixture(scope="module")
def index(
    chunks: list[Chunk], place: Path, tmp_path_factory: pytest.TempPathFactory
) -> LexicalIndex:
    folder = KnowledgeFolder(tmp_path_factory.mktemp("tables"))
    return LexicalIndex.open(place, chunks, glossary_of(folder))


def first(index: LexicalIndex, query: str) -> SearchResult:
    return index.search(query).results[0]


def small(folder: Path, **texts: str) -> LexicalIndex:
    """An index of one plain text for each guide."""
    chunks = [
        Chunk(id=name, guide=name, kind=ChunkKind.HEAD, part="", title="", text=text)
        for name, text in texts.items()
    ]
    LexicalIndex.build(chunks, [], NOTHING, folder)
    return LexicalIndex.open(folder, chunks, NOTHING)


@pytest.mark.parametrize(
    ("query", "guide"),
    [
        ("quên mật khẩu vneid", PASSWORD),
        ("QUÊN MẬT KHẨU VNeID!!!", PASSWORD),
        ("quen mat khau vneid", PASSWORD),
        ("quên mk app ca", PASSWORD),
        ("quen mat khauu", PASSWORD),
        ("queen maatj khaaur", PASSWORD),
        ("quen matkhau", PASSWORD),
        ("que\u0302n ma\u0323\u0302t kha\u0302\u0309u", PASSWORD),
        ("quên\u200b mật\u200d khẩu", PASSWORD),
        ("chủ trọ khai kt3 cho khách", OWNER),
        ("sinh vien o tro dang ky tam tru", TENANT),
        ("nguoi la xung cong an doa bat giam", SCAM),
        ("không nhận được mã otp", PASSWORD),
        ("quên mật khẩu " * 500, PASSWORD),
    ],
)
def test_a_guide_is_found_however_it_is_typed(query: str, guide: str, index: LexicalIndex) -> None:
    assert first(index, query).guide == guide


@pytest.mark.parametrize("query", ["", "   ", "?!…", "👍🙏", "\ud800", "\x00"])
def test_a_query_without_words_finds_nothing(query: str, index: LexicalIndex) -> None:
    assert index.search(query).results == ()


def test_what_no_guide_has_is_named_as_unknown(index: LexicalIndex) -> None:
    analysis = index.search("vneid blockchain2").analysis

    assert (analysis.tokens, analysis.unknown) == (("vneid", "blockchain2"), ("blockchain2",))


def test_the_analysis_tells_expansions_and_repairs(index: LexicalIndex) -> None:
    analysis = index.search("quen mk dang nhapp").analysis

    assert analysis.expansions == ("mk → mật khẩu",)
    assert [(repair.token, repair.read_as) for repair in analysis.repairs] == [("nhapp", "nhap")]


def test_results_come_best_first_and_never_more_than_asked_for(index: LexicalIndex) -> None:
    results = index.search("đăng ký tạm trú công an", limit=4).results

    assert [r.score for r in results] == sorted((r.score for r in results), reverse=True)
    assert {r.guide for r in results} == set(GUIDES)
    assert index.search("đăng ký tạm trú công an", limit=2).results == results[:2]


def test_every_figure_of_a_result_keeps_within_its_bounds(index: LexicalIndex) -> None:
    for result in index.search("nhận mã otp của công an để đăng ký tạm trú", limit=4).results:
        assert 0 < result.score <= 3
        parts = result.phrase_score + result.passage_score + result.topic_score
        assert result.score == pytest.approx(parts, abs=3e-4)
        assert 0 <= result.bigram_coverage <= result.coverage <= 1
        assert 0 <= result.achieved <= 1
        assert {scored.chunk.guide for scored in result.chunks} == {result.guide}


def test_a_guides_own_words_are_covered_wholly(index: LexicalIndex) -> None:
    result = first(index, "Quên mật khẩu VNeID")

    assert (result.coverage, result.bigram_coverage) == (1, 1)
    assert result.achieved > first(index, "quên mật khẩu xe máy").achieved


@pytest.mark.parametrize(
    ("query", "kind", "part"),
    [
        ("không nhận được mã otp", ChunkKind.ERROR, "khong-nhan-duoc-ma-otp"),
        ("passcode khác gì", ChunkKind.QUICK, "mat-khau-va-passcode-khac-nhau-the-nao"),
        ("lấy lại mật khẩu định danh điện tử", ChunkKind.HEAD, ""),
    ],
)  # fmt: skip
def test_the_piece_that_answers_stands_first_in_its_guide(
    query: str, kind: ChunkKind, part: str, index: LexicalIndex
) -> None:
    best = first(index, query).chunks[0]

    assert (best.chunk.kind, best.chunk.part) == (kind, part)
    assert best.score == max(scored.score for scored in first(index, query).chunks)


def test_diacritics_that_were_typed_tell_guides_apart(tmp_path: Path) -> None:
    index = small(tmp_path, ma="mã số hồ sơ", may="má nuôi trẻ em", khac="đổi bằng lái xe cũ")

    assert first(index, "mã").guide == "ma"
    assert first(index, "má").guide == "may"


def test_hiding_a_line_searches_as_if_it_were_not_there(index: LexicalIndex) -> None:
    ask = "lấy lại mật khẩu định danh điện tử"
    seen = index.search(ask).results[0]
    hidden = index.search_hiding(ask, PASSWORD, 4).results[0]

    assert hidden.guide == seen.guide == PASSWORD
    assert hidden.achieved < seen.achieved
    assert index.search(ask).results[0] == seen


def test_hiding_a_guide_leaves_only_the_others(index: LexicalIndex) -> None:
    results = index.search_hiding("chủ trọ khai tạm trú cho khách thuê", OWNER, None).results

    assert results[0].guide == TENANT
    assert OWNER not in [result.guide for result in results]


def test_an_index_opened_twice_answers_the_same(
    index: LexicalIndex, chunks: list[Chunk], place: Path, tmp_path: Path
) -> None:
    again = LexicalIndex.open(place, chunks, glossary_of(KnowledgeFolder(tmp_path)))

    assert again.search("quên mk vneid") == index.search("quên mk vneid")


@pytest.mark.parametrize("texts", [{}, {"a": ""}, {"a": "", "b": "tạm trú"}])
def test_an_index_of_little_or_nothing_still_answers(texts: dict[str, str], tmp_path: Path) -> None:
    index = small(tmp_path, **texts)

    found = [result.guide for result in index.search("tạm trú").results]

    assert found == (["b"] if "b" in texts else [])


def test_a_phrase_leads_to_a_guide_whose_text_lacks_the_words(tmp_path: Path) -> None:
    chunks = [
        Chunk(id="a", guide="a", kind=ChunkKind.HEAD, part="", title="Tạm trú", text="Khai báo."),
        Chunk(id="b", guide="b", kind=ChunkKind.HEAD, part="", title="Hộ chiếu", text="Xin cấp."),
    ]
    LexicalIndex.build(chunks, [Phrase(text="sổ đi nước ngoài", chunk="b")], NOTHING, tmp_path)
    index = LexicalIndex.open(tmp_path, chunks, NOTHING)

    assert [r.guide for r in index.search("đi nước ngoài").results] == ["b"]


@pytest.mark.parametrize(
    "file", ["layout.json", "passages/keys.npy", "phrases/values.npy", "phrases/best.npy"]
)
@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda path: path.unlink(), id="missing"),
        pytest.param(lambda path: path.write_bytes(path.read_bytes()[:-20]), id="truncated"),
    ],
)  # fmt: skip
def test_an_index_that_cannot_be_read_is_damaged(
    file: str, damage: Callable[[Path], object], tmp_path: Path
) -> None:
    small(tmp_path, a="tạm trú", b="hộ chiếu")
    damage(tmp_path / file)

    with pytest.raises(DamagedGeneration):
        LexicalIndex.open(tmp_path, [], NOTHING)
