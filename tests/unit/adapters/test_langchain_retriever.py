"""The project's search in other people's LangChain chains."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from knowledge_folder import OWNER, PASSWORD, SCAM, FixedClock, KnowledgeFolder
from langchain_core.documents import Document
from langchain_core.language_models import FakeListChatModel

from bot.adapters.generations import GenerationLibrary
from bot.adapters.langchain_retriever import CamTayRetriever
from bot.domain.errors import NoKnowledge
from ingest.pipeline import Ingest

README = Path(__file__).resolve().parents[3] / "README.md"
FORGOT = "quen mk vneid thi lam sao"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeFolder:
    return KnowledgeFolder(tmp_path_factory.mktemp("langchain") / "knowledge")


@pytest.fixture(scope="module")
def data(folder: KnowledgeFolder) -> Path:
    data = folder.path.parent / "var"
    Ingest(folder.path, data, FixedClock()).sync()
    return data


def test_documents_are_pieces_of_guides_with_where_they_come_from(data: Path) -> None:
    first = CamTayRetriever.from_data(data).invoke(FORGOT)[0]

    assert first.page_content.startswith("Quên mật khẩu VNeID\n")
    assert first.id == first.metadata["chunk"]
    assert first.metadata["chunk"].startswith(f"{PASSWORD}#{first.metadata['kind']}")
    assert (first.metadata["guide"], first.metadata["checked"]) == (PASSWORD, "2025-01-15")
    assert first.metadata["sources"] == ["https://vneid.gov.vn/hd"]
    assert 0 < first.metadata["confidence"] <= 1


def test_documents_come_best_first_and_at_most_k(data: Path) -> None:
    found = CamTayRetriever.from_data(data, k=3).invoke("đăng ký tạm trú cho người thuê nhà")
    scores = [document.metadata["score"] for document in found]

    assert len(found) == 3
    assert scores == sorted(scores, reverse=True)
    assert found[0].metadata["guide"] == OWNER


def test_several_guides_share_the_documents(data: Path) -> None:
    found = CamTayRetriever.from_data(data, k=4).invoke("tạm trú")

    assert len({document.metadata["guide"] for document in found}) > 1


async def test_the_retriever_works_asynchronously_too(data: Path) -> None:
    retriever = CamTayRetriever.from_data(data)

    assert await retriever.ainvoke(FORGOT) == retriever.invoke(FORGOT)


def test_a_retriever_over_one_generation_finds_the_same(data: Path) -> None:
    knowledge = GenerationLibrary(data).current()

    assert CamTayRetriever.from_knowledge(knowledge).invoke(FORGOT) == CamTayRetriever.from_data(
        data
    ).invoke(FORGOT)


def test_a_subject_known_to_have_no_guide_gives_no_documents(data: Path) -> None:
    assert CamTayRetriever.from_data(data).invoke("xem bói ngày mai thế nào") == []


@pytest.mark.parametrize("question", ["", "?!", "zzzz"])
def test_a_question_that_nothing_matches_gives_no_documents(question: str, data: Path) -> None:
    assert CamTayRetriever.from_data(data).invoke(question) == []


def test_a_new_generation_is_noticed(tmp_path: Path) -> None:
    folder = KnowledgeFolder(tmp_path / "knowledge")
    ingest = Ingest(folder.path, tmp_path / "var", FixedClock())
    ingest.sync()
    retriever = CamTayRetriever.from_data(tmp_path / "var")
    folder.replace(SCAM, "Công an không làm việc qua điện thoại.", "Cúp máy rồi gọi số 113.")
    ingest.sync()

    found = retriever.invoke("cuộc gọi dọa bắt giam cúp máy gọi số 113")

    assert any("Cúp máy rồi gọi số 113." in document.page_content for document in found)


def test_a_data_folder_without_knowledge_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(NoKnowledge):
        CamTayRetriever.from_data(tmp_path)


def test_the_example_of_the_readme_runs_in_a_chain(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    section = README.read_text(encoding="utf-8").split("## In a LangChain chain")[1]
    example = re.findall(r"```python\n(.*?)```", section, flags=re.S)[0]
    asked: list[Any] = []

    class Listening(FakeListChatModel):
        def _call(self, messages: Any, *rest: Any, **more: Any) -> str:
            asked.extend(messages)
            return super()._call(messages, *rest, **more)

    monkeypatch.chdir(data.parent)
    names: dict[str, Any] = {"model": Listening(responses=["Bấm Quên mật khẩu."])}
    exec(example, names)

    assert names["answer"] == "Bấm Quên mật khẩu."
    assert "https://vneid.gov.vn/hd" in asked[0].content
    assert "Quên mật khẩu VNeID" in asked[0].content


def test_metadata_can_be_written_as_json(data: Path) -> None:
    found = CamTayRetriever.from_data(data).invoke(FORGOT)

    assert [Document.model_validate_json(one.model_dump_json()) for one in found] == found


def test_the_program_does_not_pay_for_langchain() -> None:
    code = (
        "import sys, bot.__main__, bot.app, ingest.__main__; print('langchain_core' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "False"
