"""The stage `lift`: the lifter's 2D joints over time become a body in the session's world of metres."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from contracts.arrays import array, floats
from contracts.event import EndOfStream
from contracts.poses2d import PersonPose, Poses2d
from contracts.poses3d import Body, Poses3d
from contracts.run import Run
from contracts.skeleton import INDEX
from processors.lifters import Lifted, Lifter, Look
from processors.stage import State

REVISION: Final = 1
"""Counted up whenever this code, or what it is made of, gives other answers."""
_SETTLED_MPS = 0.15
"""Ankles slower than this stand."""
_SETTLED_FOR_S = 0.3
_SAME_WITHIN_S = 0.2
_SAME_PLACE = 0.15
"""Who appears at once within this share of their height in the picture from where the lifter was is the lifter."""


class LiftState(State, frozen=True, kw_only=True, tag="lift.v1"):
    """What `lift` remembers of a session."""

    height_m: float | None = None
    track: int | None = None
    """Whom `lifter` is about."""
    hip: tuple[float, float, float] | None = None
    """Where and when (x, y in px, pts) the mid-hip was seen last."""
    lifter: bytes = b""
    """The backend's own state."""
    origin: tuple[float, float] | None = None
    """x and z of the world's origin in the lifter's axes, m; None: the ankles have not stood still yet."""
    ankles: tuple[float, float, float] | None = None
    """Where and since when (x, z, pts) the ankles have been standing."""


class Lift:
    """Keeps the world fixed, while the backend lifts the body."""

    def __init__(self, lifter: Lifter) -> None:
        self._lifter = lifter

    def start(self, run: Run) -> LiftState:
        """Give the state before the first frame."""
        return LiftState(run=run.id, height_m=run.height_m)

    def step(
        self, state: LiftState, messages: Sequence[Poses2d | EndOfStream]
    ) -> tuple[LiftState, list[Poses3d | EndOfStream]]:
        """Answer each frame; the end is passed on."""
        answers: list[Poses3d | EndOfStream] = []
        for message in messages:
            if isinstance(message, EndOfStream):
                answers.append(message)
            else:
                state, body = self._body(state, message)
                state = replace(state, frame=message.frame)
                answers.append(_answer(message, body, state))
        return state, answers

    def _body(self, state: LiftState, poses: Poses2d) -> tuple[LiftState, Body | None]:
        pose = next((person for person in poses.people if person.track == poses.lifter), None)
        if pose is None:
            return state, None
        x, y = (float(value) for value in array(pose.joints_in_image, 26, 2)[INDEX["hip"]])
        hip = (x, y, poses.pts)
        if _is_other(state, pose, hip):
            state = replace(state, lifter=b"", ankles=None)
        state = replace(state, track=pose.track, hip=hip)
        look = Look(poses.pts, pose, poses.width, poses.height, poses.intrinsics, poses.gravity_in_camera)
        memory, (lifted,) = self._lifter.lift(state.lifter, state.height_m, [look])
        ankles = lifted.joints[[INDEX["left_ankle"], INDEX["right_ankle"]]].mean(axis=0)[[0, 2]]
        state = _settle(replace(state, lifter=memory), ankles, poses.pts)
        origin = np.nan_to_num(ankles) if state.origin is None else np.array(state.origin)
        return state, _body(pose, lifted, origin)


def _is_other(state: LiftState, pose: PersonPose, hip: tuple[float, float, float]) -> bool:
    """Tell whether the lifter is somebody else than before: another number, at another place or after a gap.

    A number alone tells nothing: where two people cross, the same person may get another.
    """
    if pose.track == state.track or state.hip is None:
        return pose.track != state.track
    heights = array(pose.joints_in_image, 26, 2)[array(pose.joint_scores, 26) > 0, 1]
    tall = float(np.ptp(heights)) if heights.size else 0.0
    moved = float(np.hypot(hip[0] - state.hip[0], hip[1] - state.hip[1]))
    return hip[2] - state.hip[2] > _SAME_WITHIN_S or moved > _SAME_PLACE * tall


def _settle(state: LiftState, ankles: NDArray[np.float64], pts_s: float) -> LiftState:
    """Fix the origin once the ankles, x and z in m, have stood still for a while; NaN: they aren't seen."""
    if state.origin is not None or not np.isfinite(ankles).all():
        return state
    x, z = float(ankles[0]), float(ankles[1])
    if state.ankles is None or np.hypot(x - state.ankles[0], z - state.ankles[1]) > _SETTLED_MPS * _SETTLED_FOR_S:
        return replace(state, ankles=(x, z, pts_s))
    return replace(state, origin=(x, z)) if pts_s - state.ankles[2] >= _SETTLED_FOR_S else state


def _body(pose: PersonPose, lifted: Lifted, origin: NDArray[np.float64]) -> Body:
    return Body(
        track=pose.track,
        joints_in_world=floats(lifted.joints - [origin[0], 0.0, origin[1]]),
        joints_std_in_world=floats(lifted.joints_std),
        joint_scores=floats(array(pose.joint_scores, 26)),
        root_std=floats(lifted.root_std),
        angles=floats(lifted.angles_deg),
        angles_std=floats(lifted.angles_std_deg),
        depth_margin=lifted.depth_margin_m,
        depth_margin_std=lifted.depth_margin_std_m,
    )


def _answer(poses: Poses2d, body: Body | None, state: LiftState) -> Poses3d:
    return Poses3d(
        session=poses.session,
        run=poses.run,
        camera=poses.camera,
        frame=poses.frame,
        pts=poses.pts,
        trace=poses.trace,
        body=body,
        gravity="assumed" if poses.gravity_in_camera is None else "measured",
        scale="assumed" if state.height_m is None else "height",
        dropped=poses.dropped,
    )
