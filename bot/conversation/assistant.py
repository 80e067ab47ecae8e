"""Assistant: one person's conversation. A message comes in, replies go out."""

from dataclasses import replace
from datetime import timedelta

import structlog

from bot import walkthrough
from bot.answering.compose import Composer, citations_of
from bot.answering.pipeline import Answering
from bot.conversation.commands import PART_COMMANDS, Command, read_argument, read_command
from bot.conversation.moves import (
    asks_of_step,
    names_a_place,
    read_choice,
    read_move,
    read_number,
    read_step,
    read_yes,
)
from bot.conversation.reply_of import reply_of
from bot.conversation.response import Asked, Response
from bot.conversation.verdicts import VERDICT_VERBS, Verdicts
from bot.conversation.wishes import wishes_person
from bot.domain.answer import Action, Answer, Choice, Question, Reason, Screening, Status
from bot.domain.conversation import Message, MessageKind, Progress, Reply, Said, Session
from bot.domain.errors import CamTayError
from bot.domain.guide import Guide
from bot.domain.link import Link
from bot.domain.markup import shortened
from bot.domain.privacy import mask
from bot.domain.search import ChunkKind, chunk_id
from bot.domain.ticket import TicketReason
from bot.language.fold import clean
from bot.language.language import language_of
from bot.language.tokens import folded, syllables
from bot.ports import Clock, Library

log = structlog.get_logger()

_LATELY = timedelta(hours=1)
_REMEMBERED, _LONGEST_REMEMBERED = 3, 300
_PIECES = ("section", "error", "quick", "step", "head")
# Who picks one of these by its question or its error asked that; a section is only looked at.
_ANSWERS = (ChunkKind.QUICK, ChunkKind.ERROR)


