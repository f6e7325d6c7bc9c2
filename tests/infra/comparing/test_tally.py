"""What is counted of a run: known motions and known errors come out as they went in."""

import json
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from contracts.arrays import floats
from contracts.detections import Detections
from contracts.poses2d import Poses2d
from infra.comparing.image_truth import ImageTruth, truth_of
from infra.comparing.tally import Result, Tally
from infra.stages.fused import FrameAnswer
from tests.processors.scenes import form, person, poses2d, poses3d, standing
from tests.processors.sights import shot

TALL_PX = 240.0
Points = np.ndarray[tuple[int, ...], np.dtype[np.float32]]


def answer(frame: int, joints: Points | None, box: tuple[float, ...] | None = None) -> FrameAnswer:
    people = poses2d(lifter=None, frame=frame) if joints is None else poses2d(person(joints), frame=frame)
    people = replace(people, lifter_box_in_image=None if box is None else floats(box))
    seen = Detections(session="s", run="r", frame=frame, pts=frame / 30, looked=False, width=640, height=480)
    return FrameAnswer(shot(frame), seen, people, poses3d(frame=frame), form(frame))


def counted(
    answers: list[FrameAnswer], firsts: list[FrameAnswer] | None = None, truth: ImageTruth | None = None
) -> Result:
    tally = Tally(truth)
    for one, first in zip(answers, firsts or answers, strict=True):
        tally.add(one, first)
    return tally.result([0.010, 0.020, 0.500])


def shaken(frame: int, px: float) -> Points:
    return standing() + np.array([3.0 * frame + px * (frame % 2), 0], np.float32)


def test_found_and_milliseconds() -> None:
    result = counted([answer(0, standing()), answer(1, None), answer(2, standing()), answer(3, standing())])
    assert (result.frames, result.found_percent) == (4, 75)
    assert result.ms == pytest.approx(20)
    assert result.off_first_percent == 0


def test_going_on_is_no_jitter_and_trembling_is() -> None:
    assert counted([answer(frame, shaken(frame, 0)) for frame in range(9)]).jitter_percent == pytest.approx(0, abs=1e-4)
    trembling = counted([answer(frame, shaken(frame, 1)) for frame in range(9)])
    assert trembling.jitter_percent == pytest.approx(100 * 2 / TALL_PX, rel=0.01)
    gone = [answer(frame, None if frame % 2 else standing()) for frame in range(9)]
    assert counted(gone).jitter_percent is None


def test_how_far_a_run_is_off_the_first() -> None:
    firsts = [answer(frame, standing()) for frame in range(3)]
    others = [answer(frame, standing() + np.float32(12) * np.array([0, 1], np.float32)) for frame in range(3)]
    assert counted(others, firsts).off_first_percent == pytest.approx(5, rel=0.01)


def test_visible_and_hidden_joints_and_the_box_against_the_truth(tmp_path: Path) -> None:
    joints = standing().astype(float)
    told = {
        "schema": "perfect-form-studio-truth",
        "t": [0.5, 0.5 + 1 / 30],
        "joints_in_image": [joints.tolist()] * 2,
        "visibility": [[1] * 13 + [2] * 13] * 2,
        "boxes_in_image": {"lifter": [[100, 100, 200, 200], None]},
    }
    (tmp_path / "clip.json").write_text(json.dumps(told))
    truth = truth_of(tmp_path / "clip.mp4")
    assert truth is not None
    off = np.zeros((26, 2), np.float32)
    off[:13, 0], off[13:, 0] = 2.4, 24
    right = counted([answer(frame, standing() + off, (100, 100, 200, 190)) for frame in range(2)], truth=truth)
    assert right.visible_error_percent == pytest.approx(1, rel=0.01)
    assert right.hidden_error_percent == pytest.approx(10, rel=0.01)
    assert right.box_right_percent == 100
    assert counted([answer(0, standing(), (160, 100, 260, 200))], truth=truth).box_right_percent == 0


@pytest.mark.parametrize("text", [None, "none", "{}", "[]", '{"schema": "another"}'])
def test_what_is_no_truth_of_the_studio_is_passed_over(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "clip.json").write_text(text)
    assert truth_of(tmp_path / "clip.mp4") is None


def test_a_lost_lifter_is_told_as_lost() -> None:
    messages = [answer(frame, None) for frame in range(3)]
    assert isinstance(messages[0].poses2d, Poses2d)
    result = counted(messages)
    assert (result.found_percent, result.jitter_percent, result.off_first_percent) == (0, None, None)
