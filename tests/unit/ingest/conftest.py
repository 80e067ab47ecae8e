"""A knowledge folder that is only read, and what stands in it."""

import pytest
from knowledge_folder import KnowledgeFolder

from bot.domain.guide import Guide
from ingest.outside import Outside, read_outside


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeFolder:
    return KnowledgeFolder(tmp_path_factory.mktemp("knowledge"))


@pytest.fixture(scope="module")
def guides(folder: KnowledgeFolder) -> list[Guide]:
    return folder.guides()


@pytest.fixture(scope="module")
def outside(folder: KnowledgeFolder) -> list[Outside]:
    return read_outside(folder.path)
