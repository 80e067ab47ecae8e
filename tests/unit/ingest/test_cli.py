"""`camtay-kb` as a program: its exit codes, its JSON, its sentences."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from knowledge_folder import FILES, GUIDES, OWNER, PASSWORD, SCAM, TENANT, KnowledgeFolder
from procedure_records import lines, record

from bot.domain.search import Signals
from loopback.behaviours import Says
from loopback.chat_model import LoopbackChatModel
from loopback.dialects import TOKENS_IN, TOKENS_OUT, ChatRequest

ROOT = Path(__file__).resolve().parents[3]
Done = subprocess.CompletedProcess[str]
FEE = "đặt lại mật khẩu vneid hết bao nhiêu tiền"


def run(*arguments: str | Path, cwd: Path, program: str = "ingest", **environment: str) -> Done:
    """The program in a folder of its own, so that no `.env` is read."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("CAMTAY_", "TELEGRAM_"))}
    return subprocess.run(
        [sys.executable, "-m", program, *map(str, arguments)],
        cwd=cwd,
        env=kept | {"PYTHONPATH": str(ROOT), "COLUMNS": "200"} | environment,
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


@pytest.mark.parametrize("typed", ["nodia", "telex"])
def test_eval_of_typed_questions_keeps_the_contract(
    typed: str, folder: KnowledgeFolder, data: Path, tmp_path: Path
) -> None:
    questions = tmp_path / "q.jsonl"
    questions.write_text(json.dumps({"q": "quên mật khẩu vneid", "guide": PASSWORD}))
    asked = ("eval", "--questions", questions, "--data", data, "--knowledge", folder.path)

    plain = only_json(run(*asked, "--json", cwd=tmp_path))
    scores = only_json(run(*asked, "--typed", typed, "--json", cwd=tmp_path))

    assert (list(scores), scores["right_first"]) == (list(plain), 1.0)


def test_eval_of_questions_typed_in_all_ways_is_one_object_by_way(
    folder: KnowledgeFolder, data: Path, tmp_path: Path
) -> None:
    questions = tmp_path / "q.jsonl"
    questions.write_text(json.dumps({"q": "quên mật khẩu vneid", "guide": PASSWORD}))

    done = run(
        "eval", "--questions", questions, "--typed", "all", "--json",
        "--data", data, "--knowledge", folder.path, cwd=tmp_path,
    )  # fmt: skip

    scores = only_json(done)
    assert list(scores) == ["clean", "nodia", "typo", "abbr", "mixed", "telex"]
    assert scores["telex"] == {
        "right_first": 1, "right_in_three": 1, "answered_right": 1, "declined": 0,
        "wrongly_answered": 0,
    }  # fmt: skip


def test_eval_of_a_beir_set_types_its_queries(tmp_path: Path) -> None:
    (tmp_path / "qrels").mkdir()
    corpus = [{"_id": "d1", "text": "Đặt lại mật khẩu."}, {"_id": "d2", "text": "Đổi bằng lái."}]
    (tmp_path / "corpus.jsonl").write_text("\n".join(map(json.dumps, corpus)), encoding="utf-8")
    (tmp_path / "queries.jsonl").write_text('{"_id": "q1", "text": "mật khẩu"}', encoding="utf-8")
    (tmp_path / "qrels/test.tsv").write_text("query-id\tcorpus-id\tscore\nq1\td1\t1\n")

    one = run("eval", "--beir", tmp_path, "--typed", "telex", "--json", cwd=tmp_path)
    every = run("eval", "--beir", tmp_path, "--typed", "all", "--json", cwd=tmp_path)

    assert only_json(one)["recall@1"] == 1
    assert {way: scores["recall@1"] for way, scores in only_json(every).items()} == dict.fromkeys(
        ["clean", "nodia", "typo", "abbr", "mixed", "telex"], 1
    )


def test_eval_in_a_way_nobody_types_is_2(data: Path, tmp_path: Path) -> None:
    done = run("eval", "--questions", "q.jsonl", "--typed", "vni", "--data", data, cwd=tmp_path)

    assert done.returncode == 2


@pytest.fixture
def asked(tmp_path: Path) -> Path:
    questions = tmp_path / "q.jsonl"
    lines = [{"q": FEE, "guide": PASSWORD}, {"q": "mai có mưa không", "guide": None}]
    questions.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return questions


def test_eval_with_no_model_configured_says_so_and_shows_no_figures_of_one(
    asked: Path, data: Path, tmp_path: Path
) -> None:
    run_it = ("eval", "--questions", asked, "--model", "--data", data)

    told = run(*run_it, "--record", "run.jsonl", cwd=tmp_path)
    counted = run(*run_it, "--json", cwd=tmp_path)

    assert (told.returncode, counted.returncode, counted.stderr) == (0, 0, "")
    assert told.stdout.splitlines()[0].endswith("chưa cấu hình mô hình (CAMTAY_MODEL)")
    scores = only_json(counted)
    assert list(scores) == [
        "questions", "answerable", "unanswerable", "run", "without_model", "with_model",
    ]  # fmt: skip
    assert (scores["run"], scores["with_model"]) == (None, None)
    assert scores["without_model"]["answered_right"] == 1.0
    assert not (tmp_path / "run.jsonl").exists()


def test_eval_records_a_run_and_scores_it_again_without_a_call(
    asked: Path, data: Path, tmp_path: Path
) -> None:
    evaluate = ("eval", "--questions", asked, "--data", data, "--model", "--always")
    prices = {"CAMTAY_MODEL_PRICE_IN": "1", "CAMTAY_MODEL_PRICE_OUT": "10"}

    with LoopbackChatModel(play=speak) as server:
        setting = {"CAMTAY_MODEL": "x", "CAMTAY_MODEL_URL": f"{server.url}/v1"}
        live = run(*evaluate, "--record", "run.jsonl", "--json", cwd=tmp_path, **setting, **prices)
        calls = len(server.requests)
        again = run(*evaluate, "--replay", "run.jsonl", "--json", cwd=tmp_path, **prices)
        told = run(*evaluate, "--replay", "run.jsonl", cwd=tmp_path)
        assert len(server.requests) == calls

    recorded, replayed = only_json(live), only_json(again)
    assert (live.returncode, again.returncode, again.stderr) == (0, 0, "")
    assert replayed["run"] == {
        "model": recorded["run"]["model"], "judge": None, "always": True, "replayed": True,
        "not_recorded": 0, "damaged": 0,
    }  # fmt: skip
    assert recorded["with_model"]["outcomes"] == {"worded": 1, "spared": 1}
    assert recorded["with_model"]["calls"] == calls == 2
    assert recorded["with_model"]["tokens_in"] == TOKENS_IN
    assert recorded["with_model"]["cost_of_1000"] == TOKENS_IN / 1000 + TOKENS_OUT / 100
    assert recorded["with_model"].pop("p50_ms") > 0
    assert recorded["with_model"].pop("p95_ms") > 0
    assert replayed["with_model"].pop("p50_ms") is None
    assert replayed["with_model"].pop("p95_ms") is None
    assert replayed["with_model"] == recorded["with_model"]
    assert "câu nào cũng hỏi" in told.stdout.splitlines()[0]
    assert "Đã hỏi mô hình 2/2 câu" in told.stderr


def speak(request: ChatRequest) -> Says:
    """What a model says that reads weather out of weather and words a step."""
    passages = next((line for line in request.user.split("\n") if line.startswith("[")), None)
    if passages is None:
        return Says({"language": "vi", "query": "mưa", "intent": "how_to"})
    words = "Chép đúng dãy số in trên thẻ."
    step = next(passage["id"] for passage in json.loads(passages) if words in passage["text"])
    sentences = [{"text": words, "cites": [step]}]
    return Says({"completeness": "complete", "sentences": sentences, "steps_not_needed": []})


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--record", "r.jsonl"], "Dùng --record, --replay, --always cùng --model."),
        (["--always"], "Dùng --record, --replay, --always cùng --model."),
        (["--model", "--typed", "all"], "--model chấm trên --questions TỆP, gõ theo một cách."),
        (
            ["--model", "--record", "r.jsonl", "--replay", "r.jsonl"],
            "Chọn một trong hai: --record TỆP hoặc --replay TỆP.",
        ),
    ],
)
def test_eval_options_that_do_not_go_together_are_2(
    options: list[str], sentence: str, asked: Path, data: Path, tmp_path: Path
) -> None:
    done = run("eval", "--questions", asked, "--data", data, *options, cwd=tmp_path)

    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"{sentence}\n")


