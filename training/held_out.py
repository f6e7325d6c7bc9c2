"""Clips that nothing is learned from: what the lifter's network sees of them, and what is true.

Curves are judged on them while the network is trained, and its spreads are made honest on them.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from contracts.poses2d import PersonPose, Poses2d
from contracts.vocabulary import ANGLES
from processors.lifters import Look
from processors.lifting.answers import DEG_PER_UNIT
from processors.lifting.features import Floats, Seen, features
from processors.lifting.sight import sight
from processors.lifting.stature import follow, statures

FILE: Final = Path(__file__).with_name("held_out.npz")
Row = tuple[int, Poses2d, PersonPose]
"""A frame, what was said of it, and the lifter in it."""


class HeldOut(NamedTuple):
    """Clips of n frames each, shorter ones filled up with their last frame; (c, n, ...)."""

    seen: NDArray[np.float32]
    """(c, n, features.COUNT)"""
    true: NDArray[np.float32]
    """(c, n, answers.VALUES); NaN: not known, or filled up."""
    visibility: NDArray[np.uint8]
    """(c, n, 26), codes."""


def load() -> HeldOut:
    """Read them."""
    with np.load(FILE) as found:
        return HeldOut(found["seen"].astype(np.float32), found["true"].astype(np.float32), found["visibility"])


def save(clips: Sequence[HeldOut]) -> None:
    """Write clips, (1, n, ...) each, in half precision."""
    most = max(clip.seen.shape[1] for clip in clips)
    filled = [_filled(clip, most) for clip in clips]
    seen, true, visibility = (np.concatenate(column) for column in zip(*filled, strict=True))
    np.savez_compressed(FILE, seen=seen.astype(np.float16), true=true.astype(np.float16), visibility=visibility)


def _filled(clip: HeldOut, most: int) -> HeldOut:
    more = most - clip.seen.shape[1]
    seen, _, visibility = (np.concatenate([part, np.repeat(part[:, -1:], more, axis=1)], axis=1) for part in clip)
    return HeldOut(seen, np.pad(clip.true, ((0, 0), (0, more), (0, 0)), constant_values=np.nan), visibility)


def clip_of(told: dict[str, Any], rows: Sequence[Row], level: NDArray[np.float32]) -> HeldOut:
    """Make one clip.

    Args:
        told: the studio's truth.
        rows: frames in which the lifter was followed.
        level: (n, 26, 3), their joints from the mid-hip, level, in body heights.
    """
    height_m, frames = told["lifter_height_m"], [frame for frame, _, _ in rows]
    margin = np.array(told.get("depth_margin_m") or np.full(len(told["t"]), np.nan), float)[frames] / height_m
    hip_height = np.array(told["joints_in_world"], float)[frames, 19, 1] / height_m
    true = np.column_stack([level.reshape(len(rows), -1), _angles(told)[frames] / DEG_PER_UNIT, margin, hip_height])
    visibility = np.array(told["visibility"], np.uint8)[frames]
    return HeldOut(_seen(rows)[None], true.astype(np.float32)[None], visibility[None])


def _seen(rows: Sequence[Row]) -> NDArray[np.float32]:
    """Take a clip's frames as the lifter does: height and camera aren't told."""
    tall, before_s, found = 0.0, rows[0][1].pts, []
    for _, message, pose in rows:
        one = sight(Look(message.pts, pose, message.width, message.height, None, None))
        elapsed_s = np.array(message.pts - before_s)
        tall = float(follow(np.array(tall), statures(one.joints, one.scores), elapsed_s))
        frame = Seen(one.joints, one.scores, one.hint, one.bar, np.array(tall), np.array(np.nan), elapsed_s)
        found.append(features(frame))
        before_s = message.pts
    return np.stack(found).astype(np.float32)


def _angles(told: dict[str, Any]) -> Floats:
    columns = []
    for name in ANGLES:
        kind, _, side = name.rpartition("_")
        columns.append(told["angles"][f"{side}_{kind}_deg" if side in ("left", "right") else f"{name}_deg"])
    return np.array(columns, float).T
