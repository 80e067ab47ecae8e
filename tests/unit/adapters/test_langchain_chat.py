"""What a language model is asked, and what of it stays here."""

import asyncio
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import aclosing, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from served_model import PROMPT, served_address, served_model
from structlog.testing import capture_logs

from bot.adapters import langchain_chat
from bot.adapters.langchain_chat import LangChainChat
from bot.adapters.model_address import model_address
from bot.domain.draft import Draft, Judgement, ModelOutput, Usage
from bot.domain.errors import ModelGarbled, ModelUnreachable, NoModel
from bot.settings import Settings
from loopback.behaviours import Fails, Garbage, Says, Slow, Unstreamed
from loopback.chat_model import LoopbackChatModel

REPOSITORY = Path(__file__).resolve().parents[3]
FINE = {"supported": True, "why": ""}


@pytest.fixture
def server() -> Iterator[LoopbackChatModel]:
    with LoopbackChatModel(lambda _: Says(FINE)) as server:
        yield server


async def asked(model: LangChainChat) -> ModelOutput:
    async with aclosing(model.filled(PROMPT, Judgement)) as outputs:
        return [output async for output in outputs][-1]


@pytest.mark.parametrize("kind", ["url", "openai", "anthropic", "ollama"])
async def test_a_prompt_and_the_shape_of_its_answer_are_all_that_is_sent(
    kind: str, server: LoopbackChatModel
) -> None:
    await asked(served_model(server.url, kind))

    (request,) = server.requests
    assert (request.system, request.user) == (PROMPT.system, PROMPT.user)
    assert request.streams
    assert request.schema == {
        "type": "object",
        "properties": {"supported": {"type": "boolean"}, "why": {"type": "string"}},
        "required": ["supported", "why"],
        "additionalProperties": False,
    }
    assert len(request.body.get("tools", [])) == (kind == "anthropic")


async def test_words_alone_ask_for_the_object_where_the_server_knows_no_schema(
    server: LoopbackChatModel,
) -> None:
    server.says(Says("Đây ạ:\n```json\n" + '{"supported": true, "why": ""}' + "\n```\nXong."))

    assert (await asked(served_model(server.url, "text"))).fields == FINE
    assert server.requests[0].schema is None


@pytest.mark.parametrize("kind", ["url", "openai", "anthropic", "ollama"])
async def test_the_answer_is_to_be_short_and_always_the_same(
    kind: str, server: LoopbackChatModel
) -> None:
    await asked(served_model(server.url, kind))

    body = server.requests[0].body
    said = body | body.get("options", {})
    limits = [said.get(name) for name in ("max_tokens", "max_completion_tokens", "num_predict")]
    assert said["temperature"] == 0
    assert [limit for limit in limits if limit] == [700]


def test_a_model_that_refuses_a_temperature_is_told_none() -> None:
    settings = Settings(
        _env_file=None, model="anthropic:claude-sonnet-5-5", model_url=None, model_key="k"
    )
    address = model_address(settings)
    assert address is not None

    chat = langchain_chat._opened(address, 8)

    assert getattr(chat, "temperature", 0) is None


async def test_an_anthropic_model_known_for_structured_output_gets_no_tool(
    server: LoopbackChatModel,
) -> None:
    address = served_address(server.url, "anthropic")
    model = LangChainChat(address.model_copy(update={"model": "claude-sonnet-5-5"}), "schema", 30)

    assert (await asked(model)).fields == FINE
    assert "tools" not in server.requests[0].body
    assert server.requests[0].schema is not None


async def test_an_own_server_is_shown_a_dummy_for_a_key_and_others_theirs(
    server: LoopbackChatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "the-operators-own")

    for kind in ("url", "openai", "anthropic", "ollama"):
        await asked(served_model(server.url, kind))

    shown = [request.headers["authorization"] for request in server.requests]
    assert shown == ["Bearer none", *["Bearer key-of-the-model"] * 3]


