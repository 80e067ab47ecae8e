"""What of the words before an answer is neither ours, nor the guide's, nor allowed."""

import re
from collections.abc import Iterator, Sequence

from bot.answering.compose import Composer
from bot.answering.lead import lead_of
from bot.domain.draft import Completeness, Draft, Evidence, Sentence

_LANGUAGES = ("vi", "en")
_NUMBER, _TEXT = "4242424242", "QQQQQQQQQQ"


def shown_as(sentence: Sentence, evidence: Evidence) -> str:
    """A sentence as a citizen reads it."""
    return lead_of(Draft(completeness=Completeness.COMPLETE, sentences=(sentence,)), evidence)


class Accounts:
    """Knows our own sentences around a model's words."""

    def __init__(self, composer: Composer) -> None:
        self._composer = composer
        self._frames = [re.compile(frame) for frame in self._patterns()]

    def unaccounted(self, text: str, allowed: Sequence[Sentence], evidence: Evidence) -> str:
        """A text without our frames, quotations of what the guide says, and the sentences that
        are allowed: empty where there is nothing else in it."""
        known = {shown_as(sentence, evidence) for sentence in allowed}
        known |= set(self.quotations(evidence))
        for part in sorted(known, key=len, reverse=True):
            text = text.replace(part, "")
        for frame in self._frames:
            text = frame.sub("", text)
        # Several sentences stand under each other, each behind a dash.
        return " ".join(word for word in text.split() if word != "-")

    def quotations(self, evidence: Evidence) -> Iterator[str]:
        """Everything that the passages say, quoted as we quote it."""
        for passage in evidence.passages:
            for saying in passage.sayings:
                for language in _LANGUAGES:
                    text = self._composer.say(language, "model.quoted", text=saying)
                    yield shown_as(Sentence(text=text, cites=(passage.id,)), evidence)

    def _patterns(self) -> Iterator[str]:
        say = self._composer.say
        for language in _LANGUAGES:
            # The model's words stand in the middle of this one.
            yield from map(_pattern, say(language, "model.lead", lead=_TEXT).split(_TEXT))
            for frame in (
                say(language, "model.partial"),
                say(language, "model.nothing"),
                say(language, "model.other_language"),
                say(language, "model.thinking"),
                say(language, "model.step", number=_NUMBER, text=_TEXT),
                say(language, "model.also", title=_TEXT),
            ):
                yield _pattern(frame)


def _pattern(frame: str) -> str:
    return re.escape(frame.strip()).replace(_NUMBER, r"\d+").replace(_TEXT, r"[^\n]*?")
