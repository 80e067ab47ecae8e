"""Settings: the only reader of the environment and of `.env`."""

import sysconfig
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, PositiveInt, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.domain.allowance import Allowance
from bot.domain.token_price import TokenPrice
from bot.domain.working_hours import WorkingHours, read_working_hours

_REPOSITORY = Path(__file__).resolve().parent.parent
_SHARED = Path(sysconfig.get_path("data")) / "share" / "camtay"
BUNDLED, NO_EMBEDDING = "bundled", "none"
"""The values of `embedding` that are no model's name."""
_BUNDLED_MODEL = "models/static-vi"


def _shipped(name: str) -> Path:
    """A folder in the working directory, or else the one that came with the program."""
    for place in (Path(name), _REPOSITORY / name, _SHARED / name):
        if place.is_dir():
            return place
    return Path(name)


class Settings(BaseSettings):
    """Every setting with its default. See .env.example for what each is for."""

    model_config = SettingsConfigDict(
        env_file=".env", env_prefix="CAMTAY_", extra="ignore", env_ignore_empty=True
    )

    knowledge: Path = Field(default_factory=lambda: _shipped("knowledge"))
    data: Path = Path("var")
    prompts: Path = Field(default_factory=lambda: _shipped("prompts"))
    log_level: str = "INFO"
    embedding: str = BUNDLED
    reranker: str | None = None
    editors: Annotated[tuple[str, ...], NoDecode] = ()

    model: str | None = None
    model_url: str | None = None
    model_key: SecretStr | None = None
    model_format: Literal["schema", "text"] = "schema"
    model_when: Literal["needed", "always"] = "needed"
    model_judge: str | None = None
    model_seconds: float = Field(default=8.0, gt=0, le=60)
    model_at_once: PositiveInt = 8
    model_per_person: PositiveInt = 40
    model_per_day: PositiveInt = 4_000
    model_price_in: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    model_price_out: float | None = Field(default=None, ge=0, allow_inf_nan=False)

    desk_hours: str = "07:30-17:00"
    desk_days: str = "mon-sat"
    desk_wait_minutes: PositiveInt = 120
    desk_idle_minutes: PositiveInt = 60

    telegram_token: SecretStr | None = Field(default=None, validation_alias="TELEGRAM_TOKEN")
    telegram_bot_name: str | None = Field(default=None, validation_alias="TELEGRAM_BOT_NAME")
    telegram_api_url: str = Field(
        default="https://api.telegram.org", validation_alias="TELEGRAM_API_URL"
    )
    telegram_webhook_url: str | None = Field(default=None, validation_alias="TELEGRAM_WEBHOOK_URL")
    telegram_webhook_secret: SecretStr | None = Field(
        default=None, validation_alias="TELEGRAM_WEBHOOK_SECRET"
    )
    telegram_webhook_host: str = Field(
        default="127.0.0.1", validation_alias="TELEGRAM_WEBHOOK_HOST"
    )
    telegram_webhook_port: int = Field(default=8443, validation_alias="TELEGRAM_WEBHOOK_PORT")

    telegram_messages_per_second: int = Field(
        default=30, ge=1, le=1000, validation_alias="TELEGRAM_MESSAGES_PER_SECOND"
    )

    @field_validator("editors", mode="before")
    @classmethod
    def _one_by_one(cls, given: object) -> object:
        """User ids, separated by commas in the environment."""
        if not isinstance(given, str):
            return given
        return tuple(one.strip() for one in given.split(",") if one.strip())

    @property
    def bundled_model(self) -> Path:
        """The folder of the embedding model that comes with the program."""
        return _shipped(_BUNDLED_MODEL)

    @property
    def fonts(self) -> Path:
        """The folder of the font that comes with the program."""
        return _shipped("fonts")

    @property
    def asks_a_model(self) -> bool:
        """Whether a language model is to make answers better."""
        return bool(self.model or self.model_url)

    @property
    def model_allowance(self) -> Allowance:
        """How many answers a day the language model may take part in."""
        return Allowance(per_person=self.model_per_person, per_day=self.model_per_day)

    @property
    def model_price(self) -> TokenPrice | None:
        """What the language model's tokens cost; None unless both prices are set."""
        if self.model_price_in is None or self.model_price_out is None:
            return None
        return TokenPrice(tokens_in=self.model_price_in, tokens_out=self.model_price_out)

    @property
    def working_hours(self) -> WorkingHours:
        """When the desks' people are there."""
        return read_working_hours(self.desk_hours, self.desk_days)

    @property
    def desk_wait(self) -> timedelta:
        """How much working time a ticket waits for a helper at each level."""
        return timedelta(minutes=self.desk_wait_minutes)

    @property
    def desk_idle(self) -> timedelta:
        """How much working time an asker waits for a helper's words before the helper is
        reminded, and once more before the ticket is released."""
        return timedelta(minutes=self.desk_idle_minutes)

    @model_validator(mode="after")
    def _working_hours_can_be_read(self) -> Self:
        read_working_hours(self.desk_hours, self.desk_days)
        return self
