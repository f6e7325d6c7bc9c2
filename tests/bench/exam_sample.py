"""Six of the exam's clips without their pictures: what the 2D model said of them, and the truth.

`python -m tests.bench.exam_sample CLIPS SAID` writes them; SAID is what `tests.bench.posed_clips` wrote of CLIPS.
"""

import sys
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from contracts.arrays import array, floats
from contracts.codec import decode
from contracts.poses2d import PersonPose, Poses2d
from tests.bench.studio_truth import read_studio
from tests.bench.truth import Pictured, TrueRep, Truth

FILE: Final = Path(__file__).with_name("exam_sample.npz")
NAMES: Final = tuple(f"exam_{lift}_{number}" for lift in ("squat", "bench", "deadlift") for number in ("00", "10"))
_SHAPES: Final = {"joints_in_image": (26, 2), "joint_scores": (26,), "joints_in_body": (26, 3)}


def load() -> list[tuple[Truth, list[Poses2d]]]:
    """Read each clip's truth and messages."""
    with np.load(FILE) as found:
        return [_clip(name, {key: found[f"{name}/{key}"] for key in _KEYS}) for name in NAMES]


_KEYS: Final = (
    *_SHAPES, "size", "pts", "true_pts", "joints", "angles", "margin", "visibility", "turned", "reps", "height",
)  # fmt: skip


def _clip(name: str, told: dict[str, NDArray[Any]]) -> tuple[Truth, list[Poses2d]]:
    width, height = (int(side) for side in told["size"])
    messages = []
    for frame, pts_s in enumerate(told["pts"]):
        parts = {key: told[key][frame].astype(np.float32) for key in _SHAPES}
        people = tuple[PersonPose, ...]()
        if np.isfinite(parts["joint_scores"]).all():
            people = (PersonPose(track=1, score=1.0, **{key: floats(part) for key, part in parts.items()}),)
        messages.append(
            Poses2d(
                session=name,
                run=name,
                frame=frame,
                pts=float(pts_s),
                width=width,
                height=height,
                people=people,
                lifter=1,
            )
        )
    return _truth(name, told), messages


def _truth(name: str, told: dict[str, NDArray[Any]]) -> Truth:
    count = len(told["true_pts"])
    gone = np.full((count, 26, 2), np.nan)
    return Truth(
        video=Path(name),
        name=name,
        lift=name.split("_")[1],
        pts_s=told["true_pts"],
        joints_in_world=told["joints"].astype(np.float64),
        angles_deg=told["angles"].astype(np.float64),
        reps=tuple(TrueRep(start_s=a, bottom_s=b, end_s=c, complete=d > 0) for a, b, c, d in told["reps"].tolist()),
        height_m=float(told["height"]),
        margin_m=told["margin"].astype(np.float64) if np.isfinite(told["margin"]).any() else None,
        pictured=Pictured(
            joints_in_image=gone,
            visible=told["visibility"] == 1,
            visibility=told["visibility"].astype(np.int64),
            lifter_box=np.full((count, 4), np.nan),
            height_px=np.full(count, np.nan),
            turned=told["turned"],
        ),
    )


def _arrays(truth: Truth, messages: list[Poses2d]) -> dict[str, NDArray[Any]]:
    assert truth.pictured is not None
    count = len(truth.pts_s)
    people = [next((one for one in message.people if one.track == message.lifter), None) for message in messages]
    said = {
        key: np.array([np.full(shape, np.nan) if one is None else array(getattr(one, key), *shape) for one in people])
        for key, shape in _SHAPES.items()
    }
    return {
        "joints_in_image": said["joints_in_image"].astype(np.float32),
        **{key: said[key].astype(np.float16) for key in ("joint_scores", "joints_in_body")},
        "size": np.array([messages[0].width, messages[0].height]),
        "pts": np.array([message.pts for message in messages]),
        "true_pts": truth.pts_s,
        "joints": truth.joints_in_world.astype(np.float16),
        "angles": truth.angles_deg.astype(np.float16),
        "margin": (np.full(count, np.nan) if truth.margin_m is None else truth.margin_m).astype(np.float16),
        "visibility": truth.pictured.visibility.astype(np.uint8),
        "turned": truth.pictured.turned,
        "reps": np.array([(rep.start_s, rep.bottom_s, rep.end_s, rep.complete) for rep in truth.reps], float),
        "height": np.array(truth.height_m),
    }


def main() -> None:
    """Write the file."""
    clips, said = Path(sys.argv[1]), Path(sys.argv[2])
    arrays = dict[str, NDArray[Any]]()
    for name in NAMES:
        truth = read_studio(clips / f"{name}.json", clips / f"{name}.mp4")
        packed = msgspec.msgpack.decode((said / f"{name}.msgpack").read_bytes())
        told = _arrays(truth, [decode(data, Poses2d) for data in packed])
        arrays |= {f"{name}/{key}": value for key, value in told.items()}
    np.savez_compressed(FILE, **arrays)  # type: ignore[arg-type] # numpy's stubs take the names for options


if __name__ == "__main__":
    main()
