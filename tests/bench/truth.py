"""What is known to be true of a clip, whoever measured it; and finding every clip with truth in a folder."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_OPENCAP_END: Final = "_truth"


class TruthError(ValueError):
    """A truth file can't be read; says which one and why."""


@dataclass(frozen=True, kw_only=True)
class TrueRep:
    """One repetition as it was; None: this truth doesn't tell it."""

    start_s: float
    bottom_s: float
    end_s: float
    """Media time at which it is over, the lockout included."""
    complete: bool
    descent_s: float | None = None
    ascent_s: float | None = None
    """None also where the lifter never came up."""
    depth_margin_m: float | None = None
    lockout_knee_flexion_deg: float | None = None


@dataclass(frozen=True, kw_only=True)
class Pictured:
    """Where the lifter is in the picture, and the camera that took it."""

    joints_in_image: Floats
    """(n, 26, 2), px."""
    visible: NDArray[np.bool_]
    """(n, 26)."""
    visibility: NDArray[np.int64]
    """(n, 26): 0 outside the picture, 1 visible; hidden by 2 the own body, 3 bar or plates, 4 furniture, 5 others."""
    lifter_box: Floats
    """(n, 4), x0 y0 x1 y1, px; NaN where the lifter is outside the picture."""
    height_px: Floats
    """(n,): how tall the lifter would be in the picture, standing upright there."""
    turned: Floats
    """(3, 3), product's world from true world: x to the first camera's right, y up, z towards it."""


@dataclass(frozen=True, kw_only=True)
class Truth:
    """A clip's truth at n instants; NaN: not told."""

    video: Path
    lift: str
    pts_s: Floats
    """(n,), s, rising; 0 is the first shown frame."""
    joints_in_world: Floats
    """(n, 26, 3), m, y up."""
    angles_deg: Floats
    """(n, 7), in the order of `contracts.vocabulary.ANGLES`."""
    reps: tuple[TrueRep, ...]
    height_m: float | None = None
    margin_m: Floats | None = None
    """(n,): height of the hip crease over the top of the knee; None: not told."""
    pictured: Pictured | None = None
    """None: this truth knows no camera."""
    name: str = ""
    """Tells the clip from the others of its folder."""

    def in_reps(self, pts_s: Floats) -> NDArray[np.bool_]:
        """Tell which of these instants lie in a repetition, (n,)."""
        inside = np.zeros(len(pts_s), bool)
        for rep in self.reps:
            inside |= (pts_s >= rep.start_s) & (pts_s <= rep.end_s)
        return inside

    def until(self, end_s: float) -> "Truth":
        """Give what is left of it for a video that ends earlier: only reps that are over by then."""
        return replace(self, reps=tuple(rep for rep in self.reps if rep.end_s <= end_s))


@dataclass(frozen=True)
class Clips:
    """A folder's clips."""

    truths: tuple[Truth, ...]
    skipped: tuple[str, ...]
    """What was passed over and why, a sentence each."""


def find(folder: Path, lifts: frozenset[str] = frozenset({"squat"})) -> Clips:
    """Read the truth of every clip in a folder and the folders in it.

    Args:
        folder: holds `NAME.mp4` with `NAME.json` (studio) or `NAME_truth.json` (OpenCap) beside it.
        lifts: the ones that are judged; clips of others are passed over.

    Raises:
        TruthError: a truth file can't be read, or there is no clip to judge.
    """
    truths, skipped = list[Truth](), list[str]()
    for path in sorted(folder.rglob("*.json")):
        found = _reader(path)
        if found is None:
            continue
        video, read = found
        truth = replace(read(path, video), name=str(video.relative_to(folder).with_suffix("")))
        if truth.lift in lifts:
            truths.append(truth)
        else:
            skipped.append(f"{video.name} is passed over: its lift, {truth.lift}, is not judged yet.")
    if not truths:
        raise TruthError(
            f"{folder} holds no clip of a {' or '.join(sorted(lifts))} with its truth beside it: name another folder"
        )
    return Clips(tuple(truths), tuple(skipped))


def _reader(path: Path) -> tuple[Path, Callable[[Path, Path], Truth]] | None:
    """Tell which video a JSON file may be the truth of, and who reads it; None: of none."""
    from tests.bench.opencap_truth import read_opencap
    from tests.bench.studio_truth import is_studio, read_studio

    video = path.with_name(f"{path.stem.removesuffix(_OPENCAP_END)}.mp4")
    if path.stem.endswith(_OPENCAP_END) and video.is_file():
        return video, read_opencap
    video = path.with_suffix(".mp4")
    return (video, read_studio) if video.is_file() and is_studio(path) else None
