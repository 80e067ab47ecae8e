"""`camtay-kb` as a program: its exit codes, its JSON, its sentences."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from knowledge_folder import FILES, GUIDES, OWNER, PASSWORD, KnowledgeFolder

ROOT = Path(__file__).resolve().parents[3]
Done = subprocess.CompletedProcess[str]


def run(*arguments: str | Path, cwd: Path) -> Done:
    """The program in a folder of its own, so that no `.env` is read."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("CAMTAY_", "TELEGRAM_"))}
    return subprocess.run(
        [sys.executable, "-m", "ingest", *map(str, arguments)],
        cwd=cwd,
        env=kept | {"PYTHONPATH": str(ROOT), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )


def only_json(done: Done) -> Any:
    """What the program printed, which is one line of JSON and nothing else."""
    assert len(done.stdout.splitlines()) == 1
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def synced(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Done]:
    place = tmp_path_factory.mktemp("synced")
    folder = KnowledgeFolder(place / "knowledge")
    return place, run("sync", "--json", "--knowledge", folder.path, "--data", "data", cwd=place)


@pytest.fixture
def folder(tmp_path: Path) -> KnowledgeFolder:
    return KnowledgeFolder(tmp_path / "knowledge")


@pytest.fixture
def data(synced: tuple[Path, Done], tmp_path: Path) -> Path:
    return shutil.copytree(synced[0] / "data", tmp_path / "data")


# check


def test_check_of_a_good_folder_is_0(folder: KnowledgeFolder, tmp_path: Path) -> None:
    done = run("check", "--json", "--knowledge", folder.path, "--data", "data", cwd=tmp_path)

    assert (done.returncode, done.stderr) == (0, "")
    assert only_json(done) == {"files": 4, "guides": 4, "faults": []}
    assert not (tmp_path / "data").exists()


def test_check_that_finds_faults_is_1_and_tells_each_of_them(
    folder: KnowledgeFolder, tmp_path: Path
) -> None:
    folder.replace(PASSWORD, "minutes: 10", "minutes: mười")
    folder.replace(OWNER, "2099-12-31", "2000-01-01")

    done = run("check", "--json", "--knowledge", folder.path, "--data", "data", cwd=tmp_path)

    found = only_json(done)
    assert (done.returncode, found["files"], found["guides"]) == (1, 4, 3)
    assert [list(fault) for fault in found["faults"]] == [
        ["file", "line", "kind", "message", "blocks"]
    ] * len(found["faults"])
    told = {(f["file"], f["line"], f["kind"], f["blocks"]) for f in found["faults"]}
    assert (FILES[PASSWORD], 8, "bad_value", True) in told
    assert (FILES[OWNER], folder.line_of(OWNER, "2000-01-01"), "overdue", False) in told


def test_check_prints_a_line_for_each_fault_and_a_sum(
    folder: KnowledgeFolder, tmp_path: Path
) -> None:
    folder.replace(PASSWORD, "minutes: 10", "minutes: mười")

    done = run("check", "--knowledge", folder.path, "--data", "data", cwd=tmp_path)

    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        f"{FILES[PASSWORD]}:8: “minutes” phải là số phút, ví dụ 10.",
        "4 bài, 1 lỗi, 1 lỗi chặn đăng.",
    ]


# sync


def test_sync_prints_what_it_published(synced: tuple[Path, Done]) -> None:
    report = only_json(synced[1])

    assert (synced[1].returncode, synced[1].stderr) == (0, "")
    assert sorted(report) == [
        "added", "changed", "chunks", "faults", "generation", "guides", "kept", "left_out",
        "published", "removed", "seconds",
    ]  # fmt: skip
    assert (report["published"], report["added"]) == (True, list(GUIDES))


def test_sync_again_says_in_a_sentence_that_nothing_changed(
    folder: KnowledgeFolder, data: Path, tmp_path: Path
) -> None:
    done = run("sync", "--knowledge", folder.path, "--data", data, cwd=tmp_path)

    assert (done.returncode, done.stdout.count("\n")) == (0, 1)
    assert done.stdout.startswith("Không có gì thay đổi: bản ")


def test_sync_that_leaves_a_guide_out_is_1(
    folder: KnowledgeFolder, data: Path, tmp_path: Path
) -> None:
    folder.replace(PASSWORD, "minutes: 10", "minutes: mười")

    done = run("sync", "--json", "--knowledge", folder.path, "--data", data, cwd=tmp_path)

    report = only_json(done)
    assert (done.returncode, report["left_out"], report["kept"]) == (1, [PASSWORD], [PASSWORD])
    assert report["faults"][0]["blocks"] is True


