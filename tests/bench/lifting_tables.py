"""What lifters reach, as tables: a row for each measure, a column for each lifter."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np
from rich.table import Table

from contracts.vocabulary import ANGLES
from tests.bench.errors import Floats
from tests.bench.lifting import HIDDEN, SEEN, Judged
from tests.bench.lifting_intervals import intervals

_KNEES: Final = tuple(ANGLES.index(name) for name in ("knee_flexion_right", "knee_flexion_left"))
_HIPS: Final = tuple(ANGLES.index(name) for name in ("hip_flexion_right", "hip_flexion_left"))

Measures = dict[str, str]


def lifting_tables(by_lifter: Mapping[str, Sequence[Judged]]) -> Iterator[tuple[str, Table]]:
    """Give every table with its title; all lifters were judged on the same clips."""
    from tests.bench.accuracy_tables import plain

    clips = next(iter(by_lifter.values()))
    groups = {"all clips": None, **{lift: lift for lift in sorted({clip.lift for clip in clips})}}
    groups |= {clip.name: clip.name for clip in clips}
    for title, chosen in groups.items():
        columns = {
            lifter: measures([one for one in judged if chosen in (None, one.lift, one.name)])
            for lifter, judged in by_lifter.items()
        }
        table = plain(["measure", *columns])
        for row in next(iter(columns.values())):
            table.add_row(row, *(column[row] for column in columns.values()))
        yield f"Lifters: {title}", table
    if (sure := intervals(by_lifter)) is not None:
        yield "Lifters: all clips, with 95 % intervals over clips", sure


def measures(clips: Sequence[Judged]) -> Measures:
    """Sum up some clips: every frame counts the same."""
    seen, hidden = (_distances(clips, codes) for codes in (SEEN, HIDDEN))
    every = np.concatenate([seen, hidden])
    shaking = np.concatenate([clip.shaking.ravel() for clip in clips])
    margin = np.concatenate([clip.margin for clip in clips])
    lockout = np.concatenate([clip.lockout for clip in clips])
    return {
        "frames": str(sum(clip.frames for clip in clips)),
        "answered %": _said(100 * np.mean(np.concatenate([np.isfinite(clip.error[:, 13, 0]) for clip in clips]))),
        "joints seen: 3D error, mm": _said(1000 * _mean(seen), 0),
        "joints hidden: 3D error, mm": _said(1000 * _mean(hidden), 0),
        "all joints: 3D error, mm": _said(1000 * _mean(every), 0),
        "knee right / left: mean error, deg": _pair(clips, _KNEES),
        "the same without bias": _pair(clips, _KNEES, unbiased=True),
        "hip right / left: mean error, deg": _pair(clips, _HIPS),
        "the same without bias ": _pair(clips, _HIPS, unbiased=True),
        "acceleration error, m/s2": _said(_mean(shaking), 2),
        "lag, ms": _said(1000 * float(np.median([clip.lag_s for clip in clips])), 0),
        "frames with sides swapped": str(sum(clip.swapped for clip in clips)),
        "depth margin bias / RMS, mm": f"{_said(1000 * _mean(margin), 0)} / {_said(1000 * _rms(margin), 0)}",
        "lock-out knees, mean error, deg": _said(_mean(np.abs(lockout))),
        **_honesty(clips),
    }


def _distances(clips: Sequence[Judged], codes: tuple[int, ...]) -> Floats:
    parts = [np.linalg.norm(clip.error, axis=-1)[np.isin(clip.visibility, codes)] for clip in clips]
    return np.concatenate(parts)


def _pair(clips: Sequence[Judged], columns: tuple[int, ...], *, unbiased: bool = False) -> str:
    said = []
    for column in columns:
        errors = [clip.angles[:, column] for clip in clips]
        if unbiased:
            errors = [one - _mean(one) for one in errors]
        said.append(_said(_mean(np.abs(np.concatenate(errors)))))
    return " / ".join(said)


def _honesty(clips: Sequence[Judged]) -> Measures:
    """Say which share of the truth lies within 1 and 2 spreads, and how wide the spreads are beside the errors."""
    rows = {}
    for name, codes in (("seen", SEEN), ("hidden", HIDDEN)):
        chosen = [np.isin(clip.visibility, codes) for clip in clips]
        error = np.concatenate([clip.error[some] for clip, some in zip(clips, chosen, strict=True)])
        std = np.concatenate([clip.std[some] for clip, some in zip(clips, chosen, strict=True)])
        rows[f"joints {name}: within 1 / 2 spreads %, median spread / RMS error"] = _within(error, std)
    error = np.concatenate([clip.angles for clip in clips])
    std = np.concatenate([clip.angles_std for clip in clips])
    for name, columns in (("knees", _KNEES), ("hips", _HIPS), ("all angles", tuple(range(len(ANGLES))))):
        rows[f"{name}: the same"] = _within(error[:, columns], std[:, columns])
    return rows


def _within(error: Floats, std: Floats) -> str:
    told = np.isfinite(error) & (std > 0)
    if not told.any():
        return "-"
    share = np.abs(error[told]) / std[told]
    sharp = float(np.median(std[told])) / max(_rms(error[told]), 1e-9)
    return f"{100 * (share <= 1).mean():.0f} / {100 * (share <= 2).mean():.0f}, {sharp:.2f}"


def _mean(values: Floats) -> float:
    told = values[np.isfinite(values)]
    return float(told.mean()) if told.size else float("nan")


def _rms(values: Floats) -> float:
    return float(np.sqrt(_mean(np.square(values))))


def _said(value: float, decimals: int = 1) -> str:
    return f"{value:.{decimals}f}" if np.isfinite(value) else "-"
