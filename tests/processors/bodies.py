"""Builders of bodies: a lifter of two-link legs who squats in the world of metres, with what is true of every rep."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from contracts.arrays import floats
from contracts.event import EndOfStream
from contracts.poses3d import Body, Poses3d
from contracts.skeleton import INDEX, JOINTS
from processors.geometry.angles import angles_deg
from processors.geometry.depth import depth_margin_m

Floats = NDArray[np.float64]

HEIGHT_M: Final = 1.76
STANDING_DEG: Final = 4.0
"""Bend of the knees of somebody who stands."""
_LEG_BONE: Final = 0.245
_SHANK_SHARE: Final = 0.28
"""Share of the knee's bend by which the shank leans forward; the rest is the thigh's."""
_LEAN_SHARE: Final = 0.3
"""Degrees of the trunk's lean for each of the knee's bend."""
_REST: Final[dict[str, tuple[float, float, float]]] = {
    "nose": (0.0, 0.39, 0.06),
    "left_eye": (0.02, 0.405, 0.05),
    "right_eye": (-0.02, 0.405, 0.05),
    "left_ear": (0.04, 0.4, 0.0),
    "right_ear": (-0.04, 0.4, 0.0),
    "left_shoulder": (0.1, 0.288, 0.0),
    "right_shoulder": (-0.1, 0.288, 0.0),
    "left_elbow": (0.14, 0.15, -0.03),
    "right_elbow": (-0.14, 0.15, -0.03),
    "left_wrist": (0.13, 0.28, 0.02),
    "right_wrist": (-0.13, 0.28, 0.02),
    "head": (0.0, 0.46, 0.0),
    "neck": (0.0, 0.288, 0.0),
}
"""Joints above the hips from the mid-hip, in body heights: x to the body's left, y up the trunk, z to the front."""
_FOOT: Final[dict[str, tuple[float, float]]] = {
    "big_toe": (-0.035, 0.1),
    "small_toe": (-0.035, 0.09),
    "heel": (-0.04, -0.03),
}
"""y and z from the ankle, in body heights."""


def body_in_world(
    knee_deg: float = STANDING_DEG,
    *,
    lean_deg: float | None = None,
    facing_deg: float = 0.0,
    height_m: float = HEIGHT_M,
) -> Floats:
    """Joints (26, 3), m, ankles over the origin; facing 0 looks at the camera, 90 to the camera's right."""
    joints = np.zeros((len(JOINTS), 3))
    lean = np.radians(_LEAN_SHARE * (knee_deg - STANDING_DEG) if lean_deg is None else lean_deg)
    shank, thigh = np.radians(_SHANK_SHARE * knee_deg), np.radians((1 - _SHANK_SHARE) * knee_deg)
    knee = np.array([0.0, 0.045 + _LEG_BONE * np.cos(shank), _LEG_BONE * np.sin(shank)])
    hip = knee + np.array([0.0, _LEG_BONE * np.cos(thigh), -_LEG_BONE * np.sin(thigh)])
    for side, x in (("left", 0.06), ("right", -0.06)):
        joints[INDEX[f"{side}_ankle"]] = x, 0.045, 0.0
        joints[INDEX[f"{side}_knee"]] = x, *knee[1:]
        joints[INDEX[f"{side}_hip"]] = x, *hip[1:]
        for name, (up, front) in _FOOT.items():
            joints[INDEX[f"{side}_{name}"]] = x, 0.045 + up, front
    joints[INDEX["hip"]] = hip
    for name, (left, up, front) in _REST.items():
        turned = [left, up * np.cos(lean) - front * np.sin(lean), up * np.sin(lean) + front * np.cos(lean)]
        joints[INDEX[name]] = hip + turned
    return height_m * joints @ about_y(facing_deg).T


def about_y(deg: float) -> Floats:
    """Rotation (3, 3) about the upright axis; what faces the camera then faces its right."""
    turn = np.radians(deg)
    return np.array([[np.cos(turn), 0.0, np.sin(turn)], [0.0, 1.0, 0.0], [-np.sin(turn), 0.0, np.cos(turn)]])


@dataclass(frozen=True)
class Rep:
    """How one rep is done."""

    bend_deg: float = 140.0
    descent_s: float = 1.4
    pause_s: float = 0.0
    ascent_s: float = 1.4
    stand_s: float = 1.5
    lockout_deg: float = STANDING_DEG
    """Bend of the knees after it."""
    ending: Literal["up", "helped", "sinks", "dips"] = "up"
    """Helped: after a stall of 2 s. Sinks: after such a stall, for good. Dips: sinks a little on the way up."""

    def ways(self) -> list[tuple[float, float]]:
        """Each move: how long it takes, s, and the bend it ends with, degrees."""
        down = [(self.descent_s, self.bend_deg), (self.pause_s, self.bend_deg)]
        half, rise_s = 0.7 * self.bend_deg, self.ascent_s / 2
        match self.ending:
            case "up":
                up = [(self.ascent_s, self.lockout_deg)]
            case "helped":
                up = [(rise_s, half), (2.0, half), (1.5, self.lockout_deg)]
            case "sinks":
                up = [(rise_s, half), (2.0, half), (1.0, self.bend_deg + 5), (16.0, self.bend_deg + 5)]
            case "dips":
                up = [(rise_s, half), (0.4, 0.85 * self.bend_deg), (self.ascent_s, self.lockout_deg)]
        return [*down, *up, (self.stand_s, self.lockout_deg)]


