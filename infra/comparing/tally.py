"""What is counted of a run, frame by frame, and what it comes to."""

from dataclasses import dataclass, field
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from contracts.arrays import array
from contracts.form import RepEnded
from contracts.poses2d import Poses2d
from contracts.skeleton import JOINTS
from infra.comparing.image_truth import ImageTruth
from infra.stages.fused import FrameAnswer
from processors.body_box import overlap

_SAME_BOX: Final = 0.5
Points = NDArray[np.float64]


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """How a run did; errors and distances in % of the lifter's longer side in the picture, None: not known."""

    frames: int
    found_percent: float
    """Frames in which the lifter's joints were found."""
    reps: int
    off_first_percent: float | None
    """Median distance of joints from those that the first run says of the same frame."""
    jitter_percent: float | None
    """Median of how far a joint is from going on as it went: its second difference from frame to frame."""
    ms: float
    """Median of what a frame took, milliseconds."""
    visible_error_percent: float | None
    """Median distance from the truth of joints that can be seen."""
    hidden_error_percent: float | None
    box_right_percent: float | None
    """Frames in which the lifter's box and the true one share more than a half."""


@dataclass
class Tally:
    """Counts of one run.

    Args:
        truth: of the video; None: not known.
    """

    truth: ImageTruth | None
    frames: int = 0
    found: int = 0
    reps: int = 0
    boxes: int = 0
    boxes_right: int = 0
    off_first: list[Points] = field(default_factory=list)
    jitter: list[Points] = field(default_factory=list)
    visible: list[Points] = field(default_factory=list)
    hidden: list[Points] = field(default_factory=list)
    _before: list[Points] = field(default_factory=list)
    """The joints of the last frames in a row."""

    def add(self, answer: FrameAnswer, first: FrameAnswer) -> None:
        """Count a frame.

        Args:
            answer: what the run says of it.
            first: what the first run says of it.
        """
        self.frames += 1
        self.reps += sum(isinstance(event, RepEnded) for event in answer.form.events)
        joints, others = lifter_joints(answer.poses2d), lifter_joints(first.poses2d)
        self.found += joints is not None
        if joints is not None and others is not None:
            self.off_first.append(_apart(joints, others, _size(others)))
        self._add_jitter(joints)
        if self.truth is not None:
            self._compare(self.truth, answer, joints)

    def result(self, took_s: list[float]) -> Result:
        """Sum up; `took_s` is what each frame took, seconds."""
        return Result(
            frames=self.frames,
            found_percent=100 * self.found / max(self.frames, 1),
            reps=self.reps,
            off_first_percent=_median(self.off_first),
            jitter_percent=_median(self.jitter),
            ms=1000 * float(np.median(took_s)) if took_s else 0.0,
            visible_error_percent=_median(self.visible),
            hidden_error_percent=_median(self.hidden),
            box_right_percent=100 * self.boxes_right / self.boxes if self.boxes else None,
        )

    def _add_jitter(self, joints: Points | None) -> None:
        self._before = [] if joints is None else [*self._before[-2:], joints]
        if len(self._before) == 3:  # noqa: PLR2004 - a second difference has three points
            before, then, now = self._before
            self.jitter.append(_apart(now - then, then - before, _size(now)))

    def _compare(self, truth: ImageTruth, answer: FrameAnswer, joints: Points | None) -> None:
        index = truth.at(answer.form.pts)
        if joints is not None:
            off = _apart(joints, truth.joints_in_image[index], _size(truth.joints_in_image[index]))
            self.visible.append(off[truth.visible[index]])
            self.hidden.append(off[~truth.visible[index]])
        true = truth.boxes[index].tolist()
        if not np.isnan(true).any():
            box = answer.poses2d.lifter_box_in_image
            self.boxes += 1
            self.boxes_right += box is not None and overlap(array(box, 4).tolist(), true) > _SAME_BOX


def lifter_joints(poses: Poses2d) -> Points | None:
    """Give the lifter's joints, (26, 2) px, NaN where one isn't given; None: nobody was found."""
    for person in poses.people:
        if person.track == poses.lifter:
            joints = array(person.joints_in_image, len(JOINTS), 2).astype(float)
            joints[array(person.joint_scores, len(JOINTS)) <= 0] = np.nan
            return joints
    return None


def _apart(one: Points, other: Points, size: float) -> Points:
    return np.asarray(100 * np.linalg.norm(one - other, axis=1) / max(size, 1.0), float)


def _size(joints: Points) -> float:
    """Give the longer side of the box around joints, px."""
    given = joints[np.isfinite(joints[:, 0])]
    return float(np.ptp(given, axis=0).max()) if len(given) else 0.0


def _median(parts: list[Points]) -> float | None:
    values = np.concatenate(parts) if parts else np.empty(0)
    values = values[np.isfinite(values)]
    return float(np.median(values)) if len(values) else None
