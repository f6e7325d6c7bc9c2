"""Builders of what a 2D pose estimator sees: bodies in metres, filmed by a level camera from far away."""

from collections.abc import Sequence

import numpy as np

from contracts.arrays import array, floats
from contracts.poses2d import PersonPose, Poses2d
from contracts.skeleton import INDEX
from processors.lifters import Look
from tests.processors.bodies import Floats, body_in_world, squat

WIDTH, HEIGHT = 720, 1280
PX_PER_M = 400.0
NOT_GIVEN = ("head", "left_small_toe", "right_small_toe")
"""Joints that BlazePose doesn't give."""


def person_pose(  # noqa: PLR0913 - a test names only what it is about
    joints_in_world: Floats,
    *,
    track: int = 0,
    missing: Sequence[str] = NOT_GIVEN,
    depth: bool = True,
    roll_deg: float = 0.0,
    score: float = 0.95,
) -> PersonPose:
    """Joints of a body as they are seen.

    Args:
        joints_in_world: (26, 3), m; the floor is near the picture's lower edge.
        track: whose they are.
        missing: joints that aren't given.
        depth: whether the model guesses depth; exactly right here.
        roll_deg: how far the camera is turned clockwise.
        score: of every joint that is given.
    """
    turn = np.radians(roll_deg)
    rolled = np.array([[np.cos(turn), np.sin(turn), 0], [-np.sin(turn), np.cos(turn), 0], [0, 0, 1]])
    seen = (joints_in_world * [1.0, -1.0, -1.0] + [0.0, 1.2, 0.0]) @ rolled.T
    scores = np.full(26, score)
    scores[[INDEX[name] for name in missing]] = 0.0
    return PersonPose(
        track=track,
        score=0.95,
        joints_in_image=floats(seen[:, :2] * PX_PER_M + [WIDTH / 2, HEIGHT / 2]),
        joint_scores=floats(scores),
        joints_in_body=floats(seen - seen[INDEX["hip"]]) if depth else None,
    )


def look(pts_s: float, pose: PersonPose, gravity: Sequence[float] | None = None) -> Look:
    return Look(pts_s, pose, WIDTH, HEIGHT, None, None if gravity is None else floats(gravity))


def looks(seconds: float = 4.0, **seen: object) -> list[Look]:
    """A squat, as `person_pose` sees it."""
    poses = [pose for pose in squat(1).poses if pose.pts < seconds and pose.body]
    return [
        look(pose.pts, person_pose(array(pose.body.joints_in_world, 26, 3).astype(np.float64), **seen))  # type: ignore[arg-type] # named as there
        for pose in poses
        if pose.body
    ]


def poses2d(
    frame: int, *people: PersonPose, lifter: int | None = 0, fps: float = 30.0, dropped: bool = False
) -> Poses2d:
    return Poses2d(
        session="s",
        run="r",
        frame=frame,
        pts=frame / fps,
        people=people,
        lifter=lifter,
        dropped=dropped,
        width=WIDTH,
        height=HEIGHT,
    )


def standing(track: int = 0, x_m: float = 0.0, *, missing: Sequence[str] = NOT_GIVEN) -> PersonPose:
    return person_pose(body_in_world(facing_deg=40) + np.array([x_m, 0.0, 0.0]), track=track, missing=missing)
