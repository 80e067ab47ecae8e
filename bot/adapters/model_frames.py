"""Model frames: what the program and the process of its language models tell each other, one
JSON object a line."""

import json
from typing import Annotated, Literal

from pydantic import Field, SecretStr, TypeAdapter, field_serializer

from bot.adapters.model_address import ModelAddress
from bot.domain.draft import Draft, Judgement, ModelOutput, Prompt
from bot.domain.errors import ModelBusy, ModelGarbled, ModelUnreachable
from bot.domain.reading import Reading
from bot.domain.values import Value

Format = Literal["schema", "text"]
ModelError = ModelBusy | ModelGarbled | ModelUnreachable

SHAPES = {shape.__name__: shape for shape in (Reading, Draft, Judgement)}
"""What a model can be asked to fill in."""
_ERRORS = {error.__name__: error for error in (ModelBusy, ModelGarbled, ModelUnreachable)}


class Open(Value):
    """Open a model. `key` is the address's, which shows itself in a line alone."""

    do: Literal["open"] = "open"
    model: int
    address: ModelAddress
    key: SecretStr | None
    form: Format
    seconds: float

    @classmethod
    def of(cls, model: int, address: ModelAddress, form: Format, seconds: float) -> "Open":
        """The order to open the model of an address under that number."""
        bare = address.model_copy(update={"key": None})
        return cls(model=model, address=bare, key=address.key, form=form, seconds=seconds)

    @field_serializer("key")
    def _shown(self, key: SecretStr | None) -> str | None:
        return key.get_secret_value() if key else None


class Fill(Value):
    """Have a model fill in a shape."""

    do: Literal["fill"] = "fill"
    call: int
    model: int
    prompt: Prompt
    shape: str


class Cancel(Value):
    """Nobody waits for that call any more."""

    do: Literal["cancel"] = "cancel"
    call: int


class Opened(Value):
    """A model is open, or can't be: then the sentence that says why."""

    did: Literal["opened"] = "opened"
    model: int
    refusal: str | None = None


class Given(Value):
    """The object of a call as it grows."""

    did: Literal["given"] = "given"
    call: int
    output: ModelOutput


class Ended(Value):
    """A call is over, well or with an error."""

    did: Literal["ended"] = "ended"
    call: int
    error: str | None = None
    told: str = ""

    @classmethod
    def by(cls, call: int, error: ModelError) -> "Ended":
        """The end of a call that failed."""
        return cls(call=call, error=type(error).__name__, told=str(error))

    @property
    def raised(self) -> ModelError | None:
        """The error it ended with."""
        return _ERRORS[self.error](self.told) if self.error else None


Order = Open | Fill | Cancel
Report = Opened | Given | Ended
_ORDERS: TypeAdapter[Order] = TypeAdapter(Annotated[Order, Field(discriminator="do")])
_REPORTS: TypeAdapter[Report] = TypeAdapter(Annotated[Report, Field(discriminator="did")])


def line_of(frame: Order | Report) -> str:
    """A frame as a line, in ASCII whatever a model or a citizen wrote."""
    return json.dumps(frame.model_dump()) + "\n"


def order_of(line: str) -> Order:
    """The order that a line is. Raises ValidationError."""
    return _ORDERS.validate_python(json.loads(line))


def report_of(line: str) -> Report:
    """The report that a line is. Raises ValidationError."""
    return _REPORTS.validate_python(json.loads(line))
