"""A language model behind LangChain: a ChatModel over any provider that it can open. Only
`model_worker` imports this, in a process of its own: it takes a second or more."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing, contextmanager
from typing import Any, cast

import structlog
from langchain.chat_models import init_chat_model
from langchain_core.exceptions import ModelError, ModelRateLimitError
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import (
    AIMessage,
    AIMessageChunk,
    BaseMessage,
    HumanMessage,
    SystemMessage,
)
from langchain_core.runnables import RunnableBinding, RunnableConfig, RunnableSequence
from langsmith import tracing_context

from bot.adapters.growing_object import GrowingObject
from bot.adapters.json_shape import json_shape
from bot.adapters.model_address import ModelAddress
from bot.adapters.model_frames import Format
from bot.domain.draft import ModelOutput, Prompt, Usage
from bot.domain.errors import ModelBusy, ModelGarbled, ModelUnreachable, NoModel
from bot.domain.values import Value

log = structlog.get_logger()

_TOKENS = 700
_CONNECTING = 3.0
_TOO_MANY = 429
_NO_KEY = "none"
_NO_CALLBACKS: RunnableConfig = {"callbacks": []}
# Each logs whole requests where its own variable in the environment says so.
_TALKATIVE = ("openai", "anthropic", "ollama", "google_genai", "httpx", "httpx2", "httpcore")
# What their answers stumble over is in the body, not on the way to it.
_STUMBLES = (ValueError, TypeError, LookupError, AttributeError, RecursionError)


class LangChainChat:
    """Asks for one JSON object at a time and streams it. Nothing is retried here, no tool but
    the object's own shape is offered, and no callback or trace leaves the process, whatever
    the environment says. Making one loads the provider's package: see BackgroundModel."""

    def __init__(self, address: ModelAddress, form: Format, seconds: float) -> None:
        """`form` is how the object is asked for: by the provider's structured output
        (`schema`), or by the prompt alone (`text`). `seconds` without a byte end a call.
        Raises NoModel with one sentence when the provider's package can't be loaded."""
        self.name = address.name
        self._provider = address.provider
        self._form = form
        self._streams: bool | None = None
        self._asking: dict[type[Value], dict[str, Any]] = {}
        try:
            self._chat = _opened(address, seconds)
        except ImportError as error:
            raise NoModel(
                f"Mô hình {address.name} cần thư viện {address.package.replace('_', '-')}; "
                f"cài bằng: pip install '.[{address.extra}]' -c constraints.txt"
            ) from error
        # Whatever a provider's package finds wrong with what it was given.
        except Exception as error:
            kind = type(error).__name__
            raise NoModel(f"Không mở được mô hình {address.name} ({kind}).") from None
        for name in _TALKATIVE:
            logging.getLogger(name).setLevel(logging.WARNING)

    async def filled(self, prompt: Prompt, shape: type[Value]) -> AsyncGenerator[ModelOutput, None]:
        """The object as it grows; see the ChatModel port. Raises ModelUnreachable, ModelBusy
        or ModelGarbled, and nothing else."""
        growing, usage = GrowingObject(), Usage()
        with self._known_errors():
            async with aclosing(self._messages(prompt, shape)) as messages:
                async for message in messages:
                    usage = self._counted(usage, message)
                    fields = growing.add(_text(message))
                    if fields is not None:
                        yield ModelOutput(fields=fields, done=False)
            whole = growing.whole()
        yield ModelOutput(fields=whole, done=True, usage=usage)

    async def _messages(
        self, prompt: Prompt, shape: type[Value]
    ) -> AsyncGenerator[AIMessage, None]:
        """The answer in pieces, or in one from a server that was found not to stream."""
        asked = [SystemMessage(prompt.system), HumanMessage(prompt.user)]
        if shape not in self._asking:
            self._asking[shape] = self._structured(shape)
        asking = self._asking[shape]
        if self._streams is not False:
            try:
                async with aclosing(_untraced(self._chat, asked, asking)) as pieces:
                    async for piece in pieces:
                        self._streams = True
                        yield piece
                return
            except ValueError:
                # Some servers give one body whatever they are asked; LangChain finds it empty.
                if self._streams or self._provider != "openai":
                    raise
        with tracing_context(enabled=False):
            message = await self._chat.ainvoke(asked, _NO_CALLBACKS, **asking)
        self._streams = False
        yield message

    def _structured(self, shape: type[Value]) -> dict[str, Any]:
        """What a call says beside the prompt: the shape, as the provider takes it."""
        if self._form == "text":
            return {}
        schema = json_shape(shape)
        match self._provider:
            case "anthropic":
                return self._anthropic(shape.__name__, schema)
            case "google_genai":
                return {"response_mime_type": "application/json", "response_json_schema": schema}
            case "ollama":
                return {"format": schema}
            case _:
                named = {"name": shape.__name__, "schema": schema, "strict": True}
                wanted = {"type": "json_schema", "json_schema": named}
                # As an argument of its own it would have the client read the whole answer
                # anew at every piece.
                return {"extra_body": {"response_format": wanted}}

    def _anthropic(self, name: str, schema: dict[str, Any]) -> dict[str, Any]:
        """Structured output where the model is known to have it, else a tool that the model
        is made to use, if it may be made to: LangChain knows which are which."""
        if (self._chat.profile or {}).get("structured_output"):
            titled = schema | {"title": name}
            bound = self._chat.with_structured_output(titled, method="json_schema")
        else:
            tool = {"name": name, "description": "", "input_schema": schema}
            bound = self._chat.with_structured_output(tool, method="function_calling")
        # The first step is the model with its arguments; the second would parse.
        first = cast(RunnableSequence[Any, Any], bound).first
        return dict(cast(RunnableBinding[Any, Any], first).kwargs)

    def _counted(self, usage: Usage, message: AIMessage) -> Usage:
        """What the call has taken, with what one more piece says of it."""
        said = message.usage_metadata
        if not said:
            return usage
        more = Usage(tokens_in=said["input_tokens"], tokens_out=said["output_tokens"])
        # Servers of OpenAI's dialect that tell it with every piece tell the sum so far.
        return more if self._provider == "openai" else usage.plus(more)

    @contextmanager
    def _known_errors(self) -> Iterator[None]:
        """Turn whatever goes wrong into what the port raises. Neither the error's words nor
        its traceback go on: they may repeat the prompt."""
        try:
            yield
        except (ModelBusy, ModelGarbled, ModelUnreachable):
            raise
        # As many kinds as there are providers' packages, and what these are built on.
        except Exception as error:
            kind, status = type(error).__name__, getattr(error, "status_code", None)
            log.warning("model call failed", model=self.name, kind=kind, status=status)
            told = kind if status is None else f"{kind} {status}"
            if isinstance(error, ModelRateLimitError) or status == _TOO_MANY:
                raise ModelBusy(told) from None
            if isinstance(error, _STUMBLES) and not isinstance(error, ModelError):
                raise ModelGarbled(told) from None
            raise ModelUnreachable(told) from None


