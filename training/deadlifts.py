"""Deadlifts, conventional and sumo: straight arms to the bar, the trunk's lean and the bar's height lead."""

import numpy as np
from numpy.typing import NDArray

from training.motion import PLATE_RADIUS_M, Motion, hump, pair, reps, standing_m
from training.timeline import sway

Floats = NDArray[np.float64]


def deadlifts(rng: np.random.Generator, lengths_m: dict[str, float], times_s: Floats) -> Motion:
    """Draw a set; `lengths_m` are the bones, m."""
    height = lengths_m["height"]
    sumo = rng.random() < 0.4
    down = np.maximum(reps(rng, times_s[-1], "deadlift")[0].at(times_s), 0)
    deep = np.radians(rng.uniform(38, 68) if sumo else rng.uniform(48, 82))
    top = np.radians(rng.uniform(-4, 6)) + (np.radians(rng.uniform(5, 20)) if rng.random() < 0.15 else 0)
    lean = top + (deep - top) * np.minimum(down, 1.2) ** rng.uniform(0.7, 1.6) + sway(rng, times_s, 0.012)
    rounding = np.radians(rng.uniform(-6, 15)) + hump(rng, down, 0.4, 0.5)
    stance = height * (rng.uniform(0.18, 0.25) if sumo else rng.uniform(0.06, 0.105))
    out = np.radians(rng.uniform(25, 50) if sumo else rng.uniform(0, 20))
    hip, shoulders = _trunk(rng, lengths_m, down, lean, rounding, stance)
    bar = _bar(rng, lengths_m, shoulders, down)
    grip = height * (rng.uniform(0.10, 0.14) if sumo else rng.uniform(0.15, 0.20))
    across, count = np.array([1.0, 0, 0]), len(times_s)
    ankles = np.zeros((count, 2, 3))
    ankles[:, 0, 0], ankles[:, 1, 0] = stance, -stance
    ankles[:, :, 1] = lengths_m["ankle"]
    towards = [[sign * np.sin(out), 0, np.cos(out)] for sign in (1, -1)]
    elbow = np.stack([0 * lean, 0 * lean, -np.ones(count)], axis=-1)
    return Motion(
        hip=hip,
        lean=lean,
        rounding=rounding,
        roll=sway(rng, times_s, 0.008),
        ankles=ankles,
        toes_out=np.full((count, 2), out),
        heel_up=np.zeros((count, 2)),
        knees_to=np.broadcast_to(np.array(towards), (count, 2, 3)).copy(),
        hands=pair(bar + grip * across, bar - grip * across) + np.array([0.0, 0.03, 0.0]),
        elbows_to=pair(elbow + 0.5 * across, elbow - 0.5 * across),
        head=pair(-lean * rng.uniform(0.0, 0.9) + sway(rng, times_s, 0.05), sway(rng, times_s, 0.06)),
        bar=bar,
    )


def _trunk(
    rng: np.random.Generator, lengths_m: dict[str, float], down: Floats, lean: Floats, rounding: Floats, stance: float
) -> tuple[Floats, Floats]:
    """Give mid-hip and middle of the shoulders, (n, 3) each."""
    standing = standing_m(rng, lengths_m, stance)
    arm = lengths_m["upper_arm"] + lengths_m["forearm"]
    up = 0.5 * lengths_m["trunk"] * (np.cos(lean) + np.cos(lean + rounding))
    ahead = 0.5 * lengths_m["trunk"] * (np.sin(lean) + np.sin(lean + rounding))
    low_shoulder = PLATE_RADIUS_M + rng.uniform(0.96, 1.0) * arm + 0.03
    low_hip = np.clip(low_shoulder - up.min(), 0.3 * standing, 0.88 * standing)
    hip = np.zeros((len(down), 3))
    hip[:, 1] = standing + (low_hip - standing) * np.minimum(down, 1.0) ** rng.uniform(0.8, 1.4)
    middle = rng.uniform(0.02, 0.07) * lengths_m["height"] / 1.75
    hip[:, 2] = middle + rng.uniform(-0.02, 0.06) * down - ahead
    shoulders = hip + np.stack([0 * up, up, ahead], axis=-1)
    return hip, shoulders


def _bar(rng: np.random.Generator, lengths_m: dict[str, float], shoulders: Floats, down: Floats) -> Floats:
    """Hang it from straight arms; it doesn't sink through the floor, and some drift to the front."""
    arm = rng.uniform(0.96, 0.999) * (lengths_m["upper_arm"] + lengths_m["forearm"]) + 0.03
    bar = shoulders - [0.0, arm, 0.0]
    bar[:, 1] = np.maximum(bar[:, 1], PLATE_RADIUS_M)
    bar[:, 2] = rng.uniform(0.0, 0.06) + hump(rng, down * (1 - np.minimum(down, 1)) * 4, 0.3, 0.12)
    return bar