class Assistant:
    """Answers, walks through guides and keeps to commands; pure but for the library it reads."""

    def __init__(
        self,
        answering: Answering,
        library: Library,
        composer: Composer,
        clock: Clock,
        *,
        remembers: bool = False,
    ) -> None:
        """One that `remembers` keeps the last questions in the session: what a language model
        needs to understand a message that leans on them, and nobody else does."""
        self._remembers = remembers
        self._answering = answering
        self._library = library
        self._composer = composer
        self._clock = clock
        self._verdicts = Verdicts(library, composer, clock)

    def respond(self, session: Session, message: Message, action: Action | None = None) -> Response:
        """What a message of a private conversation leads to; `action` is what a tapped button
        does. A breakdown becomes one polite sentence; the session then stays as it was."""
        try:
            return self._dispatch(session, message, action)
        except CamTayError as error:
            log.error("turn_failed", why=f"{type(error).__name__}: {error}")
            return self.broken(session)

    def broken(self, session: Session) -> Response:
        """The one polite sentence after a breakdown."""
        text = self._composer.say(session.language, "error.search_failed")
        reply = Reply(
            text=text,
            status=Status.ERROR,
            reason=Reason.SEARCH_FAILED,
            language=session.language,
        )
        return Response(session, (reply,))

    def _dispatch(self, session: Session, message: Message, action: Action | None) -> Response:
        if message.kind is MessageKind.VOICE:
            return self._fixed(session, "voice")
        if message.kind is MessageKind.UNSUPPORTED:
            return self._fixed(session, "unsupported")
        if message.kind is MessageKind.TAP:
            return self._act(session, action) if action else self._fixed(session, "old_button")
        text = mask(message.text).text
        command = read_command(text)
        if command is not None:
            return self._command(session, command, read_argument(text))
        session = session.model_copy(
            update={"language": message.language or language_of(text, session.language)}
        )
        screening = self._answering.screen(text)
        if screening is not None and not screening.soft:
            return self._ask(session, text, screening)
        number = read_number(text)
        if number is not None and session.numbered and not 1 <= number <= len(session.numbered):
            return self._fixed(session, "no_choice")
        action = self._pressed(session, text, number)
        if action is not None:
            return _said_aloud(self._act(session, action))
        if session.choices and names_a_place(text):
            return self._fixed(session, "no_choice")
        if screening is None and wishes_person(text):
            return self._to_people(session)
        if session.guide is None and session.progress is None and read_move(text) is not None:
            return self._fixed(session, "nothing_running", (self._browse_choice(session.language),))
        return self._ask(session, text, screening)

    # Commands

    def _command(self, session: Session, command: Command | str, argument: str) -> Response:
        if command is Command.FORGET:
            reply = self._reply(session, self._composer.say(session.language, "forgotten"))
            return Response(None, (reply,))
        if command is Command.HELP:
            return self._fixed(session, "help")
        if command is Command.BROWSE:
            return self._browse(session)
        if command is Command.START:
            return self._greet(session)
        if isinstance(command, Command):
            return Response(session, hand_on=Action(verb=PART_COMMANDS[command], part=argument))
        return self.unknown_command(session)

    def unknown_command(self, session: Session) -> Response:
        """What is said to a command that is none, or does nothing here."""
        return self._fixed(session, "unknown_command")

    def opened(self, session: Session, link: Link, question: str | None) -> Response:
        """What following a link into the private chat leads to: the guide it names, or the
        answer to the question asked elsewhere; a greeting when it leads nowhere any more."""
        session = session.model_copy(update={"commune": link.commune or session.commune})
        guide = self._library.current().guide(link.guide or "")
        if question is not None:
            asked = session.model_copy(update={"guide": guide.id if guide else None})
            response = self._ask(asked, question, self._answering.screen(question))
            if guide is None or response.replies[0].guide == guide.id:
                return response
        return self._start(session, guide) if guide is not None else self._greet(session)

    def _greet(self, session: Session) -> Response:
        language = session.language
        replies = [
            self._reply(
                session, self._composer.say(language, "start"), (self._browse_choice(language),)
            )
        ]
        running = self._running(session)
        if running is not None:
            progress, guide = running
            text = "\n".join(
                [
                    self._composer.say(language, "walkthrough.welcome_back"),
                    self._at_step(progress, guide, language, "walkthrough.at_step"),
                ]
            )
            choice = self._composer.choice(language, "resume", Action(verb="resume"))
            replies.append(self._reply(session, text, (choice,)))
        return Response(session, tuple(replies))

    def _browse(self, session: Session) -> Response:
        language = session.language
        choices = tuple(
            Choice(
                label=shelf.title_en if language == "en" else shelf.title,
                action=Action(verb="category", part=shelf.id),
            )
            for shelf in self._library.current().categories(language)
        )
        text = self._composer.say(language, "browse")
        return Response(session, (self._reply(session, text, choices),))

    def _category(self, session: Session, category: str | None) -> Response:
        knowledge = self._library.current()
        guides = [
            guide
            for guide in map(knowledge.guide, knowledge.guide_ids(session.language))
            if guide is not None and guide.category == category
        ]
        shelves = knowledge.categories(session.language)
        shelf = next((c for c in shelves if c.id == category), None)
        if not guides or shelf is None:
            return self._fixed(session, "guide_gone")
        title = shelf.title_en if session.language == "en" else shelf.title
        text = self._composer.say(session.language, "browse_category", title=title)
        choices = self._composer.start_choices(guides)
        return Response(session, (self._reply(session, text, choices),))

    # Questions

    def _ask(self, session: Session, text: str, screening: Screening | None) -> Response:
        progress = session.progress
        question = Question(
            text=text,
            language=session.language,
            guide=session.guide or (progress.guide if progress else None),
            earlier=tuple(said.text for said in self._lately(session)),
        )
        answer = self._answering.answer_screened(question, screening)
        running = self._running(session)
        if running is not None and _means_stuck(answer, running[1]):
            return self._stuck(session, *running)
        return self.answered(Asked(session, question, answer))

    def _to_people(self, session: Session) -> Response:
        """Where people help, said to who asks for one where nobody takes questions."""
        text = self._composer.say(session.language, "handoff")
        reply = self._reply(session, text).model_copy(update={"status": Status.HANDOFF})
        running = self._running(session)
        if running is not None:
            reply = self._with_step_offered(reply, running, session.language)
        return Response(session, (reply,))

    def answered(self, asked: Asked) -> Response:
        """What an answer leads to, said in the session that the question was asked in."""
        session, text, answer = asked.session, asked.question.text, asked.answer
        running = self._running(session)
        reply = reply_of(answer)
        declined = answer.status is Status.DECLINED and answer.reason is Reason.NO_GUIDE
        changes: dict[str, object] = {"unanswered": text if declined else None}
        if self._remembers:
            changes["said"] = self._remembered(session, text)
        if answer.guide is not None:
            changes["guide"] = answer.guide
            changes["shown"] = _shown(answer)
        if answer.step is not None and answer.guide is not None:
            guide = self._library.current().guide(answer.guide)
            if guide is not None:
                changes["progress"] = walkthrough.start(guide)
                other = running is not None and running[1].id != guide.id
                changes["paused"] = running[0] if running and other else session.paused
        elif running is not None:
            reply = self._with_step_offered(reply, running, session.language)
        shown = _shown(answer) if answer.status is Status.ANSWERED else None
        if shown is not None:
            reply = self._with_asides(session, reply, shown)
        return Response(session.model_copy(update=changes), (reply,), asked=asked)

    def _lately(self, session: Session) -> tuple[Said, ...]:
        since = self._clock.now() - _LATELY
        return tuple(said for said in session.said if said.at >= since)

    def _remembered(self, session: Session, text: str) -> tuple[Said, ...]:
        said = Said(text=shortened(text, _LONGEST_REMEMBERED), at=self._clock.now())
        return (*self._lately(session), said)[-_REMEMBERED:]

    def _with_asides(self, session: Session, reply: Reply, shown: Action) -> Reply:
        """The piece that answers a question, with the small buttons that say whether it did."""
        guide = shown.guide or ""
        piece = chunk_id(guide, ChunkKind(shown.verb), shown.part or "")
        asides = self._verdicts.asides(session, guide, piece)
        return reply.model_copy(update={"choices": (*reply.choices, *asides)})

    def _with_step_offered(
        self, reply: Reply, running: tuple[Progress, Guide], language: str
    ) -> Reply:
        """A side question's answer, with the way back to the step."""
        progress, guide = running
        resume = self._composer.choice(language, "resume", Action(verb="resume"))
        side = self._at_step(progress, guide, language, "walkthrough.side")
        kept = tuple(c for c in reply.choices if not c.does("start", guide.id))
        return reply.model_copy(
            update={"text": f"{reply.text}\n\n{side}", "choices": (resume, *kept)}
        )

    # Choices

    def _pressed(self, session: Session, text: str, number: int | None) -> Action | None:
        """The action that a number or words press."""
        if number is not None and session.numbered:
            return session.numbered[number - 1].action
        place = read_choice(text, [choice.label for choice in session.numbered])
        if place is not None:
            return session.numbered[place].action
        aside = _aside_named(session, text)
        if aside is not None:
            return aside
        progress = session.progress
        if progress is None:
            return _pressed_in_hand(session, text)
        step = read_step(text)
        if step is not None:
            verb = "explain" if asks_of_step(text) else "jump"
            return Action(verb=verb, guide=progress.guide, part=str(step))
        verb_ = read_move(text)
        return _in_progress(verb_, session, progress) if verb_ else None

    def _act(self, session: Session, action: Action) -> Response:
        if "." in action.verb:
            return Response(session, hand_on=action)
        if action.verb == "none":
            said = self._fixed(session, "none_of_these", (self._browse_choice(session.language),))
            return replace(said, person=TicketReason.NO_GUIDE)
        if action.verb == "browse":
            return self._browse(session)
        if action.verb == "category":
            return self._category(session, action.part)
        if action.verb == "procedure":
            return self._procedure(session, action.part or "")
        if action.verb == "level":
            return self._card(session, action.part or "")
        if action.verb == "resume":
            return self._resume(session)
        if action.verb == "resume_other":
            paused = session.model_copy(update={"progress": session.paused, "paused": None})
            return self._resume(paused)
        guide = self._library.current().guide(action.guide or "")
        if guide is None:
            return self._fixed(_without(session, action.guide), "guide_gone")
        return self._act_in_guide(session, action, guide)

    def _act_in_guide(self, session: Session, action: Action, guide: Guide) -> Response:
        if action.verb in ("start", "restart"):
            return self._start(session, guide)
        if action.verb == "twin":
            return self._start(session.model_copy(update={"language": guide.language}), guide)
        if action.verb == "explain":
            step = walkthrough.jump(walkthrough.start(guide), guide, int(action.part or 1) - 1)
            action = Action(verb="step", guide=guide.id, part=step.step)
        if action.verb in _PIECES:
            return self._show_piece(session, action, guide)
        progress = self._progress_in(session, action, guide)
        if action.verb in VERDICT_VERBS:
            return self._with_way_back(self._verdicts.act(session, action, guide, progress))
        match action.verb:
            case "done":
                # A button pressed twice, or one of an older step, must not skip a step.
                if action.part is not None and guide.step_index(action.part) != guide.step_index(
                    progress.step
                ):
                    return self._show_step(session, progress, guide)
                return self._show_step(session, walkthrough.done(progress, guide), guide)
            case "back":
                return self._show_step(session, walkthrough.back(progress, guide), guide)
            case "jump":
                to = walkthrough.jump(progress, guide, int(action.part or 1) - 1)
                return self._show_step(session, to, guide)
            case "stuck":
                return self._stuck(session, progress, guide)
            case "show":
                return self._show_step(session, progress, guide)
            case "all":
                return self._all_steps(session, progress, guide)
            case "stop":
                return self._stop(session, progress, guide)
            case _:
                return self._fixed(session, "old_button")

    def _progress_in(self, session: Session, action: Action, guide: Guide) -> Progress:
        progress = session.progress
        if progress is None or progress.guide != guide.id:
            progress = walkthrough.start(guide)
            if action.part and action.verb != "jump":
                progress = walkthrough.jump(progress, guide, guide.step_index(action.part))
        return progress

    # Walkthrough

    def _start(self, session: Session, guide: Guide) -> Response:
        language = session.language
        today = self._clock.now().date()
        reply = self._reply(
            session,
            self._composer.opening(guide, language, today),
            self._composer.step_choices(guide, 0, language),
            guide=guide,
            step=guide.steps[0].id,
        )
        running = self._running(session)
        paused = running[0] if running and running[1].id != guide.id else session.paused
        started = session.model_copy(
            update={
                "progress": walkthrough.start(guide),
                "guide": guide.id,
                "shown": None,
                "paused": paused,
            }
        )
        return Response(started, (reply,))

    def _show_step(self, session: Session, progress: Progress, guide: Guide) -> Response:
        session = session.model_copy(
            update={"progress": progress, "guide": guide.id, "shown": None}
        )
        if progress.finished:
            return Response(session, (self._verdicts.finished(session, guide),))
        index = guide.step_index(progress.step)
        language = session.language
        reply = self._reply(
            session,
            self._composer.step(guide, index, language),
            self._composer.step_choices(guide, index, language),
            guide=guide,
            step=guide.steps[index].id,
        )
        return Response(session, (reply,))

    def _stuck(self, session: Session, progress: Progress, guide: Guide) -> Response:
        progress = walkthrough.stuck(progress)
        text, choices, ends = self._composer.stuck(guide, progress, session.language)
        session = session.model_copy(update={"progress": progress, "guide": guide.id})
        reply = self._reply(session, text, choices, guide=guide, step=progress.step)
        return Response(session, (reply,), person=TicketReason.FAILED if ends else None)

    def _all_steps(self, session: Session, progress: Progress, guide: Guide) -> Response:
        session = session.model_copy(update={"progress": progress, "guide": guide.id})
        text = self._composer.all_steps(guide, session.language)
        resume = self._composer.choice(session.language, "resume", Action(verb="resume"))
        reply = self._reply(session, text, (resume,), guide=guide, step=progress.step)
        return Response(session, (reply,))

    def _stop(self, session: Session, progress: Progress, guide: Guide) -> Response:
        language = session.language
        text = self._at_step(progress, guide, language, "walkthrough.stopped")
        resume = self._composer.choice(language, "resume", Action(verb="resume"))
        session = session.model_copy(update={"progress": progress})
        return Response(session, (self._reply(session, text, (resume,), guide=guide),))

    def _resume(self, session: Session) -> Response:
        running = self._running(session)
        if running is None:
            return self._fixed(session, "guide_gone")
        progress, guide = running
        current = walkthrough.resume(progress, guide)
        response = self._show_step(session, current, guide)
        if current.version == progress.version:
            return response
        moved = self._composer.say(session.language, "walkthrough.moved")
        first = response.replies[0]
        return replace(
            response, replies=(first.model_copy(update={"text": f"{moved}\n\n{first.text}"}),)
        )

    def _with_way_back(self, response: Response) -> Response:
        """A verdict given in the middle of a guide, with the way back to the step."""
        session = response.session
        if session is None or self._running(session) is None:
            return response
        resume = self._composer.choice(session.language, "resume", Action(verb="resume"))
        replies = tuple(
            reply
            if reply.notice
            else reply.model_copy(update={"choices": (*reply.choices, resume)})
            for reply in response.replies
        )
        return replace(response, replies=replies)

    def _show_piece(self, session: Session, action: Action, guide: Guide) -> Response:
        knowledge = self._library.current()
        chunk = knowledge.chunk(chunk_id(guide.id, ChunkKind(action.verb), action.part or ""))
        if chunk is None:
            return self._fixed(session, "old_button")
        language = session.language
        text = self._composer.piece(guide, chunk, language, self._clock.now().date())
        reply = self._reply(session, text, (), guide=guide, chunk_kind=chunk.kind)
        session = session.model_copy(update={"guide": guide.id, "shown": action})
        running = self._running(session)
        if running is not None:
            reply = self._with_step_offered(reply, running, language)
        else:
            start = self._composer.choice(language, "start", Action(verb="start", guide=guide.id))
            reply = reply.model_copy(update={"choices": (start,)})
        if chunk.kind in _ANSWERS:
            reply = self._with_asides(session, reply, action)
        return Response(session, (reply,))

    # Procedures

    def _procedure(self, session: Session, code: str) -> Response:
        """A procedure's card; first the one question of its level, where it has several."""
        cards = self._library.current().cards
        card = cards.card(code) if cards else None
        if cards is None or card is None:
            return self._fixed(session, "old_button")
        sisters = cards.levels(card)
        if len(sisters) == 1:
            return self._card(session, code)
        choices = self._composer.level_choices(sisters, session.language)
        text = self._composer.say(session.language, "card.which_level")
        reply = self._reply(session, text, choices).model_copy(
            update={"status": Status.CLARIFICATION}
        )
        return Response(session, (reply,))

    def _card(self, session: Session, code: str) -> Response:
        cards = self._library.current().cards
        card = cards.card(code) if cards else None
        if card is None:
            return self._fixed(session, "old_button")
        text = self._composer.card(card, session.language)
        reply = self._reply(session, text).model_copy(
            update={"status": Status.ANSWERED, "chunk_kind": ChunkKind.CARD.value}
        )
        return Response(session, (reply,))

    # Parts

    def _running(self, session: Session) -> tuple[Progress, Guide] | None:
        """The walkthrough in progress, if its guide still exists and it isn't finished."""
        progress = session.progress
        if progress is None or progress.finished:
            return None
        guide = self._library.current().guide(progress.guide)
        return (progress, guide) if guide is not None else None

    def _at_step(self, progress: Progress, guide: Guide, language: str, key: str) -> str:
        return self._composer.say(
            language,
            key,
            title=guide.title,
            number=str(guide.step_index(progress.step) + 1),
            total=str(len(guide.steps)),
        )

    def _browse_choice(self, language: str) -> Choice:
        return self._composer.choice(language, "browse", Action(verb="browse"))

    def _fixed(self, session: Session, key: str, choices: tuple[Choice, ...] = ()) -> Response:
        text = self._composer.say(session.language, key)
        return Response(session, (self._reply(session, text, choices),))

    def _reply(
        self,
        session: Session,
        text: str,
        choices: tuple[Choice, ...] = (),
        *,
        guide: Guide | None = None,
        step: str | None = None,
        chunk_kind: ChunkKind | None = None,
    ) -> Reply:
        kind = chunk_kind or (ChunkKind.STEP if step else None)
        return Reply(
            text=text,
            choices=choices,
            status=Status.ANSWERED if guide else Status.SMALLTALK,
            guide=guide.id if guide else None,
            chunk_kind=kind.value if kind else None,
            step=step,
            citations=citations_of(guide) if guide else (),
            language=session.language,
        )


