"""How far the product's answers to a clip are from the truth: counts and errors that can be pooled over clips."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from contracts.form import Metric, Rep
from contracts.skeleton import INDEX
from contracts.vocabulary import ANGLES, Rule
from processors.body_box import Box, body_box, overlap
from processors.judging.profile import Profile
from tests.bench.errors import Errors, Floats
from tests.bench.product import Answers
from tests.bench.truth import TrueRep, Truth

NEAR_S: Final = 0.10
"""A bottom is found where it is told at most this far from it."""
IN_REPS: Final = " in reps"
"""Ends the names of the errors of frames that lie in reps."""
JUDGED: Final[tuple[Rule, ...]] = ("depth", "lockout")
"""The rules whose answer the truth tells."""
_SAME_REP_S: Final = 1.0
_SAME_BOX: Final = 0.5
"""Intersection over union above which two boxes are one person's."""
_METRICS: Final = ("descent_s", "ascent_s", "depth_margin_m")
"""Metrics of a rep whose truth is known, under the same name."""

Pair = tuple[TrueRep, Rep]


@dataclass(frozen=True)
class Accuracy:
    """Counts and errors by name, of a clip or of several."""

    name: str
    counts: Counter[str]
    errors: dict[str, Errors]


def pooled(parts: Sequence[Accuracy]) -> Accuracy:
    """Put clips together: every rep and every frame counts the same."""
    names = dict.fromkeys(name for part in parts for name in part.errors)
    counts = Counter[str]()
    for part in parts:
        counts.update(part.counts)
    errors = {name: Errors.joined(part.errors[name] for part in parts if name in part.errors) for name in names}
    return Accuracy("all", counts, errors)


def accuracy(truth: Truth, answers: Answers, profile: Profile) -> Accuracy:
    """Compare a clip's answers with its truth.

    Args:
        truth: of the clip.
        answers: to the clip.
        profile: whose limits say what is a fault.
    """
    pairs = matched(truth.reps, answers.reps)
    counts = Counter(
        {
            "reps true": len(truth.reps),
            "reps found": len(answers.reps),
            "reps matched": len(pairs),
            "bottoms near": sum(abs(found.bottom_s - true.bottom_s) <= NEAR_S for true, found in pairs),
            "complete right": sum(found.complete == true.complete for true, found in pairs),
            "frames": len(answers.pts_s),
            "frames answered": int(np.isfinite(answers.joints_in_world[:, INDEX["hip"], 0]).sum()),
        }
    )
    counts.update(verdict for pair in pairs for verdict in _verdicts(*pair, profile))
    errors = {**_of_reps(pairs), **_of_angles(truth, answers), "joints in world, mm": _in_world(truth, answers)}
    if truth.pictured is not None:
        video = answers.report.video
        boxes = boxes_of(answers.joints_in_image, video.width, video.height)
        pictured = in_picture(truth, answers.pts_s, answers.joints_in_image, boxes)
        counts |= pictured.counts
        errors |= pictured.errors
    return Accuracy(truth.name, counts, errors)


def matched(true: Sequence[TrueRep], found: Sequence[Rep]) -> list[Pair]:
    """Pair reps, those with the nearest bottoms first; each belongs to one pair at most."""
    near = sorted(
        (abs(one.bottom_s - other.bottom_s), i, k)
        for i, one in enumerate(true)
        for k, other in enumerate(found)
        if abs(one.bottom_s - other.bottom_s) <= _SAME_REP_S
    )
    pairs = dict[int, int]()
    for _, i, k in near:
        if i not in pairs and k not in pairs.values():
            pairs[i] = k
    return [(true[i], found[k]) for i, k in sorted(pairs.items())]


def _verdicts(true: TrueRep, found: Rep, profile: Profile) -> Iterator[str]:
    """Name what each rule's answer is: `depth right`, `lockout wrong`, ..."""
    known = {"depth": true.depth_margin_m, "lockout": true.lockout_knee_flexion_deg}
    answers = {check.rule: check.answer for check in found.checks}
    for rule in JUDGED:
        value = known[rule]
        if value is None or rule not in answers:
            continue
        truth = "good" if profile.squat[rule].excess(value) <= 0 else "fault"
        answer = answers[rule]
        yield f"{rule} {'cannot_tell' if answer == 'cannot_tell' else 'right' if answer == truth else 'wrong'}"


def _of_reps(pairs: Sequence[Pair]) -> dict[str, Errors]:
    bottoms = Errors.of([found.bottom_s for _, found in pairs], [true.bottom_s for true, _ in pairs])
    return {"bottom_s": bottoms, **{name: _of_metric(name, pairs) for name in _METRICS}}


def _of_metric(name: str, pairs: Sequence[Pair]) -> Errors:
    told: list[tuple[Metric, float]] = [
        (found.metrics[name], getattr(true, name))
        for true, found in pairs
        if name in found.metrics and getattr(true, name) is not None
    ]
    return Errors.of([one.value for one, _ in told], [true for _, true in told], [one.std for one, _ in told])


