"""How long the lifter's bones are: found in the first seconds, left as right, and kept from then on."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from contracts.skeleton import INDEX

Floats = NDArray[np.float64]

_SETTLED_S: Final = 3.0
_SLOWEST: Final = 0.0005
"""After that a length goes at most this share of the way to each new one ..."""
_MOST_CHANGE: Final = 0.004
"""... and never further than this from where it settled."""

_SIDED: Final = (
    ("hip", "{}_hip"),
    ("{}_hip", "{}_knee"),
    ("{}_knee", "{}_ankle"),
    ("{}_ankle", "{}_heel"),
    ("{}_ankle", "{}_big_toe"),
    ("{}_ankle", "{}_small_toe"),
    ("neck", "{}_shoulder"),
    ("{}_shoulder", "{}_elbow"),
    ("{}_elbow", "{}_wrist"),
    ("neck", "{}_eye"),
    ("neck", "{}_ear"),
)
_MIDDLE: Final = (("hip", "neck"), ("neck", "nose"), ("neck", "head"))
_PAIRS: Final = [
    *((INDEX[above], INDEX[below], kind) for kind, (above, below) in enumerate(_MIDDLE)),
    *(
        (INDEX[above.format(side)], INDEX[below.format(side)], len(_MIDDLE) + kind)
        for kind, (above, below) in enumerate(_SIDED)
        for side in ("left", "right")
    ),
]
_ABOVE: Final = np.array([above for above, _, _ in _PAIRS])
_BELOW: Final = np.array([below for _, below, _ in _PAIRS])
_KIND: Final = np.array([kind for _, _, kind in _PAIRS])
COUNT: Final = len(_MIDDLE) + len(_SIDED)
"""How many lengths a body has: one for both sides."""


def learn(known: Floats, settled: Floats, joints: Floats, before_s: float, elapsed_s: float) -> tuple[Floats, Floats]:
    """Take in a frame.

    Args:
        known: (COUNT,), the lengths so far.
        settled: (COUNT,), what they were when they settled; 0: they haven't yet.
        joints: (26, 3), in the unit of the lengths.
        before_s: for how long the lifter had been seen before.
        elapsed_s: since then.

    Returns:
        `known` and `settled` after it.
    """
    seen = np.linalg.norm(joints[_BELOW] - joints[_ABOVE], axis=1)
    now = np.bincount(_KIND, seen) / np.bincount(_KIND)
    if settled.any():
        known = known + _SLOWEST * (now - known)
        return np.clip(known, (1 - _MOST_CHANGE) * settled, (1 + _MOST_CHANGE) * settled), settled
    share = elapsed_s / (before_s + elapsed_s) if before_s > 0 else 1.0
    known = known + share * (now - known)
    return known, known if before_s + elapsed_s >= _SETTLED_S else settled


def hold(joints: Floats, lengths: Floats) -> Floats:
    """Give the joints (26, 3) with bones of these lengths, from the mid-hip outwards, each in its direction."""
    held = joints.copy()
    for above, below, kind in _PAIRS_OUTWARDS:
        bone = joints[below] - joints[above]
        held[below] = held[above] + bone * (lengths[kind] / max(float(np.linalg.norm(bone)), 1e-9))
    return held


_PAIRS_OUTWARDS: Final = [
    *(pair for pair in _PAIRS if pair[0] == INDEX["hip"]),
    *(pair for pair in _PAIRS if pair[0] != INDEX["hip"]),
]
"""A bone's upper end comes before its lower one: sided bones are listed from the trunk outwards."""
