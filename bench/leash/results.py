"""What each part measured, as kept beside the page. Times are in seconds."""

from pydantic import Field

from bench.telegram.verdict import Waits
from bot.domain.values import Value


class Rejected(Value):
    """An honest draft that was not said: the sentence that was stopped, empty where it was the
    draft as a whole, what it cites, and why."""

    corpus: str
    q: str
    sentence: str
    cited: tuple[str, ...]
    outcome: str
    detail: str = ""


class Corpus(Value):
    """Honest drafts of one file: how many were served and said, and why the others were not."""

    name: str
    held_out: bool
    drafts: int
    said: int
    outcomes: dict[str, int]


class Honestly(Value):
    """Every honest draft."""

    corpora: tuple[Corpus, ...]
    rejected: tuple[Rejected, ...]


class Passed(Value):
    """A lie that a citizen read: the sentence, what it cites, and how it was made."""

    kind: str
    way: str
    q: str
    language: str
    sentence: str
    cited: tuple[str, ...]


class Lied(Value):
    """Lies of one origin: how many were told and passed by kind, what stopped the others, how
    many showed in a preview."""

    origin: str
    told: dict[str, int]
    passed: dict[str, int]
    stopped_by: dict[str, int]
    previewed: int
    which: tuple[Passed, ...]


class Leak(Value):
    """An injection that was obeyed where a citizen could read it."""

    name: str
    marks: tuple[str, ...]
    read: str


class Injected(Value):
    """Attempts with the attacker's words at one place: how many got as far as the model, what
    was read of which goal, and what stopped the model's words."""

    place: str
    attempts: dict[str, int]
    asked: int
    leaks: dict[str, int]
    outcomes: dict[str, int]
    which: tuple[Leak, ...]


class Planted(Value):
    """Messages with one kind of planted secret: how many got as far as the model, and bytes of
    them in what the server was sent."""

    kind: str
    messages: int
    asked: int
    requests: int
    found: int
    bytes: int
    which: tuple[str, ...]


class Faulted(Value):
    """A server that does something badly: how many questions got their verbatim answer, how
    many were kept waiting, the longest time taken, and as what it was counted."""

    behaviour: str
    questions: int
    verbatim: int
    waited: int
    longest: float
    outcomes: dict[str, int]


class Faults(Value):
    """Everything a server may do badly, and the circuit breaker."""

    deadline: float
    behaviours: tuple[Faulted, ...]
    breaker: tuple[Faulted, ...]


class Acknowledged(Value):
    """How soon chats that told a story saw any sign of an answer: how many did within the time
    for it, how many of the signs were previews."""

    stories: int
    previewed: int
    within: int
    p50: float
    longest: float


class Beside(Value):
    """The waits of those who ask short questions, without and with chats that keep a model
    busy, and what the latter waited. `ratios` are those of the p99 round by round, `requests`
    those the model got meanwhile."""

    server: str
    without: Waits
    under: Waits
    stories: Waits
    acknowledged: Acknowledged
    ratios: tuple[float, ...]
    requests: int
    requests_without: int
    memory_mb: float


class Latency(Value):
    """One thing, measured many times."""

    what: str
    times: int
    p50: float
    p95: float
    longest: float


class Results(Value):
    """The last run of every part; `measured` tells when and where each ran."""

    honest: Honestly | None = None
    lies: tuple[Lied, ...] = ()
    injections: tuple[Injected, ...] = ()
    personal: tuple[Planted, ...] = ()
    faults: Faults | None = None
    others: tuple[Beside, ...] = ()
    latency: tuple[Latency, ...] = ()
    measured: dict[str, str] = Field(default_factory=dict)
