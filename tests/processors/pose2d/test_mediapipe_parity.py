"""Our BlazePose says what MediaPipe itself says of the same pictures."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from processors import skeletons
from processors.detectors import blazepose as detectors_blazepose
from processors.follow import region_from_axis
from processors.picture import Bgr, Picture
from processors.pose2d import Ask
from processors.pose2d import blazepose as pose2d_blazepose
from tests.processors.mediapipe_task import landmarker

if TYPE_CHECKING:
    from tests.processors.conftest import Shown

pytest.importorskip("mediapipe", reason="mediapipe is not installed: `make install EXTRA=parity` brings it")


def squared(bgr: Bgr) -> Bgr:
    """A picture on a black square: of others MediaPipe's own step back from its crop is only an approximation."""
    side = max(bgr.shape[:2])
    square = np.zeros((side, side, 3), np.uint8)
    square[: bgr.shape[0], : bgr.shape[1]] = bgr
    return square


def test_joints_within_a_pixel_and_metres_within_two_millimetres(squat_frames: "list[Shown]", tmp_path: Path) -> None:
    theirs = landmarker(tmp_path)
    detector, estimator = detectors_blazepose.load(), pose2d_blazepose.load()
    off_px, off_mm = [], []
    for shown in squat_frames:
        bgr = squared(shown.picture.bgr)
        picture = Picture(bgr=bgr)
        best = detector.detect([picture])[0][0]
        said = theirs(bgr)
        assert said is not None
        assert best.axis is not None
        ours = estimator.estimate([Ask(picture, region_from_axis(best.axis))])[0]
        assert ours.joints_in_body is not None
        in_image = skeletons.positions(said.in_image, skeletons.BLAZEPOSE)
        in_body = skeletons.positions(said.in_body, skeletons.BLAZEPOSE)
        off_px.append(np.linalg.norm(ours.joints_in_image - in_image, axis=1))
        off_mm.append(1000 * np.linalg.norm(ours.joints_in_body - in_body, axis=1))
    assert np.median(off_px) < 1
    assert np.median(off_mm) < 2