@pytest.mark.parametrize("kind", ["openai", "anthropic", "ollama"])
async def test_the_environment_leads_no_words_elsewhere(
    kind: str, server: LoopbackChatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    with LoopbackChatModel() as other:
        for name in (
            "OPENAI_BASE_URL",
            "OPENAI_API_BASE",
            "ANTHROPIC_BASE_URL",
            "ANTHROPIC_API_URL",
            "OLLAMA_HOST",
            "LANGSMITH_GATEWAY",
        ):
            monkeypatch.setenv(name, f"{other.url}/v1")

        await asked(served_model(server.url, kind))

        assert (len(server.requests), len(other.requests)) == (1, 0)


async def test_a_server_that_does_not_stream_is_asked_for_one_body_from_then_on(
    server: LoopbackChatModel,
) -> None:
    server.says(Unstreamed(FINE))
    model = served_model(server.url, "url")

    answers = [await asked(model) for _ in range(3)]

    assert [answer.fields for answer in answers] == [FINE] * 3
    assert answers[2].usage == Usage(tokens_in=321, tokens_out=45)
    assert [request.streams for request in server.requests] == [True, False, False, False]


async def test_a_server_that_has_streamed_is_not_asked_twice_for_garbage(
    server: LoopbackChatModel,
) -> None:
    model = served_model(server.url, "url")
    await asked(model)
    server.says(Garbage())

    with pytest.raises(ModelGarbled):
        await asked(model)

    assert len(server.requests) == 2


async def test_nothing_is_asked_again_here(server: LoopbackChatModel) -> None:
    server.says(Fails(503))
    for kind in ("url", "openai", "anthropic", "ollama"):
        with pytest.raises(ModelUnreachable):
            await asked(served_model(server.url, kind))

    assert len(server.requests) == 4


async def test_a_server_that_is_not_there_is_unreachable() -> None:
    with LoopbackChatModel() as server:
        url = server.url
    for kind in ("url", "openai", "anthropic", "ollama"):
        with pytest.raises(ModelUnreachable):
            await asked(served_model(url, kind))


@pytest.mark.parametrize("kind", ["url", "ollama", "anthropic"])
async def test_a_silent_server_is_given_up_after_its_seconds(
    kind: str, server: LoopbackChatModel
) -> None:
    server.says(Slow(60))
    model = LangChainChat(served_address(server.url, kind), "schema", seconds=0.2)

    with pytest.raises(ModelUnreachable):
        await asked(model)


async def test_what_a_server_says_of_a_failure_is_not_logged(server: LoopbackChatModel) -> None:
    """Its error repeats the question."""
    server.says(Fails(400))

    with capture_logs() as logs, pytest.raises(ModelUnreachable) as raised:
        await asked(served_model(server.url, "url"))

    assert [line["status"] for line in logs] == [400]
    assert PROMPT.user not in f"{logs} {raised.value!r}"
    assert raised.value.__suppress_context__


async def test_a_swallowed_cancel_is_raised_all_the_same() -> None:
    async def swallow() -> None:
        with langchain_chat._cancelled_means_cancelled(), suppress(asyncio.CancelledError):
            await asyncio.sleep(10)

    task = asyncio.create_task(swallow())
    await asyncio.sleep(0)
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task


@pytest.mark.parametrize("package", ["langchain_openai", "openai"])
def test_a_package_that_is_missing_or_broken_is_named(
    package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = served_address("http://127.0.0.1:9", "openai")
    for name in [name for name in sys.modules if name.split(".")[0] == "langchain_openai"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)
    langchain_chat.init_chat_model.__globals__["_get_chat_model_creator"].cache_clear()

    with pytest.raises(NoModel, match=r"pip install '\.\[openai\]'"):
        LangChainChat(address, "schema", 8)


def test_googles_models_can_be_opened() -> None:
    pytest.importorskip("langchain_google_genai", reason="needs: pip install '.[google]'")
    settings = Settings(
        _env_file=None, model="google_genai:gemini-2.5-flash", model_url=None, model_key="k"
    )
    address = model_address(settings)
    assert address is not None

    model = LangChainChat(address, "schema", 8)

    assert model.name == "google_genai:gemini-2.5-flash"
    assert set(model._structured(Draft)) == {"response_mime_type", "response_json_schema"}


# What leaves the process beside the call

_PROGRAM = """
import asyncio, sys
from contextlib import aclosing
from bot import log
log.configure("DEBUG")
from served_model import PROMPT, served_model
from bot.domain.draft import Judgement

async def main(guarded):
    model = served_model(sys.argv[1], sys.argv[2])
    if guarded:
        async with aclosing(model.filled(PROMPT, Judgement)) as outputs:
            async for output in outputs:
                print(output.fields)
    else:
        await model._chat.ainvoke(PROMPT.user)

asyncio.run(main(sys.argv[3] == "guarded"))
from langchain_core.tracers.langchain import wait_for_all_tracers
wait_for_all_tracers()
"""


class Tracing:
    """A service for traces that keeps what it is sent."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        tracing = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                tracing.seen.append(self.path)
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b"{}")

            do_POST = do_PATCH = do_GET  # noqa: N815 - the server looks for these names

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def tracing() -> Iterator[Tracing]:
    tracing = Tracing()
    thread = threading.Thread(target=tracing.server.serve_forever)
    thread.start()
    yield tracing
    tracing.server.shutdown()
    thread.join()
    tracing.server.server_close()


def run(server: LoopbackChatModel, tracing: Tracing, kind: str, how: str) -> str:
    """What the program prints in an environment that wants everything traced and logged."""
    talkative = dict.fromkeys(("LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2"), "true")
    talkative |= dict.fromkeys(("LANGSMITH_ENDPOINT", "LANGCHAIN_ENDPOINT"), tracing.url)
    talkative |= dict.fromkeys(("LANGSMITH_API_KEY", "LANGCHAIN_API_KEY"), "lsv2_key")
    talkative |= dict.fromkeys(("OPENAI_LOG", "ANTHROPIC_LOG"), "debug")
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, server.url, kind, how],
        cwd=REPOSITORY,
        env=os.environ | talkative | {"PYTHONPATH": f"{REPOSITORY}:{REPOSITORY / 'tests'}"},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return done.stdout + done.stderr


@pytest.mark.parametrize("kind", ["openai", "anthropic"])
def test_no_word_is_traced_or_logged_whatever_the_environment_says(
    kind: str, server: LoopbackChatModel, tracing: Tracing
) -> None:
    printed = run(server, tracing, kind, "guarded")

    assert "supported" in printed
    assert len(server.requests) == 1
    assert tracing.seen == []
    assert PROMPT.user not in printed
    assert PROMPT.system not in printed


def test_the_trap_for_traces_would_catch_one(server: LoopbackChatModel, tracing: Tracing) -> None:
    run(server, tracing, "openai", "bare")

    assert tracing.seen != []
