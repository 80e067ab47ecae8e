"""What each part measured, as kept beside the page. Times are in seconds."""

from pydantic import Field

from bench.telegram.verdict import Waits
from bot.domain.values import Value


class Unsaid(Value):
    """A sentence of an honest draft that was not said: what it cites, what the guard found
    wrong with it, and whether its whole draft was rejected with it."""

    corpus: str
    q: str
    sentence: str
    cited: tuple[str, ...]
    fault: str
    detail: str
    rejected: bool


class Corpus(Value):
    """Honest drafts of one file. Of the drafts `whole` were said as they were, `mended` in
    part, `already` stood in the guide's answer anyway, the others were not said at all, which
    `rejected` counts by why. None of the `drafts` are those that no model was asked for, or
    whose passages it was not given: `aside` counts them by why. Of the sentences `said` were
    said, `quoted` gave way to the guide's own words; what was wrong with the unsaid is in
    `faults`."""

    name: str
    held_out: bool
    drafts: int
    whole: int
    mended: int
    already: int = 0
    rejected: dict[str, int]
    aside: dict[str, int] = Field(default_factory=dict)
    sentences: int
    said: int
    quoted: int
    faults: dict[str, int]


class Honestly(Value):
    """Every honest draft."""

    corpora: tuple[Corpus, ...]
    unsaid: tuple[Unsaid, ...]


class Passed(Value):
    """A lie that a citizen read: the sentence, what it cites, how it was made, and what of the
    answer is neither the guide's nor ours nor true."""

    kind: str
    way: str
    q: str
    language: str
    sentence: str
    cited: tuple[str, ...]
    read: str


class Previews(Value):
    """Lies written slowly: how many, the previews that showed words of a draft meanwhile, and
    the lies of which something false showed."""

    lies: int
    shown: int
    false: int


class Lied(Value):
    """Lies of one origin: how many were told and read by kind, what stopped the others, and
    what showed of some on the answer's way."""

    origin: str
    told: dict[str, int]
    passed: dict[str, int]
    stopped_by: dict[str, int]
    previews: Previews
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
