"""Verdicts: what people say of guides and of pieces of them, and why.

A verdict is stored as soon as it is pressed; a reason, which nobody has to give, is stored as a
second Feedback with the same verdict and a fault. So one without a fault counts as a verdict,
one with a fault as a reason (see `bot.domain.tally`).
"""

from collections.abc import Iterable

from bot.answering.compose import Composer
from bot.conversation.guide_reply import guide_reply
from bot.conversation.response import Response
from bot.conversation.sentences import Sentences
from bot.conversation.used_up import used_up
from bot.domain.answer import Action, Choice
from bot.domain.conversation import Fault, Feedback, Progress, Reply, Session, Verdict
from bot.domain.guide import Guide, SectionKind
from bot.domain.markup import plain, shortened
from bot.domain.search import ChunkKind, chunk_id
from bot.domain.turn import Turn
from bot.ports import Clock, Library

VERDICT_VERBS = frozenset(
    {"worked", "failed", "helpful", "unhelpful", "fault", "stuck_where", "stuck_at", "said"}
)
"""The verbs of an Action that Verdicts answers. `part` is a chunk's id for a verdict on a
piece, a fault and behind a space the chunk's id for a reason, a step's id for `stuck_at`."""

_RELATED = 2
_STEP_LABEL = 60
_OF_A_PIECE = (Fault.WRONG, Fault.OUTDATED, Fault.UNCLEAR, Fault.OTHER_MATTER)
_OF_A_GUIDE = (Fault.WRONG, Fault.OUTDATED, Fault.UNCLEAR)


