"""The bench's arithmetic and its page; the systems themselves are measured by `make bench`."""

from pathlib import Path

import pytest

from bench.documents import Asked, Document, QuestionSet, fetched, first_owners
from bench.measure import Measured, Typed, measured
from bench.peers import ENTRANTS, Entrant, Unavailable
from bench.report import as_markdown, first_table, not_ahead
from bench.results import Quality, Results, SetResults, same_questions


def system(
    places: list[int], milliseconds: float = 1.0, every: int = 1, build: float = 2.0
) -> Measured:
    times = [milliseconds] * len(places)
    return Measured(every, build, 10.0, {"peer": "1.0"}, {"clean": Typed(places, times)})


def results(**systems: Measured) -> Results:
    one = SetResults("xquad", "XQuAD", 3, 4, systems)
    return Results("a machine", "2026-11-22", "passages", [one], {100: systems}, [], ["left out"])


OURS = system([1, 1, 0, 2])
SLOWER = system([1, 0, 0, 0], milliseconds=4.0, build=3.0)
SAMPLED = system([1, 1], every=2)


def test_shares_follow_the_places_of_the_right_owner() -> None:
    quality = Quality.of([1, 2, 10, 0])

    assert (quality.right_first, quality.among_ten) == (0.25, 0.75)
    assert quality.reciprocal == pytest.approx((1 + 0.5 + 0.1) / 4)


def test_ours_is_compared_on_the_questions_a_sampled_system_was_asked() -> None:
    assert same_questions(OURS, 2).ways["clean"].places == [1, 0]


def test_a_row_tells_shares_times_and_ratios_to_ours() -> None:
    _, head, rows = first_table(results(camtay=OURS, rank_bm25=SLOWER).sets[0])

    assert head[:3] == ("R@1", "clean", "mean")
    assert rows[0][:4] == ("Cầm Tay", "0.500", "0.500", "1.00")
    assert rows[1][1:4] == ("0.250", "0.250 (0.50×)", "4.00 (4.00×)")


def test_a_sampled_system_has_ours_on_the_same_questions_below_it() -> None:
    _, _, rows = first_table(results(camtay=OURS, ensemble=SAMPLED).sets[0])

    assert [row[0] for row in rows] == [
        "Cầm Tay", "LangChain Ensemble (2 questions)", "Cầm Tay, the same 2",
    ]  # fmt: skip
    assert rows[2][1] == "0.500"


def test_the_page_says_where_ours_is_not_ahead() -> None:
    found = not_ahead(results(camtay=OURS, tantivy=system([1, 1, 1, 2], milliseconds=0.1)))

    assert found[0].startswith("xquad, tantivy, folded: R@1 clean 0.750 against 0.500")
    assert "p50 0.10×" in found[1]
    assert not_ahead(results(camtay=OURS, rank_bm25=SLOWER)) == []


def test_the_page_names_machine_versions_notes_and_plots(tmp_path: Path) -> None:
    run = results(camtay=OURS, rank_bm25=SLOWER)
    run.save(tmp_path / "run.json")
    page = as_markdown(Results.read(tmp_path / "run.json"))

    assert page == as_markdown(run)
    for words in ("a machine", "peer 1.0", "left out.", "right-first.svg", "growth.svg"):
        assert words in page


def test_a_document_is_searched_with_the_lines_its_text_does_not_have() -> None:
    document = Document("a", "a", "head", "Tạm trú", "Khai báo", ("Tạm trú", "làm kt3"))

    assert document.whole == "Tạm trú\nKhai báo\nlàm kt3"


def test_more_is_fetched_where_owners_have_several_documents() -> None:
    alone = [Document(i, i, "head", "", i, ()) for i in "abc"]
    shared = [Document(i, "one", "head", "", i, ()) for i in "abc"]

    assert fetched(alone) == 10 < fetched(shared)
    assert first_owners(["a", "a", "b", "a"]) == ["a", "b"]


def test_a_system_is_measured_in_a_process_of_its_own(tmp_path: Path) -> None:
    documents = [
        Document("a", "a", "head", "Mật khẩu", "Đặt lại mật khẩu", ("Mật khẩu",)),
        Document("b", "b", "head", "Tạm trú", "Khai tạm trú", ("Tạm trú",)),
    ]
    questions = {"nodia": [Asked("mat khau", "a"), Asked("tam tru", "b"), Asked("", "b")]}
    QuestionSet("set", "A set", documents, questions).save(tmp_path / "set")

    found = measured(ENTRANTS["camtay"], tmp_path / "set")

    assert found.ways["nodia"].places == [1, 1, 0]
    assert (len(found.ways["nodia"].milliseconds), found.versions["numpy"][0]) == (3, "2")
    assert found.memory_mb > 0


GUIDE_PIECES = [
    Document(f"{guide}#{part}", guide, kind, title, text, (title, *lines))
    for guide, title, lines in (
        ("a", "Quên mật khẩu", ("mất pass rồi", "không nhớ mật khẩu vào máy")),
        ("b", "Khai tạm trú", ("làm kt3 cho khách", "khai người ở trọ")),
    )
    for part, kind, text in (("head", "head", title), ("mo", "step", f"Mở trang {title}"))
]


@pytest.mark.parametrize("key", ENTRANTS)
@pytest.mark.parametrize("documents", ["pieces of guides", "plain"])
def test_every_system_that_is_installed_builds_and_finds(key: str, documents: str) -> None:
    if key == "ensemble":
        pytest.skip("embeds with a transformer; measured by make bench")
    try:
        system = ENTRANTS[key].system()
    except Unavailable as why:
        pytest.skip(str(why))
    plain = [
        Document("a", "a", "head", "Mật khẩu", "Đặt lại mật khẩu", ("Mật khẩu",)),
        Document("b", "b", "head", "Tạm trú", "Khai tạm trú", ("Tạm trú",)),
        Document("c", "c", "head", "Hộ chiếu", "Xin hộ chiếu", ("Hộ chiếu",)),
    ]

    system.build(plain if documents == "plain" else GUIDE_PIECES)

    assert system.find("khai tạm trú")[0] == "b"
    assert len(system.find("mật khẩu")) == len(set(system.find("mật khẩu")))
    assert isinstance(system.find(""), list)


def test_our_vectors_are_those_that_the_project_brings() -> None:
    system = ENTRANTS["chroma"].system()

    system.build(GUIDE_PIECES)

    assert system.find("quen mat khau")[0] == "a"


def test_pieces_of_guides_teach_topics_and_plain_documents_none() -> None:
    from bench.peers.camtay import CamTay

    taught, alone = CamTay(), CamTay()
    taught.build(GUIDE_PIECES)
    alone.build([Document(d.id, d.id, d.kind, d.title, d.text, d.lines) for d in GUIDE_PIECES])

    assert (taught.has_topics, alone.has_topics) == (True, False)


def test_a_system_that_is_not_installed_is_unavailable_in_words() -> None:
    with pytest.raises(Unavailable, match="not installed"):
        Entrant("x", "X", "bench.peers.nothing:X", ()).system()


def test_a_system_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    QuestionSet("set", "A set", [], {}).save(tmp_path / "set")

    with pytest.raises(Unavailable, match="stopped after"):
        measured(ENTRANTS["camtay"], tmp_path / "set", seconds=0.01)
