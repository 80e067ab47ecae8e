"""What a language model answered, kept in a file, so that it need not be asked and paid again."""

import hashlib
import json
from collections.abc import AsyncGenerator, Collection
from contextlib import aclosing
from pathlib import Path
from time import perf_counter

from pydantic import ValidationError

from bot.domain.draft import ModelOutput, Prompt, Usage
from bot.domain.errors import ModelUnreachable
from bot.domain.values import Value
from bot.ports import ChatModel


class _Recorded(Value):
    """One whole answer: a line of the file. `key` is made of the prompt and the shape;
    `prompt` is the prompt's name."""

    key: str
    prompt: str
    model: str
    fields: dict[str, object]
    usage: Usage
    milliseconds: float


class RecordingModel:
    """A ChatModel around another that adds every whole answer to a file of JSON lines. Prompts
    are not kept, only their digest; what failed is not kept either."""

    def __init__(self, model: ChatModel, file: Path) -> None:
        """Raises OSError when the file can't be written."""
        self.name = model.name
        self._model = model
        self._file = file
        _end_last_line(file)

    async def filled(self, prompt: Prompt, shape: type[Value]) -> AsyncGenerator[ModelOutput, None]:
        """The object as it grows; see the ChatModel port."""
        begun = perf_counter()
        async with aclosing(self._model.filled(prompt, shape)) as outputs:
            async for output in outputs:
                if output.done:
                    self._record(prompt, shape, output, perf_counter() - begun)
                yield output

    def _record(
        self, prompt: Prompt, shape: type[Value], output: ModelOutput, seconds: float
    ) -> None:
        recorded = _Recorded(
            key=_key(prompt, shape),
            prompt=prompt.name,
            model=self.name,
            fields=output.fields,
            usage=output.usage,
            milliseconds=round(seconds * 1_000, 1),
        )
        with self._file.open("a", encoding="utf-8") as file:
            file.write(recorded.model_dump_json() + "\n")


class ReplayedModel:
    """A ChatModel that answers from such a file and calls nobody. A question asked twice has
    its latest answer. `damaged` counts the lines that could not be read, `not_recorded` the
    prompts it had no answer to."""

    def __init__(self, file: Path) -> None:
        """Raises OSError when the file can't be read."""
        self.damaged = 0
        self.not_recorded = 0
        self._answers: dict[str, _Recorded] = {}
        with file.open("rb") as lines:
            for line in lines:
                self._take(line)

    @property
    def name(self) -> str:
        """The models whose answers these are; empty where there are none."""
        return self.name_for({one.prompt for one in self._answers.values()})

    def name_for(self, prompts: Collection[str]) -> str:
        """The models that answered prompts of those names; empty where none did."""
        models = (one.model for one in self._answers.values() if one.prompt in prompts)
        return " + ".join(dict.fromkeys(models))

    async def filled(self, prompt: Prompt, shape: type[Value]) -> AsyncGenerator[ModelOutput, None]:
        """The recorded object, at once and whole. Raises ModelUnreachable when there is none."""
        answer = self._answers.get(_key(prompt, shape))
        if answer is None:
            self.not_recorded += 1
            raise ModelUnreachable("not recorded")
        yield ModelOutput(fields=answer.fields, done=True, usage=answer.usage)

    def _take(self, line: bytes) -> None:
        try:
            recorded = _Recorded.model_validate_json(line)
        except ValidationError:
            self.damaged += bool(line.strip())
            return
        self._answers[recorded.key] = recorded


def _key(prompt: Prompt, shape: type[Value]) -> str:
    asked = (prompt.name, prompt.version, prompt.system, prompt.user, shape.__name__)
    return hashlib.sha256(json.dumps(asked).encode()).hexdigest()


def _end_last_line(file: Path) -> None:
    """So that an answer is not added to a line that was cut short."""
    with file.open("a+b") as whole:
        size = whole.seek(0, 2)
        if size:
            whole.seek(size - 1)
            if whole.read(1) != b"\n":
                whole.write(b"\n")
