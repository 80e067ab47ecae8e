"""Claims: a text as the things it says: words that need a source, figures, names, links, each
with whether it is denied and how binding it is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from bot.language.grammar import Grammar, Mood, grammar_of, stem
from bot.language.quantities import Figure, figures

_TOKEN = re.compile(
    r"(?P<token>(?:link|phone)_\d{1,3})(?!\w)|(?P<bold>\*\*)|(?P<word>[^\W_]+(?:['’](?:s|t|re|ve|ll|d))?)"
    r"|(?P<end>[.!?\n…]+)|(?P<pause>[,;()–—]|-(?= ))|(?P<colon>:)|(?P<quote>[\"“”])"
)
_TONES = {
    "oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa", "oè": "òe", "oé": "óe", "oẻ": "ỏe",
    "oẽ": "õe", "oẹ": "ọe", "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy",
}  # fmt: skip
_TONED = re.compile("(?:" + "|".join(_TONES) + ")$")


class Asked(StrEnum):
    """Whether a word is what a question asks, and how the next line answers it. OPEN: it says
    neither yes nor no, but denies something."""

    NOT = ""
    YES = "yes"
    NO = "no"
    OPEN = "open"
    UNSAID = "unsaid"


@dataclass(frozen=True, slots=True)
class Word:
    """One word, figure, link or phone of a text in its place. `clause` ends at a pause,
    `sentence` at a full stop; both count through the whole text. `denied` is the distance in
    content words to the denial before it: 1 is the word denied, 0 none. A word that `binds`
    (must, need; `được` at an end) may itself be `refused`; a denial is `bare` where what it
    denies was said before."""

    text: str
    key: str
    start: int
    end: int
    clause: int
    sentence: int
    line: int
    denied: int = 0
    mood: Mood = Mood.PLAIN
    glue: bool = False
    figure: Figure | None = None
    token: bool = False
    capital: bool = False
    first: bool = False
    asked: Asked = Asked.NOT
    asked_first: bool = False
    binds: bool = False
    refused: bool = False
    bare: bool = False
    hedged: bool = False


@dataclass(frozen=True, slots=True)
class Claims:
    """A text as its words in order, and where names stand in bold or quotation marks: first
    word, word after the last, and the name."""

    words: tuple[Word, ...]
    bold: tuple[tuple[int, int, str], ...]
    quoted: tuple[str, ...]


def normal(word: str) -> str:
    """A word in lower case with the tone where today's spelling puts it: `hoà` gives `hòa`."""
    low = word.lower().replace("’", "'")
    found = _TONED.search(low)
    if found and not low.startswith("qu"):
        return low[: found.start()] + _TONES[found[0]]
    return low


@lru_cache(maxsize=4096)
def claims_of(text: str, language: str) -> Claims:
    """What a text says. Expects clean text; reads Vietnamese, and all else as English."""
    return _Reader(text, language).read()


class _Raw:
    __slots__ = (
        "asked",
        "asked_first",
        "bare",
        "binds",
        "capital",
        "clause",
        "denied",
        "end",
        "figure",
        "first",
        "glue",
        "hedged",
        "kind",
        "line",
        "mood",
        "opens",
        "refused",
        "scope",
        "sentence",
        "start",
        "text",
    )

    def __init__(self, kind: str, text: str, start: int, end: int) -> None:
        self.kind, self.text, self.start, self.end = kind, text, start, end
        self.clause = self.sentence = self.line = self.denied = self.scope = 0
        self.asked = Asked.NOT
        self.asked_first = self.binds = self.refused = self.bare = self.hedged = False
        self.mood = Mood.PLAIN
        self.glue = self.capital = self.first = self.opens = False
        self.figure: Figure | None = None


