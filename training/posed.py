"""A motion and a body become joints, Halpe-26, in the lifter's own axes."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from contracts.skeleton import INDEX, JOINTS
from training.motion import Motion
from training.rotations import about_x, about_y, about_z, between, turned

Floats = NDArray[np.float64]

_HEAD: Final[dict[str, tuple[float, float, float]]] = {
    "nose": (0.0, 0.092, 0.100),
    "left_eye": (0.018, 0.115, 0.088),
    "right_eye": (-0.018, 0.115, 0.088),
    "left_ear": (0.047, 0.112, 0.022),
    "right_ear": (-0.047, 0.112, 0.022),
    "head": (0.0, 0.188, 0.035),
}
"""From the middle of the shoulders, in body heights, upright: left, up, front."""


def joints_of(motion: Motion, lengths_m: dict[str, float]) -> Floats:
    """Give (n, 26, 3), m."""
    count = len(motion.hip)
    joints = np.zeros((count, len(JOINTS), 3))
    pelvis = about_z(motion.roll) @ about_x(0.5 * motion.lean)
    lower = about_z(0.7 * motion.roll) @ about_x(motion.lean)
    upper = about_z(0.4 * motion.roll) @ about_x(motion.lean + motion.rounding)
    up = np.array([0.0, 1.0, 0.0])
    shoulders = motion.hip + 0.5 * lengths_m["trunk"] * (turned(lower, up) + turned(upper, up))
    joints[:, INDEX["hip"]] = motion.hip
    joints[:, INDEX["neck"]] = shoulders + lengths_m["neck_over_shoulders"] * turned(upper, np.array([0.0, 1.0, 0.4]))
    head = upper @ about_y(motion.head[:, 1]) @ about_x(motion.head[:, 0])
    base = shoulders + 0.04 * lengths_m["height"] * turned(upper, up)
    size = lengths_m["head"] * lengths_m["height"]
    for name, place in _HEAD.items():
        joints[:, INDEX[name]] = base + size * turned(head, np.array(place) - [0.0, 0.04, 0.0])
    for index, side in enumerate(("left", "right")):
        sign = 1 - 2 * index
        hip = motion.hip + sign * lengths_m["hips"] * turned(pelvis, np.array([1.0, 0, 0]))
        out = np.array([sign * lengths_m["shoulders"], lengths_m["shoulders_up"], lengths_m["shoulders_ahead"]])
        shoulder = shoulders + turned(upper, out)
        joints[:, INDEX[f"{side}_hip"]] = hip
        joints[:, INDEX[f"{side}_shoulder"]] = shoulder
        _leg(joints, motion, lengths_m, index, side)
        upper_arm, forearm = (np.full(count, lengths_m[name]) for name in ("upper_arm", "forearm"))
        elbow, wrist = between(shoulder, motion.hands[:, index], upper_arm, forearm, motion.elbows_to[:, index])
        joints[:, INDEX[f"{side}_elbow"]], joints[:, INDEX[f"{side}_wrist"]] = elbow, wrist
    return joints


def _leg(joints: Floats, motion: Motion, lengths_m: dict[str, float], index: int, side: str) -> None:
    hip = joints[:, INDEX[f"{side}_hip"]]
    heel_up = motion.heel_up[:, index]
    raised = motion.ankles[:, index] + 0.6 * lengths_m["foot"] * np.stack(
        [0 * heel_up, np.sin(heel_up), 0 * heel_up], -1
    )
    thigh, shank = (np.full(len(hip), lengths_m[name]) for name in ("thigh", "shank"))
    knee, ankle = between(hip, raised, thigh, shank, motion.knees_to[:, index])
    sign = 1 - 2 * index
    foot = about_y(sign * motion.toes_out[:, index]) @ about_x(heel_up)
    flat = np.array([0.0, -0.72 * lengths_m["ankle"], 0.0])
    joints[:, INDEX[f"{side}_knee"]], joints[:, INDEX[f"{side}_ankle"]] = knee, ankle
    long, wide = lengths_m["foot"], 0.022 * lengths_m["height"]
    for name, place in (
        ("big_toe", [-0.3 * sign * wide, 0, long]),
        ("small_toe", [1.2 * sign * wide, 0, 0.72 * long]),
        ("heel", [0, 0.2 * lengths_m["ankle"], -lengths_m["heel"]]),
    ):
        joints[:, INDEX[f"{side}_{name}"]] = ankle + turned(foot, flat + place)
