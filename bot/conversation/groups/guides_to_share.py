"""Guides to share: what is offered in any chat while somebody types after the bot's name."""

from bot.answering.compact import Compact
from bot.answering.compose import Composer
from bot.answering.decide import FRAUD_CATEGORY
from bot.answering.pipeline import Answering
from bot.domain.answer import Choice, Reason, Screening, Status
from bot.domain.conversation import Reply
from bot.domain.guide import Guide
from bot.domain.link import Link
from bot.domain.search import SearchResults
from bot.language.fold import clean
from bot.language.language import language_of
from bot.language.tokens import folded, syllables
from bot.ports import Clock, Knowledge, Library

_SUGGESTED = 8
# A guide is suggested when a line of it holds this share of what was typed so far, and it
# scores this share of what the best does.
_WORTH_SUGGESTING, _BESIDE_THE_BEST = 0.3, 0.45
_LONGEST_TYPED = 300


class GuidesToShare:
    """Finds the guides somebody may mean, from the first letters on."""

    def __init__(
        self,
        answering: Answering,
        library: Library,
        composer: Composer,
        compact: Compact,
        clock: Clock,
    ) -> None:
        self._answering = answering
        self._library = library
        self._composer = composer
        self._compact = compact
        self._clock = clock

    def suggest(self, text: str, language: str) -> tuple[Reply, ...]:
        """Guides to share in any chat for what was typed so far, best first, eight at most;
        those of the shelves' fronts for nothing. Danger and secrets suggest nothing, a trick
        the guides of the safety shelf."""
        typed = clean(text)[:_LONGEST_TYPED].strip()
        knowledge = self._library.current()
        language = language_of(typed, "en" if language == "en" else "vi")
        guides = self._suggested(typed, language, knowledge)
        return tuple(self._suggestion(guide, language) for guide in guides[:_SUGGESTED])

    def _suggested(self, typed: str, language: str, knowledge: Knowledge) -> list[Guide]:
        screening = self._answering.screen(typed)
        if not syllables(typed):
            return _fronts(language, knowledge)
        if screening is not None and not screening.soft:
            return self._of_screened(screening, typed, language, knowledge)
        results = knowledge.searcher(language).search(typed, limit=2 * _SUGGESTED)
        reread = self._answering.screen(results.analysis.reading or typed)
        if reread is not None and reread.status in (Status.EMERGENCY, Status.WARNED):
            return self._of_screened(reread, typed, language, knowledge)
        return _ranked(typed, results, language, knowledge)

    @staticmethod
    def _of_screened(
        screening: Screening, typed: str, language: str, knowledge: Knowledge
    ) -> list[Guide]:
        if screening.reason is not Reason.SCAM:
            return []
        found = knowledge.searcher(language).search(typed, limit=2 * _SUGGESTED).results
        guides = [knowledge.guide(result.guide) for result in found]
        safe = [guide for guide in guides if guide and guide.category == FRAUD_CATEGORY]
        return safe or [g for g in _fronts(language, knowledge) if g.category == FRAUD_CATEGORY]

    def _suggestion(self, guide: Guide, language: str) -> Reply:
        label = self._composer.say(language, "inline.open")
        return Reply(
            text=self._compact.suggestion(guide, language, self._clock.now().date()),
            choices=(Choice(label=label, link=Link(guide=guide.id)),),
            status=Status.ANSWERED,
            guide=guide.id,
            language=language,
        )


def _fronts(language: str, knowledge: Knowledge) -> list[Guide]:
    """The first guide of each shelf."""
    guides = [g for g in map(knowledge.guide, knowledge.guide_ids(language)) if g is not None]
    first: dict[str, Guide] = {}
    for guide in guides:
        first.setdefault(guide.category, guide)
    return list(first.values())


def _ranked(typed: str, results: SearchResults, language: str, knowledge: Knowledge) -> list[Guide]:
    """Guides whose title goes on as was typed, then what the search found near enough: a word
    that is not finished yet is found in no index."""
    order = {result.guide: place for place, result in enumerate(results.results)}
    guides = [g for g in map(knowledge.guide, knowledge.guide_ids(language)) if g is not None]
    begun = " " + " ".join(folded(syllables(typed)))
    places = {g.id: (" " + " ".join(folded(syllables(g.title)))).find(begun) for g in guides}
    titled = [g for g in guides if places[g.id] >= 0]
    titled.sort(key=lambda g: (places[g.id] > 0, order.get(g.id, len(order))))
    enough = max((r.score for r in results.results), default=0.0) * _BESIDE_THE_BEST
    near = [
        r.guide for r in results.results if r.achieved >= _WORTH_SUGGESTING and r.score >= enough
    ]
    others = [g for g in map(knowledge.guide, near) if g is not None and g not in titled]
    return [*titled, *others]
