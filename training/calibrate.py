"""`python -m training.calibrate CLIPS SAID`: how much the network's spreads have to be stretched to be honest.

On rendered clips of seeds that neither the network nor the detector's errors were learned from, with the height told,
so that what is measured is the network and not the guess of a height. The card beside the network keeps the factors.
"""

import json
import sys
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from contracts.codec import decode
from contracts.poses2d import Poses2d
from processors.lifters import Look
from processors.lifters.perfectform import load
from training import card
from training.measured import level_from_world

Floats = NDArray[np.float64]

_WITHIN: Final = 0.683
"""The share of the truth that should lie within one spread, as a bell curve has it."""
_HIDDEN: Final = (2, 3, 4)
_VISIBLE: Final = 1


def ratios(truth: Path, said: Path) -> dict[str, Floats]:
    """Let the lifter answer a clip; give |error| / spread of joints seen and hidden, angles (n, 7) and the margin."""
    told = json.loads(truth.read_text())
    messages = [decode(data, Poses2d) for data in msgspec.msgpack.decode(said.read_bytes())]
    lifter, state = load(), b""
    found: dict[str, list[Floats]] = {"seen": [], "hidden": [], "angles": [], "margin": []}
    for frame, message in enumerate(messages[: len(told["t"])]):
        pose = next((person for person in message.people if person.track == message.lifter), None)
        if pose is None:
            continue
        look = Look(message.pts, pose, message.width, message.height, None, None)
        state, (body,) = lifter.lift(state, told["lifter_height_m"], [look])
        true = _true(told, frame)
        off = np.abs(body.joints - body.joints[19] - true) / np.where(body.joints_std > 0, body.joints_std, np.nan)
        codes = np.array(told["visibility"][frame])
        found["seen"].append(off[codes == _VISIBLE].ravel())
        found["hidden"].append(off[np.isin(codes, _HIDDEN)].ravel())
        found["angles"].append(np.abs(body.angles_deg - _angles(told, frame)) / body.angles_std_deg)
        if told.get("depth_margin_m"):
            margin = abs(body.depth_margin_m - told["depth_margin_m"][frame]) / body.depth_margin_std_m
            found["margin"].append(np.array([margin]))
    gone = {"angles": np.empty((0, 7))}
    return {
        name: np.array(rows) if name == "angles" else np.concatenate(rows) if rows else gone.get(name, np.empty(0))
        for name, rows in found.items()
    }


def _true(told: dict[str, Any], frame: int) -> Floats:
    matrices = told["camera"]["camera_from_world"]
    joints = np.array(told["joints_in_world"][frame])
    return np.asarray((joints - joints[19]) @ level_from_world(np.array(matrices[0])).T)


def _angles(told: dict[str, Any], frame: int) -> Floats:
    kinds = [f"{side}_{kind}_flexion_deg" for kind in ("knee", "hip", "elbow") for side in ("left", "right")]
    return np.array([told["angles"][name][frame] for name in (*kinds, "trunk_lean_deg")], float)


def stretch(values: Floats) -> float:
    """Give the factor at which the wanted share lies within one spread."""
    return float(np.nanquantile(values, _WITHIN)) if np.isfinite(values).any() else 1.0


def main() -> None:
    """Measure on every clip of which there is what the model said, and write the card."""
    clips, said = Path(sys.argv[1]), Path(sys.argv[2])
    card.write({**card.read(), **card.PLAIN})
    names = sorted(one.stem for one in clips.glob("*.json") if (said / f"{one.stem}.msgpack").is_file())
    found = [ratios(clips / f"{name}.json", said / f"{name}.msgpack") for name in names]
    whole = {name: np.concatenate([one[name] for one in found]) for name in found[0]}
    stretched = {
        "spread_seen": stretch(whole["seen"]),
        "spread_hidden": stretch(whole["hidden"]),
        "spread_angles": [
            max(1.0, stretch(column)) for column in whole["angles"].T
        ],  # arms without a bar are none of it
        "spread_margin": stretch(whole["margin"]),
    }
    card.write({**card.read(), **stretched})


if __name__ == "__main__":
    main()
