"""Phones as they are put down: near or far, low or high, tilted, held by hand; and what they project."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from training.rotations import about_x, about_y, about_z, turned
from training.timeline import sway

Floats = NDArray[np.float64]


class Camera(NamedTuple):
    """One session's camera; world: x to its right, y up, z towards it, the lifter's place at x and z of 0."""

    eye: Floats
    """(3,), m"""
    camera_from_world: Floats
    """(n, 3, 3), to x right, y down, z forward."""
    focal: float
    """In long sides of the picture."""
    size: Floats
    """(2,): width and height in long sides."""
    middle: Floats
    """(2,): the principal point, from the picture's corner."""


def camera(rng: np.random.Generator, joints: Floats, height_m: float, times_s: Floats) -> Camera:
    """Put a phone down so that it sees the lifter, mostly; joints (n, 26, 3) in the world."""
    size = np.array([9 / 16 if rng.random() < 0.75 else 3 / 4, 1.0])
    portrait = rng.random() < 0.6
    size = size if portrait else size[::-1]
    focal = float(rng.normal(0.79, 0.07) if rng.random() < 0.7 else rng.uniform(0.45, 1.3))
    middle = joints.reshape(-1, 3).mean(axis=0)
    spread = np.percentile(np.abs(joints - middle).reshape(-1, 3), 99, axis=0)
    fits = 2 * max(spread[1] / size[1], np.hypot(spread[0], 0.3 * spread[2]) / size[0])
    away = focal * fits / rng.uniform(0.6, 1.05) + spread[2]
    away = float(np.clip(away, 1.5, 7.0))
    rise = float(np.clip(rng.uniform(0.2, 1.7), 0.1, 2.2)) * height_m / 1.75
    eye = np.array([middle[0] + away * rng.normal(0, 0.05), rise, middle[2] + away])
    pitch = np.arctan2(middle[1] - rise, away) + rng.normal(0, 0.03)
    shake = float(rng.choice([0.0, 0.0, 0.004, 0.010]))
    roll = rng.normal(0, np.radians(2.0))
    tilts = (about_z(sway(rng, times_s, shake) + roll), about_x(-pitch + sway(rng, times_s, shake)))
    level = np.array([[1.0, 0, 0], [0, -1.0, 0], [0, 0, -1.0]])
    return Camera(eye, tilts[0] @ tilts[1] @ level, focal, size, size / 2 + rng.normal(0, 0.004, 2))


def seen_from(camera_: Camera, points: Floats) -> tuple[Floats, Floats]:
    """Project points (n, k, 3).

    Returns:
        (n, k, 2) in long sides from the picture's corner, and (n, k) how far ahead they are, m.
    """
    ahead = turned(camera_.camera_from_world[:, None], points - camera_.eye)
    far = np.maximum(ahead[..., 2], 0.05)
    return camera_.focal * ahead[..., :2] / far[..., None] + camera_.middle, far


def facing(rng: np.random.Generator, joints: Floats) -> tuple[Floats, Floats]:
    """Turn a lifter to any side; gives the joints and the rotation (3, 3)."""
    turn = about_y(np.array(rng.uniform(-np.pi, np.pi)))
    return turned(turn, joints), turn
