"""Reads the studio's truth: schema `perfect-form-studio-truth`, `NAME.json` beside `NAME.mp4`."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec
import numpy as np

from contracts.skeleton import INDEX, JOINTS
from contracts.vocabulary import ANGLES
from tests.bench.truth import Floats, Pictured, TrueRep, Truth, TruthError

SCHEMA: Final = "perfect-form-studio-truth"
_VISIBLE: Final = 1
_NO_BOX: Final = [float("nan")] * 4

_Numbers = list[float | None]


class _Camera(msgspec.Struct):
    K: list[list[float]]
    camera_from_world: list[list[list[float]]]


class _Rep(msgspec.Struct):
    start_s: float
    bottom_s: float
    end_s: float
    complete: bool
    lockout_s: float | None = None
    depth_margin_m: float | None = None
    lockout_knee_flexion_deg: float | None = None


class _Studio(msgspec.Struct):
    lift: str
    lifter_height_m: float
    camera: _Camera
    joint_names: list[str]
    t: list[float]
    joints_in_world: list[list[list[float]]]
    joints_in_image: list[list[list[float]]]
    visibility: list[list[int]]
    angles: dict[str, _Numbers]
    boxes_in_image: dict[str, list[list[float] | None]]
    reps: list[_Rep]
    depth_margin_m: _Numbers | None = None


def is_studio(path: Path) -> bool:
    """Tell whether a file says that it is of this schema."""
    return f'"{SCHEMA}"'.encode() in path.read_bytes()


def read_studio(path: Path, video: Path) -> Truth:
    """Read one file.

    Raises:
        TruthError: it isn't what the schema says.
    """
    try:
        told = msgspec.json.decode(path.read_bytes(), type=_Studio)
    except msgspec.DecodeError as error:
        raise TruthError(f"{path} can't be read as a studio's truth ({error}): render it again") from error
    if tuple(told.joint_names) != JOINTS:
        raise TruthError(f"{path} names other joints, or in another order, than Halpe-26: render it again")
    times = np.array(told.t)
    joints = np.array(told.joints_in_world)
    return Truth(
        video=video,
        lift=told.lift,
        pts_s=times - times[0],
        joints_in_world=joints,
        angles_deg=np.stack([_angle(told, name) for name in ANGLES], axis=1),
        reps=tuple(_reps(told.reps, told.t[0])),
        height_m=told.lifter_height_m,
        margin_m=None if told.depth_margin_m is None else np.array(told.depth_margin_m, float),
        pictured=_pictured(told, joints),
    )


def _angle(told: _Studio, name: str) -> Floats:
    """`knee_flexion_left` is `left_knee_flexion_deg` there."""
    kind, _, side = name.rpartition("_")
    key = f"{side}_{kind}_deg" if side in ("left", "right") else f"{name}_deg"
    return np.array(told.angles[key], float)


def _reps(reps: Sequence[_Rep], first_s: float) -> Iterator[TrueRep]:
    for rep in reps:
        yield TrueRep(
            start_s=rep.start_s - first_s,
            bottom_s=rep.bottom_s - first_s,
            end_s=rep.end_s - first_s,
            complete=rep.complete,
            descent_s=rep.bottom_s - rep.start_s,
            ascent_s=None if rep.lockout_s is None else rep.lockout_s - rep.bottom_s,
            depth_margin_m=rep.depth_margin_m,
            lockout_knee_flexion_deg=rep.lockout_knee_flexion_deg,
        )


def _pictured(told: _Studio, joints: Floats) -> Pictured:
    camera_from_world = np.array(told.camera.camera_from_world)
    hips = joints[:, INDEX["hip"]]
    depth_m = np.einsum("ni,ni->n", np.broadcast_to(camera_from_world[:, 2, :3], hips.shape), hips)
    depth_m = depth_m + camera_from_world[:, 2, 3]
    return Pictured(
        joints_in_image=np.array(told.joints_in_image),
        visible=np.array(told.visibility) == _VISIBLE,
        visibility=np.array(told.visibility),
        lifter_box=np.array([box or _NO_BOX for box in told.boxes_in_image["lifter"]]),
        height_px=told.camera.K[1][1] * told.lifter_height_m / depth_m,
        turned=turned(camera_from_world[0]),
    )


def turned(camera_from_world: Floats) -> Floats:
    """Give the rotation into the product's axes, (3, 3): x level to the camera's right, y up, z level towards it.

    Args:
        camera_from_world: (4, 4), y of the world up; camera x right, y down, z forward.
    """
    up = np.array([0.0, 1.0, 0.0])
    right = camera_from_world[0, :3] * [1.0, 0.0, 1.0]
    right = right / np.linalg.norm(right)
    return np.stack([right, up, np.cross(right, up)])
