"""Decide: answer, ask back, offer the nearest guides, or decline; and which piece to say."""

import re

from bot.answering.follow_up import asks_of_a_case, asks_what_to_do, follows
from bot.answering.piece import leaves_unsaid, names_a_piece, piece_for, piece_in_hand
from bot.answering.sister import sister_for
from bot.domain.answer import Decision, Intent, Reason, Screening, Status, Understanding
from bot.domain.guide import guide_language
from bot.domain.search import SearchResult, SearchResults, Signals
from bot.language.cues import Cues
from bot.ports import Cards, Knowledge

FRAUD_CATEGORY = "an-toan-mang"
"""The shelf a likely scam is answered from."""

# Two guides whose scores differ by less are told apart by asking: of the questions answered
# from a wrong guide this turns two in five into a choice, and one right answer in twenty-five.
# A question of few words means them all; only cases of one family are hard to tell apart by
# so few.
_TIE, _TIE_IN_FEW_WORDS = 0.25, 0.12
_FAMILY_TIE_IN_FEW_WORDS = 0.3
_FEW_WORDS = 6
# The guide in hand is kept when another leads by less.
_IN_HAND = 0.5
# A soft screening gives way when this much of the query stands in a guide's own words.
_OWN_WORDS = 0.6
_SHORT = 9
_OFFERED = 3
# A headline must speak this clearly of a guide, or stand in it, to be answered from it; nobody
# asked for steps.
_NEWS_SPEAKS, _NEWS_COVERED = 0.34, 0.9
# So few words that speak less clearly of one guide are asked about.
_BARE, _SPEAKS_OF_ONE = 4, 0.5
# A guide is named beside a decline when a line of it holds this share of the question.
_WORTH_NAMING = 0.3
# A procedure's record is offered when its name holds this much of the question. Records are
# many and dry; offering a wrong one is worse than offering none.
_CARD_NAME, _CARD_COVERAGE, _CARD_PAIRS = 0.42, 0.6, 0.35
# Who asks whether something is true is answered from the fraud shelf when a guide of it scores
# this share of the best.
_FRAUD_NEAR = 0.6
_FRAUD = {"vi": "nhận ra các chiêu lừa đảo", "en": "how to recognise a scam"}
_CODE = re.compile(r"(?<![\d.])\d\.\d{6}(?!\d)")

_PUBLIC_SERVICE = Cues(
    "thủ tục", "giấy", "giấy tờ", "giấy phép", "đăng ký", "hồ sơ", "xin cấp", "cấp lại",
    "chứng nhận",
    "chứng chỉ", "xác nhận", "đơn", "ủy ban", "ubnd", "công an", "phường", "nhà nước", "trợ cấp",
    "chế độ", "bảo hiểm", "thuế", "căn cước", "cccd", "vneid", "dịch vụ công", "dvc", "hộ khẩu",
    "khai sinh", "đất", "ngân hàng", "tài khoản", "lệ phí", "nộp", "quyết định", "phép", "sổ",
    "thẻ", "giấy chứng", "app", "ứng dụng", "sim", "điện thoại", "visa", "con nuôi", "nghĩa vụ",
    "procedure", "permit", "certificate", "register", "apply", "license", "tax", "bank",
)  # fmt: skip


def decide(
    understanding: Understanding,
    results: SearchResults,
    screening: Screening | None,
    knowledge: Knowledge,
) -> Decision:
    """What to do with a question, given what was found."""
    code = _CODE.search(understanding.query) if screening is None else None
    if code is not None and (asked := _procedure(code[0], knowledge)) is not None:
        return asked
    if code is not None and len(results.analysis.tokens) <= _SHORT:
        return Decision(
            status=Status.DECLINED, reason=Reason.NO_GUIDE, why="a code that nobody knows"
        )
    decision = _decide(understanding, results, screening, knowledge)
    return _with_cards(decision, understanding, knowledge)


