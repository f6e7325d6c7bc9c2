"""Uncertainty as faintness: how opaque a joint or an end of the bar is drawn."""

import numpy as np
from numpy.typing import NDArray

from processors.drawing.style import Fade, style

Floats = NDArray[np.float32]


def by_score(scores: Floats) -> Floats:
    """Opacity 0..1 of points with these scores (n,); 0 where a point isn't given."""
    return _fall(scores, style().fading.score) * (scores > 0)


def by_std_in_image(std_in_image: Floats, picture_height: int) -> Floats:
    """Opacity of points with these standard deviations (n, 2) in px."""
    return _fall(_rms(std_in_image) / np.float32(picture_height), style().fading.std_in_image)


def by_std_in_world(std_in_world: Floats) -> Floats:
    """Opacity of points with these standard deviations (n, 3) in metres; NaN, not given, doesn't fade."""
    faded = _fall(_rms(std_in_world), style().fading.std_in_world_m)
    faded[np.isnan(faded)] = 1
    return faded


def _fall(values: Floats, fade: Fade) -> Floats:
    faintest = style().fading.faintest
    share = (values - fade.uncertain) / (fade.certain - fade.uncertain)
    return (faintest + (1 - faintest) * np.clip(share, 0, 1)).astype(np.float32)


def _rms(std: Floats) -> Floats:
    return np.asarray(np.sqrt(np.square(std).mean(axis=1)), np.float32)