@dataclass(frozen=True)
class TrueRep:
    """What is true of a rep; media times, s."""

    start_s: float
    bottom_s: float
    end_s: float


@dataclass(frozen=True)
class Performance:
    """A recorded session in metres."""

    poses: list[Poses3d]
    reps: list[TrueRep] = field(default_factory=list)

    def with_end(self) -> "list[Poses3d | EndOfStream]":
        last = self.poses[-1]
        return [*self.poses, end(len(self.poses), last.pts)]


def end(frames: int, pts: float) -> EndOfStream:
    return EndOfStream(session="s", run="r", frame=frames, pts=pts, reason="closed")


def squat(  # noqa: PLR0913 - a test names only what it is about
    reps: int | Sequence[Rep] = 3,
    *,
    fps: float = 30.0,
    times_s: Iterable[float] | None = None,
    before_s: float = 1.5,
    walkout: bool = False,
    facing_deg: float = 40.0,
    noise_m: float = 0.0,
    seed: int = 0,
    absent_s: Sequence[tuple[float, float]] = (),
    cut_s: tuple[float, float] | None = None,
    angle_std_deg: float = 1.0,
    margin_std_m: float = 0.01,
    score: float = 0.95,
) -> Performance:
    """A set of squats.

    Args:
        reps: how many, or how each is done.
        fps: frames a second.
        times_s: the frames' times instead, e.g. of a variable rate.
        before_s: how long the lifter stands before the first rep.
        walkout: whether they have walked out of a rack before that.
        facing_deg: where they look: 0 at the camera.
        noise_m: standard deviation of every coordinate of every joint.
        seed: of the noise.
        absent_s: from when to when nobody is seen.
        cut_s: from when to when the whole body seems half a metre higher.
        angle_std_deg: what the lifter says of its angles.
        margin_std_m: what it says of the depth margin.
        score: how well every joint is seen.
    """
    moves = [rep.ways() for rep in ([Rep()] * reps if isinstance(reps, int) else reps)]
    stand_s = before_s + (3.0 if walkout else 0.0)
    ways = [(stand_s, STANDING_DEG), *(way for rep in moves for way in rep)]
    total_s = sum(seconds for seconds, _ in ways)
    times = np.arange(0, total_s, 1 / fps) if times_s is None else np.array([t for t in times_s if t <= total_s])
    noise = np.random.default_rng(seed).normal(0, 1, (len(times), len(JOINTS), 3)) * noise_m
    poses = []
    for frame, time_s in enumerate(times):
        joints = body_in_world(_bend_deg(ways, time_s), facing_deg=facing_deg) + noise[frame]
        joints += _steps(time_s) if walkout else 0.0
        joints[:, 1] += 0.5 if cut_s and cut_s[0] <= time_s < cut_s[1] else 0.0
        seen = not any(start_s <= time_s < end_s for start_s, end_s in absent_s)
        body = a_body(joints, angle_std_deg, margin_std_m, score) if seen else None
        poses.append(pose(frame, float(time_s), body))
    return Performance(poses, _truths(moves, stand_s))


def pose(frame: int, pts: float, body: Body | None, *, dropped: bool = False) -> Poses3d:
    return Poses3d(session="s", run="r", frame=frame, pts=pts, body=body, dropped=dropped)


def a_body(joints: Floats, angle_std_deg: float = 1.0, margin_std_m: float = 0.01, score: float = 0.95) -> Body:
    return Body(
        track=0,
        joints_in_world=floats(joints),
        joints_std_in_world=floats(np.full((len(JOINTS), 3), 0.01)),
        joint_scores=floats(np.full(len(JOINTS), score)),
        root_std=floats(np.full(3, 0.01)),
        angles=floats(angles_deg(joints)),
        angles_std=floats(np.full(7, angle_std_deg)),
        depth_margin=depth_margin_m(joints, HEIGHT_M),
        depth_margin_std=margin_std_m,
    )


def _bend_deg(ways: list[tuple[float, float]], time_s: float) -> float:
    """The knees' bend: in each move the hips speed up and slow down smoothly."""
    before = STANDING_DEG
    for seconds, after in ways:
        if time_s < seconds:
            part = time_s / seconds
            low, high = _hip_height(before), _hip_height(after)
            height = low + (high - low) * (part**3 * (10 - 15 * part + 6 * part**2))
            return float(np.interp(-height, -_hip_height(_BENDS), _BENDS))
        time_s -= seconds
        before = after
    return before


_BENDS: Final = np.linspace(0, 179, 2000)


def _hip_height(bend_deg: float | Floats) -> Floats:
    """Of the hips over the ankles, in leg bones."""
    bend = np.radians(bend_deg)
    return np.asarray(np.cos(_SHANK_SHARE * bend) + np.cos((1 - _SHANK_SHARE) * bend))


def _steps(time_s: float) -> Floats:
    """Two steps back from the rack in three seconds, the hips bobbing by a centimetre."""
    left = max(0.0, 1 - time_s / 2.5)
    return np.array([0.0, 0.01 * np.sin(2 * np.pi * time_s / 1.2) ** 2 * (left > 0), 0.7 * left])


def _truths(moves: list[list[tuple[float, float]]], start_s: float) -> list[TrueRep]:
    truths = []
    for move in moves:
        down_s, pause_s = move[0][0], move[1][0]
        end_s = start_s + sum(seconds for seconds, _ in move[:-1])
        truths.append(TrueRep(start_s, start_s + down_s + pause_s / 2, end_s))
        start_s += sum(seconds for seconds, _ in move)
    return truths
