"""What one process makes of live sets, given the drops of a deployment: BROKER FOLDER PARTITIONS SESSION...

Its rows go into the folder's database. `python -m tests.chaos.same_drops` prints how many frames there were, and how
many of them were dropped.
"""

import asyncio
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bus.record import Record
from contracts.codec import decode
from contracts.detections import Detections
from contracts.event import EndOfStream
from infra.kafka.log_spans import log_spans
from infra.kafka.reading import read_parts
from infra.models.chosen import Chosen
from infra.stages.asked import message_of
from infra.stages.cuts import WHOLE
from infra.stages.fused import Fused
from processors.stage import Shot
from sink.database import Database, open_database
from sink.keep import keep
from sink.rows import rows_of
from tests.crash.stored import Rows, rows_in
from tests.crash.user import HEIGHTS_M
from tests.infra.served import CHECKOUT

_THREADS: Final = 2


@dataclass(frozen=True)
class LiveSets:
    """Live sets of a deployment, as one process answers them."""

    rows: Rows
    frames: int
    dropped: int

    def __str__(self) -> str:
        return f"dropped {self.dropped} of {self.frames} live frames"


def live_sets(address: str, partitions: int, sessions: Sequence[str], folder: Path) -> LiveSets:
    """Answer the frames that lie in the log, those unseen that the deployment said it had dropped first of all.

    Args:
        address: of the broker.
        partitions: how many its topics have.
        sessions: which.
        folder: for the database, which isn't there yet.
    """
    program = [sys.executable, "-m", "tests.chaos.same_drops", address, str(folder), str(partitions), *sessions]
    told = subprocess.run(program, cwd=CHECKOUT, check=True, capture_output=True, text=True).stdout  # noqa: S603 - ours
    frames, dropped = map(int, told.split())
    return LiveSets(rows_in(folder), frames, dropped)


def main(address: str, folder: str, partitions: str, *sessions: str) -> None:
    """Do it in a process of its own: one opens one database only."""
    records = asyncio.run(_read(address, int(partitions)))
    fused, database = Chosen(lift="squat", height_m=HEIGHTS_M[0]).stages(_THREADS), open_database(folder)
    dropped = [_answered([one for one in records if one.key == session], fused, database) for session in sessions]
    database.close()
    print(sum(map(len, dropped)), sum(map(sum, dropped)))  # noqa: T201 - read by whoever has started this


async def _read(address: str, partitions: int) -> list[Record]:
    records = list[Record]()
    topics = dict.fromkeys(("frames", "detections"), partitions)
    await read_parts(address, await log_spans(address, topics), records.append)
    return records


def _answered(records: Sequence[Record], fused: Fused, database: Database) -> list[bool]:
    """Answer a set's frames, and tell of each whether it was dropped."""
    said = [decode(one.value, Detections, EndOfStream) for one in reversed(records) if one.topic == "detections"]
    dropped = {one.frame: one.dropped for one in said if isinstance(one, Detections)}
    state = fused.start(Chosen(lift="squat", height_m=HEIGHTS_M[0]).run())
    for record in records:
        given = message_of(record, WHOLE) if record.topic == "frames" else None
        if isinstance(given, Shot) and given.header.frame > state.frame:
            state, events = fused.answer(state, given, unseen={"detect"} if dropped[given.header.frame] else ())
        elif isinstance(given, EndOfStream):
            state, events = fused.finish(state, given)
        else:
            continue
        for event in events.values():
            keep(database, rows_of(event), {})
    return list(dropped.values())


if __name__ == "__main__":
    main(*sys.argv[1:])
