"""The first lifter: BlazePose's own guess of depth, held to the picture and to the length of bones.

What the picture shows across (x, y) comes from the 2D joints, only depth (z) from the network's body-centred guess. A
bone of a leg that comes out much too short has the rest of its length in depth. Smoothed lightly, never looking ahead.
Not covered: the camera's tilt unless gravity was measured, perspective within the body, lens distortion.
"""

from collections.abc import Sequence
from typing import Final

import msgspec
import numpy as np

from contracts.arrays import array
from contracts.skeleton import INDEX, JOINTS
from contracts.vocabulary import ANGLES
from processors.geometry.angles import angles_deg
from processors.geometry.body_scale import HEIGHT_UNLESS_TOLD_M, scale_of_body, settle, stature_in_image
from processors.geometry.depth import depth_margin_m
from processors.geometry.leg_bones import keep_leg_length, shank_shortness
from processors.geometry.one_euro import Smoothed, smooth
from processors.geometry.spread import spreads_of
from processors.geometry.upright import GRAVITY_UNLESS_TOLD, world_from_camera
from processors.lifters import Floats, Lifted, Lifter, Look

REVISION: Final = 2
"""Counted up whenever this code or its measured spreads give other answers."""

DEVICES: Final = ("cpu", "cuda")
"""There is no network in it, so it doesn't matter."""

_CUTOFF_HZ, _CUTOFF_PER_SPEED = 3.0, 8.0
_ANKLE_HEIGHT = 0.045
"""Height of the ankle's joint over the floor, in body heights."""
_FOCAL = 0.8
"""Focal length of a phone's video, in long sides of the picture, unless told."""
_FORGET_AFTER_S = 1.0
"""After a longer gap the smoothing starts anew."""
_NEEDED: Final[dict[str, tuple[str, ...]]] = {
    "knee_flexion": ("hip", "knee", "ankle"),
    "hip_flexion": ("shoulder", "hip", "knee"),
    "elbow_flexion": ("shoulder", "elbow", "wrist"),
}
_TRUNK: Final = ("left_shoulder", "right_shoulder", "left_hip", "right_hip")


class _Memory(msgspec.Struct, frozen=True, tag="blazepose_lifter.v1"):
    """What is remembered of a lifter from frame to frame."""

    pts_s: float = -1e9
    stature_px: float = 0.0
    joints: bytes = b""
    speeds: bytes = b""


def load(device: str = "cpu") -> Lifter:  # noqa: ARG001 - there is no network in it
    """Give the lifter."""
    return _BlazePose()


class _BlazePose:
    """Lifts what BlazePose's 2D backend saw; other 2D models give no depth, and then the body is flat."""

    def lift(self, state: bytes, height_m: float | None, looks: Sequence[Look]) -> tuple[bytes, list[Lifted]]:
        """Lift consecutive frames."""
        memory = msgspec.msgpack.decode(state, type=_Memory) if state else _Memory()
        bodies = []
        for look in looks:
            memory, body = _lift(memory, height_m or HEIGHT_UNLESS_TOLD_M, look)
            bodies.append(body)
        return msgspec.msgpack.encode(memory), bodies


def _lift(memory: _Memory, height_m: float, look: Look) -> tuple[_Memory, Lifted]:
    elapsed_s = look.pts_s - memory.pts_s
    in_pixels = _joints_in_pixels(look)
    stature_px = settle(memory.stature_px, stature_in_image(in_pixels), min(elapsed_s, _FORGET_AFTER_S))
    joints = _place(in_pixels, look, height_m / stature_px if stature_px > 0 else float("nan"), height_m)
    before = None
    if elapsed_s <= _FORGET_AFTER_S:
        before = Smoothed(_numbers(memory.joints), _numbers(memory.speeds))
    after = smooth(before, joints, elapsed_s, cutoff_hz=_CUTOFF_HZ, cutoff_per_speed=_CUTOFF_PER_SPEED)
    memory = _Memory(look.pts_s, stature_px, after.value.tobytes(), after.speed.tobytes())
    scores = array(look.pose.joint_scores, 26).astype(np.float64)
    # What isn't seen now isn't given now, though the memory holds where it was.
    given = np.where(np.isnan(joints), np.nan, after.value)
    return memory, _with_spread(given, scores, height_m, shank_shortness(in_pixels, stature_px))


