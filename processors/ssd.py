"""Reads the answers of MediaPipe's single-shot detectors: anchors, decoding, and joining of near-equal answers."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_SAME_IOU: Final = 0.3
_LOGIT_LIMIT: Final = 100


@dataclass(frozen=True)
class Candidates:
    """What the network says at n anchors."""

    boxes: Floats
    """(n, 4): x0, y0, x1, y1, px of the network's input."""
    points: Floats
    """(n, k, 2): keypoints, px of the network's input."""
    scores: Floats
    """(n,), 0..1."""

    def at(self, which: NDArray[np.intp] | NDArray[np.bool_]) -> "Candidates":
        """Only some of them."""
        return Candidates(self.boxes[which], self.points[which], self.scores[which])


def anchor_centres(size_px: int, strides: tuple[int, ...]) -> Floats:
    """The middles of the anchors, (n, 2) px: two at each cell of each layer, layer by layer, row by row."""
    layers = []
    for stride in strides:
        middles = (np.arange(size_px // stride) + 0.5) * stride
        x, y = np.meshgrid(middles, middles)
        layers.append(np.repeat(np.stack([x.ravel(), y.ravel()], axis=1), 2, axis=0))
    return np.concatenate(layers)


def decode(raw: NDArray[np.float32], logits: NDArray[np.float32], anchors: Floats, least_score: float) -> Candidates:
    """Turn the network's numbers into candidates.

    Args:
        raw: (n, 4 + 2k): centre x, y, width, height, then keypoints x, y; px from the anchor.
        logits: (n,).
        anchors: (n, 2), px.
        least_score: candidates below are left out.
    """
    scores = 1 / (1 + np.exp(-np.clip(logits.astype(np.float64), -_LOGIT_LIMIT, _LOGIT_LIMIT)))
    kept = scores >= least_score
    near, values = anchors[kept], raw[kept].astype(np.float64)
    centres, halves = near + values[:, :2], values[:, 2:4] / 2
    points = near[:, None] + values[:, 4:].reshape(len(near), (raw.shape[1] - 4) // 2, 2)
    return Candidates(np.concatenate([centres - halves, centres + halves], axis=1), points, scores[kept])


def join_same(found: Candidates) -> Candidates:
    """Join those that overlap a better one into one, weighted by score, with the best one's score; best first."""
    left = found.at(np.argsort(-found.scores, kind="stable"))
    joined = [found.at(np.zeros(len(found.scores), np.bool_))]
    while len(left.scores):
        same = _overlap(left.boxes[0], left.boxes) > _SAME_IOU
        same[0] = True
        joined.append(_mean(left.at(same)))
        left = left.at(~same)
    return Candidates(
        np.concatenate([one.boxes for one in joined]),
        np.concatenate([one.points for one in joined]),
        np.concatenate([one.scores for one in joined]),
    )


def _mean(same: Candidates) -> Candidates:
    """One candidate of several, which are sorted."""
    weights = same.scores / same.scores.sum()
    return Candidates(
        np.einsum("n,nj->j", weights, same.boxes)[None],
        np.einsum("n,nkj->kj", weights, same.points)[None],
        same.scores[:1],
    )


def _overlap(box: Floats, boxes: Floats) -> Floats:
    """Intersection over union of one box (4,) with each of (n, 4)."""
    inner = np.clip(np.minimum(box[2:], boxes[:, 2:]) - np.maximum(box[:2], boxes[:, :2]), 0, None).prod(axis=1)
    area, areas = (box[2:] - box[:2]).prod(), (boxes[:, 2:] - boxes[:, :2]).prod(axis=1)
    return np.asarray(inner / np.maximum(area + areas - inner, 1e-9), np.float64)
