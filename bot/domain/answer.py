"""What the assistant does with a question, why, and what it says."""

from datetime import date
from enum import StrEnum

from bot.domain.draft import Assistance
from bot.domain.link import Link
from bot.domain.search import Calibration, ChunkKind, SearchResults
from bot.domain.values import Value


class Status(StrEnum):
    """Every outcome is one of these; a breakdown becomes `error`."""

    ANSWERED = "answered"
    CLARIFICATION = "clarification"
    DECLINED = "declined"
    WARNED = "warned"
    EMERGENCY = "emergency"
    HANDOFF = "handoff"
    SMALLTALK = "smalltalk"
    ERROR = "error"


class Reason(StrEnum):
    """Why a question was not simply answered."""

    OUT_OF_SCOPE = "out_of_scope"
    NO_GUIDE = "no_guide"
    PERSONAL_STATUS = "personal_status"
    LEGAL_ADVICE = "legal_advice"
    ILLEGAL = "illegal"
    POLITICS = "politics"
    INSULT = "insult"
    INJECTION = "injection"
    SECRET_SHARED = "secret_shared"
    SCAM = "scam"
    MEDICAL = "medical"
    FIRE = "fire"
    CRIME = "crime"
    SELF_HARM = "self_harm"
    GREETING = "greeting"
    THANKS = "thanks"
    GOODBYE = "goodbye"
    IDENTITY = "identity"
    EMPTY = "empty"
    LINK = "link"
    SCRIPT = "script"
    SEARCH_FAILED = "search_failed"


REASONS: dict[Status, tuple[Reason, ...]] = {
    Status.DECLINED: (
        Reason.OUT_OF_SCOPE,
        Reason.NO_GUIDE,
        Reason.PERSONAL_STATUS,
        Reason.LEGAL_ADVICE,
        Reason.ILLEGAL,
        Reason.POLITICS,
        Reason.INSULT,
        Reason.INJECTION,
    ),
    Status.WARNED: (Reason.SECRET_SHARED, Reason.SCAM),
    Status.EMERGENCY: (Reason.MEDICAL, Reason.FIRE, Reason.CRIME, Reason.SELF_HARM),
    Status.SMALLTALK: (
        Reason.GREETING,
        Reason.THANKS,
        Reason.GOODBYE,
        Reason.IDENTITY,
        Reason.EMPTY,
        Reason.LINK,
        Reason.SCRIPT,
    ),
    Status.ERROR: (Reason.SEARCH_FAILED,),
}


class Intent(StrEnum):
    """What kind of thing the citizen wants to know."""

    HOW_TO = "how_to"
    FEE = "fee"
    TIME = "time"
    NEEDS = "needs"
    HELP = "help"
    LAW = "law"
    ERROR = "error"
    FACT = "fact"
    TRUST = "trust"
    NEWS = "news"


FACT_INTENTS = frozenset({Intent.FEE, Intent.TIME, Intent.NEEDS, Intent.HELP, Intent.LAW})


class Question(Value):
    """A citizen's masked text with what it follows on.

    `guide` is the guide last shown or running; `earlier` the person's last masked messages,
    oldest first, known only where a language model may read them.
    """

    text: str
    language: str | None = None
    guide: str | None = None
    earlier: tuple[str, ...] = ()


class Understanding(Value):
    """How a question was read: its language, its intent, the text to search for, and the
    guide in hand, which it may lean on."""

    language: str
    intent: Intent
    query: str
    guide: str | None


class Screening(Value):
    """What a message is, when it is not simply a question.

    `soft` means that a guide whose own words match closely is still the better answer.
    """

    status: Status
    reason: Reason
    soft: bool = False


class Decision(Value):
    """What to do: a status, the guide and chunk to say, or the near guides to offer.

    A clarification between guides that tie names the one it leans to. `cards` are codes of
    official procedures: one is shown, several are offered. `abolished` is the code of a
    procedure that was asked for and is no more. `unsaid` is what was asked of the guide in
    hand when its piece does not state it; `follows` tells that the question leaned on it.
    """

    status: Status
    reason: Reason | None = None
    guide: str | None = None
    chunk: str | None = None
    near: tuple[str, ...] = ()
    cards: tuple[str, ...] = ()
    abolished: str | None = None
    unsaid: Intent | None = None
    follows: bool = False
    why: str


class Citation(Value):
    """A source under an answer, and the day its guide was last checked."""

    title: str
    url: str
    checked: date


class Action(Value):
    """What a choice does: a verb of the conversation and its arguments."""

    verb: str
    guide: str | None = None
    part: str | None = None


class Choice(Value):
    """A button in no channel's dialect. It does one of three things: an action, whose key is
    `token` once it is on its way; `link` leads into a private chat with the bot; `copy_text`
    puts a text where the person can paste it. One that is `aside` stands small beside others
    of its kind and has no number."""

    label: str
    action: Action | None = None
    token: str = ""
    link: Link | None = None
    copy_text: str | None = None
    aside: bool = False

    def does(self, verb: str, guide: str | None = None) -> bool:
        """Whether the button does that, with that guide where one is named."""
        action = self.action
        return action is not None and action.verb == verb and guide in (None, action.guide)


class Timing(Value):
    """How long one step of the pipeline took."""

    step: str
    milliseconds: float


class Trace(Value):
    """How an answer came about, for inspection; `assistance` tells what a language model did
    in it, where there is one."""

    screening: Screening | None
    understanding: Understanding
    results: SearchResults
    calibration: Calibration
    decision: Decision
    timings: tuple[Timing, ...]
    assistance: Assistance | None = None


class Candidate(Value):
    """A guide that was considered, with its score."""

    guide: str
    score: float


class Answer(Value):
    """What the assistant says to one question. `text` is light Markdown. `lead` is the part of
    it that a language model worded and the guard let pass; it stands first. `others` are the
    answers to the further questions of the same message."""

    status: Status
    reason: Reason | None
    guide: str | None
    chunk_kind: ChunkKind | None
    part: str | None
    step: str | None
    card: str | None = None
    candidates: tuple[Candidate, ...]
    text: str
    lead: str = ""
    choices: tuple[Choice, ...]
    citations: tuple[Citation, ...]
    language: str
    trace: Trace | None = None
    others: tuple["Answer", ...] = ()

    def led_by(self, lead: str) -> "Answer":
        """The answer with words put before its own."""
        return self.model_copy(update={"lead": lead, "text": f"{lead}\n\n{self.text}"})
