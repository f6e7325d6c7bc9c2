"""BlazePose's landmark network (MediaPipe pose_landmark_full, 256 px): joints, their visibility, a guess of depth.

Does what MediaPipe does with it, with joints not smoothed over time: they are refined by the heatmap, and the region
follows the body by two auxiliary landmarks.
"""

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from processors import skeletons
from processors.body_box import overlap
from processors.crop import crop, points_in_image
from processors.detectors import Found
from processors.follow import region_from_axis, steadied
from processors.litert import Network
from processors.model_files import path_of
from processors.picture import Bgr
from processors.pose2d import Ask, Joints, PoseEstimator
from processors.region import Region

MODEL_FILE: Final = "pose_landmark_full"
"""Its weights' name in the manifest."""
REVISION: Final = 2
"""Counted up whenever this code gives other answers."""

Floats = NDArray[np.float32]

_SIZE_PX: Final = 256
_OUTPUTS: Final = ("Identity", "Identity_1", "Identity_3", "Identity_4")  # landmarks, presence, heatmap, world
_LANDMARKS: Final = 39
_MIDDLE, _OUTERMOST = 33, 34  # the auxiliary landmarks: mid-hip, and the point that tells size and direction
_GROW: Final = 1.25  # where only a box is known
_STANDS: Final = 1.6  # a box that many times as tall as wide shows somebody upright
_LIES: Final = 0.5  # sine of the angle from upright beyond which head and feet may be mistaken for each other
_TURNS_DEG: Final = (45, -45, 90, -90)
_TURNED_NEEDS: Final = 0.1  # how much better another turn has to fit than the ones before
_SURE: Final = 0.9  # what fits so well isn't asked about once more
_HEATMAP_REACH: Final = np.arange(-4, 5)  # the kernel of 9 that MediaPipe uses
_LEAST_HEAT: Final = 0.5


def load(device: str = "cpu", threads: int = 2) -> PoseEstimator:  # noqa: ARG001 - it runs on the CPU only
    """The estimator, on `threads` cores.

    Raises:
        ModelFileError: its file isn't there.
    """
    return _BlazePose(Network(path_of(MODEL_FILE), _OUTPUTS, threads))


class _BlazePose:
    """The estimator with its network; asks are answered one by one, so a batch gives the same bits."""

    def __init__(self, network: Network) -> None:
        self._network = network

    def estimate(self, asks: Sequence[Ask]) -> list[Joints]:
        """Estimate each person."""
        return [self._estimate_one(ask) for ask in asks]

    def _estimate_one(self, ask: Ask) -> Joints:
        if isinstance(ask.where, Region):
            return self._estimate_in(ask.picture.bgr, ask.where, steady=True)
        found = ask.where
        first, *others = _tries(found)
        best = self._estimate_in(ask.picture.bgr, first, steady=False)
        for region in others:
            if _fit(best, found) >= _SURE:
                break
            joints = self._estimate_in(ask.picture.bgr, region, steady=False)
            best = joints if _fit(joints, found) > _fit(best, found) + _TURNED_NEEDS else best
        return best

    def _estimate_in(self, bgr: Bgr, region: Region, *, steady: bool) -> Joints:
        pixels = crop(bgr, region, _SIZE_PX, repeat_border=True)
        tensor = pixels.astype(np.float32)[None] / np.float32(255)
        raw, presence, heatmap, world = self._network.run(tensor)
        landmarks = raw.reshape(_LANDMARKS, 5)
        in_crop = refine(landmarks[:, :2] / np.float32(_SIZE_PX), heatmap[0]) * _SIZE_PX
        in_image = points_in_image(in_crop.astype(np.float64), region, _SIZE_PX).astype(np.float32)
        return Joints(
            joints_in_image=skeletons.positions(in_image, skeletons.BLAZEPOSE),
            scores=skeletons.scores(_sigmoid(landmarks[:, 3]), skeletons.BLAZEPOSE),
            presence=float(presence[0, 0]),
            follow=_next_region(region, in_image, steady=steady),
            joints_in_body=_in_body(world.reshape(_LANDMARKS, 3), region.angle),
        )


