"""Builders of what is drawn: a standing lifter, somebody beside him, a bar, numbers and a cue."""

import numpy as np
from numpy.typing import NDArray

from contracts.arrays import floats
from contracts.form import CueGiven, Form
from contracts.poses2d import BarInImage, PersonPose, Poses2d
from contracts.poses3d import Body, Poses3d
from contracts.skeleton import INDEX
from contracts.vocabulary import Severity

_STANDING = {
    "nose": (0, 8),
    "left_eye": (1, 7),
    "right_eye": (-1, 7),
    "left_ear": (3, 8),
    "right_ear": (-3, 8),
    "left_shoulder": (10, 22),
    "right_shoulder": (-10, 22),
    "left_elbow": (16, 36),
    "right_elbow": (-16, 36),
    "left_wrist": (18, 50),
    "right_wrist": (-18, 50),
    "left_hip": (6, 54),
    "right_hip": (-6, 54),
    "left_knee": (8, 76),
    "right_knee": (-8, 76),
    "left_ankle": (8, 95),
    "right_ankle": (-8, 95),
    "head": (0, 0),
    "neck": (0, 20),
    "hip": (0, 54),
    "left_big_toe": (13, 100),
    "right_big_toe": (-13, 100),
    "left_small_toe": (15, 99),
    "right_small_toe": (-15, 99),
    "left_heel": (7, 98),
    "right_heel": (-7, 98),
}
"""Percent of the body's height, seen from the front: the lifter's left is on the right of the picture."""


def standing(width: int = 640, height: int = 480, at: float = 0.5) -> NDArray[np.float32]:
    """Joints (26, 2) in px of somebody as tall as half the picture, in the middle of its height."""
    joints = np.zeros((26, 2), np.float32)
    for name, (x, y) in _STANDING.items():
        joints[INDEX[name]] = at * width + x * height / 200, height / 4 + y * height / 200
    return joints


def person(
    joints: NDArray[np.float32],
    scores: float | NDArray[np.float32] = 0.95,
    track: int = 1,
    std_px: float | None = None,
) -> PersonPose:
    return PersonPose(
        track=track,
        score=0.9,
        joints_in_image=floats(joints),
        joint_scores=floats(np.broadcast_to(scores, 26)),
        joints_std_in_image=None if std_px is None else floats(np.full((26, 2), std_px)),
    )


def poses2d(
    *people: PersonPose, lifter: int | None = 1, bar: BarInImage | None = None, frame: int = 0, dropped: bool = False
) -> Poses2d:
    """People of a picture; its size isn't looked at when drawing."""
    return Poses2d(
        session="s",
        run="r",
        frame=frame,
        pts=frame / 30,
        people=people,
        lifter=lifter,
        bar=bar,
        dropped=dropped,
        width=640,
        height=480,
    )


def poses3d(std_m: float | None = None, frame: int = 0) -> Poses3d:
    """A lifter in metres of whom only the joints' standard deviation says something; None: nobody."""
    body = None
    if std_m is not None:
        body = Body(
            track=1,
            joints_in_world=floats(np.zeros((26, 3))),
            joints_std_in_world=floats(np.full((26, 3), std_m)),
            joint_scores=floats(np.ones(26)),
            root_std=floats(np.zeros(3)),
            angles=floats(np.zeros(7)),
            angles_std=floats(np.zeros(7)),
            depth_margin=0.0,
            depth_margin_std=0.0,
        )
    return Poses3d(session="s", run="r", frame=frame, pts=frame / 30, body=body)


def bar(centre: tuple[float, float], reach: float, score: float = 0.95) -> BarInImage:
    """A level bar that reaches so many px to each side, with round plates at two thirds of that."""
    x, y = centre
    plates = [(x + side * reach * 2 / 3, y, reach / 4, reach / 4, 0) for side in (1, -1)]
    return BarInImage(
        ends_in_image=floats([(x + reach, y), (x - reach, y)]),
        ends_std_in_image=floats(np.ones((2, 2))),
        end_scores=floats([score, score]),
        plates_in_image=floats(plates),
        plate_scores=floats([score, score]),
    )


def cue(text: str = "Go deeper", severity: Severity = "major") -> CueGiven:
    return CueGiven(cue="go_deeper", severity=severity, text=text, why="", at_s=0.0, frame=0)


def form(
    frame: int = 0,
    shown: CueGiven | None = None,
    *,
    angles: tuple[float, ...] = (104, 98, 88, 85, 120, 121, 32),
    angles_std: tuple[float, ...] = (3, 2.5, 14, 3, 3, 3, 2),
    dropped: bool = False,
) -> Form:
    """The third rep of a squat on its way down."""
    return Form(
        session="s",
        run="r",
        frame=frame,
        pts=frame / 30,
        lift="squat",
        phase="descent",
        set=0,
        rep=2,
        reps=2,
        angles=floats(angles),
        angles_std=floats(angles_std),
        cue=shown,
        dropped=dropped,
    )