def _opened(address: ModelAddress, seconds: float) -> BaseChatModel:
    chat: BaseChatModel = init_chat_model(
        address.model,
        model_provider=address.provider,
        base_url=address.endpoint,
        temperature=0,
        **_particular(address, seconds),
    )
    # Models that think before they answer refuse to be told a temperature.
    if (chat.profile or {}).get("temperature") is False:
        chat.temperature = None  # type: ignore[attr-defined]
    return chat


def _particular(address: ModelAddress, seconds: float) -> dict[str, Any]:
    """What each provider calls the key, the limits and the retries. The endpoint and the key
    are always given, so that no variable of the environment leads words elsewhere."""
    key = address.key.get_secret_value() if address.key else ""
    connecting = min(_CONNECTING, seconds)
    timeouts = (connecting, seconds, seconds, connecting)
    given: dict[str, Any]
    match address.provider:
        case "anthropic":
            given = {"timeout": seconds, "max_retries": 0}
        case "google_genai":
            # One try in all; none would mean the library's own number.
            given = {"timeout": seconds, "max_retries": 1, "vertexai": False}
        case "ollama":
            headers = {"Authorization": f"Bearer {key}"} if key else {}
            client = {"timeout": timeouts, "headers": headers}
            return {"num_predict": _TOKENS, "reasoning": False, "client_kwargs": client}
        case _:
            own = {"stream_usage": True, "use_responses_api": False, "stream_chunk_timeout": 0}
            given = {"timeout": timeouts, "max_retries": 0} | own
    return given | {"api_key": key or _NO_KEY, "max_tokens": _TOKENS}


async def _untraced(
    chat: BaseChatModel, asked: list[BaseMessage], asking: dict[str, Any]
) -> AsyncGenerator[AIMessage, None]:
    """The pieces of an answer as they come."""
    pieces = cast(AsyncGenerator[AIMessage, None], chat.astream(asked, _NO_CALLBACKS, **asking))
    async with aclosing(pieces):
        while True:
            # Around each step only: what is set across a yield would be set for the caller.
            with tracing_context(enabled=False), _cancelled_means_cancelled():
                try:
                    piece = await anext(pieces)
                except StopAsyncIteration:
                    return
            yield piece


@contextmanager
def _cancelled_means_cancelled() -> Iterator[None]:
    """Raise the cancelling that came meanwhile and was swallowed: `asyncio.wait_for`, which
    providers' packages use, does so before Python 3.12, and the call would outlive its
    deadline."""
    task = asyncio.current_task()
    before = task.cancelling() if task else 0
    yield
    if task and task.cancelling() > before:
        raise asyncio.CancelledError


def _text(message: AIMessage) -> str:
    """What a piece adds to the object: its words, or its part of a tool's input."""
    if isinstance(message, AIMessageChunk) and message.tool_call_chunks:
        return "".join(chunk["args"] or "" for chunk in message.tool_call_chunks)
    return str(message.text)
