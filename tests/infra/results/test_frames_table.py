"""frames.parquet has a row per frame, the columns that were promised, and null for what isn't there."""

from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from msgspec.structs import replace

from contracts.arrays import array, floats
from contracts.examples import example
from contracts.form import Form
from contracts.poses2d import Poses2d
from contracts.poses3d import Poses3d
from contracts.vocabulary import ANGLES
from infra.results.frames_table import FramesTable

COLUMNS = [
    "frame",
    "pts_s",
    "phase",
    "rep",
    "joints_in_image",
    "joint_scores",
    "joints_in_world",
    "joints_std_in_world",
    "root_std",
    "bar_in_image",
    "bar_in_world",
    "bar_std_in_world",
    *(f"{angle}{end}" for angle in ANGLES for end in ("_deg", "_std_deg")),
]
LENGTHS = {
    "joints_in_image": 52,
    "joint_scores": 26,
    "joints_in_world": 78,
    "joints_std_in_world": 78,
    "root_std": 3,
    "bar_in_image": 4,
    "bar_in_world": 6,
    "bar_std_in_world": 6,
}
FULL = (example(Poses2d), example(Poses3d), example(Form))
NOBODY = (example(Poses2d, "nobody"), example(Poses3d, "nobody"), example(Form, "nobody"))


def write(path: Path, *frames: tuple[Poses2d, Poses3d, Form]) -> Path:
    with FramesTable(path) as table:
        for frame in frames:
            table.add(*frame)
    return path


def test_a_full_frame(tmp_path: Path) -> None:
    table = pq.read_table(write(tmp_path / "frames.parquet", FULL))
    assert table.column_names == COLUMNS
    (row,) = table.to_pylist()
    poses2d, poses3d, form = FULL
    assert (row["frame"], row["pts_s"], row["phase"], row["rep"]) == (form.frame, form.pts, form.phase, form.rep)
    assert {name: len(row[name]) for name in LENGTHS} == LENGTHS
    lifter = next(person for person in poses2d.people if person.track == poses2d.lifter)
    assert row["joints_in_image"] == array(lifter.joints_in_image, 52).tolist()
    assert poses3d.body is not None
    assert row["root_std"] == array(poses3d.body.root_std, 3).tolist()
    assert form.angles is not None
    assert [row[f"{angle}_deg"] for angle in ANGLES] == pytest.approx(array(form.angles, 7).tolist(), nan_ok=True)


def test_nobody_is_null_throughout(tmp_path: Path) -> None:
    (row,) = pq.read_table(write(tmp_path / "frames.parquet", NOBODY)).to_pylist()
    assert row["phase"] == NOBODY[2].phase
    assert {name for name, value in row.items() if value is not None} == {"frame", "pts_s", "phase"}


def test_what_is_not_to_be_told_is_null_and_never_nan(tmp_path: Path) -> None:
    poses2d, poses3d, form = FULL
    assert poses3d.body is not None
    joints = np.ones((26, 3))
    joints[4] = np.nan
    poses3d = replace(poses3d, body=replace(poses3d.body, joints_in_world=floats(joints)))
    form = replace(form, angles=floats([np.nan, 1, 2, 3, 4, 5, 6]))
    (row,) = pq.read_table(write(tmp_path / "frames.parquet", (poses2d, poses3d, form))).to_pylist()
    assert row["joints_in_world"][12:15] == [None, None, None]
    assert row["joints_in_world"][15:18] == [1, 1, 1]
    assert row["knee_flexion_left_deg"] is None
    assert row["trunk_lean_deg"] == 6


def test_rows_reach_the_file_in_groups(tmp_path: Path) -> None:
    path = write(tmp_path / "frames.parquet", *[FULL] * 2300)
    groups = pq.ParquetFile(path).metadata
    assert [groups.row_group(index).num_rows for index in range(groups.num_row_groups)] == [1000, 1000, 300]


def test_no_frame_at_all_is_an_empty_table(tmp_path: Path) -> None:
    assert pq.read_table(write(tmp_path / "frames.parquet")).num_rows == 0


def test_the_same_frames_give_the_same_bytes(tmp_path: Path) -> None:
    first, second = (write(tmp_path / name, FULL, NOBODY, FULL) for name in ("a", "b"))
    assert first.read_bytes() == second.read_bytes()
