"""A stand-in for a language model's server, in a process of its own: what it does with a request
is a play that the bench puts into a file, read anew at every request.

`python -m bench.leash.stand_in FILE` serves until SIGTERM; `launched_stand_in` runs it.
"""

import argparse
import pickle
import signal
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.leash.injections import Injection, judged, obeyed, reading
from loopback.behaviours import Behaviour, Says
from loopback.chat_model import LoopbackChatModel, Play
from loopback.dialects import ChatRequest
from loopback.remote_chat_model import RemoteChatModel
from loopback.server_process import server_process

NO_SITUATION = {"age": "", "role": "", "device": "", "card": ""}
_PIECE = 24
LONGEST_READING = 300
"""The most characters a query may have."""


@dataclass(frozen=True)
class Answers:
    """A play: one behaviour where a reading is asked for, one where a draft is."""

    reading: Behaviour
    draft: Behaviour

    def __call__(self, request: ChatRequest) -> Behaviour:
        return self.reading if shape_of(request) == "Reading" else self.draft


@dataclass(frozen=True)
class Obeys:
    """A play: does whatever an injection wants of it."""

    injection: Injection

    def __call__(self, request: ChatRequest) -> Behaviour:
        match shape_of(request):
            case "Reading":
                return Says(reading(self.injection), _PIECE)
            case "Judgement":
                return Says(judged(), _PIECE)
            case _:
                return Says(obeyed(self.injection, request.user), _PIECE)


@dataclass(frozen=True)
class Parrots:
    """A play: hands back whatever of the citizen's it was sent, as a reading, and finds no
    answer to it."""

    def __call__(self, request: ChatRequest) -> Behaviour:
        if shape_of(request) != "Reading":
            return says({"completeness": "none", "sentences": [], "steps_not_needed": []})
        message = request.user.rpartition("\n")[2]
        situation = {"age": message, "role": message, "device": "", "card": ""}
        query = message[:LONGEST_READING]
        return says({"language": "vi", "query": query, "intent": "how_to", "situation": situation})


@dataclass(frozen=True)
class Told:
    """A play: a draft of its own for each message, no reading of any."""

    drafts: Mapping[str, Behaviour]

    def __call__(self, request: ChatRequest) -> Behaviour:
        if shape_of(request) == "Reading":
            return says(
                {"language": "vi", "query": "", "intent": "how_to", "situation": NO_SITUATION}
            )
        asked = (draft for said, draft in self.drafts.items() if said in request.user)
        return next(asked, says({"completeness": "none", "sentences": [], "steps_not_needed": []}))


@dataclass(frozen=True)
class Always:
    """A play: the same with every request."""

    behaviour: Behaviour

    def __call__(self, _: ChatRequest) -> Behaviour:
        return self.behaviour


def says(what: Mapping[str, object]) -> Says:
    """An answer in the pieces that this bench streams."""
    return Says(what, _PIECE)


def shape_of(request: ChatRequest) -> str:
    """The name of the shape that is asked for."""
    wanted = request.body.get("response_format") or {}
    return str((wanted.get("json_schema") or {}).get("name", ""))


class StandIn:
    """The running server."""

    def __init__(self, remote: RemoteChatModel, file: Path) -> None:
        self._remote = remote
        self._file = file

    @property
    def url(self) -> str:
        """What the settings name it by."""
        return f"{self._remote.url}/v1"

    def plays(self, play: Play) -> None:
        """Do this with every request from now on."""
        _put(self._file, play)

    def requests(self, since: int = 0) -> list[ChatRequest]:
        """Every request, from a number on."""
        return self._remote.requests(since)


@contextmanager
def launched_stand_in(play: Play | None = None) -> Iterator[StandIn]:
    """A server in a process of its own, for as long as the block lasts."""
    with tempfile.TemporaryDirectory(prefix="camtay-stand-in-") as folder:
        file = Path(folder) / "play.pickle"
        _put(file, play or Always(Says({})))
        with server_process("bench.leash.stand_in", str(file)) as url:
            remote = RemoteChatModel(url)
            yield StandIn(remote, file)
            remote.close()


def _put(file: Path, play: Play) -> None:
    """Replace the file in one go: the server may read it meanwhile."""
    fresh = file.with_suffix(".fresh")
    fresh.write_bytes(pickle.dumps(play))
    fresh.replace(file)


def main() -> None:
    """Serve until SIGTERM or SIGINT; says `ready: URL` once it listens."""
    parser = argparse.ArgumentParser(prog="python -m bench.leash.stand_in", description=__doc__)
    parser.add_argument("play", type=Path, help="the file with the pickled play")
    file: Path = parser.parse_args().play
    stops = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, stops)

    def play(request: ChatRequest) -> Behaviour:
        chosen: Play = pickle.loads(file.read_bytes())
        return chosen(request)

    with LoopbackChatModel(play) as model:
        print(f"ready: {model.url}", flush=True)
        signal.sigwait(stops)


if __name__ == "__main__":
    main()