def _pressed_in_hand(session: Session, text: str) -> Action | None:
    """What words press when a guide was spoken of and none is under way."""
    guide = session.guide
    if guide is None:
        return None
    step = read_step(text)
    if step is not None:
        return Action(verb="explain" if asks_of_step(text) else "jump", guide=guide, part=str(step))
    verb = read_move(text)
    if verb == "again" and session.shown is not None:
        return session.shown
    if verb in ("all", "brief"):
        return Action(verb="all", guide=guide)
    offered = any(choice.does("start", guide) for choice in session.choices)
    if verb in ("next", "go_on", "restart", "again") or (offered and read_yes(text)):
        return Action(verb="start", guide=guide)
    return None


def _aside_named(session: Session, text: str) -> Action | None:
    """The aside that a message names word for word: it stands small, and nobody means it by a
    word of it."""
    asides = [choice for choice in session.choices if choice.aside]
    said = folded(syllables(clean(text)))
    named = [c.action for c in asides if said == folded(syllables(clean(c.label)))]
    return named[0] if len(named) == 1 else None


def _said_aloud(response: Response) -> Response:
    """The response to typed words: what would be a notice to a tap is said, and what was
    offered stays."""
    choices = response.session.choices if response.session else ()
    replies = tuple(
        reply.model_copy(update={"notice": False, "choices": choices}) if reply.notice else reply
        for reply in response.replies
    )
    return replace(response, replies=replies)


def _in_progress(verb: str, session: Session, progress: Progress) -> Action:
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


def _shown(answer: Answer) -> Action | None:
    """The piece an answer shows, to be shown again."""
    if answer.chunk_kind is None or answer.chunk_kind.value not in _PIECES or answer.step:
        return None
    return Action(verb=answer.chunk_kind.value, guide=answer.guide, part=answer.part)


def _means_stuck(answer: Answer, guide: Guide) -> bool:
    """A complaint in mid-guide that no error of any guide explains."""
    complains = answer.trace is not None and answer.trace.understanding.intent == "error"
    explained = answer.status is Status.ANSWERED and answer.chunk_kind in (
        ChunkKind.ERROR,
        ChunkKind.QUICK,
    )
    elsewhere = answer.status in (Status.WARNED, Status.EMERGENCY)
    here = answer.guide in (None, guide.id)
    return complains and here and not explained and not elsewhere


def _without(session: Session, gone: str | None) -> Session:
    """The session free of a guide that is no longer published; another one runs on."""
    running = session.progress is not None and session.progress.guide != gone
    if running:
        return session
    return session.model_copy(update={"progress": None, "guide": None})
