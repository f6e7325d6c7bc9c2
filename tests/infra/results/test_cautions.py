"""What was assumed, missed or doubtful is said, and nothing else."""

from dataclasses import replace
from typing import Any

import pytest

from contracts.examples import example
from contracts.report import Report
from contracts.run import Run
from infra.results.cautions import Seen, cautions

TOLD = Run(models={}, lift="squat", height_m=1.8)
SEEN = Seen(frames=100, with_lifter=90, looks=20)
SETS = example(Report).sets


def test_where_all_is_known_nothing_is_said() -> None:
    assert cautions(SEEN, TOLD, SETS, ()) == ()


@pytest.mark.parametrize(
    ("seen", "words"),
    [
        ({"with_lifter": 0}, "Nobody was seen"),
        ({"unreadable": 3}, "3 of 100 frames could not be read"),
        ({"crowded": 10}, "Several people were seen in 50% of the looks"),
        ({"gravity_assumed": True}, "Upright was taken from the picture"),
    ],
)
def test_what_the_frames_lack(seen: dict[str, Any], words: str) -> None:
    (said,) = cautions(replace(SEEN, **seen), TOLD, SETS, ())
    assert words in said


def test_what_was_not_told() -> None:
    (said,) = cautions(SEEN, Run(models={}, lift="squat"), SETS, ())
    assert "1.72 m tall" in said
    assert "--height" in said


def test_no_rep() -> None:
    assert cautions(SEEN, TOLD, (), ()) == ("No repetition of a squat was found.",)


@pytest.mark.parametrize(("lift", "name"), [("bench", "bench press"), ("deadlift", "deadlift")])
def test_a_lift_that_is_not_judged(lift: Any, name: str) -> None:  # noqa: ANN401 - one of the closed list
    (said,) = cautions(SEEN, Run(models={}, lift=lift, height_m=1.8), (), ())
    assert f"Of a {name} only joints and angles are told" in said


def test_how_the_video_was_read_comes_first_as_a_sentence() -> None:
    said = cautions(SEEN, TOLD, (), ("the picture was scaled down from 7680x4320 to 3840x2160",))
    assert said[0] == "The picture was scaled down from 7680x4320 to 3840x2160."
