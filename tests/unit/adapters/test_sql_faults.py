"""Nothing that was reported saved is lost when the process is killed."""

import asyncio
import signal
import subprocess
import sys
from pathlib import Path

from turn_parts import person

from bot.adapters.sql.stores import opened_stores

# Twenty people whose turns are saved side by side, each reported once it is.
SAVER = """
import asyncio, os, sys
from pathlib import Path
from bot.adapters.sql.stores import opened_stores
from bot.domain.conversation import Session
from bot.domain.turn import Turn
from bot.ports import InboxEntry
from turn_parts import person, post

async def main(data, round_):
    async with opened_stores(data) as stores:
        async def live(user):
            for n in range(100_000):
                told = f"{round_}-{user}-{n}"
                entry = InboxEntry(receipt=f"test:{told}", lane=str(user), raw=told)
                await stores.mailbox.receive([entry])
                os.write(1, f"received {told}\\n".encode())
                session = Session(key=person(str(user)), unanswered=told)
                turn = Turn(
                    receipts=(entry.receipt,), sessions=(session,), posts=(post(told, str(user)),)
                )
                await stores.sessions.commit(turn)
                os.write(1, f"saved {told}\\n".encode())
        await asyncio.gather(*map(live, range(20)))

asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))
"""
LINES = 400


def killed(data: Path, round_: int) -> list[tuple[str, str]]:
    """What a process had reported when it was killed in the midst of saving."""
    with subprocess.Popen(
        [sys.executable, "-c", SAVER, str(data), str(round_)],
        env={"PYTHONPATH": ".:tests", "OPENBLAS_NUM_THREADS": "1"},
        cwd=Path(__file__).resolve().parents[3],
        stdout=subprocess.PIPE,
        text=True,
    ) as saver:
        assert saver.stdout is not None
        reports = [saver.stdout.readline() for _ in range(LINES)]
        saver.send_signal(signal.SIGKILL)
        reports += saver.stdout.read().splitlines(keepends=True)
    whole = [report for report in reports if report.endswith("\n")]
    assert len(whole) >= LINES
    return [(what, told) for what, told in map(str.split, whole)]


async def test_a_kill_in_the_midst_of_saving_loses_nothing_that_was_reported(
    tmp_path: Path,
) -> None:
    received: set[str] = set()
    saved: set[str] = set()
    for round_ in range(3):
        reports = await asyncio.to_thread(killed, tmp_path, round_)
        received |= {told for what, told in reports if what == "received"}
        saved |= {told for what, told in reports if what == "saved"}
        async with opened_stores(tmp_path) as stores:
            posted = [entry.post.reply.text for entry in await stores.mailbox.outgoing()]
            waiting = {entry.raw for entry in await stores.mailbox.waiting()}
            assert len(posted) == len(set(posted))
            assert saved <= set(posted)
            # Of each turn all was saved or nothing: what is not answered still waits.
            assert set(posted).isdisjoint(waiting)
            assert received <= set(posted) | waiting
            for user in range(20):
                session = await stores.sessions.load(person(str(user)))
                mine = [text for text in posted if text.split("-")[1] == str(user)]
                assert session.unanswered == (mine[-1] if mine else None)
