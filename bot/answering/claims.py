"""Claims: a text as the things it says: words that need a source, figures, names, links, each
with whether it is denied and how binding it is."""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from bot.language.grammar import Grammar, Mood, grammar_of
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


@dataclass(frozen=True, slots=True)
class Word:
    """One word, figure, link or phone of a text in its place. `clause` ends at a pause,
    `sentence` at a full stop; both count through the whole text. `denied` is the distance in
    content words to the denial before it: 1 is the word denied, 0 none."""

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


@dataclass(frozen=True, slots=True)
class Claims:
    """A text as its words in order, the names in bold or in quotation marks, and for each line
    whether it is a question and how it is answered (`""` where that is not said)."""

    words: tuple[Word, ...]
    bold: tuple[str, ...]
    quoted: tuple[str, ...]
    questions: dict[int, str] = field(default_factory=dict)


def normal(word: str) -> str:
    """A word in lower case with the tone where today's spelling puts it: `hoà` gives `hòa`."""
    low = word.lower().replace("’", "'")
    found = _TONED.search(low)
    if found and not low.startswith("qu"):
        return low[: found.start()] + _TONES[found[0]]
    return low


def stem(word: str) -> str:
    """An English word without its ending: `registered`, `registers`, `registering` alike."""
    word = word.removesuffix("'s")
    for ending, instead in (
        ("ies", "y"),
        ("ied", "y"),
        ("sses", "ss"),
        ("ing", ""),
        ("ed", ""),
        ("es", ""),
        ("s", ""),
    ):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            if ending == "s" and word[-2] in "sui":
                break
            word = word[: -len(ending)] + instead
            if ending in ("ing", "ed") and word[-1] == word[-2] and word[-1] not in "lse":
                word = word[:-1]
            break
    return word[:-1] if word.endswith("e") and len(word) > 3 else word


@lru_cache(maxsize=4096)
def claims_of(text: str, language: str) -> Claims:
    """What a text says. Expects clean text; reads Vietnamese, and all else as English."""
    return _Reader(text, language).read()


class _Raw:
    __slots__ = (
        "clause",
        "denied",
        "figure",
        "glue",
        "kind",
        "line",
        "mood",
        "sentence",
        "start",
        "end",
        "text",
        "capital",
        "first",
        "opens",
    )

    def __init__(self, kind: str, text: str, start: int, end: int) -> None:
        self.kind, self.text, self.start, self.end = kind, text, start, end
        self.clause = self.sentence = self.line = self.denied = 0
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
        words = tuple(
            Word(
                text=r.text, key=self._key(r), start=r.start, end=r.end, clause=r.clause, sentence=r.sentence,
                line=r.line, denied=r.denied, mood=r.mood, glue=r.glue, figure=r.figure,
                token=r.kind == "token", capital=r.capital, first=r.first,
            )
            for r in raw
        )  # fmt: skip
        bold = tuple(re.findall(r"\*\*(.+?)\*\*", self.text))
        quoted = tuple(re.findall(r"[\"“]([^\"“”\n]{1,200})[\"”]", self.text))
        return Claims(words, bold, quoted, self._questions(raw))

    def _key(self, raw: _Raw) -> str:
        return raw.text if self.language == "vi" or raw.kind != "word" else stem(raw.text)

    def _raw(self) -> list[_Raw]:
        counted = {figure.start: figure for figure in figures(self.text, self.language)}
        found: list[_Raw] = []
        clause = sentence = line = 0
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
        pending = False
        while at < len(raw):
            r = raw[at]
            if r.clause != clause or (
                r.text in self.grammar.breaks and r.kind == "word" and not pending
            ):
                reach, mood, pending, clause = 0, Mood.PLAIN, False, r.clause
            skipped = self._longest(raw, at, self.grammar.no_denials)
            if skipped:
                for other in raw[at : at + skipped]:
                    other.glue = True
                at += skipped
                continue
            used = self._longest(raw, at, self.grammar.denials)
            if used:
                for other in raw[at : at + used]:
                    other.glue, other.opens = True, True
                if self._answers_back(raw, at, used):
                    self._deny_before(raw, at)
                else:
                    reach, pending = 1, True
                at += used
                continue
            used = self._longest(raw, at, frozenset(self.grammar.moods))
            if used and not self._joins(raw, at):
                mood = self.grammar.moods[" ".join(x.text for x in raw[at : at + used])]
                for other in raw[at : at + used]:
                    other.glue = True
                at += used
                continue
            if not r.glue or (pending and r.kind == "word" and self._head(r.text)):
                r.glue = False if pending and r.kind == "word" and self._head(r.text) else r.glue
                r.mood = mood
                mood = Mood.PLAIN
                if reach:
                    r.denied = reach
                    reach += 1
                    pending = False
                    if reach > 5:
                        reach = 0
            at += 1

    def _joins(self, raw: list[_Raw], at: int) -> bool:
        """Whether `nên` at the head of a clause means `so`."""
        return (
            raw[at].text == "nên"
            and at > 0
            and (raw[at - 1].clause != raw[at].clause and not raw[at].first)
        )

    def _head(self, text: str) -> bool:
        """Whether glue carries meaning right after a denial: not to come, not from."""
        return text in _HEADS

    def _answers_back(self, raw: list[_Raw], at: int, used: int) -> bool:
        """Whether a denial belongs to what is before it: `đăng nhập không được`."""
        after = raw[at + used : at + used + 2]
        clause = raw[at].clause
        rest = [x for x in after if x.clause == clause]
        if not rest:
            return False
        if rest[0].text in ("được", "nổi", "xong") and at > 0 and raw[at - 1].clause == clause:
            following = [x for x in raw[at + used + 1 : at + used + 3] if x.clause == clause]
            return not following or following[0].text in self.grammar.breaks
        return False

    def _deny_before(self, raw: list[_Raw], at: int) -> None:
        clause = raw[at].clause
        for back in range(at - 1, -1, -1):
            if raw[back].clause != clause:
                return
            if not raw[back].glue:
                raw[back].denied = 1
                if back and not raw[back - 1].glue and raw[back - 1].clause == clause:
                    raw[back - 1].denied = 1
                return

    def _longest(self, raw: list[_Raw], at: int, phrases: frozenset[str]) -> int:
        for length in range(min(4, len(raw) - at), 0, -1):
            run = raw[at : at + length]
            if run[-1].clause == run[0].clause and " ".join(x.text for x in run) in phrases:
                return length
        return 0

    def _questions(self, raw: list[_Raw]) -> dict[int, str]:
        """The lines that end with a question mark, and whether the next line says yes or no."""
        lines = self.text.split("\n")
        found: dict[int, str] = {}
        for number, line in enumerate(lines):
            if not line.rstrip().endswith("?"):
                continue
            answer = (
                re.match(r"\W*(\w+)\s*([.,;:]|$)", lines[number + 1])
                if number + 1 < len(lines)
                else None
            )
            said = normal(answer[1]) if answer else ""
            found[number] = (
                "no" if said in self.grammar.no else "yes" if said in self.grammar.yes else ""
            )
            if not found[number] and number + 1 < len(lines):
                begins = normal((re.findall(r"\w+", lines[number + 1]) or [""])[0])
                if begins in self.grammar.no:
                    found[number] = "no"
        return found


_HEADS = frozenset(
    "ở đi đến tới vào ra lên về qua cho có ai gì để với trong trên từ bằng".split()
) - {"có"}