def test_eval_with_a_model_needs_questions_not_documents(tmp_path: Path) -> None:
    done = run("eval", "--beir", tmp_path, "--model", cwd=tmp_path)

    assert (done.returncode, done.stdout) == (2, "")


def test_eval_never_writes_over_a_recording(asked: Path, data: Path, tmp_path: Path) -> None:
    (tmp_path / "run.jsonl").write_text("dear\n", encoding="utf-8")

    done = run(
        "eval", "--questions", asked, "--data", data, "--model", "--record", "run.jsonl",
        cwd=tmp_path, CAMTAY_MODEL_URL="http://127.0.0.1:9/v1",
    )  # fmt: skip

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("run.jsonl đã có")
    assert (tmp_path / "run.jsonl").read_text(encoding="utf-8") == "dear\n"


@pytest.mark.parametrize("text", [None, "", "dear\n", '{"key": 1}\n'])
def test_eval_of_a_recording_without_an_answer_is_3(
    text: str | None, asked: Path, data: Path, tmp_path: Path
) -> None:
    recording = tmp_path / "run.jsonl"
    if text is not None:
        recording.write_text(text, encoding="utf-8")

    done = run(
        "eval", "--questions", asked, "--data", data, "--model", "--replay", recording, cwd=tmp_path
    )

    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (3, "", 1)
    assert str(recording) in done.stderr


