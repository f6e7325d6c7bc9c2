"""What the lifter's network sees of a frame: numbers around 1, the same in training and in use.

Lengths in the picture are in body heights, as far as legs and trunk tell the height; so a body looks the same from near
and far. What isn't given is 0, and so is its score.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from contracts.skeleton import INDEX
from contracts.vocabulary import ANGLES
from processors.lifting.angles import angles_deg, margins_m
from processors.lifting.answers import DEG_PER_UNIT

Floats = NDArray[np.float64]

COUNT: Final = 182
"""How many numbers a frame has."""
USUAL_FOCAL: Final = 0.79
"""Focal length of a phone's video, in long sides of the picture, unless told."""
_HINT_HEIGHT_M: Final = 1.7
"""The height that a 2D model's own metres are taken for."""
_UPRIGHT: Final = np.array([1.0, -1.0, -1.0])
"""From right, down, away to right, up, towards the camera."""
_MOST: Final = 5.0
ANGLES_FROM: Final = 169
"""Where the angles begin that the model's own depth comes to; its depth margin follows them."""
_FLAT: Final = [index for index, name in enumerate(ANGLES) if not name.startswith("hip")]
"""Angles that tell something in a flat picture."""


class Seen(NamedTuple):
    """Frames as a 2D model saw them; leading axes as you like, the same for all; 2D in long sides of the picture."""

    joints: Floats
    """(..., 26, 2), from the principal point: right, down."""
    scores: Floats
    """(..., 26); 0: not given."""
    hint: Floats
    """(..., 26, 3), m: right, down, away; all 0: the model guesses no depth."""
    bar: Floats
    """(..., 2, 2), the bar's ends as `joints`, the lifter's left first; NaN: not given."""
    height: Floats
    """(...,): how tall the body is in the picture."""
    focal: Floats
    """(...,), in long sides; NaN: not known."""
    elapsed_s: Floats
    """(...,), since the frame before; 0: the first."""


def features(seen: Seen) -> Floats:
    """Give (..., COUNT)."""
    given = np.asarray(seen.scores > 0)
    hip = seen.joints[..., INDEX["hip"], :]
    scale = 1 / np.maximum(seen.height, 1e-6)
    joints = (seen.joints - hip[..., None, :]) * scale[..., None, None]
    joints = np.where(given[..., None], joints, 0)
    hint = np.where(given[..., None], seen.hint / _HINT_HEIGHT_M, 0)
    bar_given = np.asarray(np.isfinite(seen.bar).all(axis=-1))
    bar = np.where(bar_given[..., None], (seen.bar - hip[..., None, :]) * scale[..., None, None], 0)
    known = np.isfinite(seen.focal)
    single = [
        hip[..., 0],
        hip[..., 1],
        np.log(np.maximum(seen.height, 1e-3)),
        np.where(known, 5 * (seen.focal - USUAL_FOCAL), 0),
        known,
        10 * seen.elapsed_s,
        (seen.hint != 0).any(axis=(-1, -2)),
    ]
    parts = [joints, seen.scores, hint, bar, bar_given, np.stack(single, axis=-1), *_angles(joints, hint)]
    flat = [part.reshape(*seen.height.shape, -1) for part in parts]
    return np.asarray(np.clip(np.concatenate(flat, axis=-1), -_MOST, _MOST))


def _angles(joints: Floats, hint: Floats) -> list[Floats]:
    """Give the angles and the depth margin of the body that the 2D model guesses, and angles in the picture."""
    guessed = (hint != 0).any(axis=(-1, -2))[..., None]
    body = hint * _UPRIGHT
    flat = np.concatenate([joints, np.zeros_like(joints[..., :1])], axis=-1) * _UPRIGHT
    told = [angles_deg(body) / DEG_PER_UNIT, margins_m(body, 1.0)[..., None]]
    return [*(np.where(guessed, value, 0) for value in told), angles_deg(flat)[..., _FLAT] / DEG_PER_UNIT]
