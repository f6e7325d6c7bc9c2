"""Somebody who lifts in the background, and began earlier, is never taken for the lifter."""

from pathlib import Path

from tests.bench.models_in_picture import seen
from tests.bench.posed_clips import Posing
from tests.bench.studio_truth import read_studio


def test_the_lifters_box_is_right_to_the_end(shared: Path) -> None:
    clip = shared / "data" / "studio" / "deadlift_distractor.mp4"
    found = seen(read_studio(clip.with_suffix(".json"), clip), Posing("blazepose", "blazepose").poses(clip))
    assert found.counts["boxes right"] >= 0.98 * found.counts["frames with box"]