# coverage


def test_coverage_is_0_when_a_published_guide_serves_every_system(
    folder: KnowledgeFolder, tmp_path: Path
) -> None:
    folder.write("systems.csv", f"system,guides\nVNeID,{PASSWORD}\nCư trú,{OWNER}|{TENANT}\n")

    done = run("coverage", "--knowledge", folder.path, "--data", "data", cwd=tmp_path)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        f"✓ VNeID: {PASSWORD}",
        f"✓ Cư trú: {OWNER}, {TENANT}",
        "2 hệ thống, 0 hệ thống còn thiếu bài.",
    ]


def test_coverage_is_1_when_a_guide_is_missing_or_kept_back_by_a_fault(
    folder: KnowledgeFolder, tmp_path: Path
) -> None:
    folder.replace(PASSWORD, "minutes: 10", "minutes: mười")
    rows = f"VNeID,{PASSWORD}\nCư trú,{OWNER}|chua-viet\n"
    folder.write("systems.csv", f"system,guides\n{rows}")

    done = run("coverage", "--json", "--knowledge", folder.path, "--data", "data", cwd=tmp_path)

    assert done.returncode == 1
    assert only_json(done) == [
        {"name": "VNeID", "guides": [PASSWORD], "missing": [PASSWORD], "served": False},
        {
            "name": "Cư trú",
            "guides": [OWNER, "chua-viet"],
            "missing": ["chua-viet"],
            "served": True,
        },
    ]


# check --stale, over guides without an official address: nothing is called


@pytest.fixture
def press(folder: KnowledgeFolder) -> KnowledgeFolder:
    for guide in (PASSWORD, OWNER, TENANT):
        folder.remove(guide)
    return folder