def _numbers(data: bytes) -> Floats:
    return np.frombuffer(data, np.float64).reshape(26, 3)


def _joints_in_pixels(look: Look) -> Floats:
    """Give (26, 3): x right, y down as in the picture, z away from the camera from the mid-hip, all px."""
    across = array(look.pose.joints_in_image, 26, 2).astype(np.float64)
    across[array(look.pose.joint_scores, 26) <= 0] = np.nan
    depth = np.zeros(26)
    if look.pose.joints_in_body is not None:
        body = array(look.pose.joints_in_body, 26, 3).astype(np.float64)
        depth = body[:, 2] * scale_of_body(across, body)
    return np.column_stack([across, depth])


def _place(in_pixels: Floats, look: Look, metres_per_px: float, height_m: float) -> Floats:
    """Place the body in the world: legs of their length, upright, ankles at their height over the floor.

    Returns:
        (26, 3), m; all NaN in a row where the joint isn't given, everywhere if no ankle or no scale is known.
    """
    if look.intrinsics is None:
        focal, middle = _FOCAL * max(look.width, look.height), np.array([look.width, look.height]) / 2
    else:
        fx, _, cx, cy = (float(value) for value in array(look.intrinsics, 4))
        focal, middle = fx, np.array([cx, cy])
    in_camera = in_pixels.copy()
    in_camera[:, :2] -= middle
    in_camera = keep_leg_length(in_camera * metres_per_px, height_m)
    in_camera[:, 2] += focal * metres_per_px
    gravity = GRAVITY_UNLESS_TOLD if look.gravity_in_camera is None else array(look.gravity_in_camera, 3)
    joints = in_camera @ world_from_camera(np.asarray(gravity, np.float64)).T
    ankles = [y for y in joints[[INDEX["left_ankle"], INDEX["right_ankle"]], 1] if np.isfinite(y)]
    joints[:, 1] += _ANKLE_HEIGHT * height_m - (float(np.mean(ankles)) if ankles else float("nan"))
    joints[np.isnan(joints).any(axis=1)] = np.nan
    return joints


def _with_spread(joints: Floats, scores: Floats, height_m: float, short_shanks: float) -> Lifted:
    spreads = spreads_of("blazepose")
    seen = float(min(scores[INDEX[f"{side}_{joint}"]] for side in ("left", "right") for joint in ("knee", "ankle")))
    too_high_m = spreads.depth_margin.too_high_m(short_shanks, 1 - seen, height_m)
    angles = angles_deg(joints)
    return Lifted(
        joints=joints,
        joints_std=np.where(np.isnan(joints), np.nan, _joints_std(scores)),
        root_std=np.array(spreads.root_m),
        angles_deg=angles,
        angles_std_deg=np.array([_angle_std_deg(n, a, scores) for n, a in zip(ANGLES, angles, strict=True)]),
        depth_margin_m=depth_margin_m(joints, height_m) - too_high_m,
        depth_margin_std_m=spreads.depth_margin.std_m(short_shanks, 1 - seen),
    )


def _joints_std(scores: Floats) -> Floats:
    """Give (26, 3), m; the mid-hip, which the others are relative to, has none."""
    spreads = spreads_of("blazepose")
    spread = np.zeros((len(JOINTS), 3))
    for name, (across_m, depth_m) in spreads.joints.items():
        spread[INDEX[name]] = np.array([across_m, across_m, depth_m])
    return spread + spreads.joint_unseen_m * (1 - scores[:, None]) * (spread > 0)


def _angle_std_deg(name: str, angle_deg: float, scores: Floats) -> float:
    kind, _, side = name.rpartition("_")
    needed = _TRUNK if name == "trunk_lean" else [f"{side}_{joint}" for joint in _NEEDED[kind]]
    seen = float(min(scores[INDEX[joint]] for joint in needed))
    return spreads_of("blazepose").angles[name if name == "trunk_lean" else kind].std_deg(angle_deg, seen)
