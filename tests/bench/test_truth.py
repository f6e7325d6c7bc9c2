"""The truth files of both schemas, and finding them."""

import json
from pathlib import Path

import numpy as np
import pytest

from contracts.skeleton import INDEX
from contracts.vocabulary import ANGLES
from tests.bench.made_up import AWAY_M, FRAMES, studio_file, written
from tests.bench.opencap_truth import read_opencap
from tests.bench.truth import TruthError, find


def test_a_studio_file_is_read_with_media_time_from_its_first_frame(tmp_path: Path) -> None:
    (truth,) = find(written(tmp_path)).truths
    assert (truth.name, truth.lift, truth.height_m) == ("clip", "squat", 1.8)
    assert truth.pts_s[[0, 30]] == pytest.approx([0.0, 1.0])
    assert truth.angles_deg[5] == pytest.approx(5 + 10 * np.arange(len(ANGLES)))
    assert [rep.bottom_s for rep in truth.reps] == pytest.approx([0.7, 1.6])
    assert [rep.descent_s for rep in truth.reps] == pytest.approx([0.5, 0.3])
    assert [rep.ascent_s for rep in truth.reps] == pytest.approx([0.5, 0.2])
    assert [rep.complete for rep in truth.reps] == [True, False]


def test_the_camera_tells_how_tall_the_lifter_is_in_the_picture(tmp_path: Path) -> None:
    (truth,) = find(written(tmp_path)).truths
    assert truth.pictured is not None
    assert truth.pictured.height_px == pytest.approx([1000 * 1.8 / AWAY_M] * FRAMES)
    assert truth.pictured.visible[:, [0, 1]].tolist() == [[True, False]] * FRAMES


def test_the_world_is_turned_to_the_cameras_right_and_towards_it(tmp_path: Path) -> None:
    (truth,) = find(written(tmp_path)).truths
    assert truth.pictured is not None
    to_camera = np.array([-np.sin(np.radians(30)), 0.0, np.cos(np.radians(30))])
    assert truth.pictured.turned @ to_camera == pytest.approx([0, 0, 1])
    assert truth.pictured.turned @ [0, 1, 0] == pytest.approx([0, 1, 0])
    assert np.linalg.det(truth.pictured.turned) == pytest.approx(1)


def test_clips_are_found_in_subfolders_and_other_lifts_are_passed_over_aloud(tmp_path: Path) -> None:
    written(tmp_path / "a" / "b", "deep")
    written(tmp_path, "pull", lift="deadlift")
    (tmp_path / "list.json").write_text("[]", encoding="utf-8")
    clips = find(tmp_path)
    assert [truth.name for truth in clips.truths] == [str(Path("a") / "b" / "deep")]
    assert clips.skipped == ("pull.mp4 is passed over: its lift, deadlift, is not judged yet.",)


def test_a_folder_without_truth_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(TruthError, match=r"holds no clip of a squat with its truth beside it: name another folder$"):
        find(tmp_path)


def test_a_truth_file_that_lacks_something_is_named(tmp_path: Path) -> None:
    written(tmp_path)
    told = studio_file()
    del told["camera"]
    (tmp_path / "clip.json").write_text(json.dumps(told), encoding="utf-8")
    with pytest.raises(TruthError, match=r"clip\.json can't be read as a studio's truth .*`camera`"):
        find(tmp_path)


def test_an_opencap_file_is_read_and_its_squats_are_found(tmp_path: Path) -> None:
    path = tmp_path / "squat_truth.json"
    path.write_text(json.dumps(opencap_file()), encoding="utf-8")
    truth = read_opencap(path, tmp_path / "squat.mp4")
    assert [rep.bottom_s for rep in truth.reps] == pytest.approx([2.0, 6.0], abs=0.011)
    assert np.isnan(truth.joints_in_world[:, INDEX["nose"]]).all()
    assert truth.joints_in_world[0, INDEX["neck"]] == pytest.approx([0, 1.5, 0])
    trunk_lean = truth.angles_deg[:, ANGLES.index("trunk_lean")]
    assert trunk_lean == pytest.approx(np.zeros(len(truth.pts_s)), abs=1e-5)


def opencap_file() -> dict[str, object]:
    """Squats with their bottoms at 2 and 6 s: the hips go down 0.4 m, the knees forward."""
    times = np.arange(0, 8, 0.01)
    down = 0.2 * (1 - np.cos(np.pi * times / 2))
    level = {"ankle": 0.1, "knee": 0.5, "hip": 0.9, "shoulder": 1.5, "elbow": 1.2, "wrist": 1.4}
    told = {}
    for side, x in (("left", 0.1), ("right", -0.1)):
        for joint, y in level.items():
            falls = 0.0 if joint in ("ankle", "knee") else down
            forward = down if joint == "knee" else np.zeros(len(times))
            told[f"{side}_{joint}"] = np.stack([np.full(len(times), x), y - falls + 0 * times, forward], 1).tolist()
    return {"time_s": times.tolist(), "joints": told}


def test_the_documented_bottoms_of_the_filmed_squats_are_found(shared: Path) -> None:
    (truth,) = find(shared / "data" / "opencap").truths
    assert [rep.bottom_s for rep in truth.reps] == pytest.approx([1.37, 3.93, 6.72, 9.44, 12.27], abs=0.02)


def test_the_studios_angles_are_ours(shared: Path) -> None:
    from processors.geometry.angles import angles_deg

    truth = next(one for one in find(shared / "data" / "studio").truths if one.name == "squat_clean")
    ours = np.array([angles_deg(frame) for frame in truth.joints_in_world[::10]])
    assert np.abs(ours - truth.angles_deg[::10]).max() < 0.03
