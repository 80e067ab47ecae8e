"""A language model's server on the loopback, in the dialects of OpenAI, Anthropic and Ollama.
What it answers is a function of the request; every request is kept.

In tests it runs in a thread of the test's own process; for a bench, which must not share its
time with what it measures, `python -m loopback.chat_model --play MODULE:FUNCTION` runs it as
a process of its own, read by `loopback.remote_chat_model`.
"""

import argparse
import asyncio
import importlib
import json
import signal
import socket
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from .behaviours import (
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
from .dialects import NAMES, PATHS, ChatRequest, Dialect
from .observed import PATIENCE

Play = Callable[[ChatRequest], Behaviour]
REQUESTS = "/control/requests"
"""Where another process reads what was asked: a GET with the number it knows, in `?since=`."""

_LONGEST_HEAD = 64 * 1024
_HUGE_PIECE = 16_000


class _BrokenOff(Exception):
    """The connection is to break here."""


@dataclass
class LoopbackChatModel:
    """The server, in a thread of its own. Use it as a context manager.

    `play` is asked in the server's thread what to do with each request. `requests` holds
    every one; `left` counts the clients that went away before their answer was whole."""

    play: Play = lambda _: Says({})
    port: int = 0
    requests: list[ChatRequest] = field(default_factory=list)
    left: int = 0
    changed: threading.Condition = field(default_factory=threading.Condition)

    def __enter__(self) -> "LoopbackChatModel":
        self._listening = socket.create_server(("127.0.0.1", self.port), backlog=512)
        self.port = self._listening.getsockname()[1]
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="loopback model")
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._ending.set)
        self._thread.join(PATIENCE)

    @property
    def url(self) -> str:
        """Its address, without a path."""
        return f"http://127.0.0.1:{self.port}"

    def says(self, behaviour: Behaviour) -> None:
        """Do this with every request from now on."""
        self.play = lambda _: behaviour

    def wait_until(self, condition: Callable[[], bool], what: str) -> None:
        """Wait until a condition over what it was asked holds."""
        with self.changed:
            if not self.changed.wait_for(condition, PATIENCE):
                raise AssertionError(f"waited in vain for {what}; {len(self.requests)} requests")

    # The wire

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._ending = asyncio.Event()
        self._open: set[asyncio.Task[None]] = set()
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        server = await asyncio.start_server(
            self._connected, sock=self._listening, limit=_LONGEST_HEAD
        )
        await self._ending.wait()
        server.close()
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # asyncio sees to it only where the socket names its protocol.
        own = writer.get_extra_info("socket")
        own.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            while await self._exchange(reader, writer):
                pass
        except _BrokenOff:
            writer.transport.abort()
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self._open.discard(task)
            writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Read one request and answer it; whether the connection goes on."""
        head = await reader.readuntil(b"\r\n\r\n")
        target, headers = _head(head)
        raw = await reader.readexactly(int(headers.get("content-length", 0)))
        path, _, query = target.partition("?")
        dialect = PATHS.get(path)
        if dialect is None:
            writer.write(self._aside(path, query))
            await writer.drain()
            return True
        request = ChatRequest(NAMES[dialect], raw, json.loads(raw), headers)
        self._note(request)
        return await self._answered(dialect(request), reader, writer)

    def _note(self, request: ChatRequest) -> None:
        with self.changed:
            self.requests.append(request)
            self.changed.notify_all()

    def _aside(self, path: str, query: str) -> bytes:
        """What is asked for beside answers."""
        if path == "/v1/models":
            return _response(200, {"object": "list", "data": [{"id": "default"}]})
        if path == REQUESTS:
            since = int(query.removeprefix("since=") or 0)
            asked = [
                {"dialect": one.dialect, "raw": one.raw.decode(), "headers": dict(one.headers)}
                for one in self.requests[since:]
            ]
            return _response(200, {"requests": asked, "left": self.left})
        return _response(404, {"error": {"message": "no such path"}})

    async def _answered(
        self, dialect: Dialect, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        """Answer while watching whether the client is still there."""
        answering = asyncio.ensure_future(self._answer(dialect, writer))
        gone = asyncio.ensure_future(reader.read(1))
        try:
            await asyncio.wait({answering, gone}, return_when=asyncio.FIRST_COMPLETED)
            if answering.done() and not isinstance(answering.exception(), OSError):
                return answering.result()
            with self.changed:
                self.left += 1
                self.changed.notify_all()
            return False
        finally:
            for task in (answering, gone):
                task.cancel()
                with suppress(asyncio.CancelledError, OSError, _BrokenOff):
                    await task

    async def _answer(self, dialect: Dialect, writer: asyncio.StreamWriter) -> bool:
        behaviour = self.play(dialect.request)
        while isinstance(behaviour, Slow):
            await asyncio.sleep(behaviour.seconds)
            behaviour = behaviour.then
        match behaviour:
            case Dead():
                raise _BrokenOff
            case Fails(status):
                writer.write(_response(status, dialect.failure(status)))
            case Garbage(body):
                writer.write(_response(200, body))
            case Unstreamed(what):
                writer.write(_response(200, dialect.whole(Says(what).text)))
            case Says() as says if not dialect.request.streams:
                await asyncio.sleep(says.delay)
                writer.write(_response(200, dialect.whole(says.text)))
            case Refuses(why) if not dialect.request.streams:
                writer.write(_response(200, dialect.whole_refusal(why)))
            case _:
                await _stream(writer, dialect, _pieces(behaviour, dialect))
        await writer.drain()
        return True


async def _stream(
    writer: asyncio.StreamWriter, dialect: Dialect, pieces: AsyncIterator[bytes]
) -> None:
    kind = f"content-type: {dialect.stream_kind}\r\ntransfer-encoding: chunked\r\n\r\n"
    writer.write(b"HTTP/1.1 200 OK\r\n" + kind.encode() + _chunk(dialect.opening()))
    async for piece in pieces:
        writer.write(_chunk(piece))
        await writer.drain()
    writer.write(_chunk(dialect.closing()) + b"0\r\n\r\n")


async def _pieces(behaviour: Behaviour, dialect: Dialect) -> AsyncIterator[bytes]:
    """What is streamed between an answer's opening and its closing. Raises _BrokenOff."""
    match behaviour:
        case Says(_, chunk, delay):
            for piece in _cut(behaviour.text, chunk):
                if delay:
                    await asyncio.sleep(delay)
                yield dialect.piece(piece)
        case Dripping(milliseconds, text):
            while True:
                for character in text:
                    await asyncio.sleep(milliseconds / 1_000)
                    yield dialect.piece(character)
        case BreaksOff(what, after):
            for piece in _cut(Says(what).text[:after], 5):
                yield dialect.piece(piece)
                # Written for itself: what is still in our buffer would go with the connection.
                await asyncio.sleep(0.001)
            raise _BrokenOff
        case BrokenStream():
            yield dialect.piece('{"sentences": ')
            yield dialect.broken()
        case Huge(characters):
            text = json.dumps({"sentences": [{"text": "a" * characters, "cites": []}]})
            for piece in _cut(text, _HUGE_PIECE):
                yield dialect.piece(piece)
        case Refuses(why):
            yield dialect.refusal(why)


