"""How far a lifter's bodies are from exact truth, joint by joint: seen and hidden apart, steadiness, honesty.

Told by the lifter from the same 2D joints; 3D errors have the mid-hip moved onto the truth's and the truth camera's
rotation, with no other turn and no scale. Beside it stands what the 2D model itself says in 3D, frame by frame.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from contracts.arrays import array
from contracts.poses2d import PersonPose, Poses2d
from contracts.run import Run
from contracts.skeleton import INDEX
from contracts.vocabulary import ANGLES
from processors.geometry.angles import angles_deg
from processors.lift import Lift
from processors.lifters import Lifter
from tests.bench.accuracy import at, best_turn
from tests.bench.truth import Floats, Truth

SEEN, HIDDEN = (1,), (2, 3, 4)
_UP: Final = np.array([1.0, -1.0, -1.0])
_EVEN_HZ: Final = 30.0
"""Acceleration is told from tracks at this even rate."""
_SWAPPED: Final = (("left_hip", "right_hip"), ("left_knee", "right_knee"), ("left_ankle", "right_ankle"))


@dataclass(frozen=True)
class Told:
    """What somebody says of n frames; NaN: not answered."""

    joints: Floats
    """(n, 26, 3), m, world's axes, from the mid-hip."""
    joints_std: Floats
    angles_deg: Floats
    """(n, 7)"""
    angles_std_deg: Floats
    margin_m: Floats
    """(n,)"""
    margin_std_m: Floats


def told_by(lifter: Lifter, poses: Sequence[Poses2d], height_m: float | None = None) -> Told:
    """Let a lifter answer a clip's 2D joints."""
    stage = Lift(lifter)
    _, answers = stage.step(stage.start(Run(models={}, lift="squat", height_m=height_m)), poses)
    bodies = [getattr(answer, "body", None) for answer in answers]

    def column(name: str, *shape: int) -> Floats:
        gone = np.full(shape, np.nan)
        return np.array([gone if body is None else array(getattr(body, name), *shape) for body in bodies], float)

    def single(name: str) -> Floats:
        return np.array([np.nan if body is None else getattr(body, name) for body in bodies], float)

    return Told(
        joints=_from_hip(column("joints_in_world", 26, 3)),
        joints_std=column("joints_std_in_world", 26, 3),
        angles_deg=column("angles", len(ANGLES)),
        angles_std_deg=column("angles_std", len(ANGLES)),
        margin_m=single("depth_margin"),
        margin_std_m=single("depth_margin_std"),
    )


def told_by_the_2d_model(poses: Sequence[Poses2d]) -> Told:
    """Take the 2D model's own metres, frame by frame; a level camera is assumed, and no spread is told."""
    joints = np.array([_hint(_lifter(message)) for message in poses])
    count = len(joints)
    return Told(
        joints=joints,
        joints_std=np.full_like(joints, np.nan),
        angles_deg=np.array([angles_deg(frame) for frame in joints]),
        angles_std_deg=np.full((count, len(ANGLES)), np.nan),
        margin_m=np.full(count, np.nan),
        margin_std_m=np.full(count, np.nan),
    )


def _lifter(message: Poses2d) -> PersonPose | None:
    return next((person for person in message.people if person.track == message.lifter), None)


def _hint(pose: PersonPose | None) -> Floats:
    if pose is None or pose.joints_in_body is None:
        return np.full((26, 3), np.nan)
    joints = array(pose.joints_in_body, 26, 3).astype(np.float64) * _UP
    joints[array(pose.joint_scores, 26) <= 0] = np.nan
    return np.asarray(joints - joints[INDEX["hip"]])


def _from_hip(joints: Floats) -> Floats:
    return np.asarray(joints - joints[:, INDEX["hip"], None])


@dataclass(frozen=True)
class Judged:
    """One clip's errors; frames are those of the video."""

    name: str
    lift: str
    error: Floats
    """(n, 26, 3), m, told minus true; NaN: the mid-hip, or not told."""
    std: Floats
    visibility: Floats
    """(n, 26), the truth's codes; all 1 where it knows none."""
    angles: Floats
    """(n, 7), degrees, told minus true."""
    angles_std: Floats
    margin: Floats
    """(n,), m; NaN where there is none."""
    margin_std: Floats
    bottoms: Floats
    """The margin's errors at the bottoms of reps, m."""
    lockout: Floats
    """Errors of knee angles in the moment after reps, degrees."""
    shaking: Floats
    """(m, 26), m/s2: how far told accelerations are from true ones, per frame of an even rate."""
    lag_s: float
    """By how much the told track of knees and shoulders follows later than the true one."""
    swapped: int
    """Frames in which left and right legs lie nearer to the other one's truth."""
    frames: int


