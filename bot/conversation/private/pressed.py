"""Pressed: which button a person's words press."""

from bot.conversation.moves import (
    asks_of_step,
    read_choice,
    read_move,
    read_number,
    read_step,
    read_yes,
)
from bot.domain.answer import Action
from bot.domain.conversation import Progress, Session
from bot.language.fold import clean
from bot.language.tokens import folded, syllables


def pressed(session: Session, text: str) -> Action | None:
    """The action that a number or words press: one of the choices last shown, else a move in
    the guide under way or just spoken of. None when they press nothing, as a number that no
    choice has."""
    number = read_number(text)
    if number is not None and session.numbered:
        there = 1 <= number <= len(session.numbered)
        return session.numbered[number - 1].action if there else None
    place = read_choice(text, [choice.label for choice in session.numbered])
    if place is not None:
        return session.numbered[place].action
    aside = _aside_named(session, text)
    if aside is not None:
        return aside
    if session.progress is None:
        return _in_hand(session, text)
    return _under_way(session, session.progress, text)


def _aside_named(session: Session, text: str) -> Action | None:
    """The aside that a message names word for word: it stands small, and nobody means it by a
    word of it."""
    asides = [choice for choice in session.choices if choice.aside]
    said = folded(syllables(clean(text)))
    named = [c.action for c in asides if said == folded(syllables(clean(c.label)))]
    return named[0] if len(named) == 1 else None


def _in_hand(session: Session, text: str) -> Action | None:
    """What words press when a guide was spoken of and none is under way."""
    guide = session.guide
    if guide is None:
        return None
    step = read_step(text)
    if step is not None:
        return _at_step(guide, step, text)
    verb = read_move(text)
    if verb == "again" and session.shown is not None:
        return session.shown
    if verb in ("all", "brief"):
        return Action(verb="all", guide=guide)
    offered = any(choice.does("start", guide) for choice in session.choices)
    if verb in ("next", "go_on", "restart", "again") or (offered and read_yes(text)):
        return Action(verb="start", guide=guide)
    return None


def _under_way(session: Session, progress: Progress, text: str) -> Action | None:
    """What words press in the middle of a guide."""
    step = read_step(text)
    if step is not None:
        return _at_step(progress.guide, step, text)
    verb = read_move(text)
    return _move(verb, session, progress) if verb else None


def _at_step(guide: str, step: int, text: str) -> Action:
    """Go to a step, by its number, or ask about it."""
    verb = "explain" if asks_of_step(text) else "jump"
    return Action(verb=verb, guide=guide, part=str(step))


def _move(verb: str, session: Session, progress: Progress) -> Action:
    """What a move presses in the middle of a guide."""
    if verb == "again" and session.shown is not None:
        return session.shown
    side = any(choice.does("resume") for choice in session.choices)
    if progress.finished and verb in ("done", "stuck"):
        verb = "worked" if verb == "done" else "failed"
    elif verb == "go_on":
        verb = "resume" if side or progress.finished else "done"
    elif verb == "next":
        verb = "show" if side or progress.finished else "done"
    elif verb in ("again", "brief"):
        verb = "show" if verb == "again" else "all"
    return Action(verb=verb, guide=progress.guide, part=progress.step)
