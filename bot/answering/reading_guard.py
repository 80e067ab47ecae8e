"""Reading guard: a model's reading of a message may add nothing to what was said."""

import re
from collections.abc import Iterable

from bot.domain.answer import Answer, Question
from bot.domain.reading import Reading, Situation
from bot.language.fold import clean
from bot.language.tokens import folded, syllables
from bot.ports import Knowledge

_LONGEST = 300
_LANGUAGE = re.compile(r"^[a-z]{2,3}$")
# Words that ask and join: they name nothing.
_NAMELESS = frozenset(
    "lam the nao nhu sao cach de co duoc khong gi o dau bao nhieu lau khi ai toi ban cua cho va"
    " hoac thi la bi neu muon can hoi phai voi tren trong tu den nay do da chua roi nen ve"
    " theo ma hay nhung cac mot nguoi viec cai con thu cung van se dang vao ra len di lai minh"
    " sau truoc luc vi boi tai nua rat qua het hon giup xin biet"
    " how what when where which who why do does did i my me a an the is are was be can could"
    " should would to of for from with without in on at if and or but not no need have has get"
    " it this that there any long much many after before".split()
)


def novel_words(
    reading: Reading, question: Question, answer: Answer, knowledge: Knowledge
) -> tuple[str, ...]:
    """The content words of a reading's query that neither the conversation, nor the title in
    hand, nor the glossary and the repairs the search made of the message hold; folded. A
    question in another language is read into Vietnamese, so there the words of every guide's
    title may be used."""
    said = [question.text, *question.earlier, *_title(question.guide, knowledge)]
    trace = answer.trace
    if trace is not None:
        analysis = trace.results.analysis
        said += [*analysis.expansions, analysis.reading, *(r.read_as for r in analysis.repairs)]
    if reading.language not in ("vi", "en"):
        for language in ("vi", "en"):
            for guide in knowledge.guide_ids(language):
                said += _title(guide, knowledge)
    known = _words(said) | _NAMELESS
    return tuple(word for word in _in_order(reading.query) if word not in known)


def is_sound(reading: Reading) -> bool:
    """Whether a reading has the shape of one: a query of a sentence, a language code."""
    return bool(
        0 < len(reading.query.strip()) <= _LONGEST
        and "\n" not in reading.query.strip()
        and _LANGUAGE.match(reading.language)
    )


def stated(situation: Situation, question: Question) -> tuple[str, ...]:
    """The parts of a situation that the person said themself, word for word but for
    diacritics; the others are dropped."""
    said = " ".join(_in_order(" ".join([*question.earlier, question.text])))
    parts = situation.stated
    return tuple(part for part in parts if " ".join(_in_order(part)) in said)


def _title(guide_id: str | None, knowledge: Knowledge) -> list[str]:
    guide = knowledge.guide(guide_id) if guide_id else None
    return [guide.title] if guide else []


def _words(texts: Iterable[str]) -> frozenset[str]:
    # Expansions come with underscores between their words.
    return frozenset(_in_order(" ".join(texts).replace("_", " ")))


def _in_order(text: str) -> list[str]:
    return folded(syllables(clean(text)))