class Verdicts:
    """Asks for verdicts and reasons, and keeps each once. A button that was used stays in the
    session as `said`, so that pressing it again says so and stores nothing."""

    def __init__(
        self, library: Library, composer: Composer, sentences: Sentences, clock: Clock
    ) -> None:
        self._library = library
        self._composer = composer
        self._sentences = sentences
        self._clock = clock

    def asked_of(self, session: Session, reply: Reply, shown: Action) -> Reply:
        """The piece that answers a question, with the small buttons that say whether it did;
        without them where the person has said already. `shown` is the action that shows it."""
        guide = shown.guide or ""
        piece = chunk_id(guide, ChunkKind(shown.verb), shown.part or "")
        asked = [Action(verb=verb, guide=guide, part=piece) for verb in ("helpful", "unhelpful")]
        if _was_said(session, asked[0]):
            return reply
        asides = (self._choice(session, action.verb, action, aside=True) for action in asked)
        return reply.model_copy(update={"choices": (*reply.choices, *asides)})

    def finished(self, session: Session, guide: Guide) -> Reply:
        """The question after a guide's last step."""
        language = session.language
        choices = tuple(
            self._composer.choice(language, verb, Action(verb=verb, guide=guide.id))
            for verb in ("worked", "failed")
        )
        text = self._composer.say(language, "walkthrough.finished", title=guide.title)
        return guide_reply(guide, text, session.language, choices)

    def act(self, session: Session, action: Action, guide: Guide, progress: Progress) -> Response:
        """What a verdict or a reason leads to; `progress` is where the person is in the guide
        it is about. Short thanks are a notice."""
        said = action.verb == "said" or _was_said(session, action)
        # Who says again that it failed needs the help again.
        if said and action.verb != "failed":
            return self._sentences.noticed(session, "feedback.already")
        match action.verb:
            case "worked":
                return self._worked(session, action, guide, progress)
            case "failed":
                return self._failed(session, action, guide, progress)
            case "helpful":
                stored = self._feedback(guide, Verdict.HELPFUL, part=action.part)
                thanks = self._sentences.noticed(_said(session, action), "feedback.thanks")
                return thanks.plus(stored)
            case "unhelpful":
                return self._unhelpful(session, action, guide)
            case "stuck_where":
                return self._where(session, guide)
            case "stuck_at":
                return self._stuck_at(session, action, guide)
            case _:
                return self._reason(session, action, guide)

    # Guides

    def _worked(
        self, session: Session, action: Action, guide: Guide, progress: Progress
    ) -> Response:
        text = self._composer.say(session.language, "walkthrough.worked")
        choices = list(self._other(session))
        if related := self._related(guide):
            text = f"{text}\n{self._composer.say(session.language, 'walkthrough.related')}"
            choices.extend(related)
        session = _said(session, action).model_copy(update={"progress": None})
        reply = guide_reply(guide, text, session.language, choices)
        return Response(
            session, (reply,), self._feedback(guide, Verdict.WORKED, step=progress.step)
        )

    def _failed(
        self, session: Session, action: Action, guide: Guide, progress: Progress
    ) -> Response:
        language = session.language
        help_ = guide.section(SectionKind.HELP)
        why = self._why_failed(session, guide)
        parts = [
            self._composer.say(language, "walkthrough.failed"),
            help_.text if help_ else "",
            self._composer.say(language, "feedback.why_failed") if why else "",
        ]
        again = Action(verb="back", guide=guide.id, part=progress.step)
        choices = [self._composer.choice(language, "back", again), *self._other(session), *why]
        stored = self._feedback(guide, Verdict.FAILED, step=progress.step)
        change = Turn() if _was_said(session, action) else stored
        session = _said(session, action).model_copy(update={"progress": progress})
        reply = guide_reply(guide, "\n\n".join(filter(None, parts)), language, choices)
        return Response(session, (reply,), change)

    def _why_failed(self, session: Session, guide: Guide) -> tuple[Choice, ...]:
        """Reasons to give for a guide that failed; none once one was given."""
        where = Action(verb="stuck_where", guide=guide.id)
        if _was_said(session, where):
            return ()
        stuck = self._choice(session, Fault.STUCK.value, where, aside=True)
        return (*self._reasons(session, guide, _OF_A_GUIDE, aside=True), stuck)

    def _where(self, session: Session, guide: Guide) -> Response:
        text = self._composer.say(session.language, "feedback.which_step")
        choices = tuple(
            Choice(
                label=self._composer.say(
                    session.language,
                    "feedback.step",
                    number=str(number),
                    action=shortened(plain(step.action), _STEP_LABEL),
                ),
                action=Action(verb="stuck_at", guide=guide.id, part=step.id),
            )
            for number, step in enumerate(guide.steps, 1)
        )
        return Response(session, (guide_reply(guide, text, session.language, choices),))

    def _stuck_at(self, session: Session, action: Action, guide: Guide) -> Response:
        """Thanks, and the step's own advice: the person may well want to try once more."""
        language = session.language
        step = guide.steps[guide.step_index(action.part or "")]
        number = str(guide.step_index(step.id) + 1)
        thanks = self._composer.say(language, "feedback.noted")
        advice = self._composer.say(language, "walkthrough.stuck", number=number, text=step.stuck)
        label = self._composer.say(language, "feedback.to_step", number=number)
        again = Choice(label=label, action=Action(verb="jump", guide=guide.id, part=number))
        text = f"{thanks}\n\n{advice}" if step.stuck else thanks
        stored = self._feedback(guide, Verdict.FAILED, step=step.id, fault=Fault.STUCK)
        reply = guide_reply(guide, text, session.language, (again,))
        return Response(_said(session, action), (reply,), stored)

    def _other(self, session: Session) -> tuple[Choice, ...]:
        """The way to the guide that this one interrupted."""
        paused = session.paused
        other = self._library.current().guide(paused.guide) if paused else None
        if other is None:
            return ()
        label = self._composer.say(session.language, "choice.resume_other", title=other.title)
        return (Choice(label=label, action=Action(verb="resume_other")),)

    def _related(self, guide: Guide) -> tuple[Choice, ...]:
        """Choices that start the guides nearest to a finished one."""
        knowledge = self._library.current()
        near = map(knowledge.guide, knowledge.related(guide.id)[:_RELATED])
        return self._composer.start_choices(other for other in near if other is not None)

    # Pieces

    def _unhelpful(self, session: Session, action: Action, guide: Guide) -> Response:
        choices = self._reasons(session, guide, _OF_A_PIECE, piece=action.part)
        stored = self._feedback(guide, Verdict.UNHELPFUL, part=action.part)
        session = _said(session, action)
        return self._sentences.said(session, "feedback.why", *choices).plus(stored)

    def _reason(self, session: Session, action: Action, guide: Guide) -> Response:
        name, _, piece = (action.part or "").partition(" ")
        fault = Fault(name)
        verdict = Verdict.UNHELPFUL if piece else Verdict.FAILED
        stored = self._feedback(guide, verdict, part=piece or None, fault=fault)
        session = _said(session, action)
        if fault is not Fault.OTHER_MATTER:
            return self._sentences.noticed(session, "feedback.noted").plus(stored)
        browse = self._composer.choice(session.language, "browse", Action(verb="browse"))
        return self._sentences.said(session, "feedback.ask_again", browse).plus(stored)

    def _reasons(
        self,
        session: Session,
        guide: Guide,
        faults: Iterable[Fault],
        *,
        piece: str | None = None,
        aside: bool = False,
    ) -> tuple[Choice, ...]:
        behind = f" {piece}" if piece else ""
        return tuple(
            self._choice(
                session,
                fault.value,
                Action(verb="fault", guide=guide.id, part=f"{fault.value}{behind}"),
                aside=aside,
            )
            for fault in faults
        )

    # Parts

    def _feedback(
        self,
        guide: Guide,
        verdict: Verdict,
        *,
        step: str | None = None,
        part: str | None = None,
        fault: Fault | None = None,
    ) -> Turn:
        given = Feedback(
            guide=guide.id,
            version=guide.digest,
            step=step,
            verdict=verdict,
            at=self._clock.now(),
            part=part,
            fault=fault,
        )
        return Turn(feedback=(given,))

    def _choice(self, session: Session, key: str, action: Action, *, aside: bool) -> Choice:
        label = self._composer.say(session.language, f"feedback.choice.{key}")
        return Choice(label=label, action=action, aside=aside)


def _matter(action: Action) -> str | None:
    """What an action gives a verdict or a reason on, inside its guide; None for any other.
    Of the buttons on one matter one is pressed."""
    part = action.part or ""
    match action.verb:
        case "worked" | "failed":
            return "guide"
        case "helpful" | "unhelpful":
            return part
        case "fault":
            return f"why {part.partition(' ')[2]}"
        case "stuck_where" | "stuck_at":
            return "why "
        case _:
            return None


def _same(one: Action, other: Action) -> bool:
    return one.guide == other.guide and _matter(one) == _matter(other)


def _was_said(session: Session, action: Action) -> bool:
    """Whether that was said before, and not asked once more since."""
    held = session.tokens.values()
    asked = any(_same(one, action) for one in held)
    said = Action(verb="said", guide=action.guide, part=_matter(action))
    return said in held and not asked


def _said(session: Session, action: Action) -> Session:
    """The session with the buttons on that matter used up."""
    said = Action(verb="said", guide=action.guide, part=_matter(action))
    return used_up(session, lambda one: _same(one, action), said)
