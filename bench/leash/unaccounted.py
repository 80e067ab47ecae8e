"""What of the words before an answer is neither ours, nor the guide's, nor allowed."""

import itertools
import re
from collections.abc import Iterator, Sequence

from bot.adapters.prompt_files import PromptFiles
from bot.answering.lead import lead_of
from bot.domain.draft import Completeness, Draft, Evidence, Sentence

_LANGUAGES = ("vi", "en")
_QUOTED = ("model.quoted", "model.quoted_vietnamese")
_NUMBER, _TEXT, _TITLE, _WORDS = "4242424242", "QQQQQQQQQQ", "XXXXXXXXXX", "ZZZZZZZZZZ"


def shown_as(sentence: Sentence, evidence: Evidence) -> str:
    """A sentence as a citizen reads it."""
    return lead_of(Draft(completeness=Completeness.COMPLETE, sentences=(sentence,)), evidence)


class Accounts:
    """Knows our own sentences around a model's words."""

    def __init__(self, replies: PromptFiles) -> None:
        self._replies = replies
        self._frames = [re.compile(frame) for frame in self._patterns()]

    def unaccounted(self, text: str, allowed: Sequence[Sentence], evidence: Evidence) -> str:
        """A text without our frames, quotations of what the guide says, and the sentences that
        are allowed: empty where there is nothing else in it."""
        known = {shown_as(sentence, evidence) for sentence in allowed}
        known |= set(self.quotations(evidence))
        for part in sorted(known, key=len, reverse=True):
            text = text.replace(part, "")
        guide = evidence.filled("\n".join(passage.text for passage in evidence.passages))
        for frame in self._frames:
            text = frame.sub(lambda found: _unless_said(found, guide), text)
        # Several sentences stand under each other, each behind a dash.
        return " ".join(word for word in text.split() if word != "-")

    def quotations(self, evidence: Evidence) -> Iterator[str]:
        """Everything that the passages say, quoted as we quote it."""
        for passage in evidence.passages:
            for saying in passage.sayings:
                for language, frame in itertools.product(_LANGUAGES, _QUOTED):
                    text = self._replies.text(language, frame, text=saying)
                    yield shown_as(Sentence(text=text, cites=(passage.id,)), evidence)

    def _patterns(self) -> Iterator[str]:
        for language in _LANGUAGES:
            for key in sorted(self._replies.keys(language)):
                if key.startswith("model.") and key not in _QUOTED:
                    # Words of a model's stand in the middle of some.
                    yield from map(_pattern, self._frame(language, key).split(_WORDS))

    def _frame(self, language: str, key: str) -> str:
        return self._replies.text(
            language, key, lead=_WORDS, number=_NUMBER, text=_TEXT, title=_TITLE
        )


def _pattern(frame: str) -> str:
    quoted = re.escape(frame.strip()).replace(_NUMBER, r"\d+")
    return quoted.replace(_TEXT, r"(?P<said>[^\n]*?)").replace(_TITLE, r"[^\n]*?")


def _unless_said(found: re.Match[str], guide: str) -> str:
    """Nothing in place of a frame whose quotation, if it has one, the guide says."""
    said = found.groupdict().get("said")
    return "" if said is None or said in guide else found[0]
