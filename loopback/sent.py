"""What the bot wrote, as the service keeps it and as people see it."""

from dataclasses import dataclass, field, replace
from typing import Any

JsonObject = dict[str, Any]


@dataclass(frozen=True)
class Button:
    """A button as people see it, and what pressing it does: sends `data` to the bot, opens
    `url`, or copies `copy`. The two others are empty."""

    label: str
    data: str = ""
    url: str = ""
    copy: str = ""


@dataclass(frozen=True)
class Content:
    """One wording of a message: `raw` as the bot wrote it, `shown` as people see it."""

    raw: str
    shown: str
    links: tuple[str, ...] = ()
    entities: tuple[JsonObject, ...] = ()
    rows: tuple[tuple[Button, ...], ...] = ()

    @property
    def buttons(self) -> tuple[Button, ...]:
        """Every button, row by row."""
        return tuple(button for row in self.rows for button in row)

    def data(self, label: str) -> str:
        """What pressing the button with these words sends."""
        return self.button(label).data

    def button(self, label: str) -> Button:
        """The first button with these words."""
        for button in self.buttons:
            if label in button.label:
                return button
        raise LookupError(f"no button {label!r} among {[b.label for b in self.buttons]}")


@dataclass(frozen=True)
class Edit(Content):
    """A later wording of a message; `at` in monotonic seconds."""

    at: float = 0.0


@dataclass(frozen=True)
class Sent(Content):
    """A message the service took.

    `number` is its id. `thread` is the topic of a forum it lies in, `reply_to` the id of
    the message it answers, `silent` whether nobody's phone rings, `at` when it was taken, in
    monotonic seconds. `edits` grows, oldest first; the other fields stay as first sent.
    """

    chat: int = 0
    number: int = 0
    thread: int | None = None
    reply_to: int | None = None
    silent: bool = False
    force_reply: bool = False
    at: float = 0.0
    edits: list[Edit] = field(default_factory=list, compare=False)

    @property
    def now(self) -> "Sent":
        """The message as it stands after its edits."""
        if not self.edits:
            return self
        last = self.edits[-1]
        return replace(
            self,
            raw=last.raw,
            shown=last.shown,
            links=last.links,
            entities=last.entities,
            rows=last.rows,
        )


@dataclass(frozen=True)
class Draft(Content):
    """A preview of a message that is still being written. `draft` is the id the bot gave it;
    `at` when it was taken, in monotonic seconds."""

    chat: int = 0
    draft: int = 0
    thread: int | None = None
    at: float = 0.0


@dataclass(frozen=True)
class ChatAction:
    """What the bot said that it is doing, `typing` mostly."""

    chat: int
    action: str
    thread: int | None
    at: float


@dataclass(frozen=True)
class CallbackAnswer:
    """What the bot answered to a press of a button: a toast, or an alert to be closed."""

    query: str
    text: str
    alert: bool
    at: float


@dataclass(frozen=True)
class InlineAnswer:
    """The results the bot offered for an inline query, as it wrote them."""

    query: str
    results: tuple[JsonObject, ...]
    personal: bool
    cache_seconds: int
    next_offset: str
    button: JsonObject | None
    at: float


def keyboard(content: Content) -> JsonObject | None:
    """The buttons of a message as the service writes them; None without any."""
    if not content.rows:
        return None
    return {"inline_keyboard": [[_written(button) for button in row] for row in content.rows]}


def _written(button: Button) -> JsonObject:
    if button.url:
        return {"text": button.label, "url": button.url}
    if button.copy:
        return {"text": button.label, "copy_text": {"text": button.copy}}
    return {"text": button.label, "callback_data": button.data}
