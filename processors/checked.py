"""Holds models to what their families promise, so that one that breaks is named, not what breaks after it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np
from numpy.typing import ArrayLike

from contracts.skeleton import JOINTS
from contracts.vocabulary import ANGLES
from processors.backend import BackendError
from processors.detectors import Detector, Found
from processors.lifters import Lifted, Lifter, Look
from processors.picture import Picture, UnreadablePictureError
from processors.pose2d import Ask, Joints, PoseEstimator


class ModelFailedError(BackendError):
    """A model broke at work, or answered what its family doesn't allow; names it."""


class CheckedDetector:
    """A detector that is held to its Protocol."""

    def __init__(self, detector: Detector, name: str) -> None:
        self._detector, self._name = detector, f"the detector {name!r}"

    def detect(self, pictures: Sequence[Picture]) -> list[list[Found]]:
        """Find the people in each picture."""
        with named(self._name):
            answers = self._detector.detect(pictures)
            _expect(len(answers) == len(pictures), f"{len(answers)} lists of people for {len(pictures)} pictures")
            for one in (one for found in answers for one in found):
                _expect(bool(np.isfinite([*one.box, *(one.axis or ())]).all()), f"a box of {one.box}")
                _expect(0 <= one.score <= 1, f"a score of {one.score}")
        return answers


class CheckedEstimator:
    """A 2D pose estimator that is held to its Protocol."""

    def __init__(self, estimator: PoseEstimator, name: str) -> None:
        self._estimator, self._name = estimator, f"the 2D pose model {name!r}"

    def estimate(self, asks: Sequence[Ask]) -> list[Joints]:
        """Estimate each person."""
        with named(self._name):
            answers = self._estimator.estimate(asks)
            _expect(len(answers) == len(asks), f"{len(answers)} people where {len(asks)} were asked for")
            for one in answers:
                _expect_shape(one.joints_in_image, (len(JOINTS), 2), "joints_in_image")
                _expect_shape(one.scores, (len(JOINTS),), "scores")
                _expect(bool(np.isfinite(one.joints_in_image).all()), "joints that are no numbers")
                _expect(bool(((one.scores >= 0) & (one.scores <= 1)).all()), "joint scores outside 0..1")
                _expect(0 <= one.presence <= 1, f"a presence of {one.presence}")
                if one.joints_in_body is not None:
                    _expect_shape(one.joints_in_body, (len(JOINTS), 3), "joints_in_body")
        return answers


class CheckedLifter:
    """A lifter that is held to its Protocol."""

    def __init__(self, lifter: Lifter, name: str) -> None:
        self._lifter, self._name = lifter, f"the lifter {name!r}"

    def lift(self, state: bytes, height_m: float | None, looks: Sequence[Look]) -> tuple[bytes, list[Lifted]]:
        """Lift consecutive frames."""
        with named(self._name):
            after, bodies = self._lifter.lift(state, height_m, looks)
            _expect(len(bodies) == len(looks), f"{len(bodies)} bodies for {len(looks)} frames")
            for one in bodies:
                _expect_shape(one.joints, (len(JOINTS), 3), "joints")
                _expect_shape(one.joints_std, (len(JOINTS), 3), "joints_std")
                _expect_shape(one.root_std, (3,), "root_std")
                _expect_shape(one.angles_deg, (len(ANGLES),), "angles_deg")
                _expect_shape(one.angles_std_deg, (len(ANGLES),), "angles_std_deg")
        return after, bodies


@contextmanager
def named(name: str) -> Iterator[None]:
    """Let whatever goes wrong inside name the model; a picture that can't be read is nobody's fault but its own."""
    try:
        yield
    except (ModelFailedError, UnreadablePictureError):
        raise
    except Exception as error:  # whatever a backend raises
        raise ModelFailedError(f"{name} failed: {str(error) or type(error).__name__}") from error


def _expect(holds: bool, answered: str) -> None:
    if not holds:
        raise ValueError(f"it answered {answered}")


def _expect_shape(values: ArrayLike, shape: tuple[int, ...], what: str) -> None:
    _expect(np.shape(values) == shape, f"{what} of shape {np.shape(values)}, not {shape}")
