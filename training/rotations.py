"""Rotations of stacks of vectors, and the knee or elbow between two ends of a limb."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def about_x(angle: Floats) -> Floats:
    """Rotations (..., 3, 3) that bend forwards: up goes to the front; radians."""
    cos, sin, zero, one = np.cos(angle), np.sin(angle), np.zeros_like(angle), np.ones_like(angle)
    return _stack([one, zero, zero], [zero, cos, -sin], [zero, sin, cos])


def about_y(angle: Floats) -> Floats:
    """Rotations (..., 3, 3) that turn the front to the left; radians."""
    cos, sin, zero, one = np.cos(angle), np.sin(angle), np.zeros_like(angle), np.ones_like(angle)
    return _stack([cos, zero, sin], [zero, one, zero], [-sin, zero, cos])


def about_z(angle: Floats) -> Floats:
    """Rotations (..., 3, 3) that raise the left side; radians."""
    cos, sin, zero, one = np.cos(angle), np.sin(angle), np.zeros_like(angle), np.ones_like(angle)
    return _stack([cos, -sin, zero], [sin, cos, zero], [zero, zero, one])


def turned(rotations: Floats, vectors: Floats) -> Floats:
    """Turn vectors (..., 3) by rotations (..., 3, 3)."""
    return np.asarray(np.einsum("...ij,...j->...i", rotations, vectors))


def unit(vectors: Floats) -> Floats:
    """Give vectors of length 1."""
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9))


def between(begin: Floats, end: Floats, first: Floats, second: Floats, towards: Floats) -> tuple[Floats, Floats]:
    """Find the joint between two ends of a limb, on the side that it bends to.

    Args:
        begin: (..., 3), where the limb begins.
        end: (..., 3), where it should end.
        first: (...,), length of the first bone.
        second: (...,), of the second.
        towards: (..., 3), where the joint points.

    Returns:
        The joint and the end, which is nearer than asked where the limb doesn't reach; (..., 3) each.
    """
    way = end - begin
    distance = np.linalg.norm(way, axis=-1)
    reach = np.clip(distance, np.abs(first - second) + 1e-3, 0.9995 * (first + second))
    ahead = unit(way)
    aside = unit(towards - (towards * ahead).sum(-1, keepdims=True) * ahead)
    along = (first**2 - second**2 + reach**2) / (2 * reach)
    out = np.sqrt(np.maximum(first**2 - along**2, 0))
    joint = begin + along[..., None] * ahead + out[..., None] * aside
    return joint, begin + reach[..., None] * ahead


def _stack(*rows: list[Floats]) -> Floats:
    return np.stack([np.stack(row, axis=-1) for row in rows], axis=-2)
