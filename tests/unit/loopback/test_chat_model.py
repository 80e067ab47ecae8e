"""The language models' server over its wires: three dialects, everything that can go wrong."""

import json
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import httpx
import pytest

from loopback.behaviours import (
    OTHER_LANGUAGE,
    OTHER_SCHEMA,
    Behaviour,
    BreaksOff,
    BrokenStream,
    Dead,
    Dripping,
    Fails,
    Garbage,
    Huge,
    Refuses,
    Says,
    Slow,
    Unstreamed,
)
from loopback.chat_model import LoopbackChatModel
from loopback.dialects import TOKENS_IN, TOKENS_OUT, ChatRequest
from loopback.remote_chat_model import launched_chat_model

PATHS = {"openai": "/v1/chat/completions", "anthropic": "/v1/messages", "ollama": "/api/chat"}
FINE = {"text": "Không mất phí."}
WORDS = '{"text": "Không mất phí."}'


def repeats(request: ChatRequest) -> Behaviour:
    """Says what it was asked: for the server in another process."""
    return Says(request.user)


@pytest.fixture
def server() -> Iterator[LoopbackChatModel]:
    with LoopbackChatModel(lambda _: Says(FINE)) as server:
        yield server


@pytest.fixture
def client(server: LoopbackChatModel) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, trust_env=False, timeout=10) as client:
        yield client


def body(dialect: str, **more: Any) -> dict[str, Any]:
    system = {"role": "system", "content": "Bạn viết ngắn."}
    messages = [{"role": "user", "content": "Lệ phí?"}]
    if dialect == "anthropic":
        return {"model": "m", "system": "Bạn viết ngắn.", "messages": messages} | more
    return {"model": "m", "messages": [system, *messages]} | more


def said(dialect: str, answer: str) -> str:
    """The words of a streamed answer."""
    if dialect == "ollama":
        return "".join(json.loads(line)["message"]["content"] for line in answer.splitlines())
    events = events_of(answer)
    if dialect == "openai":
        choices = [choice for event in events for choice in event["choices"]]
        return "".join(choice["delta"].get("content") or "" for choice in choices)
    deltas = [event["delta"] for event in events if event["type"] == "content_block_delta"]
    return "".join(delta.get("text") or delta.get("partial_json", "") for delta in deltas)


def events_of(answer: str) -> list[Any]:
    """Every event and line of a stream. Raises JSONDecodeError for one that is broken."""
    lines = (line for line in answer.splitlines() if line and not line.startswith("event:"))
    data = (line.removeprefix("data: ") for line in lines)
    return [json.loads(one) for one in data if one != "[DONE]"]


def until_it_breaks(answer: httpx.Response) -> tuple[str, Exception | None]:
    """What can be read of a stream, and what ended it."""
    got = ""
    try:
        for line in answer.iter_lines():
            got += f"{line}\n"
    except httpx.TransportError as error:
        return got, error
    return got, None


@pytest.mark.parametrize("dialect", PATHS)
def test_an_answer_is_streamed_in_the_dialect_it_was_asked_for_in(
    dialect: str, client: httpx.Client
) -> None:
    answer = client.post(PATHS[dialect], json=body(dialect, stream=True))

    assert said(dialect, answer.text) == WORDS
    kind = "application/x-ndjson" if dialect == "ollama" else "text/event-stream"
    assert answer.headers["content-type"] == kind


@pytest.mark.parametrize("dialect", PATHS)
@pytest.mark.parametrize("behaviour", [Says(FINE), Unstreamed(FINE)], ids=repr)
def test_an_answer_comes_in_one_body_where_no_stream_is_asked_for_or_none_is_given(
    dialect: str, behaviour: Behaviour, server: LoopbackChatModel, client: httpx.Client
) -> None:
    server.says(behaviour)
    streams = isinstance(behaviour, Unstreamed)

    answer = client.post(PATHS[dialect], json=body(dialect, stream=streams)).json()

    found = {
        "openai": lambda: answer["choices"][0]["message"]["content"],
        "anthropic": lambda: answer["content"][0]["text"],
        "ollama": lambda: answer["message"]["content"],
    }
    assert found[dialect]() == WORDS


