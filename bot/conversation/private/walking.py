"""Walking: a guide gone through step by step, as one person sees it."""

from dataclasses import replace

from bot import walkthrough
from bot.answering.compose import Composer
from bot.conversation.guide_reply import guide_reply
from bot.conversation.private.verdicts import Verdicts
from bot.conversation.private.way_back import WayBack
from bot.conversation.response import Response
from bot.conversation.sentences import Sentences
from bot.domain.answer import Action
from bot.domain.conversation import Progress, Session
from bot.domain.guide import Guide
from bot.domain.ticket import TicketReason
from bot.ports import Clock


class Walking:
    """Says the steps, and keeps in the session where the person is."""

    def __init__(
        self,
        composer: Composer,
        sentences: Sentences,
        verdicts: Verdicts,
        way_back: WayBack,
        clock: Clock,
    ) -> None:
        self._composer = composer
        self._sentences = sentences
        self._verdicts = verdicts
        self._way_back = way_back
        self._clock = clock

    def start(self, session: Session, guide: Guide) -> Response:
        """The guide's opening with its first step; another guide in progress is paused."""
        language = session.language
        today = self._clock.now().date()
        reply = guide_reply(
            guide,
            self._composer.opening(guide, language, today),
            language,
            self._composer.step_choices(guide, 0, language),
            step=guide.steps[0].id,
        )
        running = self._way_back.running(session)
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

    def act(self, session: Session, action: Action, guide: Guide) -> Response:
        """What a move of a walkthrough leads to."""
        progress = self.progress_in(session, action, guide)
        match action.verb:
            case "done":
                # A button pressed twice, or one of an older step, must not skip a step.
                if action.part is not None and guide.step_index(action.part) != guide.step_index(
                    progress.step
                ):
                    return self._show(session, progress, guide)
                return self._show(session, walkthrough.done(progress, guide), guide)
            case "back":
                return self._show(session, walkthrough.back(progress, guide), guide)
            case "jump":
                to = walkthrough.jump(progress, guide, int(action.part or 1) - 1)
                return self._show(session, to, guide)
            case "stuck":
                return self.stuck(session, progress, guide)
            case "show":
                return self._show(session, progress, guide)
            case "all":
                return self._all(session, progress, guide)
            case "stop":
                return self._stop(session, progress, guide)
            case _:
                return self._sentences.said(session, "old_button")

    def progress_in(self, session: Session, action: Action, guide: Guide) -> Progress:
        """Where the person is in the guide an action is about: in another one than that in
        progress, at the step it names."""
        progress = session.progress
        if progress is None or progress.guide != guide.id:
            progress = walkthrough.start(guide)
            if action.part and action.verb != "jump":
                progress = walkthrough.jump(progress, guide, guide.step_index(action.part))
        return progress

    def stuck(self, session: Session, progress: Progress, guide: Guide) -> Response:
        """What helps at the step, a little more each time; at the end a person is needed."""
        progress = walkthrough.stuck(progress)
        text, choices, ends = self._composer.stuck(guide, progress, session.language)
        session = session.model_copy(update={"progress": progress, "guide": guide.id})
        reply = guide_reply(guide, text, session.language, choices, step=progress.step)
        return Response(session, (reply,), person=TicketReason.FAILED if ends else None)

    def resume(self, session: Session) -> Response:
        """The step in progress once more, in the guide as it is now."""
        running = self._way_back.running(session)
        if running is None:
            return self._sentences.said(session, "guide_gone")
        progress, guide = running
        current = walkthrough.resume(progress, guide)
        response = self._show(session, current, guide)
        if current.version == progress.version:
            return response
        moved = self._composer.say(session.language, "walkthrough.moved")
        first = response.replies[0]
        return replace(
            response, replies=(first.model_copy(update={"text": f"{moved}\n\n{first.text}"}),)
        )

    def _show(self, session: Session, progress: Progress, guide: Guide) -> Response:
        session = session.model_copy(
            update={"progress": progress, "guide": guide.id, "shown": None}
        )
        if progress.finished:
            return Response(session, (self._verdicts.finished(session, guide),))
        index = guide.step_index(progress.step)
        language = session.language
        reply = guide_reply(
            guide,
            self._composer.step(guide, index, language),
            language,
            self._composer.step_choices(guide, index, language),
            step=guide.steps[index].id,
        )
        return Response(session, (reply,))

    def _all(self, session: Session, progress: Progress, guide: Guide) -> Response:
        session = session.model_copy(update={"progress": progress, "guide": guide.id})
        language = session.language
        text = self._composer.all_steps(guide, language)
        resume = self._way_back.choice(language)
        return Response(
            session, (guide_reply(guide, text, language, (resume,), step=progress.step),)
        )

    def _stop(self, session: Session, progress: Progress, guide: Guide) -> Response:
        language = session.language
        text = self._way_back.said("walkthrough.stopped", progress, guide, language)
        resume = self._way_back.choice(language)
        session = session.model_copy(update={"progress": progress})
        return Response(session, (guide_reply(guide, text, language, (resume,)),))
