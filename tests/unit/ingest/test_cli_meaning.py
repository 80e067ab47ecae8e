"""`camtay-kb alike`, `ablation` and `train` as programs."""

import json
from pathlib import Path

import pytest
from knowledge_folder import OWNER, PASSWORD, SCAM, KnowledgeFolder
from test_cli import only_json, run


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("meaning")
    folder = KnowledgeFolder(place / "knowledge")
    folder.replace(SCAM, "cuộc gọi dọa bắt giam", "quên mk vneid thì lấy lại kiểu gì")
    assert run("sync", "--knowledge", folder.path, "--data", "data", cwd=place).returncode == 0
    return place


def test_alike_tells_a_phrase_that_stands_in_two_guides(place: Path) -> None:
    done = run("alike", "--json", "--data", "data", cwd=place)

    first = only_json(done)[0]
    assert (done.returncode, done.stderr, first["cosine"]) == (0, "", 1.0)
    assert {first["first"]["guide"], first["second"]["guide"]} == {PASSWORD, SCAM}


def test_alike_groups_the_questions_of_a_file(place: Path) -> None:
    questions = ["quên mật khẩu vneid", "quen mat khau vneid", "con mèo ngủ trên mái nhà"]
    lines = "".join(json.dumps({"q": q}) + "\n" for q in questions)
    (place / "asked.jsonl").write_text(lines, encoding="utf-8")

    done = run("alike", "--json", "--questions", "asked.jsonl", "--data", "data", cwd=place)

    groups = only_json(done)
    assert (groups[0]["size"], groups[0]["guide"]) == (2, PASSWORD)


@pytest.mark.parametrize("arguments", [("--questions", "none.jsonl"), ("--data", "nowhere")])
def test_alike_without_what_it_needs_is_3_and_one_sentence(
    arguments: tuple[str, str], place: Path
) -> None:
    done = run(
        "alike", *(("--data", "data") if arguments[0] != "--data" else ()), *arguments, cwd=place
    )

    assert (done.returncode, len(done.stderr.splitlines())) == (3, 1)


def test_ablation_prints_every_ranking_of_the_guides(place: Path) -> None:
    asked = [{"q": "chủ trọ khai tạm trú cho khách", "guide": OWNER}, {"q": "bói", "guide": None}]
    lines = "".join(json.dumps(row) + "\n" for row in asked)
    (place / "labelled.jsonl").write_text(lines, encoding="utf-8")
    shared = ("--knowledge", "knowledge", "--data", "data")

    done = run("ablation", "--json", "--questions", "labelled.jsonl", *shared, cwd=place)

    rows = only_json(done)
    assert (done.returncode, {row["set"] for row in rows}) == (0, {"guides"})
    assert {"lexical", "lexical - topics", "dense (asks)", "fused (head) 0.3", "deployed (0)"} <= {
        row["ranking"] for row in rows
    }


@pytest.mark.parametrize("content", [None, "no pairs"])
def test_training_without_pairs_is_3_and_says_so(content: str | None, place: Path) -> None:
    if content is not None:
        (place / "pairs.jsonl").write_text(content, encoding="utf-8")

    done = run("train", "--json", "--pairs", "pairs.jsonl", "--model", "m", cwd=place)

    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith("Không huấn luyện được: ")
    assert not (place / "m").exists()
