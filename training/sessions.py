"""Whole sessions with exact truth: a body that lifts, filmed by a phone, with what hides what."""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from contracts.skeleton import INDEX
from training import hidden
from training.benches import benches
from training.bodies import Bodies, draw
from training.cameras import Camera, camera, facing, seen_from
from training.deadlifts import deadlifts
from training.motion import PLATE_RADIUS_M, Motion
from training.posed import joints_of
from training.rotations import turned
from training.squats import squats
from training.timeline import clock

Floats = NDArray[np.float64]

_LIFTS: Final = (*["squat"] * 3, *["deadlift"] * 2, *["bench"] * 2)
_KINDS: Final = {"squat": squats, "deadlift": deadlifts, "bench": benches}
_ACROSS: Final = np.array([1.0, 0.0, 0.0])


class Session(NamedTuple):
    """One set of n frames."""

    lift: str
    height_m: float
    times_s: Floats
    joints: Floats
    """(n, 26, 3), m; x to the camera's right, y up, z towards the camera, the floor at 0."""
    joints_in_image: Floats
    """(n, 26, 2), in long sides of the picture, from its corner."""
    visibility: hidden.Codes
    """(n, 26)"""
    camera: Camera
    bar_in_image: Floats | None
    """(n, 2, 2): its ends, the lifter's left first."""


def session(rng: np.random.Generator, frames: int) -> Session:
    """Draw one session."""
    bodies = draw(rng, 1)
    height_m = float(bodies.height_m[0])
    lengths_m = _metres(bodies)
    lift = str(rng.choice(_LIFTS))
    times_s = clock(rng, frames, float(rng.uniform(0, 4)))
    motion = _KINDS[lift](rng, lengths_m, times_s)
    if lift != "bench":
        _reach(motion, lengths_m)
    placed, turn = facing(rng, joints_of(motion, lengths_m))
    placed = placed + _jitter(rng, len(times_s))
    phone = camera(rng, placed, height_m, times_s)
    image, _ = seen_from(phone, placed)
    bar = None if motion.bar is None else turned(turn, motion.bar)
    ends = None
    if bar is not None:
        ends = seen_from(phone, np.stack([bar + 1.1 * (turn @ _ACROSS), bar - 1.1 * (turn @ _ACROSS)], axis=1))[0]
    codes = _codes(rng, phone, placed, height_m, bar, motion.furniture, turn)
    outside = (image < 0).any(-1) | (image > phone.size).any(-1)
    return Session(lift, height_m, times_s - times_s[0], placed, image, np.where(outside, 0, codes), phone, ends)


def _jitter(rng: np.random.Generator, frames: int) -> Floats:
    """Bodies are no machines: each joint lies a little off, slowly changing; (n, 26, 3), m."""
    still = rng.normal(0, 0.004, (1, 26, 3))
    knots = rng.normal(0, 0.003, (frames // 20 + 2, 26, 3))
    place = np.arange(frames) / 20
    low = place.astype(int)
    part = (place - low)[:, None, None]
    return np.asarray(still + knots[low] * (1 - part) + knots[low + 1] * part)


def _metres(bodies: Bodies) -> dict[str, float]:
    height_m = float(bodies.height_m[0])
    lengths = {name: float(share[0]) * height_m for name, share in bodies.lengths.items()}
    return {**lengths, "head": float(bodies.lengths["head"][0]), "height": height_m}


def _reach(motion: Motion, lengths_m: dict[str, float]) -> None:
    """Lower the hips to where both legs reach the feet."""
    leg = 0.9997 * (lengths_m["thigh"] + lengths_m["shank"])
    for index, sign in enumerate((1, -1)):
        to = motion.ankles[:, index] - motion.hip - [sign * lengths_m["hips"], 0, 0]
        rise = np.sqrt(np.maximum(leg**2 - to[:, 0] ** 2 - to[:, 2] ** 2, 0.04))
        motion.hip[:, 1] = np.minimum(motion.hip[:, 1], motion.ankles[:, index, 1] + rise)


def _codes(
    rng: np.random.Generator,
    phone: Camera,
    joints: Floats,
    height_m: float,
    bar: Floats | None,
    furniture: str,
    turn: Floats,
) -> hidden.Codes:
    codes = np.full(joints.shape[:2], hidden.VISIBLE)
    codes[hidden.hidden_by_body(phone.eye, joints, height_m)] = hidden.OWN_BODY
    if furniture == "bench":
        box = np.array([-0.15, 0.0, -1.15]), np.array([0.15, 0.43, 0.12])
        codes[hidden.hidden_by_box(phone.eye, joints, *box, turn)] = hidden.FURNITURE
    if furniture in ("rack", "bench"):
        ahead = rng.uniform(0.15, 0.7) if furniture == "rack" else -rng.uniform(0.9, 1.2)
        posts = [(turn @ np.array([side * rng.uniform(0.5, 0.6), 0, ahead]))[[0, 2]] for side in (1, -1)]
        if furniture == "rack" and rng.random() < 0.3:
            posts += [(turn @ np.array([side * 0.55, 0, ahead - 1.1]))[[0, 2]] for side in (1, -1)]
        codes[hidden.hidden_by_posts(phone.eye, joints, np.array(posts), 0.04)] = hidden.FURNITURE
    if bar is not None and rng.random() < 0.92:
        out = turn @ _ACROSS
        reach = [0.66, 0.66 + rng.uniform(0.02, 0.25)]
        plates = np.stack([bar + sign * far * out for sign in (1, -1) for far in reach], axis=1)
        radius_m = PLATE_RADIUS_M if rng.random() < 0.8 else float(rng.uniform(0.1, PLATE_RADIUS_M))
        codes[hidden.hidden_by_plates(phone.eye, joints, plates, out, radius_m)] = hidden.BAR
    return codes


def root_of(joints: Floats) -> Floats:
    """Give the joints from the mid-hip, same shape."""
    return np.asarray(joints - joints[..., INDEX["hip"] : INDEX["hip"] + 1, :])
