"""Squats: a bar on the back or before the neck, or none with the arms somewhere; walk-outs and re-racks too."""

import numpy as np
from numpy.typing import NDArray

from training.motion import Motion, hump, pair, reps, standing_m, wobble
from training.timeline import Plan, sway

Floats = NDArray[np.float64]

_ARMS = (*["back"] * 6, "front", "forwards", "crossed", "hanging", *["reaching"] * 2)

_AHEAD, _CROSSED, _DOWN = (0.08, -0.02, 0.30), (-0.03, -0.03, 0.10), (0.13, -0.31, 0.03)
_REACH = {
    "forwards": (_AHEAD, _AHEAD),
    "crossed": (_CROSSED, _CROSSED),
    "hanging": (_DOWN, _DOWN),
    "reaching": (_DOWN, _AHEAD),
}
"""Where empty hands are at the top and at the bottom: to the side, over and before the shoulders, in body heights."""
_ANYWHERE = 0.05
"""How much that varies."""


def squats(rng: np.random.Generator, lengths_m: dict[str, float], times_s: Floats) -> Motion:
    """Draw a set; `lengths_m` are the bones, m."""
    down = np.maximum(reps(rng, times_s[-1], "squat")[0].at(times_s), 0)
    arms = str(rng.choice(_ARMS))
    lean, rounding = _lean(rng, down, times_s)
    stance = rng.uniform(0.08, 0.17) * lengths_m["height"]
    away, lift = (
        _walk(rng, times_s) if rng.random() < 0.35 else (np.zeros((len(times_s), 2)), np.zeros((len(times_s), 2)))
    )
    ankles = np.zeros((len(times_s), 2, 3))
    ankles[:, 0, 0], ankles[:, 1, 0] = stance, -stance
    ankles[:, :, 1] = lengths_m["ankle"] + lift
    ankles[:, :, 2] = away + rng.normal(0, 0.01, 2)
    shift = hump(rng, down, 0.2, 0.05) * rng.choice([-1, 1])
    hip = _hips(rng, lengths_m, down, lean, rounding, stance)
    hip[:, 0] += shift + sway(rng, times_s, 0.006)
    hip[:, 2] += away.mean(axis=1) + sway(rng, times_s, 0.012)
    heel_up = hump(rng, down, 0.15, 0.35)
    out = rng.uniform(np.radians(5), np.radians(40)) + rng.normal(0, np.radians(3), 2)
    cave = hump(rng, down, 0.3, 0.4) * rng.choice([-0.5, 1.0])
    hands, elbows_to, bar = _hold(rng, arms, lengths_m, hip, lean, rounding, down, times_s)
    ones = np.ones(len(times_s))
    return Motion(
        hip=hip,
        lean=lean,
        rounding=rounding,
        roll=hump(rng, down, 0.2, 0.12) * rng.choice([-1, 1]) + sway(rng, times_s, 0.008),
        ankles=ankles,
        toes_out=pair(ones * out[0], ones * out[1]),
        heel_up=pair(heel_up, heel_up),
        knees_to=pair(*(_towards(sign * (angle - cave)) for sign, angle in zip((1, -1), out, strict=True))),
        hands=hands,
        elbows_to=elbows_to,
        head=pair(-lean * rng.uniform(0.3, 1.0) + sway(rng, times_s, 0.05), sway(rng, times_s, 0.08)),
        bar=bar,
        furniture="rack" if arms == "back" and rng.random() < 0.75 else "",
    )


def _lean(rng: np.random.Generator, down: Floats, times_s: Floats) -> tuple[Floats, Floats]:
    standing, deep = np.radians(rng.normal(4, 4)), np.radians(rng.uniform(18, 60))
    lean = standing + (deep - standing) * np.minimum(down, 1.3) ** rng.uniform(0.6, 1.2)
    rising = np.gradient(down, times_s) < 0
    lean = lean + hump(rng, down * (1 - np.minimum(down, 1)) * 4 * rising, 0.25, 0.3) + sway(rng, times_s, 0.015)
    return lean, np.radians(rng.uniform(-8, 14)) + hump(rng, down, 0.3, 0.2)


