"""Writes frames.parquet: one row per shown frame with joints, bar, angles, phase and rep; absent is null."""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from contracts.arrays import array
from contracts.form import Form
from contracts.poses2d import PersonPose, Poses2d
from contracts.poses3d import Poses3d
from contracts.vocabulary import ANGLES

_ROWS_PER_GROUP: Final = 1000
_LISTS: Final = (
    "joints_in_image",
    "joint_scores",
    "joints_in_world",
    "joints_std_in_world",
    "root_std",
    "bar_in_image",
    "bar_in_world",
    "bar_std_in_world",
)
SCHEMA: Final = pa.schema(
    [
        pa.field("frame", pa.int32(), nullable=False),
        pa.field("pts_s", pa.float64(), nullable=False),
        pa.field("phase", pa.string(), nullable=False),
        pa.field("rep", pa.int32()),
        *(pa.field(name, pa.list_(pa.float32())) for name in _LISTS),
        *(pa.field(f"{angle}{end}", pa.float32()) for angle in ANGLES for end in ("_deg", "_std_deg")),
    ]
)
"""The columns; lists are flattened row-major, in px and m."""


class FramesTable:
    """One table, a row at a time; rows reach the file in groups. Use it as a context manager.

    After an exception the file is of no use.

    Args:
        path: the file to write.
    """

    def __init__(self, path: Path) -> None:
        self._writer = pq.ParquetWriter(path, SCHEMA, compression="zstd")
        self._rows: list[dict[str, Any]] = []

    def add(self, poses2d: Poses2d, poses3d: Poses3d, form: Form) -> None:
        """Append what is known of a frame."""
        self._rows.append(_row(poses2d, poses3d, form))
        if len(self._rows) == _ROWS_PER_GROUP:
            self._flush()

    def close(self) -> None:
        """Write what is left and finish the file."""
        if self._writer.is_open:
            if self._rows:
                self._flush()
            self._writer.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()
        else:
            with suppress(OSError):  # a disk that is full stays full
                self._writer.close()

    def _flush(self) -> None:
        columns = [
            pa.array((row[field.name] for row in self._rows), field.type, size=len(self._rows), from_pandas=True)
            for field in SCHEMA
        ]
        self._writer.write_table(pa.Table.from_arrays(columns, schema=SCHEMA), row_group_size=_ROWS_PER_GROUP)
        self._rows.clear()


def _row(poses2d: Poses2d, poses3d: Poses3d, form: Form) -> dict[str, Any]:
    lifter = next((person for person in poses2d.people if person.track == poses2d.lifter), None)
    return {
        "frame": form.frame,
        "pts_s": form.pts,
        "phase": form.phase,
        "rep": form.rep,
        **_in_image(lifter, poses2d),
        **_in_world(poses3d),
        **_angles(form),
    }


def _in_image(lifter: PersonPose | None, poses2d: Poses2d) -> dict[str, Any]:
    return {
        "joints_in_image": lifter and _numbers(lifter.joints_in_image),
        "joint_scores": lifter and _numbers(lifter.joint_scores),
        "bar_in_image": poses2d.bar and _numbers(poses2d.bar.ends_in_image),
    }


def _in_world(poses3d: Poses3d) -> dict[str, Any]:
    body, bar = poses3d.body, poses3d.bar
    return {
        "joints_in_world": body and _numbers(body.joints_in_world),
        "joints_std_in_world": body and _numbers(body.joints_std_in_world),
        "root_std": body and _numbers(body.root_std),
        "bar_in_world": bar and _numbers(bar.ends_in_world),
        "bar_std_in_world": bar and _numbers(bar.ends_std_in_world),
    }


def _angles(form: Form) -> dict[str, float | None]:
    return {
        f"{angle}{end}": value
        for end, values in (("_deg", form.angles), ("_std_deg", form.angles_std))
        for angle, value in zip(ANGLES, _each(values), strict=True)
    }


def _each(values: bytes | None) -> Iterable[float | None]:
    return [None] * len(ANGLES) if values is None else _numbers(values).tolist()


def _numbers(data: bytes) -> NDArray[np.float32]:
    return array(data, -1)