def test_a_tool_is_given_its_input(client: httpx.Client) -> None:
    tool = {"name": "Draft", "input_schema": {"type": "object"}}
    streamed = client.post(PATHS["anthropic"], json=body("anthropic", stream=True, tools=[tool]))
    whole = client.post(PATHS["anthropic"], json=body("anthropic", tools=[tool])).json()

    assert "input_json_delta" in streamed.text
    assert said("anthropic", streamed.text) == WORDS
    assert (whole["content"][0]["name"], whole["content"][0]["input"]) == ("Draft", FINE)


@pytest.mark.parametrize(
    ("dialect", "more"), [("openai", {"stream_options": {"include_usage": True}}), ("ollama", {})]
)
def test_what_an_answer_took_comes_last(
    dialect: str, more: dict[str, Any], client: httpx.Client
) -> None:
    answer = client.post(PATHS[dialect], json=body(dialect, stream=True, **more))

    last = [line for line in answer.text.splitlines() if "{" in line][-1]
    assert str(TOKENS_IN) in last
    assert str(TOKENS_OUT) in last


@pytest.mark.parametrize("dialect", PATHS)
def test_every_request_is_kept_as_it_came_and_as_it_is_meant(
    dialect: str, server: LoopbackChatModel, client: httpx.Client
) -> None:
    sent = body(dialect, stream=True, temperature=0)
    client.post(PATHS[dialect], json=sent, headers={"Authorization": "Bearer none"})

    (request,) = server.requests
    assert (request.dialect, request.body) == (dialect, sent)
    assert json.loads(request.raw) == sent
    assert (request.system, request.user) == ("Bạn viết ngắn.", "Lệ phí?")
    assert request.streams
    assert request.schema is None
    assert request.headers["authorization"] == "Bearer none"


def test_words_in_parts_are_words_too(server: LoopbackChatModel, client: httpx.Client) -> None:
    parts = [{"type": "text", "text": "Lệ"}, {"type": "text", "text": "phí?"}]
    client.post(PATHS["openai"], json={"messages": [{"role": "user", "content": parts}]})

    assert server.requests[0].user == "Lệ\nphí?"


def test_a_connection_serves_one_request_after_another(
    server: LoopbackChatModel, client: httpx.Client
) -> None:
    for stream in (True, False, True):
        answer = client.post(PATHS["openai"], json=body("openai", stream=stream))
        assert answer.status_code == 200

    assert len(server.requests) == 3
    assert server.left == 0


def test_what_is_done_can_depend_on_what_is_asked(
    server: LoopbackChatModel, client: httpx.Client
) -> None:
    server.play = lambda request: Fails(503) if "phí" in request.user else Says("{}")

    answers = [
        client.post(PATHS["openai"], json={"messages": [{"role": "user", "content": words}]})
        for words in ("Lệ phí?", "Ở đâu?")
    ]

    assert [answer.status_code for answer in answers] == [503, 200]


def test_the_models_are_listed_and_other_paths_are_not_there(client: httpx.Client) -> None:
    assert client.get("/v1/models").json()["data"] == [{"id": "default"}]
    assert client.get("/nowhere").status_code == 404


# What can go wrong


@pytest.mark.parametrize("dialect", PATHS)
def test_a_failure_has_its_status_and_repeats_the_question(
    dialect: str, server: LoopbackChatModel, client: httpx.Client
) -> None:
    server.says(Fails(429))

    answer = client.post(PATHS[dialect], json=body(dialect, stream=True))

    assert answer.status_code == 429
    assert "Lệ phí?" in json.dumps(answer.json(), ensure_ascii=False)


