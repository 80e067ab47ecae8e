"""Alike phrases, grouped questions, related guides."""

from small_models import WordsEmbedder

from ingest.alike import Line, alike_phrases, group_questions
from ingest.related import related_guides

EMBEDDER = WordsEmbedder("quen mat khau tam tru thue nha khai sinh con doi bang lai".split())
GUIDES = {
    "mk": ["Quên mật khẩu", "mật khẩu"],
    "tt": ["Tạm trú thuê nhà"],
    "ks": ["Khai sinh cho con"],
    "trong": [],
}


def test_phrases_of_different_guides_that_mean_the_same_are_found_nearest_first() -> None:
    lines = [
        Line(text="quên mật khẩu", guide="mk"),
        Line(text="Mật khẩu quên", guide="khac"),
        Line(text="mật khẩu quên quên", guide="ba"),
        Line(text="thuê nhà", guide="tt"),
    ]

    found = alike_phrases(lines, EMBEDDER)

    assert [(pair.first.guide, pair.second.guide) for pair in found] == [
        ("mk", "khac"), ("mk", "ba"), ("khac", "ba"),
    ]  # fmt: skip
    assert found[0].cosine == 1.0


def test_phrases_of_one_guide_or_one_family_may_be_alike() -> None:
    same = [
        Line(text="thuê nhà", guide="a", family="f"),
        Line(text="thuê nhà", guide="b", family="f"),
    ]

    assert alike_phrases(same, EMBEDDER) == []
    assert alike_phrases([Line(text="thuê nhà", guide="a")] * 2, EMBEDDER) == []
    assert alike_phrases([], EMBEDDER) == []


def test_questions_are_grouped_largest_first_with_the_nearest_guide() -> None:
    questions = ["khai sinh cho con", "quen mat khau", "quên mật khẩu rồi", "mật khẩu quên", "???"]

    groups = group_questions(questions, GUIDES, EMBEDDER)

    assert [(group.size, group.guide) for group in groups] == [(3, "mk"), (1, "ks"), (1, None)]
    assert groups[0].typical == "quen mat khau"
    assert sorted(q for group in groups for q in group.questions) == sorted(questions)


def test_no_questions_make_no_groups() -> None:
    assert group_questions([], GUIDES, EMBEDDER) == []


def test_related_guides_are_the_nearest_of_other_families() -> None:
    heads = {
        "a": [1.0, 0.0], "b": [0.9, 0.436], "sister": [1.0, 0.0], "far": [0.0, 1.0],
        "c": [0.8, 0.6], "d": [0.95, 0.312],
    }  # fmt: skip

    related = related_guides(heads, {"a": "f", "sister": "f"})

    assert related["a"] == ("d", "b", "c")
    assert related["far"] == ("c", "b", "d")
    assert related_guides({}, {}) == {}
