"""The frames of the rep under way, as numbers: what a rep is measured from once it is over."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from contracts.arrays import array
from contracts.poses3d import Body
from contracts.skeleton import INDEX
from contracts.vocabulary import ANGLES, Angle

COLUMNS: Final[tuple[str, ...]] = (
    "pts_s",
    "frame",
    "hip_height_m",
    "depth_margin_m",
    "depth_margin_std_m",
    "legs_seen",
    "hands_over_hips_m",
    *ANGLES,
    *(f"{angle}_std" for angle in ANGLES),
)
_LEGS: Final = [INDEX[f"{side}_{joint}"] for side in ("left", "right") for joint in ("hip", "knee", "ankle")]
_HANDS: Final = [INDEX["left_wrist"], INDEX["right_wrist"]]
_SEEN: Final = 0.5
"""A joint with at least this score counts as seen."""


class Samples:
    """Consecutive frames, one a row; a view of numbers that a state keeps as bytes."""

    def __init__(self, rows: NDArray[np.float64]) -> None:
        self.rows = rows

    @classmethod
    def unpack(cls, data: bytes) -> "Samples":
        """Read what `pack` gave."""
        return cls(np.frombuffer(data, np.float64).reshape(-1, len(COLUMNS)))

    def pack(self) -> bytes:
        """Give the numbers as bytes."""
        return self.rows.tobytes()

    def __len__(self) -> int:
        return len(self.rows)

    def column(self, name: str) -> NDArray[np.float64]:
        """Give one quantity of all frames, by name in `COLUMNS`."""
        return np.asarray(self.rows[:, COLUMNS.index(name)])

    def angle(self, name: Angle) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Give an angle and its standard deviation in all frames, degrees."""
        return self.column(name), self.column(f"{name}_std")

    def between(self, start_s: float, end_s: float) -> "Samples":
        """Give the frames from `start_s` to `end_s`, both included; times are media time."""
        times = self.column("pts_s")
        return Samples(self.rows[(times >= start_s - 1e-6) & (times <= end_s + 1e-6)])


def sample(body: Body, frame: int, pts_s: float) -> bytes:
    """Give the row of one frame, packed."""
    joints = array(body.joints_in_world, 26, 3)
    row = [
        pts_s,
        frame,
        joints[INDEX["hip"], 1],
        body.depth_margin,
        body.depth_margin_std,
        float((array(body.joint_scores, 26)[_LEGS] >= _SEEN).mean()),
        float(joints[_HANDS, 1].mean() - joints[INDEX["hip"], 1]),
        *array(body.angles, len(ANGLES)),
        *array(body.angles_std, len(ANGLES)),
    ]
    return np.array(row, np.float64).tobytes()
