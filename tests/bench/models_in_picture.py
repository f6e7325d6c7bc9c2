"""How well detectors and 2D pose models see the lifter of each clip: boxes, and visible and hidden joints apart."""

from collections.abc import Iterator

import numpy as np

from contracts.arrays import array
from contracts.poses2d import Poses2d
from infra.comparing.tally import lifter_joints
from infra.models.backends import EMBEDDED, names
from processors.backend import BackendError
from processors.body_box import Box
from processors.model_files import ModelFileError
from tests.bench.accuracy import Accuracy, in_picture
from tests.bench.posed_clips import Posing
from tests.bench.truth import Truth

_NOWHERE: Box = (0.0, 0.0, 0.0, 0.0)


def pairs() -> Iterator[tuple[str, str]]:
    """Give each detector with the embedded 2D pose model, and each other one with the detector of its name."""
    for detector in names("detectors"):
        yield detector, EMBEDDED["pose2d"]
    for pose in names("pose2d"):
        if pose != EMBEDDED["pose2d"]:
            yield pose if pose in names("detectors") else EMBEDDED["detectors"], pose


def posing(detector: str, pose: str) -> Posing | str:
    """Load two models; or say why they can't run here."""
    try:
        return Posing(detector, pose)
    except (BackendError, ModelFileError) as error:
        return f"{detector} with {pose} is passed over: {error}"


def seen(truth: Truth, poses: list[Poses2d]) -> Accuracy:
    """Compare what was told of a clip."""
    joints = [lifter_joints(one) for one in poses]
    told = np.array([np.full((26, 2), np.nan) if one is None else one for one in joints])
    return in_picture(truth, np.array([one.pts for one in poses]), told, [_box(one) for one in poses])


def _box(poses: Poses2d) -> Box:
    if poses.lifter_box_in_image is None:
        return _NOWHERE
    x0, y0, x1, y1 = (float(value) for value in array(poses.lifter_box_in_image, 4))
    return x0, y0, x1, y1
