"""What a 2D model said of rendered clips, beside the truth: the pairs that its errors are learned from."""

import json
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from contracts.arrays import array
from contracts.codec import decode
from contracts.poses2d import PersonPose, Poses2d
from contracts.skeleton import INDEX

Floats = NDArray[np.float32]

_LEAST_FRAMES: Final = 30
_FARTHEST: Final = 0.6
"""A mid-hip that is said to be further off, in body heights, is somebody else's."""


class Clip(NamedTuple):
    """A clip's frames in which the lifter was followed."""

    told: dict[str, Any]
    """The truth."""
    rows: list[tuple[int, Poses2d, PersonPose]]
    """Frame, message, and the lifter in it."""
    pairs: "Pairs"


class Pairs(NamedTuple):
    """Frames of one clip in which the lifter was followed; lengths in body heights."""

    times_s: Floats
    joints: Floats
    """(n, 26, 3), the truth from the mid-hip: right, up, towards the camera, level."""
    visibility: NDArray[np.int64]
    error: Floats
    """(n, 26, 2): where the model sees each joint, from where it is: right, down."""
    scores: Floats
    """(n, 26)"""
    hint: Floats
    """(n, 26, 3), m, from the mid-hip: right, down, away."""


def clip(truth: Path, said: Path) -> Clip | None:
    """Read a clip; None: the lifter was hardly followed at all.

    Args:
        truth: the studio's file.
        said: messages `poses2d`, one a frame, as a msgpack array of binaries.
    """
    told = json.loads(truth.read_text())
    messages = [decode(data, Poses2d) for data in msgspec.msgpack.decode(said.read_bytes())]
    rows, found = [], []
    for frame, message in enumerate(messages[: len(told["t"])]):
        pose = next((person for person in message.people if person.track == message.lifter), None)
        row = None if pose is None or pose.joints_in_body is None else _row(told, frame, message, pose)
        if pose is not None and row is not None:
            rows.append((frame, message, pose))
            found.append(row)
    if len(found) < _LEAST_FRAMES:
        return None
    times, joints, visibility, error, scores, hint = (np.asarray(column) for column in zip(*found, strict=True))
    floats = [value.astype(np.float32) for value in (error, scores, hint)]
    pairs = Pairs(times.astype(np.float32), joints.astype(np.float32), visibility.astype(np.int64), *floats)
    return Clip(told, rows, pairs)


def _row(told: dict[str, Any], frame: int, message: Poses2d, pose: PersonPose) -> tuple[Any, ...] | None:
    matrices = told["camera"]["camera_from_world"]
    camera_from_world = np.array(matrices[frame if len(matrices) > 1 else 0])
    joints, height_m = np.array(told["joints_in_world"][frame]), told["lifter_height_m"]
    away_m = float(camera_from_world[2, :3] @ joints[INDEX["hip"]] + camera_from_world[2, 3])
    height_px = told["camera"]["K"][0][0] * height_m / away_m
    error = (array(pose.joints_in_image, 26, 2) - np.array(told["joints_in_image"][frame])) / height_px
    if np.linalg.norm(error[INDEX["hip"]]) > _FARTHEST:
        return None
    level = (joints - joints[INDEX["hip"]]) @ level_from_world(camera_from_world).T / height_m
    hint = array(pose.joints_in_body or b"", 26, 3)
    return message.pts, level, told["visibility"][frame], error, array(pose.joint_scores, 26), hint


def level_from_world(camera_from_world: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the rotation to x level to the camera's right, y up, z level towards it, (3, 3)."""
    right = camera_from_world[0, :3] * [1.0, 0.0, 1.0]
    right = right / np.linalg.norm(right)
    up = np.array([0.0, 1.0, 0.0])
    return np.stack([right, up, np.cross(right, up)])
