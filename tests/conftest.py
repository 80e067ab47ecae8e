"""Fixtures every test may use."""

from pathlib import Path

import pytest

from bot.app import SystemClock
from bot.settings import Settings
from ingest.pipeline import Ingest

REPOSITORY = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the project's own guides published. Do not write into it."""
    data = tmp_path_factory.mktemp("published")
    Ingest(REPOSITORY / "knowledge", data, SystemClock()).sync()
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
        }
    )