def _cut(text: str, size: int) -> list[str]:
    return [text[at : at + size] for at in range(0, len(text), size)]


def _head(head: bytes) -> tuple[str, dict[str, str]]:
    """A request's target and headers."""
    first, *lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
    named = (line.partition(":") for line in lines)
    return first.split(" ")[1], {name.lower(): value.strip() for name, _, value in named}


def _response(status: int, body: bytes | dict[str, Any]) -> bytes:
    kind = "application/json" if isinstance(body, dict) else "text/html"
    data = json.dumps(body, ensure_ascii=False).encode() if isinstance(body, dict) else body
    head = f"HTTP/1.1 {status} Status\r\ncontent-type: {kind}\r\ncontent-length: {len(data)}\r\n"
    return head.encode() + b"\r\n" + data


def _chunk(data: bytes) -> bytes:
    # A chunk of no bytes would end the stream.
    return f"{len(data):x}\r\n".encode() + data + b"\r\n" if data else b""


def main(arguments: list[str] | None = None) -> None:
    """Serve until SIGTERM or SIGINT; says `ready: URL` once it listens."""
    parser = argparse.ArgumentParser(prog="python -m loopback.chat_model", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--play", required=True, help="MODULE:FUNCTION of a request")
    asked = parser.parse_args(arguments)
    module, _, name = asked.play.partition(":")
    play = getattr(importlib.import_module(module), name)
    stops = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, stops)
    with LoopbackChatModel(play, port=asked.port) as model:
        print(f"ready: {model.url}", flush=True)
        signal.sigwait(stops)


if __name__ == "__main__":
    main()
