"""A sync with models: vectors for every guide, and what another model or an edit changes."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from knowledge_folder import GUIDES, PASSWORD, SCAM, TODAY, FixedClock, KnowledgeFolder
from procedure_records import card
from small_models import (
    WHY_SKIPPED,
    SharedWordsReranker,
    words_embedder,
    write_static,
    write_transformer,
)
from test_cli import ROOT, run

from bot.adapters.catalogue import NO_MODELS, Loaded
from bot.adapters.chroma_vectors import ChromaVectors
from bot.adapters.generations import Generation, GenerationLibrary, write_generation
from bot.adapters.models import Models
from bot.adapters.prompt_files import PromptFiles
from bot.adapters.static_embedding import StaticEmbedding
from bot.answering.compose import Composer
from bot.answering.pipeline import Answering
from bot.doctor import examine
from bot.domain.answer import Question, Status
from bot.domain.search import Meaning
from bot.ports import Embedder
from bot.settings import Settings
from ingest.catalogues import catalogues
from ingest.extras import read_extras, write_cards
from ingest.pipeline import Ingest, SyncReport


class Desk:
    """A knowledge folder with enough questions for a sync to go on from the one before."""

    def __init__(self, place: Path) -> None:
        self.folder = KnowledgeFolder(place / "knowledge")
        self.folder.ask_more()
        self.data = place / "data"

    def sync(self, loaded: Loaded) -> SyncReport:
        return Ingest(self.folder.path, self.data, FixedClock(), loaded).sync()

    def current(self) -> Generation:
        return GenerationLibrary(self.data).current()

    def vectors(self, embedder: Embedder, part: str = "vi") -> dict[str, Sequence[float]]:
        """Every vector of the published generation, if that model made them."""
        opened = ChromaVectors(self.current().folder / part / "vectors", embedder.stamp)
        found = opened.all()
        opened.close()
        return found


@pytest.fixture(scope="module")
def static(tmp_path_factory: pytest.TempPathFactory) -> StaticEmbedding:
    return StaticEmbedding(write_static(tmp_path_factory.mktemp("static")))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_every_guide_has_a_vector_of_the_model_that_the_generation_names(
    desk: Desk, static: StaticEmbedding
) -> None:
    desk.sync(Loaded(static))

    current = desk.current()
    meaning = current.catalogue("vi").meaning
    assert set(desk.vectors(static)) == set(GUIDES)
    assert meaning is not None
    assert meaning.stamp == static.stamp
    assert meaning.asked > 0
    assert current.manifest.models == str(Loaded(static))
    assert current.related(PASSWORD) == meaning.related[PASSWORD] != ()


def test_procedures_have_vectors_too(desk: Desk, static: StaticEmbedding) -> None:
    write_cards(desk.data, [card()])

    desk.sync(Loaded(static))

    assert set(desk.vectors(static, "cards")) == {f"procedure/{card().code}"}
    shelf = desk.current().cards
    assert shelf is not None
    assert shelf.searcher.search(card().name).results


def test_the_same_model_again_changes_nothing(desk: Desk, static: StaticEmbedding) -> None:
    first = desk.sync(Loaded(static))

    again = desk.sync(Loaded(static))

    assert (again.published, again.generation) == (False, first.generation)


def test_another_model_indexes_everything_anew(desk: Desk, static: StaticEmbedding) -> None:
    other = words_embedder()
    desk.sync(Loaded(static))

    report = desk.sync(Loaded(other))

    assert (report.published, report.changed) == (True, ())
    assert set(desk.vectors(other)) == set(GUIDES)
    assert desk.current().calibration("vi").carried == 0


def test_without_a_model_there_are_no_vectors_any_more(desk: Desk, static: StaticEmbedding) -> None:
    desk.sync(Loaded(static))

    report = desk.sync(NO_MODELS)

    assert report.published
    assert desk.current().catalogue("vi").meaning is None
    assert not (desk.current().folder / "vi" / "vectors").exists()
    assert desk.current().related(PASSWORD) == ()


def vector_files(generation: Generation) -> dict[str, str]:
    return {n: d for n, d in generation.manifest.files.items() if n.startswith("vi/vectors/")}


def test_an_edit_that_leaves_titles_and_asks_takes_the_vectors_over(
    desk: Desk, static: StaticEmbedding
) -> None:
    desk.sync(Loaded(static))
    before = desk.current()
    desk.folder.replace(PASSWORD, "khoảng 10 phút.", "khoảng 10 phút thôi.")

    desk.sync(Loaded(static))

    assert desk.current().calibration("vi").carried == 1
    assert vector_files(desk.current()) == vector_files(before)
    assert set(desk.vectors(static)) == set(GUIDES)


def test_a_new_way_of_asking_moves_the_vector_of_its_guide_alone(
    desk: Desk, static: StaticEmbedding
) -> None:
    desk.sync(Loaded(static))
    before = desk.vectors(static)
    desk.folder.replace(SCAM, "cuộc gọi dọa bắt giam", "đăng nhập ứng dụng thế nào")

    desk.sync(Loaded(static))

    after = desk.vectors(static)
    assert desk.current().calibration("vi").carried == 1
    assert [guide for guide in GUIDES if after[guide] != pytest.approx(before[guide])] == [SCAM]


# Through the whole program


def answering(data: Path, models: Models) -> Answering:
    library = GenerationLibrary(data, models)
    library.current()
    models.wait()
    return Answering(library, Composer(PromptFiles(ROOT / "prompts")), FixedClock())


def test_a_named_model_serves_from_sync_to_answer(tmp_path: Path) -> None:
    pytest.importorskip("sentence_transformers", reason=WHY_SKIPPED)
    from bot.adapters.sentence_transformer import SentenceTransformerEmbedder

    embedder = SentenceTransformerEmbedder(str(write_transformer(tmp_path)))
    desk = Desk(tmp_path)
    desk.sync(Loaded(embedder))

    answer = answering(desk.data, Models(lambda: embedder)).answer(
        Question(text="quên mật khẩu vneid")
    )

    assert set(desk.vectors(embedder)) == set(GUIDES)
    assert (answer.status, answer.guide) == (Status.ANSWERED, PASSWORD)


def publish_with_weight(desk: Desk, embedder: Embedder, weight: float) -> None:
    """A generation whose vectors count so much, whatever they are worth."""
    guides, extras = desk.folder.guides(), read_extras(desk.folder.path, desk.data)
    contents = replace(
        catalogues(guides, extras)["vi"],
        weigh=lambda index, vectors, loaded: Meaning(stamp=vectors.stamp, weight=weight),
    )
    folder = desk.data / "generations" / "20260101-a"
    loaded = Loaded(embedder)
    write_generation(
        folder, folder.name, TODAY, guides, (), {"vi": contents}, extras.tables, loaded=loaded
    )
    GenerationLibrary(desk.data).publish(folder.name)


@pytest.mark.parametrize("kind", ["static", "sentence-transformers"])
def test_vectors_that_count_take_part_in_the_answers(
    kind: str, desk: Desk, static: StaticEmbedding, tmp_path: Path
) -> None:
    embedder: Embedder = static
    if kind == "sentence-transformers":
        pytest.importorskip("sentence_transformers", reason=WHY_SKIPPED)
        from bot.adapters.sentence_transformer import SentenceTransformerEmbedder

        embedder = SentenceTransformerEmbedder(str(write_transformer(tmp_path)))
    publish_with_weight(desk, embedder, 0.3)
    models = Models(lambda: embedder)
    library = GenerationLibrary(desk.data, models)

    library.current()
    models.wait()
    found = library.current().searcher("vi").search("đặt lại mật khẩu vneid").results

    assert found[0].guide == PASSWORD
    assert max(result.dense_score for result in found) > 0
    answer = answering(desk.data, Models(lambda: embedder)).answer(
        Question(text="đặt lại mật khẩu vneid")
    )
    assert answer.guide == PASSWORD


def test_a_bot_with_another_model_answers_by_the_words(desk: Desk, static: StaticEmbedding) -> None:
    publish_with_weight(desk, static, 5.0)
    models = Models(words_embedder)
    library = GenerationLibrary(desk.data, models)
    library.current()
    models.wait()
    plain = GenerationLibrary(desk.data).current().searcher("vi")

    for question in ("đặt lại mật khẩu vneid", "khai tạm trú"):
        found = library.current().searcher("vi").search(question).results
        assert [one.guide for one in found] == [one.guide for one in plain.search(question).results]
        assert not any(one.dense_score for one in found)


BAD_INPUT = ("thì là mà của", "quên mật khẩu " * 8_000, "q", "忘记密码怎么办", "", " \n", "?!")


@pytest.mark.parametrize("text", BAD_INPUT, ids=lambda text: repr(text[:10]))
def test_bad_input_gets_an_answer_of_some_kind_with_vectors_on(
    text: str, counting: Answering
) -> None:
    assert counting.answer(Question(text=text)).text


@pytest.fixture(scope="module")
def counting(static: StaticEmbedding, tmp_path_factory: pytest.TempPathFactory) -> Answering:
    desk = Desk(tmp_path_factory.mktemp("counting"))
    publish_with_weight(desk, static, 0.5)
    return answering(desk.data, Models(lambda: static))


# The doctor


def settings_of(data: Path, **values: object) -> Settings:
    fixed = {"data": data, "telegram_token": None, "telegram_webhook_url": None, "reranker": None}
    return Settings(_env_file=None).model_copy(update=fixed | values)


def told_of_the_model(settings: Settings) -> tuple[bool, str]:
    (finding,) = [one for one in examine(settings).findings if one.name == "Mô hình ngữ nghĩa"]
    return finding.fine, finding.detail


@pytest.mark.parametrize("embedding", ["bundled", "/models/khac"])
def test_the_doctor_names_a_model_that_did_not_make_the_index(
    embedding: str, desk: Desk, static: StaticEmbedding
) -> None:
    desk.sync(Loaded(static))

    fine, detail = told_of_the_model(settings_of(desk.data, embedding=embedding))

    assert not fine
    wanted = "static-vi" if embedding == "bundled" else "khac"
    assert detail == f"chỉ mục chưa lập bằng {wanted}, chạy 'camtay-kb sync'"


def test_the_doctor_names_an_index_without_vectors(desk: Desk) -> None:
    desk.sync(NO_MODELS)

    fine, detail = told_of_the_model(settings_of(desk.data, embedding="bundled"))

    assert (fine, "camtay-kb sync" in detail) == (False, True)


def test_the_doctor_finds_the_model_that_made_the_index(
    desk: Desk, static: StaticEmbedding
) -> None:
    desk.sync(Loaded(static))

    fine, detail = told_of_the_model(settings_of(desk.data, embedding="/models/small"))

    assert fine
    assert detail.startswith(f"{static.stamp}, trọng số ")


def test_the_doctor_names_a_reranker_that_was_not_weighed(
    desk: Desk, static: StaticEmbedding
) -> None:
    desk.sync(Loaded(static, SharedWordsReranker()))

    weighed = settings_of(desk.data, embedding="/models/small", reranker="shared words")
    other = settings_of(desk.data, embedding="/models/small", reranker="hub/khac")

    fine, detail = told_of_the_model(weighed)
    assert (fine, "xếp lại bằng shared words, trọng số" in detail) == (True, True)
    assert told_of_the_model(other) == (
        False,
        "chỉ mục chưa cân với hub/khac, chạy 'camtay-kb sync'",
    )


def test_the_doctor_says_that_models_are_switched_off(desk: Desk) -> None:
    assert told_of_the_model(settings_of(desk.data, embedding="none")) == (
        True,
        "tắt (CAMTAY_EMBEDDING=none)",
    )


def test_the_doctor_does_not_call_an_unpublished_folder_a_wrong_model(tmp_path: Path) -> None:
    assert told_of_the_model(settings_of(tmp_path, embedding="bundled"))[0]


# The command


def synced(place: Path, embedding: str) -> dict[str, object]:
    """`camtay-kb sync` with that setting, which a `.env` in the folder brings."""
    (place / ".env").write_text(f"CAMTAY_EMBEDDING={embedding}\n", encoding="utf-8")
    done = run("sync", "--json", "--knowledge", "knowledge", "--data", "data", cwd=place)
    assert (done.returncode, done.stderr) == (0, "")
    report: dict[str, object] = json.loads(done.stdout)
    return report


def test_sync_writes_vectors_unless_models_are_switched_off(tmp_path: Path) -> None:
    KnowledgeFolder(tmp_path / "knowledge")

    def vectors() -> list[Path]:
        shelf = GenerationLibrary(tmp_path / "data")
        return list((shelf.folder / str(shelf.current_id())).rglob("stamp.json"))

    assert synced(tmp_path, "none")["published"]
    assert vectors() == []
    assert synced(tmp_path, "bundled")["published"]
    assert len(vectors()) == 1
    assert not synced(tmp_path, "bundled")["published"]


def test_sync_with_a_model_that_is_not_there_says_so_and_publishes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    KnowledgeFolder(tmp_path / "knowledge")
    (tmp_path / ".env").write_text("CAMTAY_EMBEDDING=khong/co\n", encoding="utf-8")

    done = run("sync", "--knowledge", "knowledge", "--data", "data", cwd=tmp_path)

    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (3, "", 1)
    assert not (tmp_path / "data" / "generations").exists()