def _hips(
    rng: np.random.Generator, lengths_m: dict[str, float], down: Floats, lean: Floats, rounding: Floats, stance: float
) -> Floats:
    """Give the mid-hip: as low as the depth asks, as far back as keeps the load over the middle of the feet."""
    top = standing_m(rng, lengths_m, stance)
    bottom = _bottom(rng) * lengths_m["height"]
    hip = np.zeros((len(down), 3))
    hip[:, 1] = top + (bottom - top) * down
    middle = rng.uniform(0.0, 0.07) * lengths_m["height"] / 1.75
    load = rng.uniform(0.75, 1.0)
    back = load * lengths_m["trunk"] * (0.5 * np.sin(lean) + 0.5 * np.sin(lean + rounding))
    hip[:, 2] = middle - back + 0.02 * rng.normal()
    return hip


def _bottom(rng: np.random.Generator) -> float:
    """Give how high the mid-hip is at the bottom, in body heights: mostly below parallel, so that it counts."""
    return float(np.clip(rng.normal(0.195, 0.025), 0.13, 0.30) if rng.random() < 0.7 else rng.uniform(0.150, 0.300))


def _walk(rng: np.random.Generator, times_s: Floats) -> tuple[Floats, Floats]:
    """Give how far back or forward each foot still is, m, and how high it is lifted: two or three steps."""
    begin_s = float(times_s[0] + rng.uniform(-1, max(times_s[-1] - times_s[0] - 3, 0)))
    far, forwards = rng.uniform(0.2, 0.7), rng.random() < 0.4
    away, lift = [], []
    for delay in (0.0, rng.uniform(0.4, 1.0)):
        plan = (
            Plan(0.0 if forwards else far)
            .hold(max(begin_s + delay, 0))
            .move(rng.uniform(0.5, 1.2), 0.0 if not forwards else far)
        )
        way = plan.at(times_s)
        away.append(way)
        lift.append(0.25 * np.abs(np.gradient(way, times_s)) * 0.2)
    return pair(*away), pair(*lift)


def _towards(angle: Floats) -> Floats:
    return np.stack([np.sin(angle), np.zeros_like(angle), np.cos(angle)], axis=-1)


def _hold(
    rng: np.random.Generator,
    arms: str,
    lengths_m: dict[str, float],
    hip: Floats,
    lean: Floats,
    rounding: Floats,
    down: Floats,
    times_s: Floats,
) -> tuple[Floats, Floats, Floats | None]:
    """Give wrists, where the elbows point, and the bar."""
    upper = lean + rounding
    up = np.stack([0 * lean, np.cos(upper), np.sin(upper)], axis=-1)
    front = np.stack([0 * lean, -np.sin(upper), np.cos(upper)], axis=-1)
    low = np.stack([0 * lean, np.cos(lean), np.sin(lean)], axis=-1)
    shoulders = hip + 0.5 * lengths_m["trunk"] * (low + up)
    height = lengths_m["height"]
    if arms in ("back", "front"):
        ahead = -0.045 - 0.02 * rng.random() if arms == "back" else 0.07
        bar = shoulders + height * (rng.uniform(-0.03, 0.03) * up + ahead * front) + wobble(rng, times_s, 0.003)
        grip = height * (rng.uniform(0.18, 0.28) if arms == "back" else rng.uniform(0.10, 0.14))
        across = np.array([1.0, 0, 0])
        wrists = bar + height * rng.uniform(-0.05, 0.0) * up - height * rng.uniform(0, 0.03) * front
        elbow = -up + rng.uniform(-0.9, -0.1) * front if arms == "back" else front - 0.3 * up
        to = [elbow + rng.uniform(0, 0.4) * sign * across for sign in (1, -1)]
        return pair(wrists + grip * across, wrists - grip * across), pair(*to), bar if rng.random() < 0.9 else None
    top, bottom = _REACH[arms]
    share = np.clip(down, 0, 1)[:, None] ** rng.uniform(0.5, 1.5)
    begin, end = (np.array(place) + rng.normal(0, _ANYWHERE, 3) for place in (top, bottom))
    reach = begin + share * (end - begin)
    side, rise, ahead = np.moveaxis(height * reach[..., None], 1, 0)
    level = np.array([0.0, 0.0, 1.0]) if arms in ("forwards", "reaching") else front
    upright = np.array([0.0, 1.0, 0.0]) if arms != "crossed" else up
    middle = shoulders + rise * upright + ahead * level + wobble(rng, times_s, 0.015)
    across = np.array([1.0, 0, 0]) * side
    elbow = -up + 0.2 * front
    return (
        pair(middle + across, middle - across),
        pair(elbow + np.array([0.4, 0, 0]), elbow - np.array([0.4, 0, 0])),
        None,
    )
