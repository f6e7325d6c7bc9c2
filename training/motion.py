"""What a lifter does, frame by frame, before it is a pose: where trunk, feet and hands want to be.

The lifter's own axes, m: x to their left, y up, z to the front, the floor at 0, between the feet.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from training.timeline import Plan, sway

Floats = NDArray[np.float64]

PLATE_RADIUS_M: Final = 0.225


@dataclass
class Motion:
    """One session of n frames; pairs are left, right."""

    hip: Floats
    """(n, 3), mid-hip."""
    lean: Floats
    """(n,), rad: how far the lower trunk bends forwards; pi / 2 and more below 0 lies on the back."""
    rounding: Floats
    """(n,), rad: how much more the upper trunk bends."""
    roll: Floats
    """(n,), rad: the left side of pelvis and trunk higher."""
    ankles: Floats
    """(n, 2, 3)"""
    toes_out: Floats
    """(n, 2), rad"""
    heel_up: Floats
    """(n, 2), rad"""
    knees_to: Floats
    """(n, 2, 3)"""
    hands: Floats
    """(n, 2, 3), wrists."""
    elbows_to: Floats
    """(n, 2, 3)"""
    head: Floats
    """(n, 2), rad: nod and turn over the trunk's."""
    bar: Floats | None
    """(n, 3), its middle; None: there is none."""
    furniture: str = ""
    """`rack`, `bench` or nothing."""


def reps(rng: np.random.Generator, until_s: float, kind: str) -> tuple[Plan, Plan]:
    """Draw how far down the lifter is (0 top, 1 bottom) until a time, and how bent they stay at the top, rad."""
    down, soft = Plan(0.0), Plan(0.0)
    down.hold(float(rng.uniform(0.3, 3.0)))
    deep, pace = float(rng.uniform(0.8, 1.0)), float(rng.uniform(0.6, 1.5))
    while down.end_s < until_s:
        low = deep * (float(rng.uniform(0.35, 0.9)) if rng.random() < 0.15 else float(rng.uniform(0.95, 1.05)))
        top = float(rng.uniform(0.05, 0.25)) if rng.random() < 0.12 else 0.0
        down.move(float(rng.uniform(0.8, 2.2)) * pace, low).hold(float(rng.choice([0.02, 0.2, 1.0])) * rng.random())
        _rise(rng, down, low, top, pace)
        down.hold(float(rng.uniform(0.2, 3.5 if kind == "squat" else 1.8)))
    soft.hold(down.end_s)
    return down, soft


def _rise(rng: np.random.Generator, down: Plan, low: float, top: float, pace: float) -> None:
    """Go up: at once, with a sticking region, sinking a little, or not the whole way."""
    way = rng.random()
    if way < 0.6:
        down.move(float(rng.uniform(0.8, 1.8)) * pace, top)
        return
    stuck = top + (low - top) * float(rng.uniform(0.3, 0.7))
    down.move(float(rng.uniform(0.5, 1.0)) * pace, stuck)
    if way < 0.75:
        down.move(0.3, min(stuck + 0.08, low))
    elif way > 0.93:
        down.hold(1.0).move(0.8, low)
    down.move(float(rng.uniform(0.7, 1.6)) * pace, top)


def standing_m(rng: np.random.Generator, lengths_m: dict[str, float], stance: float) -> float:
    """Give how high the mid-hip is when the lifter stands: mostly on all but straight legs, 2 to 8 degrees."""
    soft = float(rng.exponential(0.001 if rng.random() < 0.8 else 0.005))
    straight = 1 - min(0.0002 + soft, 0.03)
    leg = straight * (lengths_m["thigh"] + lengths_m["shank"])
    return lengths_m["ankle"] + float(np.sqrt(leg**2 - (stance - lengths_m["hips"]) ** 2))


def hump(rng: np.random.Generator, down: Floats, chance: float, size: float) -> Floats:
    """Give a fault that comes and goes with the depth, (n,): in some sessions only."""
    if rng.random() > chance:
        return np.zeros_like(down)
    return np.asarray(size * rng.uniform(0.2, 1.0) * np.clip(down, 0, 1.2) ** rng.uniform(0.5, 2.0))


def wobble(rng: np.random.Generator, times_s: Floats, size: float) -> Floats:
    """Three axes of sway, (n, 3)."""
    return np.stack([sway(rng, times_s, size * share) for share in (1.0, 0.4, 1.0)], axis=-1)


def pair(left: Floats, right: Floats) -> Floats:
    """Stack what belongs to the left and the right, (n, 2, ...)."""
    return np.stack([left, right], axis=1)
