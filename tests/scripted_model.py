"""A ChatModel that says what it was told to."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence

from bot.domain.draft import ModelOutput, Prompt, Usage
from bot.domain.values import Value

Fields = Mapping[str, object]
Said = Fields | Sequence[Fields] | Exception
"""One object; an object as it grows, the last one whole; or what goes wrong instead."""


class ScriptedModel:
    """Answers call by call with what it was given, and with the last of it from then on; a
    function in its place is asked at every call. No call is answered while `gate` is not set.

    `prompts` and `shapes` are what it was asked, `cut_off` counts the calls that were
    cancelled or closed before they ended."""

    def __init__(
        self,
        *said: Said | Callable[[Prompt], Said],
        name: str = "scripted:model",
        usage: Usage | None = None,
    ) -> None:
        """`usage` is that of each whole answer."""
        self._said = list(said)
        self._usage = usage or Usage(tokens_in=100, tokens_out=20)
        self.name = name
        self.prompts: list[Prompt] = []
        self.shapes: list[type[Value]] = []
        self.cut_off = 0
        self.gate = asyncio.Event()
        self.gate.set()

    def says(self, *said: Said | Callable[[Prompt], Said]) -> None:
        """From now on, this."""
        self._said = list(said)

    @property
    def calls(self) -> int:
        """How often it was asked."""
        return len(self.prompts)

    async def filled(self, prompt: Prompt, shape: type[Value]) -> AsyncGenerator[ModelOutput, None]:
        self.prompts.append(prompt)
        self.shapes.append(shape)
        said = self._next(prompt)
        try:
            await self.gate.wait()
            if isinstance(said, Exception):
                raise said
            growing = [said] if isinstance(said, Mapping) else list(said)
            for fields in growing[:-1]:
                yield ModelOutput(fields=dict(fields), done=False)
                await asyncio.sleep(0)
        except (asyncio.CancelledError, GeneratorExit):
            self.cut_off += 1
            raise
        yield ModelOutput(fields=dict(growing[-1]), done=True, usage=self._usage)

    def _next(self, prompt: Prompt) -> Said:
        said = self._said.pop(0) if len(self._said) > 1 else self._said[0]
        return said(prompt) if callable(said) else said