class _Reader:
    def __init__(self, text: str, language: str) -> None:
        self.text = text
        self.language = language
        self.grammar: Grammar = grammar_of(language)

    def read(self) -> Claims:
        raw = self._raw()
        self._mark_glue(raw)
        self._mark_denials(raw)
        self._mark_questions(raw)
        words = tuple(
            Word(
                text=r.text, key=self._key(r), start=r.start, end=r.end, clause=r.clause,
                sentence=r.sentence, line=r.line, denied=r.denied, mood=r.mood, glue=r.glue,
                figure=r.figure, token=r.kind == "token", capital=r.capital, first=r.first,
                asked=r.asked, asked_first=r.asked_first, binds=r.binds, refused=r.refused,
                bare=r.bare, hedged=r.hedged,
            )
            for r in raw
        )  # fmt: skip
        quoted = tuple(re.findall(r"[\"“]([^\"“”\n]{1,200})[\"”]", self.text))
        return Claims(words, tuple(self._bold(raw)), quoted)

    def _bold(self, raw: list[_Raw]) -> Iterator[tuple[int, int, str]]:
        for found in re.finditer(r"\*\*(.+?)\*\*", self.text):
            inside = [at for at, r in enumerate(raw) if found.start() <= r.start < found.end()]
            if inside:
                yield inside[0], inside[-1] + 1, found[1]

    def _key(self, raw: _Raw) -> str:
        return raw.text if self.language == "vi" or raw.kind != "word" else stem(raw.text)

    def _raw(self) -> list[_Raw]:
        counted = {figure.start: figure for figure in figures(self.text, self.language)}
        found: list[_Raw] = []
        clause = sentence = line = scope = 0
        skip_until = -1
        first = True
        for match in _TOKEN.finditer(self.text):
            start = match.start()
            if start < skip_until:
                continue
            kind = match.lastgroup or ""
            figure = counted.get(start)
            if kind == "end":
                if "\n" in match[0]:
                    line += 1
                sentence += 1
                clause += 1
                first = True
                continue
            if kind == "pause":
                if match[0] not in "(":
                    clause += 1
                continue
            if kind in ("bold", "quote", "colon"):
                if kind == "colon":
                    first = True
                    scope += 1
                continue
            if figure is not None:
                raw = _Raw(
                    "figure", self.text[figure.start : figure.end].lower(), start, figure.end
                )
                raw.figure = figure
                skip_until = figure.end
            else:
                raw = _Raw(kind, normal(match[0]), start, match.end())
                raw.capital = match[0][0].isupper() or any(c.isupper() for c in match[0])
            raw.clause, raw.sentence, raw.line, raw.first = clause, sentence, line, first
            raw.scope = scope * 1000 + clause
            first = False
            found.append(raw)
        return found

    def _mark_glue(self, raw: list[_Raw]) -> None:
        at = 0
        while at < len(raw):
            used = self._longest(raw, at, self.grammar.glue_phrases)
            if used:
                for r in raw[at : at + used]:
                    r.glue = True
                at += used
                continue
            r = raw[at]
            r.glue = r.kind == "word" and r.text in self.grammar.glue
            if r.text == "còn" and at and raw[at - 1].clause == r.clause:
                r.glue = False
            at += 1

    def _mark_denials(self, raw: list[_Raw]) -> None:
        """Marks what is denied, and how binding each word after a mood is."""
        at = 0
        reach, mood, clause = 0, Mood.PLAIN, -1
        pending = owns = hedging = False
        while at < len(raw):
            r = raw[at]
            breaks = r.kind == "word" and (
                r.text in self.grammar.breaks or (pending and r.text in _JOINS and owns)
            )
            if r.scope != clause or breaks:
                hedging = breaks and hedging and r.scope == clause
                reach, mood, pending, clause = 0, Mood.PLAIN, False, r.scope
            skipped = self._longest(raw, at, self.grammar.no_denials)
            if skipped:
                for other in raw[at : at + skipped]:
                    other.glue = True
                at += skipped
                continue
            used = self._longest(raw, at, self.grammar.denials)
            if used:
                for other in raw[at : at + used]:
                    other.glue = True
                if not self._asks(raw, at + used):
                    reach, pending, owns = 1, True, False
                    raw[at].bare = not raw[at].first and self._bare(raw, at + used)
                at += used
                continue
            used = self._longest(raw, at, frozenset(self.grammar.moods))
            if used and not self._joins(raw, at):
                mood = self.grammar.moods[" ".join(x.text for x in raw[at : at + used])]
                for other in raw[at : at + used]:
                    other.glue = True
                hedging = hedging or mood is Mood.MAY
                r.binds, r.refused = mood is Mood.MUST, pending
                at += used
                continue
            if r.text in _ABLE and self._ends(raw, at + 1):
                r.binds, r.refused = True, self._denied_before(raw, at)
            if r.text == "nào" and self._nobody(raw, at):
                reach, pending = 1, True
            owns = r.text == "có"
            r.hedged = hedging
            if not r.glue:
                r.mood = mood
                mood = Mood.PLAIN
                if reach:
                    r.denied = reach
                    reach += 1
                    pending = False
                    if reach > 5:
                        reach = 0
            at += 1

    def _nobody(self, raw: list[_Raw], at: int) -> bool:
        """Whether `nào` closes `không cơ quan, tổ chức, cá nhân nào được…`."""
        for back in range(at - 1, max(-1, at - 10), -1):
            if raw[back].sentence != raw[at].sentence or raw[back].text in self.grammar.breaks:
                return False
            if raw[back].text == "không":
                return at + 1 < len(raw) and raw[at + 1].text in ("được", "phải", "có")
        return False

    def _joins(self, raw: list[_Raw], at: int) -> bool:
        """Whether `nên` at the head of a clause means `so`."""
        return (
            raw[at].text == "nên"
            and at > 0
            and (raw[at - 1].clause != raw[at].clause and not raw[at].first)
        )

    def _asks(self, raw: list[_Raw], at: int) -> bool:
        """Whether a denial only ends a question: `còn hạn không thì hỏi`."""
        return at >= 2 and raw[at - 2].scope == raw[at - 1].scope and self._ends(raw, at)

    def _bare(self, raw: list[_Raw], at: int) -> bool:
        """Whether a denial has nothing after it but words that bind: `thì không cần.`"""
        while at < len(raw) and raw[at].scope == raw[at - 1].scope:
            if raw[at].text in self.grammar.breaks:
                return True
            if raw[at].text not in _BARE and raw[at].text not in self.grammar.moods:
                return False
            at += 1
        return True

    def _ends(self, raw: list[_Raw], at: int) -> bool:
        return (
            at >= len(raw)
            or raw[at].scope != raw[at - 1].scope
            or raw[at].text in self.grammar.breaks
        )

    def _denied_before(self, raw: list[_Raw], at: int) -> bool:
        back = at - 1
        while back >= 0 and raw[back].scope == raw[at].scope and at - back <= 7:
            if raw[back].text in self.grammar.denials:
                return True
            if raw[back].text in self.grammar.breaks:
                return False
            back -= 1
        return False

    def _longest(self, raw: list[_Raw], at: int, phrases: frozenset[str]) -> int:
        for length in range(min(4, len(raw) - at), 0, -1):
            run = raw[at : at + length]
            if run[-1].clause == run[0].clause and " ".join(x.text for x in run) in phrases:
                return length
        return 0

    def _mark_questions(self, raw: list[_Raw]) -> None:
        """Marks what is asked in the lines that ask for yes or no: what stands after the last
        `có`, else the whole line."""
        lines = self.text.split("\n")
        for number, line in enumerate(lines[:-1]):
            thought = number == 0 and _NOT_SO.match(lines[1])
            if not thought and (not line.rstrip().endswith("?") or not self._polar(line)):
                continue
            asked = self._answer(lines[number + 1])
            words = [r for r in raw if r.line == number]
            starts = [at for at, r in enumerate(words) if r.text == "có"]
            begins = starts[-1] + 1 if starts and self.language == "vi" else 0
            first = True
            for r in words[begins:]:
                r.asked = asked
                if first:
                    r.asked_first, first = True, r.glue

    def _polar(self, line: str) -> bool:
        words = [normal(word) for word in re.findall(r"\w+", line)]
        if self.language == "vi":
            return bool(words) and words[-1] in ("không", "chưa")
        return bool(words) and words[0] in _ASKING

    def _answer(self, line: str) -> Asked:
        words = [normal(word) for word in re.findall(r"\w+", line)[:40]]
        alone = re.match(r"\W*\w+\s*[.,;:]", line) is not None
        if words and words[0] in self.grammar.no:
            return Asked.NO
        if words and words[0] in self.grammar.yes and alone:
            return Asked.YES
        denies = any(word in self.grammar.denials for word in words)
        return Asked.OPEN if denies else Asked.UNSAID


_NOT_SO = re.compile(r"(?:Không|Không phải|Không đúng|No|Not so|Wrong)[.:]")
_ASKING = frozenset(
    "can do does did is are must may will should has have could would am was were need".split()
)
_ABLE = frozenset(("được", "nổi"))
_BARE = frozenset("có được cần phải bắt buộc còn thấy".split())
_JOINS = frozenset(("và", "hoặc", "hay", "and", "or"))
