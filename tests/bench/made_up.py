"""A small clip that never was: a studio's truth file, and answers that are exactly right."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from contracts.form import Check, Metric, Rep
from contracts.report import Report, ReportSet, ReportVideo
from contracts.skeleton import INDEX, JOINTS
from contracts.vocabulary import ANGLES, METRICS
from tests.bench.product import Answers
from tests.bench.truth import TrueRep, Truth

FRAMES, FPS = 60, 30.0
YAW_DEG = 30.0
AWAY_M = 4.0
"""From the camera to the mid-hip."""

Floats = NDArray[np.float64]


def camera_from_world() -> Floats:
    """A level camera that stands still; (4, 4)."""
    cos, sin = np.cos(np.radians(YAW_DEG)), np.sin(np.radians(YAW_DEG))
    return np.array([[cos, 0, sin, 0], [0, -1, 0, 1], [sin, 0, -cos, AWAY_M], [0, 0, 0, 1]])


def joints() -> Floats:
    """(n, 26, 3), m; the mid-hip stays where it is."""
    places = np.random.default_rng(7).uniform(-0.8, 0.8, (FRAMES, len(JOINTS), 3))
    places[:, INDEX["hip"]] = [0.0, 0.9, 0.0]
    return places


def studio_file(lift: str = "squat") -> dict[str, Any]:
    """What the studio would write."""
    places = joints()
    return {
        "schema": "perfect-form-studio-truth",
        "lift": lift,
        "lifter_height_m": 1.8,
        "camera": {
            "K": [[1000, 0, 360], [0, 1000, 640], [0, 0, 1]],
            "camera_from_world": [camera_from_world().tolist()],
        },
        "joint_names": list(JOINTS),
        "t": (0.5 + np.arange(FRAMES) / FPS).tolist(),
        "joints_in_world": places.tolist(),
        "joints_in_image": (400 + 300 * places[..., :2]).tolist(),
        "visibility": np.tile([1, 2], (FRAMES, 13)).tolist(),
        "angles": {
            _studio_name(name): (10.0 * index + np.arange(FRAMES)).tolist() for index, name in enumerate(ANGLES)
        },
        "boxes_in_image": {"lifter": [None, *[[100, 100, 700, 1000]] * (FRAMES - 1)]},
        "reps": [
            _rep(0.7, 1.2, 1.7, depth_margin_m=-0.05),
            {**_rep(1.8, 2.1, 2.3, depth_margin_m=0.04), "complete": False},
        ],
    }


def _studio_name(angle: str) -> str:
    kind, _, side = angle.rpartition("_")
    return f"{side}_{kind}_deg" if side in ("left", "right") else f"{angle}_deg"


def _rep(start_s: float, bottom_s: float, lockout_s: float, depth_margin_m: float) -> dict[str, Any]:
    return {
        "start_s": start_s,
        "bottom_s": bottom_s,
        "lockout_s": lockout_s,
        "end_s": lockout_s + 0.1,
        "complete": True,
        "depth_margin_m": depth_margin_m,
        "lockout_knee_flexion_deg": 4.0,
    }


def written(folder: Path, name: str = "clip", lift: str = "squat") -> Path:
    """Write the file with a video beside it that nobody opens; give the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.json").write_text(json.dumps(studio_file(lift)), encoding="utf-8")
    (folder / f"{name}.mp4").touch()
    return folder


def exact_answers(truth: Truth) -> Answers:
    """What a product would say that knows the truth; every std is 1."""
    assert truth.pictured is not None
    return Answers(
        report=_report(tuple(_found(index, rep) for index, rep in enumerate(truth.reps))),
        pts_s=truth.pts_s,
        angles_deg=truth.angles_deg,
        angles_std_deg=np.ones(truth.angles_deg.shape),
        joints_in_image=truth.pictured.joints_in_image,
        joints_in_world=truth.joints_in_world @ truth.pictured.turned.T + [0.3, 0.0, -0.2],
    )


def later(answers: Answers, seconds: float) -> Answers:
    """The same answers with every rep told too late."""
    reps = [
        Rep(
            index=rep.index,
            start_s=rep.start_s + seconds,
            bottom_s=rep.bottom_s + seconds,
            end_s=rep.end_s + seconds,
            complete=rep.complete,
            metrics=rep.metrics,
            checks=rep.checks,
        )
        for rep in answers.reps
    ]
    return replace(answers, report=_report(tuple(reps)))


def _found(index: int, true: TrueRep) -> Rep:
    told = {"descent_s": true.descent_s, "ascent_s": true.ascent_s, "depth_margin_m": true.depth_margin_m}
    deep = (true.depth_margin_m or 0.0) < 0
    return Rep(
        index=index,
        start_s=true.start_s,
        bottom_s=true.bottom_s,
        end_s=true.end_s,
        complete=true.complete,
        metrics={
            name: Metric(value=value, std=1.0, unit=METRICS[name], seen=1.0)
            for name, value in told.items()
            if value is not None
        },
        checks=(
            Check(rule="depth", answer="good" if deep else "fault", why="", at_s=0.0),
            Check(rule="lockout", answer="cannot_tell", why="", at_s=0.0),
        ),
    )


def _report(reps: tuple[Rep, ...]) -> Report:
    return Report(
        video=ReportVideo(path="clip.mp4", width=720, height=1280, frames=FRAMES, duration_s=FRAMES / FPS, fps=FPS),
        models={},
        run="0",
        sets=(ReportSet(lift="squat", lift_confidence=1.0, start_s=0.0, end_s=2.0, reps=reps),),
    )