def test_stale_guides_that_are_not_due_are_0(press: KnowledgeFolder, tmp_path: Path) -> None:
    done = run(
        "check", "--stale", "--json", "--knowledge", press.path, "--data", "data", cwd=tmp_path
    )

    state = only_json(done)
    assert (done.returncode, done.stderr) == (0, "")
    assert (state["overdue"], state["due_soon"], state["links"]) == ([], [], [])
    assert state["press_only"] == [SCAM]
    assert not (tmp_path / "data").exists()


def test_stale_guides_past_their_day_are_1_and_told_with_it(
    press: KnowledgeFolder, tmp_path: Path
) -> None:
    press.replace(SCAM, "2099-12-31", "2025-02-01")

    done = run("check", "--stale", "--knowledge", press.path, "--data", "data", cwd=tmp_path)

    assert (done.returncode, done.stderr) == (1, "Gọi thử các trang chính thức…\n")
    assert done.stdout.splitlines()[:5] == [
        "Quá hạn kiểm tra lại: 1",
        f"  {SCAM} (hạn 2025-02-01)",
        "Đến hạn trong 30 ngày: 0",
        "Chỉ dựa vào báo chí: 1",
        f"  {SCAM}",
    ]


# import procedures

BEES, OPERA, GONE = "1.004194", "2.000001", "1.014061"
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>**Sở** [bấm đây](https://xau.vn)"
RECORDS = b"\n".join(
    [
        b'{"ma_thu_tuc": "1.00',
        lines(
            record(BEES, "Cấp giấy phép nuôi ong lấy mật", co_quan_thuc_hien=HOSTILE),
            record(BEES, "Bản ghi trùng mã"),
            record(GONE, "Cấp thẻ ngư phủ vạn chài sông nước"),
            record(OPERA, "Cấp phép biểu diễn hát bội lưu động"),
        ),
    ]
)


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Done]:
    """Five records imported beside the guides; one is broken, one double, one abolished."""
    place = tmp_path_factory.mktemp("imported")
    folder = KnowledgeFolder(place / "knowledge")
    folder.write("abolished.csv", f"code,note\n{GONE},Nay làm thủ tục cấp thẻ căn cước.\n")
    (place / "ban-ghi.jsonl").write_bytes(RECORDS)
    options = ["--fetched", "2026-07-20", "--json", "--knowledge", folder.path, "--data", "data"]
    return place, run("import", "procedures", "ban-ghi.jsonl", *options, cwd=place)


def ask(place: Path, question: str) -> Any:
    return only_json(run("ask", "--json", question, "--data", "data", cwd=place, program="bot"))


def test_import_publishes_the_good_records_without_the_abolished_one(
    imported: tuple[Path, Done],
) -> None:
    done = imported[1]
    report = only_json(done)

    assert (done.returncode, done.stderr, report["cards"], report["published"]) == (0, "", 3, True)
    shelf = imported[0] / "data" / "generations" / report["generation"]
    kept = [json.loads(line)["code"] for line in (shelf / "cards.jsonl").open(encoding="utf-8")]
    assert kept == [BEES, OPERA]


@pytest.mark.parametrize(
    "question", [GONE, "xin cấp thẻ ngư phủ vạn chài sông nước", "the ngu phu van chai song nuoc"]
)
def test_an_abolished_procedure_that_was_imported_is_never_found(
    question: str, imported: tuple[Path, Done]
) -> None:
    answer = ask(imported[0], question)

    assert answer["chunk_kind"] != "card"
    assert "ngư phủ" not in answer["text"]
    assert not any("ngư phủ" in label for label in answer["choices"])
    assert (GONE in question) == ("Nay làm thủ tục cấp thẻ căn cước." in answer["text"])