def _decide(
    understanding: Understanding,
    results: SearchResults,
    screening: Screening | None,
    knowledge: Knowledge,
) -> Decision:
    if screening is not None and screening.reason is Reason.SCAM:
        return _warn(understanding, results, knowledge)
    if follows(understanding, results) or _asks_of_a_piece_in_hand(understanding, knowledge):
        said = _say_in_hand(understanding, knowledge)
        if said.status is Status.ANSWERED or not _another_trick(understanding, results, knowledge):
            return said
    ranked = [r for r in results.results if knowledge.guide(r.guide) is not None]
    if understanding.intent is Intent.TRUST:
        ranked = _fraud_first(ranked, knowledge)
    if screening is not None and not (ranked and _in_own_words(ranked[0], results)):
        return Decision(
            status=screening.status,
            reason=screening.reason,
            near=_near(ranked),
            why="screened before search",
        )
    if not ranked:
        return Decision(status=Status.DECLINED, reason=_far(understanding), why="nothing found")
    outside = results.results[0]
    if knowledge.guide(outside.guide) is None:
        reason = Reason(outside.chunks[0].chunk.part) if outside.chunks else Reason.NO_GUIDE
        return Decision(
            status=Status.DECLINED, reason=reason, near=_near(ranked), why="known to have no guide"
        )
    return _by_confidence(understanding, results, ranked, knowledge)


def _procedure(code: str, knowledge: Knowledge) -> Decision | None:
    """A procedure asked for by its code: the guide that leads through it, or its card."""
    gone = knowledge.abolished(code)
    if gone is not None:
        return Decision(
            status=Status.DECLINED, reason=Reason.NO_GUIDE, abolished=code, why="abolished"
        )
    guide = knowledge.served_by(code)
    if guide is not None and knowledge.guide(guide) is not None:
        return Decision(status=Status.ANSWERED, guide=guide, why=f"leads through {code}")
    if knowledge.cards is not None and knowledge.cards.card(code) is not None:
        return Decision(status=Status.ANSWERED, cards=(code,), why="asked by its code")
    return None


def _with_cards(decision: Decision, understanding: Understanding, knowledge: Knowledge) -> Decision:
    """The decision, with official procedures to offer when no guide fits."""
    unserved = decision.status is Status.DECLINED and decision.reason in (
        Reason.NO_GUIDE,
        Reason.OUT_OF_SCOPE,
    )
    unsure = decision.status is Status.CLARIFICATION
    if knowledge.cards is None or not (unserved or unsure):
        return decision
    found = knowledge.cards.searcher.search(understanding.query, limit=2 * _OFFERED).results
    if not found or not _fits(found[0]):
        return decision
    named = [r.chunks[0].chunk.part for r in found if r.chunks and r.achieved >= _CARD_NAME]
    offered = _one_of_each_name(named, knowledge.cards)[:_OFFERED]
    near = decision.near[:1] if unsure else ()
    return decision.model_copy(
        update={
            "status": Status.DECLINED,
            "reason": Reason.NO_GUIDE,
            "cards": offered,
            "near": near,
            "why": f"{decision.why}; procedures fit",
        }
    )


def _fits(result: SearchResult) -> bool:
    return (
        result.achieved >= _CARD_NAME
        and result.coverage >= _CARD_COVERAGE
        and result.bigram_coverage >= _CARD_PAIRS
    )


def _one_of_each_name(codes: list[str], cards: Cards) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for code in codes:
        card = cards.card(code)
        if card is not None:
            found.setdefault(card.base_name, code)
    return tuple(found.values())