def _of_angles(truth: Truth, answers: Answers) -> dict[str, Errors]:
    """Compare every frame that was answered, and apart those in reps."""
    true = at(answers.pts_s, truth.pts_s, truth.angles_deg)
    in_reps = truth.in_reps(answers.pts_s)
    errors = dict[str, Errors]()
    for index, name in enumerate(ANGLES):
        columns = answers.angles_deg[:, index], true[:, index], answers.angles_std_deg[:, index]
        errors[name] = Errors.of(*columns)
        errors[f"{name}{IN_REPS}"] = Errors.of(*(column[in_reps] for column in columns))
    return errors


def _in_world(truth: Truth, answers: Answers) -> Errors:
    """Compare the joints' distances from where they are, all taken from the mid-hip, mm."""
    true = _from_hip(at(answers.pts_s, truth.pts_s, truth.joints_in_world))
    told = _from_hip(answers.joints_in_world)
    turned = truth.pictured.turned if truth.pictured is not None else best_turn(true, told)
    return Errors.of(1000 * np.linalg.norm(told - true @ turned.T, axis=-1), np.zeros(told.shape[:2]))


def best_turn(true: Floats, told: Floats) -> Floats:
    """Give the turn about the vertical that fits best, (3, 3), for where no camera is known; both (n, 26, 3)."""
    both = np.isfinite(true).all(axis=-1) & np.isfinite(told).all(axis=-1)
    (x, z), (to_x, to_z) = true[both][:, [0, 2]].T, told[both][:, [0, 2]].T
    angle = np.arctan2((z * to_x - x * to_z).sum(), (x * to_x + z * to_z).sum())
    cos, sin = np.cos(angle), np.sin(angle)
    return np.array([[cos, 0.0, sin], [0.0, 1.0, 0.0], [-sin, 0.0, cos]])


def _from_hip(joints: Floats) -> Floats:
    given = joints - joints[:, INDEX["hip"], None]
    given[:, INDEX["hip"]] = np.nan  # it would be right always
    return given


def in_picture(truth: Truth, pts_s: Floats, told: Floats, boxes: Sequence[Box]) -> Accuracy:
    """Compare what is told of n pictures with where the lifter is; visible and hidden joints, in % of body height.

    Args:
        truth: of a clip whose camera is known.
        pts_s: (n,), media times.
        told: (n, 26, 2), px; NaN: not told.
        boxes: the lifter's.
    """
    pictured = truth.pictured
    if pictured is None:
        raise ValueError(f"{truth.name} has no truth of its pictures")
    nearest = np.abs(truth.pts_s[:, None] - pts_s).argmin(axis=0)
    given = np.isfinite(told[..., 0])
    centres = np.where(given[..., None], told, 0).sum(axis=1) / np.maximum(given.sum(axis=1), 1)[:, None]
    box = pictured.lifter_box[nearest]
    inside = given.any(axis=1) & (centres >= box[:, :2]).all(axis=1) & (centres <= box[:, 2:]).all(axis=1)
    right = [overlap(one, true) > _SAME_BOX for one, true in zip(boxes, box.tolist(), strict=True)]
    seen, unseen = pictured.visible[nearest], ~pictured.visible[nearest]
    counts = Counter(
        {
            "frames": len(pts_s),
            "frames with box": int(np.isfinite(box[:, 0]).sum()),
            "frames followed": int(inside.sum()),
            "boxes right": sum(right),
            "visible": int(seen.sum()),
            "visible found": int((seen & given).sum()),
            "hidden": int(unseen.sum()),
            "hidden found": int((unseen & given).sum()),
        }
    )
    off = 100 * np.linalg.norm(told - pictured.joints_in_image[nearest], axis=-1) / pictured.height_px[nearest, None]
    names = {"joints in image, %": seen, "hidden joints in image, %": unseen}
    errors = {name: Errors.of(np.where(which, off, np.nan), np.zeros(off.shape)) for name, which in names.items()}
    return Accuracy(truth.name, counts, errors)


def boxes_of(joints_in_image: Floats, width: int, height: int) -> list[Box]:
    """Give the box around each frame's joints, (n, 26, 2) px, inside the picture; of what isn't told none."""
    boxes = list[Box]()
    for joints in joints_in_image:
        given = np.isfinite(joints[:, 0]).astype(np.float32)
        boxes.append(body_box(np.nan_to_num(joints).astype(np.float32), given, width, height) or (0.0, 0.0, 0.0, 0.0))
    return boxes


def at(pts_s: Floats, true_s: Floats, values: Floats) -> Floats:
    """Interpolate (n, ...) known at `true_s` (n,) to `pts_s` (m,): (m, ...); NaN beyond the last."""
    flat = values.reshape(len(true_s), -1)
    columns = [np.interp(pts_s, true_s, column, right=np.nan) for column in flat.T]
    return np.stack(columns, axis=1).reshape(len(pts_s), *values.shape[1:])