def test_hostile_markup_of_a_record_is_never_shown_raw(imported: tuple[Path, Done]) -> None:
    done = run("ask", BEES, "--data", "data", cwd=imported[0], program="bot")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"Cấp giấy phép nuôi ong lấy mật\nMã thủ tục {BEES}, cấp xã.\n")
    # The words of the field are there, what made them dangerous is not.
    assert "Sở* (bấm đây)" in done.stdout
    for raw in ("<", "alert", "onerror", "**", "](", "Bản ghi trùng mã"):
        assert raw not in done.stdout
    assert "lấy ngày 20/7/2026" in done.stdout


def test_import_again_names_each_bad_record_by_its_line_and_changes_nothing(
    imported: tuple[Path, Done], tmp_path: Path
) -> None:
    place = shutil.copytree(imported[0], tmp_path / "again")
    options = ["--fetched", "2026-07-20", "--knowledge", "knowledge", "--data", "data"]

    done = run("import", "procedures", "ban-ghi.jsonl", *options, cwd=place)

    told = done.stdout.splitlines()
    assert (done.returncode, len(told)) == (0, 4)
    assert done.stderr.splitlines()[0] == "Đọc bản ghi thủ tục…"
    assert told[0].startswith("ban-ghi.jsonl:1: ")
    assert told[1].startswith("ban-ghi.jsonl:3: ")
    assert told[2] == "Đã nhập 3 thủ tục, 2 bản ghi có lỗi."
    assert told[3].startswith("Không có gì thay đổi: bản ")


# calibration


def test_a_sync_off_a_terminal_tells_its_progress_on_plain_lines(
    folder: KnowledgeFolder, tmp_path: Path
) -> None:
    done = run("sync", "--knowledge", folder.path, "--data", "moi", cwd=tmp_path)

    assert (done.returncode, len(done.stdout.splitlines())) == (0, 1)
    assert done.stderr.splitlines() == [
        "Đọc và kiểm tra hướng dẫn…",
        "Lập chỉ mục tìm kiếm và hiệu chỉnh độ tin…",
        "Mở thử bản mới và hỏi thử…",
    ]


def test_the_calibration_report_names_every_signal_and_adds_up(
    folder: KnowledgeFolder, tmp_path: Path
) -> None:
    folder.ask_more()
    data = tmp_path / "data"
    assert run("sync", "--knowledge", folder.path, "--data", data, cwd=tmp_path).returncode == 0

    report = only_json(run("calibration", "--json", "--data", data, cwd=tmp_path))["vi"]
    told = run("calibration", "--data", data, cwd=tmp_path).stdout

    assert set(report["weights"]) == {"intercept", *Signals.model_fields}
    assert sum(part["asked"] for part in report["reliability"]) == report["questions"] > 0
    assert all(0 <= part["right"] <= part["asked"] for part in report["reliability"])
    assert 0 < report["offer_from"] <= report["answer_from"] < 1
    assert told.startswith("[vi]\nTrả lời từ ")
    assert f"Khớp trên {report['questions']} câu hỏi." in told


# What goes wrong


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["eval", "--data", "trong"], 2, "Chọn một trong hai"),
        (["check", "--knowledge", "khong-co"], 3, "dùng --knowledge"),
        (["sync", "--knowledge", "knowledge", "--data", "tep"], 3, "dùng --data thư mục khác"),
        (["sync", "--knowledge", "nhap", "--data", "moi"], 1, "'camtay-kb check' để xem lỗi"),
        (["coverage", "--knowledge", "knowledge"], 3, "hỏng systems.csv"),
        (["check", "--stale", "--knowledge", "khong-co"], 3, "dùng --knowledge"),
        (["import", "procedures", "khong-co.jsonl", "--data", "moi"], 3, "kiểm tra đường dẫn"),
        (["import", "procedures", "tep", "--fetched", "hôm qua"], 2, "dạng 2026-07-20"),
        (["calibration", "--data", "trong"], 3, "'camtay-kb sync' trước"),
        (["watch", "--knowledge", "khong-co"], 3, "dùng --knowledge"),
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
