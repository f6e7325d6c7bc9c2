"""Builders of what the gateway is told: a test shows only what matters to it."""

import secrets
from collections.abc import Mapping
from typing import Final

from bus.protocol import Bus
from bus.record import NO_HEADERS
from contracts.arrays import floats
from contracts.codec import encode
from contracts.detections import Detections, Person
from contracts.event import FrameRef, Trace
from contracts.form import Check, CueFired, CueGiven, Form, FormEvent, Metric, Rep, RepEnded, SetEnded, SetStarted
from contracts.frames import HEADER, FrameHeader
from contracts.poses2d import PersonPose, Poses2d
from contracts.poses3d import Poses3d
from contracts.run import Run
from contracts.sessions import Session, SessionVideo
from contracts.vocabulary import ANGLES, SessionState

RUN: Final = Run(models={"pose2d": "blazepose@6f0f1c1e.1"}, lift="squat")
VIDEO: Final = SessionVideo(width=1280, height=720, duration_s=20.0, fps=30.0)
FPS: Final = 30.0


def new_id() -> str:
    """An id that no other test uses."""
    return secrets.token_hex(6)


def session(as_id: str = "", state: SessionState = "done", runs: tuple[Run, ...] = (RUN,), **fields: object) -> Session:
    """A session that was uploaded."""
    given = as_id or new_id()
    told = {"media": f"sessions/{given}/original", "video": VIDEO, "created_at": 1000.0, "updated_at": 1000.0, **fields}
    return Session(session=given, state=state, runs=runs, **told)  # type: ignore[arg-type] # a test names real fields


def trace(frame: int) -> Trace:
    """Where a frame's picture lies, if the frames are the only ones on the bus."""
    return Trace(frame_ref=FrameRef(partition=0, offset=frame), finished_at={"judge": 1000.0 + frame})


def form(of: str, frame: int, *events: FormEvent, knee_deg: float = 10.0, ref: int | None = None) -> Form:
    """The judge's answer to a frame."""
    return Form(
        session=of,
        run=RUN.id,
        frame=frame,
        pts=frame / FPS,
        trace=trace(frame if ref is None else ref),
        lift="squat",
        phase="descent",
        set=0,
        rep=0,
        reps=1,
        angles=floats([knee_deg] * len(ANGLES)),
        angles_std=floats([2.5] * len(ANGLES)),
        events=events,
    )


def poses2d(of: str, frame: int) -> Poses2d:
    """One person's joints, the lifter's, at x = 100 + the joint's number, y = 50."""
    joints = floats([[100 + joint, 50] for joint in range(26)])
    person = PersonPose(track=3, score=0.9, joints_in_image=joints, joint_scores=floats([0.5] * 26))
    return Poses2d(
        session=of, run=RUN.id, frame=frame, pts=frame / FPS, people=(person,), lifter=3, width=1280, height=720
    )


def poses3d(of: str, frame: int) -> Poses3d:
    """Nobody in metres."""
    return Poses3d(session=of, run=RUN.id, frame=frame, pts=frame / FPS, gravity="assumed")


def detections(of: str, frame: int, *, looked: bool = True) -> Detections:
    """The lifter (track 3) and somebody else (track 8)."""
    people = tuple(Person(track=track, box_in_image=floats([10, 20, 30 + track, 40]), score=0.75) for track in (3, 8))
    return Detections(
        session=of, run=RUN.id, frame=frame, pts=frame / FPS, people=people, looked=looked, width=1280, height=720
    )


def rep(index: int) -> Rep:
    """A rep with one metric, one check and one cue."""
    return Rep(
        index=index,
        start_s=1.0,
        bottom_s=2.0,
        end_s=3.0,
        complete=True,
        metrics={"descent_s": Metric(value=1.0, std=0.125, unit="s", seen=0.5)},
        checks=(Check(rule="depth", answer="fault", why="hip 3 cm above the knee", at_s=2.0),),
        cues=(CueGiven(cue="go_deeper", severity="major", text="Deeper", why="3 cm high", at_s=2.0, frame=60),),
    )


def whole_set(of: str) -> tuple[Form, ...]:
    """A set of two reps, and its cue."""
    started = SetStarted(set=0, lift="squat", start_s=0.5)
    ended = SetEnded(set=0, lift="squat", lift_confidence=1.0, start_s=0.5, end_s=9.0, reps=2)
    return (
        form(of, 0, started),
        form(of, 30, CueFired(set=0, rep=0, cue=rep(0).cues[0]), RepEnded(set=0, rep=rep(0))),
        form(of, 60, RepEnded(set=0, rep=rep(1)), ended),
    )


def jpeg(frame: int) -> bytes:
    """Something in a picture's place."""
    return b"\xff\xd8" + frame.to_bytes(4, "big") * 500


async def publish_picture(bus: Bus, of: str, frame: int, picture: bytes | None = None) -> int:
    """Put a frame onto the bus; return its offset."""
    header = FrameHeader(session=of, frame=frame, pts=frame / FPS, captured_at=0, received_at=0, width=1280, height=720)
    return (await bus.publish("frames", of, picture or jpeg(frame), {HEADER: encode(header)})).offset


async def publish_frame(
    bus: Bus,
    of: str,
    frame: int,
    *events: FormEvent,
    picture: bytes | None = None,
    headers: Mapping[str, bytes] = NO_HEADERS,
) -> None:
    """Put a frame and the stages' answers to it onto the bus."""
    offset = await publish_picture(bus, of, frame, picture)
    await bus.publish("poses2d", of, encode(poses2d(of, frame)), headers)
    await bus.publish("poses3d", of, encode(poses3d(of, frame)), headers)
    await bus.publish("form", of, encode(form(of, frame, *events, ref=offset)), headers)
