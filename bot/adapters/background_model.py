"""A language model that is loaded while the bot already answers."""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from bot.adapters.background import Background
from bot.domain.draft import ModelOutput, Prompt
from bot.domain.errors import ModelBusy, ModelUnreachable
from bot.domain.values import Value
from bot.ports import ChatModel


class BackgroundModel:
    """A ChatModel on its way: busy until it is there, unreachable for good when it can't be
    loaded. Loading starts at once, in a thread."""

    def __init__(self, name: str, load: Callable[[], ChatModel]) -> None:
        """`load` raises when it can't; the reason is logged."""
        self.name = name
        self._model = Background(f"language model {name}", load)

    def wait(self, seconds: float | None = None) -> None:
        """Return once loading has ended or the seconds are over."""
        self._model.wait(seconds)

    async def filled(self, prompt: Prompt, shape: type[Value]) -> AsyncGenerator[ModelOutput, None]:
        """The object as it grows; see the ChatModel port."""
        # In this order: it may arrive in between.
        loading, model = self._model.loading, self._model.get()
        if model is None:
            raise ModelBusy("loading") if loading else ModelUnreachable("not loaded")
        async with aclosing(model.filled(prompt, shape)) as outputs:
            async for output in outputs:
                yield output
