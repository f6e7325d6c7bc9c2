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

_FARTHEST: Final = 0.6
"""A mid-hip that is said to be further off, in body heights, is somebody else's."""


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
    image: Floats
    """(n, 26, 2): where each joint is, in long sides from the principal point."""
    size: Floats
    """(n,): how tall the body is in the picture, in long sides."""
    focal: float


def pairs(truth: Path, said: Path) -> Pairs:
    """Read a clip.

    Args:
        truth: the studio's file.
        said: messages `poses2d`, one a frame, as a msgpack array of binaries.
    """
    told = json.loads(truth.read_text())
    messages = [decode(data, Poses2d) for data in msgspec.msgpack.decode(said.read_bytes())]
    rows = [row for frame, message in enumerate(messages) if (row := _row(told, frame, message)) is not None]
    columns = list(zip(*rows, strict=True))
    floats = [np.asarray(column, np.float32) for column in columns]
    times, joints, visibility, error, scores, hint, image, size = floats
    focal = float(told["camera"]["K"][0][0] / max(told["size"]))
    return Pairs(times, joints, visibility.astype(np.int64), error, scores, hint, image, size, focal)


def _row(told: dict[str, Any], frame: int, message: Poses2d) -> tuple[Any, ...] | None:
    pose = next((person for person in message.people if person.track == message.lifter), None)
    if pose is None or pose.joints_in_body is None or frame >= len(told["t"]):
        return None
    matrices = told["camera"]["camera_from_world"]
    camera_from_world = np.array(matrices[frame if len(matrices) > 1 else 0])
    joints, height_m = np.array(told["joints_in_world"][frame]), told["lifter_height_m"]
    intrinsics, long_side = np.array(told["camera"]["K"]), max(told["size"])
    away_m = float(camera_from_world[2, :3] @ joints[INDEX["hip"]] + camera_from_world[2, 3])
    height_px = intrinsics[0, 0] * height_m / away_m
    true = np.array(told["joints_in_image"][frame])
    error = (array(pose.joints_in_image, 26, 2) - true) / height_px
    if np.linalg.norm(error[INDEX["hip"]]) > _FARTHEST:
        return None
    level = (joints - joints[INDEX["hip"]]) @ level_from_world(camera_from_world).T / height_m
    image = (true - intrinsics[:2, 2]) / long_side
    return message.pts, level, told["visibility"][frame], error, *_said(pose), image, height_px / long_side


def _said(pose: PersonPose) -> tuple[Any, Any]:
    hint = array(pose.joints_in_body or b"", 26, 3)
    return array(pose.joint_scores, 26), hint


def level_from_world(camera_from_world: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the rotation to x level to the camera's right, y up, z level towards it, (3, 3)."""
    right = camera_from_world[0, :3] * [1.0, 0.0, 1.0]
    right = right / np.linalg.norm(right)
    up = np.array([0.0, 1.0, 0.0])
    return np.stack([right, up, np.cross(right, up)])