def _by_confidence(
    understanding: Understanding,
    results: SearchResults,
    ranked: list[SearchResult],
    knowledge: Knowledge,
) -> Decision:
    calibration = knowledge.calibration(understanding.language)
    sure = calibration.confidence(Signals.of(results))
    in_hand = _in_guide(results, understanding.guide) if understanding.guide else None
    best = ranked[0]
    if in_hand is not None and best.score - in_hand.score < _IN_HAND:
        return _say(understanding, in_hand, in_hand.guide, knowledge, f"in hand, sure {sure:.2f}")
    if sure < calibration.offer_from:
        return Decision(
            status=Status.DECLINED,
            reason=_far(understanding),
            near=_near(ranked),
            why=f"sure {sure:.2f}, below {calibration.offer_from:.2f}",
        )
    if sure < calibration.answer_from:
        return Decision(
            status=Status.CLARIFICATION,
            near=_ids(ranked),
            why=f"sure {sure:.2f}, below {calibration.answer_from:.2f}",
        )
    if _is_news_of_nothing(understanding, results):
        return Decision(
            status=Status.CLARIFICATION, near=_ids(ranked), why="news of no guide's own matter"
        )
    few = len(results.analysis.tokens) <= _FEW_WORDS
    tied = _tied(ranked, knowledge, few_words=few)
    trick = understanding.intent is Intent.TRUST and _on_fraud_shelf(best.guide, knowledge)
    if len(ranked) > 1 and _is_a_bare_word(results):
        several = tied or _ids(ranked)
        return Decision(
            status=Status.CLARIFICATION,
            guide=several[0],
            near=several,
            why="few words",
        )
    if tied and not trick and best.achieved < _OWN_WORDS:
        return Decision(status=Status.CLARIFICATION, guide=tied[0], near=tied, why="guides tie")
    return _say(understanding, best, best.guide, knowledge, f"sure {sure:.2f}")


def _is_a_bare_word(results: SearchResults) -> bool:
    """Whether a word or two speak of several guides: `mất điện thoại`, `hết hạn`."""
    few = len(results.analysis.tokens) <= _BARE
    return few and results.topic is not None and results.topic < _SPEAKS_OF_ONE


def _is_news_of_nothing(understanding: Understanding, results: SearchResults) -> bool:
    if understanding.intent is not Intent.NEWS or results.topic is None:
        return False
    covered = results.results[0].coverage if results.results else 0.0
    return results.topic < _NEWS_SPEAKS and covered < _NEWS_COVERED


def _asks_of_a_piece_in_hand(understanding: Understanding, knowledge: Knowledge) -> bool:
    """Whether `còn zalo thì sao` names what a step of the guide in hand is about, or the case
    of its sister."""
    guide = understanding.guide
    if guide is None or not asks_of_a_case(understanding.query):
        return False
    sister = sister_for(understanding.query, guide, knowledge)
    return sister is not None or names_a_piece(understanding.query, guide, knowledge)


def _another_trick(
    understanding: Understanding, results: SearchResults, knowledge: Knowledge
) -> bool:
    """Whether another guide of the fraud shelf answers when the one in hand says little: who
    has just tapped a link must not be asked back."""
    first = results.results[0].guide if results.results else ""
    both = (understanding.guide or "", first)
    return all(_on_fraud_shelf(guide, knowledge) for guide in both)


def _say_in_hand(understanding: Understanding, knowledge: Knowledge) -> Decision:
    """The piece of the guide in hand that answers, its sister for another case, or the
    questions it can answer."""
    guide = understanding.guide or ""
    why = "leans on the guide in hand"
    sister = sister_for(understanding.query, guide, knowledge)
    if sister is not None:
        return Decision(
            status=Status.CLARIFICATION, near=(sister, guide), follows=True, why=f"{why}: a sister"
        )
    if asks_what_to_do(understanding.query):
        return Decision(status=Status.ANSWERED, guide=guide, follows=True, why=why)
    found = knowledge.searcher(guide_language(guide)).look_in(understanding.query, guide)
    piece = piece_in_hand(understanding, found, guide, knowledge)
    if piece is None:
        return Decision(
            status=Status.CLARIFICATION, near=(guide,), follows=True, why=f"{why}, but says little"
        )
    chunk = knowledge.chunk(piece)
    return Decision(
        status=Status.ANSWERED,
        guide=guide,
        chunk=piece,
        unsaid=understanding.intent if leaves_unsaid(understanding, chunk) else None,
        follows=True,
        why=why,
    )


