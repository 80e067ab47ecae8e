"""Lexicon: what English words may stand for which Vietnamese ones in a guide."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from bot.language.grammar import stem

_FILE = Path(__file__).with_name("english_vietnamese.txt")
# The forms that no ending makes: `base: forms`.
_IRREGULAR = """
be: was were been|bring: brought|buy: bought|build: built|catch: caught|choose: chose chosen
come: came|copy: copies|cut: cut|deal: dealt|die: died dying|draw: drew drawn
drive: drove driven|eat: ate eaten|fall: fell fallen|feel: felt|fill: filled|find: found
forget: forgot forgotten|freeze: froze frozen|get: got gotten|give: gave given|go: went gone
grow: grew grown|hang: hung|hear: heard|hide: hid hidden|hold: held|keep: kept|know: knew known
lay: laid|lead: led|learn: learnt|leave: left|lend: lent|lie: lay lying|lose: lost|make: made
mean: meant|meet: met|pay: paid|put: putting|read: reading|run: ran running|say: said
see: saw seen|sell: sold|send: sent|set: setting|show: shown showed|sign: signed|sit: sat
sleep: slept|speak: spoke spoken|spend: spent|stand: stood|steal: stole stolen|stick: stuck
swear: sworn|take: took taken|teach: taught|tell: told|think: thought|throw: threw thrown
tie: tying|understand: understood|wake: woke|wear: wore worn|win: won
withdraw: withdrew withdrawn|write: wrote written|child: children|wife: wives|person: people
"""


@cache
def english_vietnamese() -> dict[str, tuple[tuple[tuple[str, ...], ...], bool]]:
    """For every English phrase (in lower case, and once more without its words' endings): the
    Vietnamese phrases it may stand for, as tuples of syllables, and whether a passage must
    have one of them. Reads a file once."""
    found: dict[str, tuple[dict[tuple[str, ...], None], bool]] = {}
    for phrases, meanings, firm in _entries():
        for phrase in phrases:
            known, was_firm = found.get(phrase, ({}, firm))
            found[phrase] = (known | meanings, was_firm and firm)
    return {phrase: (tuple(known), firm) for phrase, (known, firm) in found.items()}


def _entries() -> Iterator[tuple[set[str], dict[tuple[str, ...], None], bool]]:
    for line in _FILE.read_text("utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        left, _, right = line.partition("=")
        meanings = dict.fromkeys(tuple(phrase.split()) for phrase in right.split("|") if phrase)
        phrases: set[str] = set()
        for english in left.removeprefix("~").split(","):
            phrases |= _forms(english.split())
        yield phrases, meanings, not left.startswith("~")


def _forms(words: list[str]) -> set[str]:
    """A phrase as it stands, without endings, and with its first verb's irregular forms."""
    forms = [words, *([form, *words[1:]] for form in _irregular().get(words[0], ()))]
    return {" ".join(form) for form in forms} | {" ".join(map(stem, form)) for form in forms}


@cache
def _irregular() -> dict[str, tuple[str, ...]]:
    lines = _IRREGULAR.replace("\n", "|").strip("|").split("|")
    pairs = (line.split(": ") for line in lines)
    return {base: tuple(forms.split()) for base, forms in pairs}