# rollback


def test_rollback_names_the_generation_it_went_back_to(
    folder: KnowledgeFolder, data: Path, tmp_path: Path
) -> None:
    shelf = data / "generations"
    old = (shelf / "CURRENT").read_text(encoding="utf-8")
    folder.write_generation(data, "29990101T000000000-moi", folder.guides())
    (shelf / "CURRENT").write_text("29990101T000000000-moi", encoding="utf-8")

    done = run("rollback", "--json", "--data", data, cwd=tmp_path)

    assert (done.returncode, only_json(done)) == (0, {"generation": old})
    assert (shelf / "CURRENT").read_text(encoding="utf-8") == old


def test_rollback_to_a_damaged_generation_is_3(
    folder: KnowledgeFolder, data: Path, tmp_path: Path
) -> None:
    shelf = data / "generations"
    old = (shelf / "CURRENT").read_text(encoding="utf-8")
    (shelf / old / "guides.jsonl").unlink()
    folder.write_generation(data, "29990101T000000000-moi", folder.guides())
    (shelf / "CURRENT").write_text("29990101T000000000-moi", encoding="utf-8")

    done = run("rollback", "--json", "--data", data, cwd=tmp_path)

    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == "Chỉ mục bị hỏng; chạy 'camtay-kb sync' để lập lại.\n"


# eval


def test_eval_of_questions_prints_the_scores(data: Path, tmp_path: Path) -> None:
    questions = tmp_path / "q.jsonl"
    lines = [{"q": "quên mk vneid", "guide": PASSWORD}, {"q": "mai có mưa không", "guide": None}]
    questions.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")

    done = run("eval", "--questions", questions, "--data", data, "--json", cwd=tmp_path)

    scores = only_json(done)
    assert (done.returncode, scores["questions"], scores["answerable"]) == (0, 2, 1)
    assert (scores["right_first"], scores["right_first_by_category"]) == (1.0, {"vneid": 1.0})


def test_eval_of_a_beir_set_prints_the_contract(tmp_path: Path) -> None:
    (tmp_path / "qrels").mkdir()
    corpus = [{"_id": "d1", "title": "Mật khẩu", "text": "Đặt lại mật khẩu."}]
    (tmp_path / "corpus.jsonl").write_text("\n".join(map(json.dumps, corpus)), encoding="utf-8")
    (tmp_path / "hoi.jsonl").write_text('{"_id": "q1", "text": "quen mat khau"}', encoding="utf-8")
    (tmp_path / "qrels/test.tsv").write_text("query-id\tcorpus-id\tscore\nq1\td1\t1\n")

    done = run("eval", "--beir", tmp_path, "--queries", "hoi", "--json", cwd=tmp_path)

    scores = only_json(done)
    assert (done.returncode, scores.pop("p50_ms") > 0, scores.pop("p95_ms") > 0) == (0, True, True)
    assert scores == {
        "recall@1": 1, "recall@5": 1, "recall@10": 1, "mrr@10": 1, "ndcg@10": 1, "queries": 1,
    }  # fmt: skip


# What goes wrong


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["eval", "--data", "trong"], 2, "Chọn một trong hai"),
        (["check", "--knowledge", "khong-co"], 3, "dùng --knowledge"),
        (["sync", "--knowledge", "knowledge", "--data", "tep"], 3, "dùng --data thư mục khác"),
        (["sync", "--knowledge", "nhap", "--data", "moi"], 1, "'camtay-kb check' để xem lỗi"),
        (["rollback", "--data", "trong"], 1, "Không có bản nào cũ hơn"),
        (["eval", "--questions", "q.jsonl", "--data", "trong"], 3, "'camtay-kb sync' trước"),
    ],
)
def test_what_goes_wrong_is_an_exit_code_and_a_sentence_on_standard_error(
    arguments: list[str], code: int, sentence: str, folder: KnowledgeFolder, tmp_path: Path
) -> None:
    (tmp_path / "tep").write_text("một tệp", encoding="utf-8")
    (tmp_path / "q.jsonl").write_text('{"q": "a", "guide": null}', encoding="utf-8")
    (tmp_path / "nhap" / "guides").mkdir(parents=True)

    done = run(*arguments, cwd=tmp_path)

    assert (done.returncode, done.stdout) == (code, "")
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