def _tied(ranked: list[SearchResult], knowledge: Knowledge, *, few_words: bool) -> tuple[str, ...]:
    """The guides that can't be told apart by score."""
    best = ranked[0]
    family = _family(best, knowledge)
    tie = _TIE_IN_FEW_WORDS if few_words else _TIE
    family_tie = _FAMILY_TIE_IN_FEW_WORDS if few_words else _TIE
    close = [
        r
        for r in ranked
        if best.score - r.score
        < (family_tie if family and _family(r, knowledge) == family else tie)
    ]
    return _ids(close) if len(close) > 1 else ()


def _family(result: SearchResult, knowledge: Knowledge) -> str | None:
    guide = knowledge.guide(result.guide)
    return guide.family if guide else None


def _fraud_first(ranked: list[SearchResult], knowledge: Knowledge) -> list[SearchResult]:
    """Who asks whether something is a trick is served by the fraud shelf, if it is near."""
    least = _FRAUD_NEAR * ranked[0].score if ranked else 0.0
    near = [
        r for r in ranked[:_OFFERED] if r.score >= least and _on_fraud_shelf(r.guide, knowledge)
    ]
    return [*near[:1], *(r for r in ranked if r not in near[:1])]


def _on_fraud_shelf(guide_id: str, knowledge: Knowledge) -> bool:
    guide = knowledge.guide(guide_id)
    return guide is not None and guide.category == FRAUD_CATEGORY


def _warn(understanding: Understanding, results: SearchResults, knowledge: Knowledge) -> Decision:
    """A warning with the nearest guide of the fraud shelf; the general one if none is near."""
    found = _nearest_fraud(results, knowledge)
    if found is None:
        searcher = knowledge.searcher(understanding.language)
        found = _nearest_fraud(searcher.search(_FRAUD[understanding.language]), knowledge)
    if found is None:
        return Decision(status=Status.WARNED, reason=Reason.SCAM, why="sounds like a scam")
    asked = understanding.model_copy(update={"intent": Intent.TRUST})
    return Decision(
        status=Status.WARNED,
        reason=Reason.SCAM,
        guide=found.guide,
        chunk=piece_for(asked, found, found.guide, knowledge),
        why="sounds like a scam",
    )


def _nearest_fraud(results: SearchResults, knowledge: Knowledge) -> SearchResult | None:
    return next((r for r in results.results if _on_fraud_shelf(r.guide, knowledge)), None)


def _say(
    understanding: Understanding,
    result: SearchResult | None,
    guide_id: str,
    knowledge: Knowledge,
    why: str,
) -> Decision:
    piece = piece_for(understanding, result, guide_id, knowledge)
    chunk = knowledge.chunk(piece) if piece else None
    unsaid = understanding.intent if leaves_unsaid(understanding, chunk) else None
    return Decision(status=Status.ANSWERED, guide=guide_id, chunk=piece, unsaid=unsaid, why=why)


def _in_guide(results: SearchResults, guide_id: str) -> SearchResult | None:
    return next((r for r in results.results if r.guide == guide_id), None)


def _in_own_words(best: SearchResult, results: SearchResults) -> bool:
    return best.achieved >= _OWN_WORDS and results.results[0].guide == best.guide


def _far(understanding: Understanding) -> Reason:
    inside = _PUBLIC_SERVICE.found(understanding.query)
    return Reason.NO_GUIDE if inside else Reason.OUT_OF_SCOPE


def _near(ranked: list[SearchResult]) -> tuple[str, ...]:
    """The guides near enough to be worth naming beside a decline."""
    return _ids([result for result in ranked if result.achieved >= _WORTH_NAMING])


def _ids(ranked: list[SearchResult]) -> tuple[str, ...]:
    return tuple(result.guide for result in ranked[:_OFFERED])