def refine(landmarks: Floats, heatmap: Floats) -> Floats:
    """Move each landmark to the centre of the heat around it, where there is enough.

    Args:
        landmarks: (n, 2), x and y as shares of the crop.
        heatmap: (rows, columns, n), logits.

    Returns:
        (n, 2), shares of the crop.
    """
    extent = np.array(heatmap.shape[1::-1])
    middles = (landmarks * extent).astype(np.intp)
    inside = ((middles >= 0) & (middles < extent)).all(axis=1)
    columns, rows = (middles[:, axis, None] + _HEATMAP_REACH for axis in (0, 1))
    known = ((columns >= 0) & (columns < extent[0]))[:, None, :] & ((rows >= 0) & (rows < extent[1]))[:, :, None]
    near = heatmap[
        rows.clip(0, extent[1] - 1)[:, :, None],
        columns.clip(0, extent[0] - 1)[:, None, :],
        np.arange(len(landmarks))[:, None, None],
    ]
    heat = np.where(known, _sigmoid(near), 0)
    moved = inside & (heat.max(axis=(1, 2)) >= _LEAST_HEAT)
    total = np.where(moved, heat.sum(axis=(1, 2)), 1)
    x, y = np.einsum("nrc,nc->n", heat, columns) / total, np.einsum("nrc,nr->n", heat, rows) / total
    return np.where(moved[:, None], np.stack([x, y], axis=1) / extent, landmarks).astype(np.float32)


def _tries(found: Found) -> list[Region]:
    """The squares to look at, the likeliest first: of somebody who lies it is hard to tell where the head is."""
    if found.axis is not None:
        told = region_from_axis(found.axis)
        lies = abs(math.sin(told.angle)) > _LIES
        turns = (180, 90, -90) if lies else (90, -90)
        return [told, *(told._replace(angle=told.angle + math.radians(turn)) for turn in turns)]
    x0, y0, x1, y1 = found.box
    upright = Region((x0 + x1) / 2, (y0 + y1) / 2, _GROW * max(x1 - x0, y1 - y0), 0.0)
    if y1 - y0 > _STANDS * (x1 - x0):
        return [upright]
    return [upright, *(upright._replace(angle=math.radians(angle)) for angle in _TURNS_DEG)]


def _fit(joints: Joints, found: Found) -> float:
    """How well an answer fits what was found: how sure it is, and, where the box is more than a guess, fills it."""
    if found.axis is not None:
        return joints.presence
    given = joints.joints_in_image[joints.scores > 0]
    if not len(given):
        return 0.0
    (x0, y0), (x1, y1) = given.min(axis=0), given.max(axis=0)
    return joints.presence * overlap((float(x0), float(y0), float(x1), float(y1)), found.box)


def _next_region(where: Region, landmarks_in_image: Floats, *, steady: bool) -> Region:
    """The square to look at in the next frame: steady if this one already followed the person."""
    (x, y), (end_x, end_y) = landmarks_in_image[[_MIDDLE, _OUTERMOST]].tolist()
    after = region_from_axis((x, y, end_x, end_y))
    return steadied(where, after) if steady else after


def _in_body(world: Floats, angle: float) -> Floats:
    """The network's 39 points, m, upright as its crop was, as Halpe-26 in the picture's directions from the mid-hip."""
    turned = world.copy()
    cosine, sine = np.float32(np.cos(angle)), np.float32(np.sin(angle))
    turned[:, 0] = cosine * world[:, 0] - sine * world[:, 1]
    turned[:, 1] = sine * world[:, 0] + cosine * world[:, 1]
    return skeletons.positions(turned, skeletons.BLAZEPOSE)


def _sigmoid(logits: Floats) -> Floats:
    """Logits as shares, 0..1; limited so that no exponential overflows."""
    return (1 / (1 + np.exp(-np.clip(logits, -80, 80)))).astype(np.float32)
