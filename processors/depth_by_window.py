"""Lifts with a network that turns a window of 2D frames into a body: its depth is taken, the rest is the picture's.

What lies across the picture and the length of bones is held to what is seen, as with BlazePose's own guess of depth
(see decision 1). The window ends at the frame that is lifted: it looks back, never ahead.
"""

from collections.abc import Callable, Sequence
from typing import Final

import msgspec
import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from contracts.arrays import array, floats
from contracts.skeleton import INDEX, JOINTS
from processors.lifters import Floats, Lifted, Lifter, Look
from processors.skeletons import H36M, as_h36m

Depth = Callable[[NDArray[np.float32]], NDArray[np.float32]]
"""From the window, (frames, 17, 3): x, y in half widths of the picture from its middle, and score; Human3.6M's order.
To the last frame's body, (17, 3): x right, y down, z away, in any unit."""

_FORGET_AFTER_S: Final = 1.0
"""After a longer gap the window starts anew."""
_FARTHEST: Final = 10.0
"""Half widths of the picture: what lies beyond is no place that a network was trained with."""
_LIKE: Final = {
    **dict.fromkeys(("left_eye", "right_eye", "left_ear", "right_ear"), "nose"),
    **{f"{side}_{part}": f"{side}_ankle" for side in ("left", "right") for part in ("big_toe", "small_toe", "heel")},
}
"""Joints that Human3.6M lacks are as deep as their neighbours."""
_FROM: Final = [H36M[_LIKE.get(name, name)] for name in JOINTS]


class _Memory(msgspec.Struct, frozen=True, tag="depth_by_window.v1"):
    """What is remembered of a lifter from frame to frame."""

    pts_s: float = -1e9
    window: bytes = b""
    body: bytes = b""
    """The state of what places the body."""


class DepthByWindow:
    """Lifts one lifter's frames."""

    def __init__(self, depth: Depth, frames: int, placed: Lifter) -> None:
        """Lift with a network.

        Args:
            depth: asks it.
            frames: length of its window.
            placed: makes a body of 2D joints with a guess of depth.
        """
        self._depth, self._frames, self._placed = depth, frames, placed

    def lift(self, state: bytes, height_m: float | None, looks: Sequence[Look]) -> tuple[bytes, list[Lifted]]:
        """Lift consecutive frames."""
        memory = msgspec.msgpack.decode(state, type=_Memory) if state else _Memory()
        bodies: list[Lifted] = []
        for look in looks:
            window = self._window(memory, look)
            guessed = look._replace(pose=replace(look.pose, joints_in_body=floats(_in_body(self._depth(window)))))
            body_state, body = self._placed.lift(memory.body, height_m, [guessed])
            memory = _Memory(look.pts_s, window.tobytes(), body_state)
            bodies += body
        return (msgspec.msgpack.encode(memory) if looks else state), bodies

    def _window(self, memory: _Memory, look: Look) -> NDArray[np.float32]:
        """The frames so far with this one at the end; at the beginning the first one stands for those before."""
        here = _seen(look)[None]
        before = np.frombuffer(memory.window, np.float32).reshape(-1, 17, 3)
        if not len(before) or look.pts_s - memory.pts_s > _FORGET_AFTER_S:
            before = np.repeat(here, self._frames, axis=0)
        whole: NDArray[np.float32] = np.concatenate([before, here])
        return whole[-self._frames :]


def _seen(look: Look) -> NDArray[np.float32]:
    """Give one frame, (17, 3); what isn't seen lies at the mid-hip with score 0."""
    joints, scores = array(look.pose.joints_in_image, 26, 2), array(look.pose.joint_scores, 26)
    placed = np.where(scores[:, None] > 0, joints, joints[INDEX["hip"]])
    across = (placed - np.array([look.width, look.height]) / 2) / (look.width / 2)
    with_score = np.column_stack([across.clip(-_FARTHEST, _FARTHEST), scores])
    return np.asarray(as_h36m(with_score), np.float32)


def _in_body(theirs: NDArray[np.float32]) -> Floats:
    """Bring their (17, 3) into our order, (26, 3), from the mid-hip."""
    ours: Floats = (theirs[_FROM] - theirs[H36M["hip"]]).astype(np.float64)
    return ours
