"""Bench presses: on the back, feet on the floor, the bar from over the shoulders to the chest."""

import numpy as np
from numpy.typing import NDArray

from training.motion import Motion, hump, pair, reps
from training.timeline import sway

Floats = NDArray[np.float64]


def benches(rng: np.random.Generator, lengths_m: dict[str, float], times_s: Floats) -> Motion:
    """Draw a set; `lengths_m` are the bones, m."""
    height, count = lengths_m["height"], len(times_s)
    down = np.clip(reps(rng, times_s[-1], "bench")[0].at(times_s), 0, 1.05)
    pad = rng.uniform(0.42, 0.47)
    hip = np.zeros((count, 3))
    hip[:, 1] = pad + height * rng.uniform(0.055, 0.085) + hump(rng, down * (1 - down) * 4, 0.25, 0.08)
    # The back lies down: the trunk leans backwards by a right angle, less what it is arched.
    lean = -np.pi / 2 + np.radians(rng.uniform(0, 16)) + sway(rng, times_s, 0.008)
    rounding = -np.radians(rng.uniform(0, 25)) * np.ones(count)
    ankles = np.zeros((count, 2, 3))
    stance = height * rng.uniform(0.12, 0.23)
    ankles[:, 0, 0], ankles[:, 1, 0] = stance, -stance
    ankles[:, :, 1] = lengths_m["ankle"]
    ankles[:, :, 2] = height * rng.uniform(-0.02, 0.22)
    out = np.radians(rng.uniform(0, 40))
    bar = _bar(rng, lengths_m, hip, lean, rounding, down)
    grip, across = height * rng.uniform(0.16, 0.24), np.array([1.0, 0, 0])
    tilt = hump(rng, down * (1 - down) * 4, 0.2, 0.08)[:, None] * np.array([0.0, 1.0, 0.0])
    elbow = np.stack([0 * lean, -np.ones(count), np.full(count, rng.uniform(0.2, 0.9))], axis=-1)
    flare = rng.uniform(0.3, 1.2)
    towards = [[sign * np.sin(out), 0.8, np.cos(out)] for sign in (1, -1)]
    lift = height * rng.uniform(0.0, 0.25) if rng.random() < 0.3 else 0.0
    return Motion(
        hip=hip,
        lean=lean,
        rounding=rounding,
        roll=sway(rng, times_s, 0.008),
        ankles=ankles,
        toes_out=np.full((count, 2), out),
        heel_up=np.full((count, 2), rng.uniform(0, 0.7) * (rng.random() < 0.5)) + 0 * lift,
        knees_to=np.broadcast_to(np.array(towards), (count, 2, 3)).copy(),
        hands=pair(bar + grip * across + tilt, bar - grip * across - tilt) - [0.0, 0.04, 0.0],
        elbows_to=pair(elbow + flare * across, elbow - flare * across),
        head=pair(np.full(count, rng.uniform(-0.1, 0.5)), sway(rng, times_s, 0.05)),
        bar=bar,
        furniture="bench",
    )


def _bar(
    rng: np.random.Generator,
    lengths_m: dict[str, float],
    hip: Floats,
    lean: Floats,
    rounding: Floats,
    down: Floats,
) -> Floats:
    """From over the shoulders to the lower chest, in a curve."""
    trunk, arm = lengths_m["trunk"], lengths_m["upper_arm"] + lengths_m["forearm"]
    rise = 0.5 * trunk * (np.cos(lean) + np.cos(lean + rounding))
    back = 0.5 * trunk * (np.sin(lean) + np.sin(lean + rounding))
    shoulders = hip + np.stack([0 * rise, rise, back], axis=-1)
    top = rng.uniform(0.86, 0.98) * arm + 0.04
    low = lengths_m["height"] * rng.uniform(0.06, 0.12)
    bar = shoulders.copy()
    bar[:, 1] += top + (low - top) * down
    bar[:, 2] += rng.uniform(-0.02, 0.05) + rng.uniform(0.08, 0.22) * down ** rng.uniform(0.6, 1.2)
    return bar
