"""How long the lifter's bones are: found in the first seconds, left as right, and kept from then on."""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from contracts.skeleton import INDEX

Floats = NDArray[np.float64]

_SETTLED_S: Final = 3.0
_SLOWEST: Final = 0.0005
"""After that a length goes at most this share of the way to each new one ..."""
_MOST_CHANGE: Final = 0.004
"""... and never further than this from where it settled."""

_SURE: Final = 0.02
"""A joint with this spread or less, in body heights, counts whole."""
_GLANCE_S: Final = 0.001
"""What the very first frame counts."""

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


class Lengths(NamedTuple):
    """What is known of a lifter's bones, (COUNT,) each, in the unit of the joints."""

    known: Floats
    weight: Floats
    """How much has been seen of each, in seconds of a joint that is sure."""
    settled: Floats
    """What they were when they settled; 0: they haven't yet."""


def unknown() -> Lengths:
    """Begin."""
    return Lengths(np.zeros(COUNT), np.zeros(COUNT), np.zeros(COUNT))


def learn(lengths: Lengths, joints: Floats, spreads: Floats, before_s: float, elapsed_s: float) -> Lengths:
    """Take in a frame: what is unsure counts less.

    Args:
        lengths: so far.
        joints: (26, 3).
        spreads: (26, 3), their standard deviations.
        before_s: for how long the lifter had been seen before.
        elapsed_s: since then.
    """
    bones = np.linalg.norm(joints[_BELOW] - joints[_ABOVE], axis=1)
    unsure = np.sqrt((spreads[_BELOW] ** 2 + spreads[_ABOVE] ** 2).mean(axis=1))
    sure = np.minimum((_SURE / np.maximum(unsure, 1e-6)) ** 2, 1.0)
    counts = np.bincount(_KIND, sure)
    now = np.bincount(_KIND, sure * bones) / counts
    if lengths.settled.any():
        known = lengths.known + _SLOWEST * (now - lengths.known)
        least, most = (1 - _MOST_CHANGE) * lengths.settled, (1 + _MOST_CHANGE) * lengths.settled
        return lengths._replace(known=np.clip(known, least, most))
    more = max(elapsed_s, _GLANCE_S) * counts
    known = lengths.known + more / (lengths.weight + more) * (now - lengths.known)
    settled = known if before_s + elapsed_s >= _SETTLED_S else lengths.settled
    return Lengths(known, lengths.weight + more, settled)


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
