"""What is known to be true of a clip's picture, where the studio's truth lies beside the video."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

_SCHEMA: Final = "perfect-form-studio-truth"
_VISIBLE: Final = 1


@dataclass(frozen=True)
class ImageTruth:
    """The lifter in each of n pictures."""

    pts_s: NDArray[np.float64]
    """(n,), from the first one."""
    joints_in_image: NDArray[np.float64]
    """(n, 26, 2), px."""
    visible: NDArray[np.bool_]
    """(n, 26)."""
    boxes: NDArray[np.float64]
    """(n, 4), x0 y0 x1 y1, px; NaN where the lifter is outside the picture."""

    def at(self, pts_s: float) -> int:
        """Give the index of the picture nearest to a media time."""
        return int(np.abs(self.pts_s - pts_s).argmin())


def truth_of(video: Path) -> ImageTruth | None:
    """Read what lies beside a video; None: nothing that can be read as the studio's truth."""
    try:
        told: dict[str, Any] = json.loads(video.with_suffix(".json").read_text(encoding="utf-8"))
        if told["schema"] != _SCHEMA:
            return None
        times = np.array(told["t"], float)
        boxes = [box or [np.nan] * 4 for box in told["boxes_in_image"]["lifter"]]
        joints, visibility = np.array(told["joints_in_image"], float), np.array(told["visibility"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return ImageTruth(times - times[0], joints, visibility == _VISIBLE, np.array(boxes, float))
