"""Keeps what is told from trembling, without looking ahead: each value has a speed, and is corrected towards the new.

A critically damped tracker: what moves evenly isn't followed late, as it would be by a mere low-pass.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_CUTOFF_HZ: Final = 4.5
"""Measured on clips of seeds that are no exam: 3 Hz is steadier by a seventh and 3 ms later."""


def steadied(before: Floats, speeds: Floats, now: Floats, elapsed_s: float) -> tuple[Floats, Floats]:
    """Take in the next values, (n,) each; no time since the last changes nothing.

    Returns:
        The values to tell, and their speeds per second.
    """
    if elapsed_s <= 0:
        return before, speeds
    keep = float(np.exp(-2 * np.pi * _CUTOFF_HZ * elapsed_s))
    expected = before + elapsed_s * speeds
    off = now - expected
    return expected + (1 - keep**2) * off, speeds + (1 - keep) ** 2 / elapsed_s * off
