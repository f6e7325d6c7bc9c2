"""Builders of what lies on the topics that a status is made of."""

from collections.abc import Mapping
from typing import Any

from bus.record import Record
from contracts.codec import encode
from contracts.dead_letters import DeadLetter
from contracts.event import Trace
from contracts.form import Form, FormEnd
from contracts.run import Run
from contracts.sessions import Session
from tests.infra.chained import CHOSEN

NOW_S = 1_800_000_000.0
DAY_S = 86_400.0
RUN: Run = CHOSEN.run()
FINISHED: Mapping[str, float] = {
    "detect": NOW_S + 0.03,
    "pose": NOW_S + 0.05,
    "lift": NOW_S + 0.06,
    "judge": NOW_S + 0.07,
}


def session_record(session: str = "s", **fields: Any) -> Record:  # noqa: ANN401 - a field of `Session` may be anything
    told: dict[str, Any] = {"state": "running", "runs": (RUN,), "created_at": NOW_S, "updated_at": NOW_S} | fields
    return Record("sessions", 0, 0, session, encode(Session(session=session, **told)))


def form_record(
    frame: int, session: str = "s", *, run: str = RUN.id, dropped: bool = False, at_s: float = NOW_S + 0.1
) -> Record:
    form = Form(session=session, run=run, frame=frame, pts=frame / 30, trace=trace(), dropped=dropped)
    return Record("form", 0, frame, session, encode(form), appended_at=at_s)


def end_record(frames: int, session: str = "s") -> Record:
    end = FormEnd(session=session, run=RUN.id, frame=frames, pts=frames / 30, reason="closed")
    return Record("form", 0, frames, session, encode(end), appended_at=NOW_S + 0.1)


def letter_record(offset: int, reason: str = "no header") -> Record:
    place: dict[str, Any] = {"topic": "frames", "partition": 0, "offset": offset}
    letter = DeadLetter(
        stage="detect", version="0.1.0", reason=reason, key="s", value=b"x" * 1000, failed_at=NOW_S, **place
    )
    return Record("dead_letters", 0, offset, "s", encode(letter), appended_at=NOW_S + offset)


def garbage(topic: str, key: str = "s") -> Record:
    return Record(topic, 0, 0, key, b"\xff\x00garbage")


def trace(received_at: float = NOW_S, finished_at: Mapping[str, float] = FINISHED, captured_at: float = NOW_S) -> Trace:
    return Trace(received_at=received_at, captured_at=captured_at, finished_at=dict(finished_at))
