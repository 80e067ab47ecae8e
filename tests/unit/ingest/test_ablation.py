"""The ablation: its rows, and that a part switched off is missing."""

from dataclasses import replace
from pathlib import Path

from knowledge_folder import PASSWORD, KnowledgeFolder
from small_models import WordsEmbedder

from bot.adapters.lexical_index import LexicalIndex, Parts
from bot.domain.search import Chunk, ChunkKind, Lesson, Phrase
from bot.language.abbreviations import Glossary
from bot.language.fold import fold
from bot.language.tokens import syllables
from ingest.evaluation.ablation import WEIGHTS, ablation, beir_trial, guide_trial
from ingest.evaluation.beir import BeirSet
from ingest.evaluation.questions import Labelled
from ingest.extras import read_extras
from ingest.weigh import head_of

DOCUMENTS = [
    ("d1", "Mật khẩu", "Đặt lại mật khẩu VNeID trên điện thoại."),
    ("d2", "Tạm trú", "Khai tạm trú cho người thuê nhà."),
    ("d3", "", "Cấp lại giấy phép lái xe đã mất."),
]
LABELLED = BeirSet(
    DOCUMENTS,
    {"q1": "mật khẩu điện thoại", "q2": "giấy phép lái xe"},
    {"q1": {"d1": 1}, "q2": {"d3": 1}},
)
GLOSSARY = (("mk", ("mật khẩu",)), ("gplx", ("giấy phép lái xe",)))
EMBEDDER = WordsEmbedder([w for _, t, x in DOCUMENTS for w in syllables(fold(f"{t} {x}"))])
LEXICAL = 8


def test_every_ranking_is_scored_in_every_way_of_typing() -> None:
    rows = ablation(beir_trial("set", LABELLED), GLOSSARY, EMBEDDER)

    assert len(rows) == LEXICAL + 1 + len(WEIGHTS)
    assert {tuple(row.right_first) for row in rows} == {
        ("clean", "nodia", "typo", "abbr", "mixed", "telex")
    }
    by_name = {row.ranking: row.right_first for row in rows}
    assert by_name["lexical"]["clean"] == by_name["dense (text)"]["clean"] == 1
    assert by_name["fused (text) 0.3"]["nodia"] == 1


def test_without_an_embedder_only_the_lexical_rows_are_scored() -> None:
    assert len(ablation(beir_trial("set", LABELLED), GLOSSARY, None)) == LEXICAL


def test_the_guides_are_tried_in_two_views_on_the_questions_they_serve(tmp_path: Path) -> None:
    folder = KnowledgeFolder(tmp_path / "knowledge")
    guides = folder.guides()
    questions = [
        Labelled(q=guides[0].title, guide=guides[0].id),
        Labelled(q="bói toán", guide=None),
        Labelled(q="gì đó", guide="khong-co"),
    ]

    trial = guide_trial("guides", guides, read_extras(folder.path, tmp_path), questions)

    assert trial.questions == [(guides[0].title, frozenset({guides[0].id}))]
    assert list(trial.views) == ["head", "asks"]
    assert trial.views["head"][PASSWORD] == [head_of(guides[0])]
    assert all(list(view) == [guide.id for guide in guides] for view in trial.views.values())
    rows = ablation(trial, (), EMBEDDER)
    assert {row.ranking for row in rows if row.ranking.startswith("dense")} == {
        "dense (head)", "dense (asks)",
    }  # fmt: skip
    # Of four guides too few questions are held out to earn the vectors a weight.
    assert rows[-1].ranking == "deployed (0)"
    assert rows[-1].right_first == rows[0].right_first


def test_a_subject_without_a_guide_competes_by_its_words_where_vectors_count(
    tmp_path: Path,
) -> None:
    folder = KnowledgeFolder(tmp_path / "knowledge")
    guides, extras = folder.guides(), read_extras(folder.path, tmp_path)
    # The words of a subject, not of the guide that the set takes for right.
    asked = [Labelled(q="xem bói ngày mai thế nào", guide=guides[0].id)]

    rows = ablation(guide_trial("guides", guides, extras, asked), (), EMBEDDER)

    shares = {row.ranking: row.right_first["clean"] for row in rows}
    assert shares["lexical"] == shares["fused (head) 0.1"] == shares["fused (asks) 0.1"] == 0


def test_the_topic_model_takes_part_where_there_are_lessons(tmp_path: Path) -> None:
    """Two documents say the same, but for the word that only the lessons know."""
    trial = beir_trial("set", LABELLED)
    chunks = [chunk.model_copy(update={"title": "", "text": "giấy tờ"}) for chunk in trial.chunks]
    lessons = [
        Lesson(text=f"giấy {word}", guide=chunk.id)
        for chunk, word in zip(chunks, ("vàng", "xanh", "đỏ"), strict=True)
        for _ in range(6)
    ]
    taught = replace(
        trial,
        chunks=chunks,
        phrases=(),
        views={},
        questions=[("giấy đỏ", frozenset({"d3"}))],
        lessons=lessons,
    )

    rows = {row.ranking: row.right_first["clean"] for row in ablation(taught, (), None)}

    assert (rows["lexical"], rows["lexical - topics"]) == (1, 0)


def test_a_part_switched_off_takes_no_part(tmp_path: Path) -> None:
    chunks = [
        Chunk(id=i, guide=i, kind=ChunkKind.HEAD, part="", title=title, text=text)
        for i, title, text in DOCUMENTS
    ]
    phrases = [Phrase(text="lấy lại mã đăng nhập", chunk="d1")]
    LexicalIndex.build(chunks, phrases, Glossary(()), tmp_path / "index")

    def first(query: str, **parts: bool) -> list[str]:
        index = LexicalIndex.open(tmp_path / "index", chunks, Glossary(()), Parts(**parts))
        return [result.guide for result in index.search(query).results]

    assert first("đăng nhập") == ["d1"]
    assert first("đăng nhập", phrases=False) == []
    assert "d2" in first("thuee nhaf")
    assert "d2" not in first("thuee nhaf", repair=False)
