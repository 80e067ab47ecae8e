"""Watch: publish at every save, and say in one line what came of it."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Event

from watchfiles import watch as changes

from bot.domain.errors import CamTayError
from ingest.pipeline import Ingest, NoGuides, SyncReport, VerificationFailed

_SETTLED_MS = 300
_LOOK_MS = 50
# Editors save through files of their own, which are none of ours.
_READ = (".md", ".csv")


def watch(
    ingest: Ingest, knowledge: Path, tell: Callable[[str], None], stop: Event | None = None
) -> None:
    """Sync now and whenever something in a knowledge folder is saved, until interrupted or
    told to stop. Saves that come together are one sync."""
    saves = changes(
        knowledge,
        watch_filter=lambda _, path: path.endswith(_READ),
        debounce=_SETTLED_MS,
        step=_LOOK_MS,
        stop_event=stop,
        raise_interrupt=False,
        yield_on_timeout=True,
        rust_timeout=_SETTLED_MS,
    )
    # The first, empty batch comes once the watch stands: nothing saved after it is missed.
    started = False
    # An interrupt that comes between two batches, or during a sync, ends the watch as well.
    with suppress(KeyboardInterrupt):
        for saved in saves:
            if saved or not started:
                tell(outcome(ingest))
            started = True


def outcome(ingest: Ingest) -> str:
    """What one sync came to, in one line for an editor."""
    try:
        report = ingest.sync()
    except NoGuides:
        return "Không có bài nào đăng được; chạy 'camtay-kb check' để xem lỗi."
    except VerificationFailed as error:
        return f"Bản mới hỏi thử không đạt nên không đăng, bản cũ vẫn chạy: {error}".replace(
            "\n", " "
        )
    except CamTayError as error:
        return f"Chưa đăng được: {error}".replace("\n", " ")
    return " ".join(part for part in (_published(report), _kept_back(report)) if part)


def _published(report: SyncReport) -> str:
    if not report.published:
        return "" if report.left_out else "Không có gì thay đổi."
    named = [*report.added, *report.changed]
    what = f"{report.guides} bài"
    if len(named) == 1 and not report.removed:
        what = named[0]
    elif report.changed or report.removed:
        what += f" ({len(report.added)} mới, {len(report.changed)} sửa, {len(report.removed)} bỏ)"
    return f"Đã đăng {what} trong {report.seconds:.1f} giây."


def _kept_back(report: SyncReport) -> str:
    blocking = [fault for fault in report.faults if fault.blocks]
    if not blocking:
        return ""
    more = f" (và {len(blocking) - 1} lỗi nữa)" if len(blocking) > 1 else ""
    return f"Chưa đăng {blocking[0]}{more}"
