"""What is measured of a squat once it is over: tempo, depth, angles at the bottom and at lockout, lean, sinking."""

from collections.abc import Iterator
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from contracts.form import Metric
from contracts.vocabulary import METRICS, Angle
from processors.judging.samples import Samples

_AT_BOTTOM_S: Final = 0.1
"""So long before and after the bottom its angles are taken from."""
_AT_LOCKOUT_S: Final = 0.35
"""So long after the ascent its angles are taken from."""
_PAUSE: Final = 0.05
"""Within this share of the travel from the lowest the hips stand still at the bottom."""
_RISEN: Final = (0.15, 0.85)
"""Between these shares of the way, going up is compared with going down."""
_TIME_STD_S: Final = 0.2
"""Of a rep's start, bottom and end against exact truth on rendered squats."""
_HEIGHT_STD: Final = 0.2
"""Of a travelled height, as a share of it, on the same."""
_DROP_STD_M: Final = 0.01
"""Of a sinking of the hips, m, on the same, where the track is smooth; a rough track adds its own roughness."""

Floats = NDArray[np.float64]
Side = Literal["left", "right"]


def squat_metrics(samples: Samples, start_s: float, bottom_s: float, end_s: float) -> dict[str, Metric]:
    """Measure a rep.

    Args:
        samples: frames from its start until the lockout was watched.
        start_s: media time at which it began.
        bottom_s: of the lowest mid-hip.
        end_s: at which the lifter was up.
    """
    rep = samples.between(start_s, end_s)
    measured = dict(_tempo(rep, start_s, bottom_s, end_s))
    measured |= dict(_at_bottom(samples.between(bottom_s - _AT_BOTTOM_S, bottom_s + _AT_BOTTOM_S)))
    measured |= dict(_at_lockout(samples.between(end_s, end_s + _AT_LOCKOUT_S)))
    measured |= dict(_going_up(samples.between(start_s, bottom_s), samples.between(bottom_s, end_s)))
    return {name: one for name, one in measured.items() if np.isfinite(one.value) and np.isfinite(one.std)}


def metric(name: str, value: float, std: float, seen: float) -> tuple[str, Metric]:
    """Give a metric with its name and the unit that the contract states."""
    return name, Metric(value=float(value), std=float(std), unit=METRICS[name], seen=seen)


def _seen(samples: Samples) -> float:
    return float(samples.column("legs_seen").mean()) if len(samples) else 0.0


def _tempo(rep: Samples, start_s: float, bottom_s: float, end_s: float) -> Iterator[tuple[str, Metric]]:
    seen, heights, times = _seen(rep), rep.column("hip_height_m"), rep.column("pts_s")
    travel_m = float(heights[0] - heights.min())
    low = times[heights <= heights.min() + _PAUSE * travel_m]
    yield metric("descent_s", bottom_s - start_s, _TIME_STD_S, seen)
    yield metric("bottom_pause_s", low[-1] - low[0], _TIME_STD_S, seen)
    yield metric("ascent_s", end_s - bottom_s, _TIME_STD_S, seen)
    yield metric("hip_travel_m", travel_m, _HEIGHT_STD * travel_m, seen)


def _at_bottom(bottom: Samples) -> Iterator[tuple[str, Metric]]:
    if not len(bottom):
        return
    seen = _seen(bottom)
    margins, spreads = bottom.column("depth_margin_m"), bottom.column("depth_margin_std_m")
    yield metric("depth_margin_m", float(np.median(margins)), float(np.median(spreads)), seen)
    angles: dict[str, Angle] = {
        "bottom_knee_flexion_left_deg": "knee_flexion_left",
        "bottom_knee_flexion_right_deg": "knee_flexion_right",
        "bottom_hip_flexion_left_deg": "hip_flexion_left",
        "bottom_hip_flexion_right_deg": "hip_flexion_right",
        "bottom_trunk_lean_deg": "trunk_lean",
    }
    for name, angle in angles.items():
        values, stds = bottom.angle(angle)
        yield metric(name, float(np.median(values)), float(np.median(stds)), seen)


def _at_lockout(lockout: Samples) -> Iterator[tuple[str, Metric]]:
    """Take the frame in which the knees are straightest."""
    if not len(lockout):
        return
    seen = _seen(lockout)
    knees = {side: lockout.angle(_knee(side)) for side in ("left", "right")}
    straightest = int((knees["left"][0] + knees["right"][0]).argmin())
    for side, (values, stds) in knees.items():
        yield metric(f"lockout_knee_flexion_{side}_deg", values[straightest], stds[straightest], seen)
    mean = float(np.mean([values[straightest] for values, _ in knees.values()]))
    yield metric("lockout_knee_flexion_deg", mean, max(stds[straightest] for _, stds in knees.values()), seen)


def _knee(side: str) -> Angle:
    return "knee_flexion_left" if side == "left" else "knee_flexion_right"


def _going_up(down: Samples, up: Samples) -> Iterator[tuple[str, Metric]]:
    """Compare the way up with the way down: how far the hips sink again, how much more the trunk leans."""
    if min(len(down), len(up)) < 2:  # noqa: PLR2004 - a line takes two points
        return
    seen, heights = _seen(up), up.column("hip_height_m")
    risen = (heights - heights.min()) / max(float(np.ptp(heights)), 1e-9)
    part = (risen > _RISEN[0]) & (risen < _RISEN[1])
    if not part.any():
        return
    rising = heights[part]
    roughness_m = _sinking(-down.column("hip_height_m"))
    yield metric("hip_drop_m", _sinking(rising), _DROP_STD_M + roughness_m, seen)
    order = down.column("hip_height_m").argsort()
    leans, stds = up.angle("trunk_lean")
    lean_down = np.interp(rising, down.column("hip_height_m")[order], down.column("trunk_lean")[order])
    # Not the largest of all, which is that of the noisiest frame.
    more = np.percentile(leans[part] - lean_down, 95)
    yield metric("forward_lean_deg", more, float(np.median(stds[part])), seen)


def _sinking(rising: Floats) -> float:
    """Give how far something that should only rise sinks again, at most."""
    return float((np.maximum.accumulate(rising) - rising).max())
