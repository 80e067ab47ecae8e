"""A language model's unverified words, what they may rest on, and what became of them."""

from enum import StrEnum

from bot.domain.values import Value


class Prompt(Value):
    """What a model is told, filled in. `version` is a digest of the prompt's file."""

    name: str
    version: str
    system: str
    user: str


class Usage(Value):
    """What a call took, in the model's own tokens; zeros where the model does not say."""

    tokens_in: int = 0
    tokens_out: int = 0

    def plus(self, other: "Usage") -> "Usage":
        """Both together."""
        return Usage(
            tokens_in=self.tokens_in + other.tokens_in,
            tokens_out=self.tokens_out + other.tokens_out,
        )


class ModelOutput(Value):
    """A model's answer as far as it is known: the fields of one JSON object. While it is not
    `done` the last text of it may break off anywhere. `usage` is known at the end."""

    fields: dict[str, object]
    done: bool
    usage: Usage = Usage()


# Composing


class Token(Value):
    """A link or a phone number, and the name a model knows it by: it can't invent one."""

    name: str
    text: str


class Passage(Value):
    """A chunk as a model sees it: under a short id, tokens for its links and phones. `sayings`
    are its parts that can be quoted alone, each with what it needs to be understood."""

    id: str
    chunk: str
    text: str
    sayings: tuple[str, ...] = ()


class Sentence(Value):
    """One sentence of a draft and the ids of the passages it rests on."""

    text: str
    cites: tuple[str, ...]


class Evidence(Value):
    """All that a draft may rest on. `language` is that of the passages."""

    passages: tuple[Passage, ...]
    tokens: tuple[Token, ...] = ()
    language: str = "vi"

    def passage(self, id_: str) -> Passage | None:
        """The passage of that id."""
        return next((passage for passage in self.passages if passage.id == id_), None)

    def cited(self, sentence: Sentence) -> tuple[Passage, ...]:
        """The passages a sentence cites, without those there are none of."""
        found = map(self.passage, sentence.cites)
        return tuple(passage for passage in found if passage is not None)

    def filled(self, text: str) -> str:
        """A text with links and phones in place of their tokens."""
        # The longest first: `link_1` begins `link_12`.
        for token in sorted(self.tokens, key=lambda token: -len(token.name)):
            text = text.replace(token.name, token.text)
        return text


class Completeness(StrEnum):
    """How much of a question the passages answer."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    NONE = "none"


class Draft(Value):
    """A short answer in a model's words; `steps_not_needed` are ids of step passages that
    do not apply to the citizen's situation."""

    completeness: Completeness
    sentences: tuple[Sentence, ...] = ()
    steps_not_needed: tuple[str, ...] = ()


class Judgement(Value):
    """What a second model says of a draft: whether its passages support every sentence."""

    supported: bool
    why: str = ""


# What became of it


class FaultKind(StrEnum):
    """Why words of a model were not said."""

    CITATION = "citation"
    NUMBER = "number"
    AMOUNT = "amount"
    DATE = "date"
    CODE = "code"
    PHONE = "phone"
    LINK = "link"
    NAME = "name"
    DOCUMENT = "document"
    ACTION = "action"
    POLARITY = "polarity"
    NOVELTY = "novelty"
    SECRET = "secret"
    PROMISE = "promise"
    OTHER_PERSON = "other_person"
    INJECTION = "injection"
    LANGUAGE = "language"
    LENGTH = "length"
    STEP = "step"
    JUDGE = "judge"


# A model that does one of these is not merely loose with words.
UNPARDONABLE = frozenset(
    {
        FaultKind.CITATION,
        FaultKind.PHONE,
        FaultKind.LINK,
        FaultKind.SECRET,
        FaultKind.OTHER_PERSON,
        FaultKind.INJECTION,
        FaultKind.LANGUAGE,
        FaultKind.LENGTH,
        FaultKind.STEP,
        FaultKind.JUDGE,
    }
)
"""The faults that stop a whole draft; any other stops its sentence."""


class Fault(Value):
    """One thing wrong with a draft; `detail` is for logs and never holds a whole sentence."""

    kind: FaultKind
    detail: str = ""


class Outcome(StrEnum):
    """What a model came to in one answer. MENDED had sentences put back into the guide's own
    words or left out; SAID were all sentences that stand in the guide's answer anyway. From
    SPARED on the verbatim answer was given: SPARED needed no model, NOTHING had none of the
    passages answer."""

    WORDED = "worded"
    MENDED = "mended"
    SAID = "said"
    REREAD = "reread"
    SPARED = "spared"
    NOTHING = "nothing"
    BUDGET = "budget"
    BUSY = "busy"
    UNREACHABLE = "unreachable"
    LATE = "late"
    MALFORMED = "malformed"
    FAULTY = "faulty"


class Assistance(Value):
    """How a model took part in an answer: which one, told what (`prompts`: name@version),
    what came of it and why, the calls it took and what they cost. `fault` is the first one
    that the guard found."""

    model: str
    prompts: tuple[str, ...] = ()
    outcome: Outcome
    fault: Fault | None = None
    completeness: Completeness | None = None
    calls: int = 0
    usage: Usage = Usage()
    milliseconds: float = 0.0
