"""Errors of one quantity, beside the standard deviations that were stated for it; and what they come to."""

from collections.abc import Iterable
from dataclasses import dataclass

import msgspec
import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """What errors come to, in the quantity's unit; None: nothing was compared, or no spread was stated."""

    count: int
    mean_abs: float | None = None
    median_abs: float | None = None
    p95_abs: float | None = None
    max_abs: float | None = None
    bias: float | None = None
    mean_std: float | None = None
    """What was stated."""
    within_2_std: float | None = None
    """Share; about 0.95 is honest."""
    rms_in_std: float | None = None
    """About 1 is honest: below it is needlessly unsure, above it too sure."""


@dataclass(frozen=True)
class Errors:
    """Stated minus true, (n,); `std` (n,) is what was stated for each, NaN: nothing."""

    error: Floats
    std: Floats

    @classmethod
    def of(cls, stated: ArrayLike, true: ArrayLike, std: ArrayLike | None = None) -> "Errors":
        """Compare; pairs of which either isn't told are left out."""
        error = np.asarray(stated, float).ravel() - np.asarray(true, float).ravel()
        spread = np.full(error.shape, np.nan) if std is None else np.asarray(std, float).ravel()
        told = np.isfinite(error)
        return cls(error[told], spread[told])

    @classmethod
    def joined(cls, parts: Iterable["Errors"]) -> "Errors":
        """Put several together."""
        given = list(parts)
        return cls(
            np.concatenate([np.empty(0), *(part.error for part in given)]),
            np.concatenate([np.empty(0), *(part.std for part in given)]),
        )

    def summary(self) -> Summary:
        """Sum up."""
        if not self.error.size:
            return Summary(count=0)
        size = np.abs(self.error)
        return Summary(
            count=len(size),
            mean_abs=float(size.mean()),
            median_abs=float(np.median(size)),
            p95_abs=float(np.percentile(size, 95)),
            max_abs=float(size.max()),
            bias=float(self.error.mean()),
            **self._honesty(),
        )

    def _honesty(self) -> dict[str, float]:
        stated = self.std > 0
        if not stated.any():
            return {}
        in_std = np.abs(self.error[stated]) / self.std[stated]
        return {
            "mean_std": float(self.std[stated].mean()),
            "within_2_std": float((in_std <= 2).mean()),
            "rms_in_std": float(np.sqrt((in_std**2).mean())),
        }
