"""Everybody who was seen around a frame: what a person taps to say "that's me"."""

from collections.abc import Sequence
from typing import Annotated

from contracts.message import Message, says
from contracts.skeleton import JOINTS
from gateway.database import Databases
from gateway.history import OF_RUN
from gateway.refused import RefusedError

Point = tuple[float, float]


class PersonView(Message, frozen=True, kw_only=True):
    """One person in one frame."""

    track: Annotated[int, says("Who it is")]
    score: Annotated[float, says("How sure the detector is, 0..1")]
    box_in_image: Annotated[tuple[float, float, float, float], says("x0, y0, x1, y1", unit="px", space="image")]
    joints_in_image: Annotated[
        tuple[Point, ...] | None, says("Halpe-26 joints; null: they were not looked for", unit="px", space="image")
    ]
    joint_scores: Annotated[tuple[float, ...] | None, says("0..1 each; null: they were not looked for")]


class People(Message, frozen=True, kw_only=True):
    """Everybody in one frame."""

    run: Annotated[str, says("The run that saw them")]
    frame: Annotated[int, says("The frame nearest to the one asked for at which the detector looked")]
    pts_s: Annotated[float, says("Its media time", unit="s")]
    width: Annotated[int, says("Width of the picture", unit="px")]
    height: Annotated[int, says("Height of the picture", unit="px")]
    lifter: Annotated[int | None, says("Track of the lifter; null: nobody is")]
    people: Annotated[tuple[PersonView, ...], says("Everybody, best first")]


async def people_at(databases: Databases, session: str, run: str, frame: int) -> People:
    """Find who was seen at the frame nearest to `frame` at which the detector looked.

    Raises:
        RefusedError: 404, the detector has looked at no frame of this run yet, or its answers are no longer kept.
    """
    looks = await databases.rows(
        "SELECT frame, pts, width, height, tracks, scores, boxes_in_image FROM detections FINAL"  # noqa: S608 - constants
        f" WHERE {OF_RUN} AND looked AND NOT dropped ORDER BY abs(toInt64(frame) - {{frame:Int64}}), frame LIMIT 1",
        session=session,
        run=run,
        frame=frame,
    )
    if not looks:
        raise RefusedError(404, "Nobody has been looked for in this run yet, or the answers are no longer kept.")
    at, pts_s, width, height, tracks, scores, boxes = looks[0]
    lifter, joints = await _joints(databases, session, run, at)
    people = tuple(
        _person(track, score, box, joints.get(track)) for track, score, box in zip(tracks, scores, boxes, strict=True)
    )
    return People(run=run, frame=at, pts_s=pts_s, width=width, height=height, lifter=lifter, people=people)


Joints = tuple[Sequence[float], Sequence[float]]
"""x and y of each joint one after the other, and the scores."""


async def _joints(databases: Databases, session: str, run: str, frame: int) -> tuple[int | None, dict[int, Joints]]:
    """Read who the lifter is, and the joints of each track; nothing where the frame isn't stored yet."""
    rows = await databases.rows(
        "SELECT lifter, tracks, joints_in_image, joint_scores FROM poses2d FINAL"  # noqa: S608 - constants
        f" WHERE {OF_RUN} AND frame = {{frame:UInt32}} LIMIT 1",
        session=session,
        run=run,
        frame=frame,
    )
    if not rows:
        return None, {}
    lifter, tracks, joints, scores = rows[0]
    return lifter, {track: (points, sure) for track, points, sure in zip(tracks, joints, scores, strict=True)}


def _person(track: int, score: float, box: Sequence[float], joints: Joints | None) -> PersonView:
    x0, y0, x1, y1 = box
    points = None if joints is None else tuple((joints[0][2 * at], joints[0][2 * at + 1]) for at in range(len(JOINTS)))
    return PersonView(
        track=track,
        score=score,
        box_in_image=(x0, y0, x1, y1),
        joints_in_image=points,
        joint_scores=None if joints is None else tuple(joints[1]),
    )
