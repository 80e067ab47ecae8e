"""Fixtures every test may use."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from bot.app import SystemClock, loaded_models
from bot.settings import Settings
from ingest.pipeline import Ingest

REPOSITORY = Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def unlogged() -> Iterator[None]:
    """A command that a test runs sends the logs to that test's standard error, which is closed
    afterwards."""
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the project's own guides published. Do not write into it."""
    data = tmp_path_factory.mktemp("published")
    settings = Settings(_env_file=None)
    Ingest(REPOSITORY / "knowledge", data, SystemClock(), loaded_models(settings)).sync()
    return data


@pytest.fixture(scope="session")
def settings(published: Path) -> Settings:
    """Settings over the published guides, whatever the environment says."""
    return Settings(_env_file=None).model_copy(
        update={
            "knowledge": REPOSITORY / "knowledge",
            "prompts": REPOSITORY / "prompts",
            "data": published,
            "telegram_token": None,
            "telegram_webhook_url": None,
            "embedding": "bundled",
            "reranker": None,
            "model": None,
            "model_url": None,
        }
    )
