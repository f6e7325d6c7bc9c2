"""What stands before a joint: plates, uprights, the bench, the lifter's own body; found by geometry."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from contracts.skeleton import INDEX

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

OUTSIDE, VISIBLE, OWN_BODY, BAR, FURNITURE = 0, 1, 2, 3, 4
"""As in the truth of rendered clips."""

_NEAR: Final = 0.96
"""Only what lies before this share of the way to a joint hides it."""
_LIMBS: Final[tuple[tuple[str, str, float], ...]] = (
    ("hip", "neck", 0.085),
    *((f"{side}_{above}", f"{side}_{below}", radius) for side in ("left", "right") for above, below, radius in (
        ("hip", "knee", 0.043), ("knee", "ankle", 0.030), ("shoulder", "elbow", 0.026), ("elbow", "wrist", 0.022),
        ("shoulder", "hip", 0.050),
    )),
    ("head", "neck", 0.045),
)  # fmt: skip
"""Bones and how thick the flesh around them is, in body heights."""


def hidden_by_body(eye: Floats, joints: Floats, height_m: float) -> NDArray[np.bool_]:
    """Tell which joints (n, 26, 3) another limb hides, (n, 26)."""
    way = _NEAR * (joints - eye)
    hidden = np.zeros(joints.shape[:2], bool)
    for above, below, radius in _LIMBS:
        a, b = joints[:, None, INDEX[above]], joints[:, None, INDEX[below]]
        apart, share = _nearest(eye, way, a, b - a)
        own = [INDEX[name] for name in (above, below)]
        covers = (apart < radius * height_m) & (share < 1 - 1.2 * radius * height_m / np.linalg.norm(way, axis=-1))
        covers[:, own] = False
        if above.endswith("shoulder") and below.endswith("hip"):
            covers[:, [INDEX["neck"], INDEX["hip"]]] = False
        hidden |= covers
    return hidden


def hidden_by_plates(eye: Floats, joints: Floats, centres: Floats, axis: Floats, radius_m: float) -> NDArray[np.bool_]:
    """Tell which joints plates hide; plates' middles (n, k, 3), the bar's axis (3,)."""
    way = joints - eye
    hidden = np.zeros(joints.shape[:2], bool)
    for centre in np.moveaxis(centres, 1, 0):
        along = way @ axis
        share = ((centre - eye) @ axis)[:, None] / np.where(np.abs(along) < 1e-6, 1e-6, along)
        apart = np.linalg.norm(eye + share[..., None] * way - centre[:, None], axis=-1)
        hidden |= (share > 0) & (share < _NEAR) & (apart < radius_m)
    return hidden


def hidden_by_posts(eye: Floats, joints: Floats, posts: Floats, half_m: float) -> NDArray[np.bool_]:
    """Tell which joints upright posts hide; where they stand (k, 2): x and z."""
    way = (joints - eye)[..., [0, 2]]
    hidden = np.zeros(joints.shape[:2], bool)
    for post in posts:
        to = post - eye[[0, 2]]
        share = np.clip((way @ to) / np.maximum((way**2).sum(-1), 1e-9), 0, 1)
        apart = np.linalg.norm(share[..., None] * way - to, axis=-1)
        hidden |= (apart < half_m) & (share < _NEAR) & (share > 0)
    return hidden


def hidden_by_box(eye: Floats, joints: Floats, low: Floats, high: Floats, turn: Floats) -> NDArray[np.bool_]:
    """Tell which joints a box hides, given in axes that `turn` (3, 3) turns into the world's."""
    start, way = eye @ turn, _NEAR * (joints - eye) @ turn
    way = np.where(np.abs(way) < 1e-9, 1e-9, way)
    one, other = (low - start) / way, (high - start) / way
    enters, leaves = np.minimum(one, other).max(-1), np.maximum(one, other).min(-1)
    return np.asarray((enters < leaves) & (enters > 0) & (enters < 1))


def _nearest(eye: Floats, way: Floats, begin: Floats, bone: Floats) -> tuple[Floats, Floats]:
    """Give the least distance between the ways from the eye and a bone, and where on the way it is, 0..1."""
    to = eye - begin
    ww, bb, wb = (way * way).sum(-1), (bone * bone).sum(-1), (way * bone).sum(-1)
    wt, bt = (way * to).sum(-1), (bone * to).sum(-1)
    bend = np.maximum(ww * bb - wb * wb, 1e-9)
    share = np.clip((wb * bt - bb * wt) / bend, 0, 1)
    along = np.clip((wb * share + bt) / np.maximum(bb, 1e-9), 0, 1)
    share = np.clip((wb * along - wt) / np.maximum(ww, 1e-9), 0, 1)
    apart = np.linalg.norm(to + share[..., None] * way - along[..., None] * bone, axis=-1)
    return apart, share
