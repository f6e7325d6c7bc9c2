"""Reads marker-based truth as OpenCap's samples were reduced to: `NAME_truth.json` beside `NAME.mp4`, squats.

It states no reps, so they are found here: a rep is a stretch in which the mid-hip is low, and its bottom the instant
at which the right knee is bent the most. Camera, body height and depth margin are not told.
"""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Final

import msgspec
import numpy as np

from contracts.skeleton import INDEX, JOINTS
from contracts.vocabulary import ANGLES
from processors.geometry.angles import angles_deg
from tests.bench.truth import Floats, TrueRep, Truth, TruthError

_RENAMED: Final = {"left_big_toe": "left_toes", "right_big_toe": "right_toes"}
_MIDDLES: Final = {"hip": ("left_hip", "right_hip"), "neck": ("left_shoulder", "right_shoulder")}
_LOW: Final = 0.5
"""Share of the way down beyond which it is a rep ..."""
_DOWN: Final = 0.05
"""... which begins and ends at this one."""
_STANDING_PERCENTILE: Final = 90
_AT_LOCKOUT_S: Final = 0.35
_KNEES: Final = tuple(ANGLES.index(name) for name in ("knee_flexion_left", "knee_flexion_right"))


class _OpenCap(msgspec.Struct):
    time_s: list[float]
    joints: dict[str, list[list[float]]]


def read_opencap(path: Path, video: Path) -> Truth:
    """Read one file.

    Raises:
        TruthError: it holds no joints over time.
    """
    try:
        told = msgspec.json.decode(path.read_bytes(), type=_OpenCap)
        joints = _halpe(told)
    except (msgspec.DecodeError, KeyError) as error:
        raise TruthError(f"{path} can't be read as joint centres over time ({error}): copy it again") from error
    times = np.array(told.time_s)
    angles = np.array([angles_deg(frame) for frame in joints])
    return Truth(
        video=video,
        lift="squat",
        pts_s=times,
        joints_in_world=joints,
        angles_deg=angles,
        reps=tuple(reps(times, joints[:, INDEX["hip"], 1], angles)),
    )


def _halpe(told: _OpenCap) -> Floats:
    """Give (n, 26, 3), m; NaN where there is no such joint."""
    joints = np.full((len(told.time_s), len(JOINTS), 3), np.nan)
    for name, index in INDEX.items():
        if name in _MIDDLES:
            joints[:, index] = np.mean([told.joints[side] for side in _MIDDLES[name]], axis=0)
        elif _RENAMED.get(name, name) in told.joints:
            joints[:, index] = told.joints[_RENAMED.get(name, name)]
    return joints


def reps(pts_s: Floats, hip_height_m: Floats, all_angles_deg: Floats) -> Iterator[TrueRep]:
    """Find the squats.

    Args:
        pts_s: (n,), s.
        hip_height_m: (n,), m, of the mid-hip.
        all_angles_deg: (n, 7), degrees.
    """
    standing = float(np.percentile(hip_height_m, _STANDING_PERCENTILE))
    way = (standing - hip_height_m) / (standing - hip_height_m.min())
    low = np.concatenate([[False], way > _LOW, [False]])
    for first, end in pairwise(np.flatnonzero(np.diff(low.astype(int)))):
        if not low[first + 1]:
            continue
        up = np.flatnonzero(way < _DOWN)
        before, after = up[up < first], up[up >= end]
        start_s = pts_s[before[-1] if before.size else 0]
        end_s = pts_s[after[0] if after.size else -1]
        at_lockout = (pts_s >= end_s) & (pts_s <= end_s + _AT_LOCKOUT_S)
        yield TrueRep(
            start_s=float(start_s),
            bottom_s=float(pts_s[first + all_angles_deg[first:end, _KNEES[1]].argmax()]),
            end_s=float(end_s),
            complete=True,
            lockout_knee_flexion_deg=float(all_angles_deg[at_lockout][:, _KNEES].mean(axis=1).min()),
        )