def judged(truth: Truth, poses: Sequence[Poses2d], told: Told) -> Judged:
    """Compare."""
    pts_s = np.array([message.pts for message in poses])
    true = _from_hip(at(pts_s, truth.pts_s, truth.joints_in_world))
    turn = truth.pictured.turned if truth.pictured is not None else best_turn(true, told.joints)
    true = true @ turn.T
    error = told.joints - true
    error[:, INDEX["hip"]] = np.nan
    visibility = np.ones(error.shape[:2])
    if truth.pictured is not None:
        visibility = truth.pictured.visibility[np.abs(truth.pts_s[:, None] - pts_s).argmin(axis=0)].astype(float)
    angles = told.angles_deg - at(pts_s, truth.pts_s, truth.angles_deg)
    margin = np.full(len(pts_s), np.nan)
    if truth.margin_m is not None:
        margin = told.margin_m - at(pts_s, truth.pts_s, truth.margin_m)
    at_top = _after_reps(truth, pts_s)
    at_bottom = [int(np.abs(pts_s - rep.bottom_s).argmin()) for rep in truth.reps]
    shaking, lag_s = _motion(pts_s, told.joints, true)
    return Judged(
        name=truth.name,
        lift=truth.lift,
        error=error,
        std=told.joints_std,
        visibility=visibility,
        angles=angles,
        angles_std=told.angles_std_deg,
        margin=margin,
        margin_std=told.margin_std_m,
        bottoms=margin[at_bottom],
        lockout=angles[at_top][:, :2].ravel(),
        shaking=shaking,
        lag_s=lag_s,
        swapped=_swaps(told.joints, true),
        frames=len(pts_s),
    )


def _after_reps(truth: Truth, pts_s: Floats) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    chosen = np.zeros(len(pts_s), bool)
    for rep in truth.reps:
        chosen |= rep.complete & (pts_s >= rep.end_s - 0.35) & (pts_s <= rep.end_s)
    return chosen


def _motion(pts_s: Floats, told: Floats, true: Floats) -> tuple[Floats, float]:
    """Compare accelerations at an even rate, and find the lag at which speeds agree best."""
    times = np.arange(pts_s[0], pts_s[-1], 1 / _EVEN_HZ)
    some, other = (at(times, pts_s, values) for values in (told, true))
    accelerations = [np.diff(values, 2, axis=0) * _EVEN_HZ**2 for values in (some, other)]
    chosen = [INDEX[name] for name in ("left_knee", "right_knee", "left_shoulder", "right_shoulder", "neck")]
    speeds = [np.diff(values[:, chosen], axis=0).reshape(len(times) - 1, -1) for values in (some, other)]
    agree = [_agreement(speeds[0], speeds[1], lag) for lag in range(8)]
    return np.linalg.norm(accelerations[0] - accelerations[1], axis=-1), _peak(np.array(agree)) / _EVEN_HZ


def _agreement(told: Floats, true: Floats, lag: int) -> float:
    some, other = told[lag:], true[: len(true) - lag]
    both = np.isfinite(some) & np.isfinite(other)
    if both.sum() <= 2 or min(np.ptp(some[both]), np.ptp(other[both])) == 0:
        return 0.0
    return float(np.corrcoef(some[both], other[both])[0, 1])


def _peak(values: Floats) -> float:
    """Give where the values are highest, between whole steps."""
    top = int(values.argmax())
    if top in (0, len(values) - 1):
        return float(top)
    before, here, after = values[top - 1 : top + 2]
    return float(top + 0.5 * (before - after) / (before - 2 * here + after))


def _swaps(told: Floats, true: Floats) -> int:
    """Count frames in which both knees and ankles lie much nearer to the other side's truth."""
    own, other = np.zeros(len(told)), np.zeros(len(told))
    for left, right in _SWAPPED:
        for here, there in ((left, right), (right, left)):
            own += np.linalg.norm(told[:, INDEX[here]] - true[:, INDEX[here]], axis=-1)
            other += np.linalg.norm(told[:, INDEX[here]] - true[:, INDEX[there]], axis=-1)
    return int((other < own).sum())
