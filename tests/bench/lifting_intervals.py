"""How sure what lifters reach is: 95 % intervals over clips, which are drawn again and again from those judged."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import numpy as np
from rich.table import Table

from contracts.vocabulary import ANGLES
from tests.bench.errors import Floats
from tests.bench.lifting import HIDDEN, SEEN, Judged

_DRAWN: Final = 1000
_LEAST_CLIPS: Final = 5
_KNEES: Final = [ANGLES.index(name) for name in ("knee_flexion_right", "knee_flexion_left")]
_HIPS: Final = [ANGLES.index(name) for name in ("hip_flexion_right", "hip_flexion_left")]


def _apart(codes: tuple[int, ...]) -> Callable[[Judged], Floats]:
    return lambda clip: 1000 * np.linalg.norm(clip.error, axis=-1)[np.isin(clip.visibility, codes)]


def _within(codes: tuple[int, ...], spreads: float) -> Callable[[Judged], Floats]:
    def inside(clip: Judged) -> Floats:
        chosen = np.isin(clip.visibility, codes)
        error, std = np.abs(clip.error[chosen]), clip.std[chosen]
        return np.where(np.isfinite(error) & (std > 0), 100.0 * (error <= spreads * std), np.nan)

    return inside


_MEANS: Final[dict[str, Callable[[Judged], Floats]]] = {
    "joints seen: 3D error, mm": _apart(SEEN),
    "joints hidden: 3D error, mm": _apart(HIDDEN),
    "knees: mean error, deg": lambda clip: np.abs(clip.angles[:, _KNEES]),
    "hips: mean error, deg": lambda clip: np.abs(clip.angles[:, _HIPS]),
    "acceleration error, m/s2": lambda clip: clip.shaking,
    "lock-out knees, mean error, deg": lambda clip: np.abs(clip.lockout),
    "depth margin, bias, mm": lambda clip: 1000 * clip.margin,
    "depth margin at bottoms, bias, mm": lambda clip: 1000 * clip.bottoms,
    "seen: within 1 spread, %": _within(SEEN, 1),
    "seen: within 2 spreads, %": _within(SEEN, 2),
    "hidden: within 1 spread, %": _within(HIDDEN, 1),
    "hidden: within 2 spreads, %": _within(HIDDEN, 2),
}
_ROOTS: Final[dict[str, Callable[[Judged], Floats]]] = {
    "depth margin, RMS, mm": lambda clip: 1000 * clip.margin,
    "depth margin at bottoms, RMS, mm": lambda clip: 1000 * clip.bottoms,
}


def intervals(by_lifter: Mapping[str, Sequence[Judged]]) -> Table | None:
    """Give a table, a row for each measure, a column for each lifter; None: there are too few clips."""
    from tests.bench.accuracy_tables import plain

    if min(len(clips) for clips in by_lifter.values()) < _LEAST_CLIPS:
        return None
    table = plain(["measure", *by_lifter])
    for name, of_clip in _MEANS.items():
        table.add_row(name, *(_said(clips, of_clip, root=False) for clips in by_lifter.values()))
    for name, of_clip in _ROOTS.items():
        table.add_row(name, *(_said(clips, of_clip, root=True) for clips in by_lifter.values()))
    return table


def _said(clips: Sequence[Judged], of_clip: Callable[[Judged], Floats], *, root: bool) -> str:
    values = [part[np.isfinite(part)] for part in map(of_clip, clips)]
    told = np.array([(np.sum(part**2 if root else part), part.size) for part in values])
    if not told[:, 1].any():
        return "-"
    drawn = told[np.random.default_rng(0).integers(len(told), size=(_DRAWN, len(told)))].sum(axis=1)
    drawn = drawn[drawn[:, 1] > 0]
    means = np.append(drawn[:, 0] / drawn[:, 1], told[:, 0].sum() / told[:, 1].sum())
    means = np.sqrt(means) if root else means
    low, high = np.percentile(means[:-1], (2.5, 97.5))
    return f"{means[-1]:.1f} ({low:.1f} to {high:.1f})"