def test_the_dead_close_without_a_byte(server: LoopbackChatModel, client: httpx.Client) -> None:
    server.says(Dead())

    with pytest.raises(httpx.TransportError):
        client.post(PATHS["openai"], json=body("openai"))


@pytest.mark.parametrize("dialect", PATHS)
def test_an_answer_can_break_off_midway(
    dialect: str, server: LoopbackChatModel, client: httpx.Client
) -> None:
    server.says(BreaksOff(FINE, after=12))
    sent = body(dialect, stream=True)

    with client.stream("POST", PATHS[dialect], json=sent) as answer:
        got, error = until_it_breaks(answer)

    assert isinstance(error, httpx.TransportError)
    assert said(dialect, got) == WORDS[:12]


@pytest.mark.parametrize("dialect", PATHS)
def test_a_stream_can_be_broken(
    dialect: str, server: LoopbackChatModel, client: httpx.Client
) -> None:
    server.says(BrokenStream())

    answer = client.post(PATHS[dialect], json=body(dialect, stream=True))

    with pytest.raises(json.JSONDecodeError):
        events_of(answer.text)


def test_a_body_can_be_anything(server: LoopbackChatModel, client: httpx.Client) -> None:
    server.says(Garbage(b"\xff\x00"))

    assert client.post(PATHS["openai"], json=body("openai")).content == b"\xff\x00"


def test_an_answer_can_be_huge(server: LoopbackChatModel, client: httpx.Client) -> None:
    server.says(Huge(100_000))

    answer = client.post(PATHS["openai"], json=body("openai", stream=True))

    assert len(said("openai", answer.text)) > 100_000


@pytest.mark.parametrize("stream", [True, False])
def test_a_refusal_has_a_field_of_its_own(
    stream: bool, server: LoopbackChatModel, client: httpx.Client
) -> None:
    server.says(Refuses("Không được."))

    answer = client.post(PATHS["openai"], json=body("openai", stream=stream)).text

    assert '"refusal": "Không được."' in answer
    assert said("openai", answer if stream else "") == ""


@pytest.mark.parametrize("behaviour", [OTHER_SCHEMA, OTHER_LANGUAGE])
def test_an_answer_can_be_another_than_was_asked_for(
    behaviour: Says, server: LoopbackChatModel, client: httpx.Client
) -> None:
    server.says(behaviour)

    answer = client.post(PATHS["openai"], json=body("openai", stream=True))

    assert json.loads(said("openai", answer.text)) == behaviour.what


def test_a_slow_answer_comes_after_its_time(
    server: LoopbackChatModel, client: httpx.Client
) -> None:
    server.says(Slow(0.2, Says(FINE)))
    begun = time.monotonic()

    answer = client.post(PATHS["openai"], json=body("openai", stream=True))

    assert said("openai", answer.text) == WORDS
    assert time.monotonic() - begun >= 0.2


@pytest.mark.parametrize("behaviour", [Slow(60), Dripping(1), Says("a" * 10_000, 1, 0.001)])
def test_a_client_that_goes_away_is_counted(
    behaviour: Behaviour, server: LoopbackChatModel
) -> None:
    server.says(behaviour)

    with httpx.Client(base_url=server.url, trust_env=False, timeout=0.2) as client:
        sent = client.build_request("POST", PATHS["openai"], json=body("openai", stream=True))
        with suppress(httpx.ReadTimeout):
            client.send(sent, stream=True).close()

    server.wait_until(lambda: server.left == 1, "the client's leaving")


def test_it_runs_in_a_process_of_its_own_too() -> None:
    with launched_chat_model("tests.unit.loopback.test_chat_model:repeats") as remote:
        with httpx.Client(base_url=remote.url, trust_env=False) as client:
            answer = client.post(PATHS["openai"], json=body("openai", stream=True))

        assert said("openai", answer.text) == "Lệ phí?"
        assert [request.user for request in remote.requests()] == ["Lệ phí?"]
        assert remote.requests(since=1) == []
        assert remote.left == 0
