"""HDR pictures (BT.2020 primaries, PQ or HLG) on an ordinary screen: BT.709, 8 bits, mid grey stays mid grey.

Per channel: the signal becomes light where 1 is diffuse white (203 cd/m2, ITU-R BT.2408), the primaries become
BT.709's, and a curve that is straight up to half of white rolls highlights off. HLG is light of the scene and gets
BT.709's camera curve; PQ is light of the screen and gets a BT.1886 screen's inverse. So an 18 % grey card comes out at
104 to 108 of 255 either way. Saturated highlights lose some hue, as with any curve per channel.
"""

from functools import cache
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

TransferCurve = Literal["pq", "hlg"]

_STEPS = 65536
_DIFFUSE_WHITE_CD_M2 = 203.0
_PQ_PEAK_CD_M2 = 1000.0
_HLG_DIFFUSE_WHITE_SIGNAL = 0.75
_KNEE = 0.5
_BT709_FROM_BT2020_RGB = np.array(
    [[1.6605, -0.5876, -0.0728], [-0.1246, 1.1329, -0.0083], [-0.0182, -0.1006, 1.1187]], np.float32
)
_BT709_FROM_BT2020_BGR = np.ascontiguousarray(_BT709_FROM_BT2020_RGB[::-1, ::-1])


def tone_mapped(bgr: NDArray[np.uint16], curve: TransferCurve) -> NDArray[np.uint8]:
    """Return an HDR picture for an ordinary screen.

    Args:
        bgr: (h, w, 3), the signal 0..1 as 0..65535, BT.2020 primaries.
        curve: how the signal stands for light.
    """
    light_of_signal, signal_of_light = _tables(curve)
    light_bt709 = cv2.transform(cv2.LUT(bgr, light_of_signal), _BT709_FROM_BT2020_BGR)
    return np.asarray(cv2.LUT(light_bt709, signal_of_light), np.uint8)


@cache
def _tables(curve: TransferCurve) -> tuple[NDArray[np.uint16], NDArray[np.uint8]]:
    """Both ways as tables of 65,536 entries; light is stored as a share of the brightest that is kept."""
    signal = np.linspace(0, 1, _STEPS)
    if curve == "pq":
        light, peak = _pq_light(signal), _PQ_PEAK_CD_M2 / _DIFFUSE_WHITE_CD_M2
    else:
        light, peak = _hlg_light(signal), 1 / _hlg_scene(np.array(_HLG_DIFFUSE_WHITE_SIGNAL)).item()
    stored = np.round(np.clip(light / peak, 0, 1) * (_STEPS - 1)).astype(np.uint16)
    rolled_off = _roll_off(np.linspace(0, peak, _STEPS), peak)
    shown = rolled_off ** (1 / 2.4) if curve == "pq" else _bt709_camera(rolled_off)
    return stored, np.round(shown * 255).astype(np.uint8)


def _hlg_scene(signal: NDArray[np.float64]) -> NDArray[np.float64]:
    """Scene light 0..1 of an HLG signal (ITU-R BT.2100)."""
    a, b, c, half = 0.17883277, 0.28466892, 0.55991073, 0.5
    return np.where(signal <= half, signal**2 / 3, (np.exp((signal - c) / a) + b) / 12)


def _hlg_light(signal: NDArray[np.float64]) -> NDArray[np.float64]:
    return _hlg_scene(signal) / _hlg_scene(np.array(_HLG_DIFFUSE_WHITE_SIGNAL))


def _pq_light(signal: NDArray[np.float64]) -> NDArray[np.float64]:
    """Screen light of a PQ signal (ITU-R BT.2100), 1 is diffuse white."""
    m1, m2, c1, c2, c3 = 1305 / 8192, 2523 / 32, 107 / 128, 2413 / 128, 2392 / 128
    power = signal ** (1 / m2)
    return 10000 * (np.maximum(power - c1, 0) / (c2 - c3 * power)) ** (1 / m1) / _DIFFUSE_WHITE_CD_M2


def _roll_off(light: NDArray[np.float64], peak: float) -> NDArray[np.float64]:
    """Straight up to the knee, then bent with the same slope at the knee so that the peak becomes 1."""
    over = np.maximum(light - _KNEE, 0)
    bend = 1 / (1 - _KNEE) - 1 / (peak - _KNEE)
    return np.where(light <= _KNEE, light, _KNEE + over / (1 + over * bend))


def _bt709_camera(light: NDArray[np.float64]) -> NDArray[np.float64]:
    linear_below = 0.018
    return np.where(light < linear_below, 4.5 * light, 1.099 * np.maximum(light, linear_below) ** 0.45 - 0.099)
