"""Walkthrough: pure moves through a guide, one step at a time."""

from bot.domain.conversation import Progress
from bot.domain.guide import Guide

_MOST_STUCK = 3


def start(guide: Guide) -> Progress:
    """At the first step."""
    return Progress(guide=guide.id, version=guide.digest, step=guide.steps[0].id)


def resume(progress: Progress, guide: Guide) -> Progress:
    """The same place in the guide as it is now: an edit keeps a step by its id."""
    step = guide.steps[guide.step_index(progress.step)]
    return progress.model_copy(update={"version": guide.digest, "step": step.id})


def done(progress: Progress, guide: Guide) -> Progress:
    """The step after this one; finished after the last."""
    at = guide.step_index(progress.step)
    if at + 1 == len(guide.steps):
        return progress.model_copy(update={"finished": True, "stuck": 0})
    return jump(progress, guide, at + 1)


def back(progress: Progress, guide: Guide) -> Progress:
    """The step before this one; the last step when the guide was finished."""
    at = guide.step_index(progress.step)
    return jump(progress, guide, at if progress.finished else max(0, at - 1))


def jump(progress: Progress, guide: Guide, index: int) -> Progress:
    """The step at an index from 0, kept inside the guide."""
    at = max(0, min(index, len(guide.steps) - 1))
    return progress.model_copy(
        update={
            "step": guide.steps[at].id,
            "version": guide.digest,
            "stuck": 0,
            "finished": False,
        }
    )


def stuck(progress: Progress) -> Progress:
    """Stuck once more at this step: the step's own advice, then the guide's errors, then
    where to get help."""
    return progress.model_copy(update={"stuck": min(progress.stuck + 1, _MOST_STUCK)})
