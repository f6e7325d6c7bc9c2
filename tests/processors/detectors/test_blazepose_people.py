"""BlazePose's detector finds more than the one person that its network sees."""

import json
from pathlib import Path

import pytest

from processors.detectors import blazepose
from tests.processors.sights import frame_of_clip


@pytest.mark.parametrize(("clip", "index"), [("squat_rerack_fail_dim", 300), ("bench_spotter_fail_blur", 240)])
def test_lifter_and_spotter_are_both_found(shared: Path, clip: str, index: int) -> None:
    path = shared / "data" / "studio" / f"{clip}.mp4"
    boxes = json.loads(path.with_suffix(".json").read_text())["boxes_in_image"]
    found = blazepose.load().detect([frame_of_clip(path, index)])[0]
    middles = [one.axis[:2] for one in found if one.axis]
    for who in ("lifter", "spotter"):
        x0, y0, x1, y1 = boxes[who][index]
        near = [abs(x - (x0 + x1) / 2) + abs(y - (y0 + y1) / 2) for x, y in middles]
        assert min(near) < 0.25 * max(x1 - x0, y1 - y0), who
    assert len(found) == 2
