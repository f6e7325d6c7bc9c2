"""Our own lifter: a small network with a memory, trained on lifts with plates, racks and limbs before the joints.

It takes 2D joints of any model as they arrive, a model's own depth where there is one, the bar's ends where they are
given, the camera and gravity as far as they are known. It never looks ahead. Lengths of bones are found in the first
three seconds and kept, left as right. Not covered: lens distortion, two people as one, lifts that are none.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from msgspec.structs import replace

from contracts.skeleton import INDEX
from contracts.vocabulary import ANGLES
from processors.geometry.body_scale import HEIGHT_UNLESS_TOLD_M
from processors.lifters import Floats, Lifted, Lifter, Look
from processors.lifting import bones
from processors.lifting.answers import Answer, answer
from processors.lifting.features import Seen
from processors.lifting.memory import Memory, unpack
from processors.lifting.network import Network, card
from processors.lifting.place import place
from processors.lifting.sight import Sight, sight
from processors.lifting.stature import follow, statures
from processors.lifting.steady import steadied

DEVICES: Final = ("cpu", "cuda")
"""Wherever the other models run: this one takes a core for half a millisecond."""
REVISION: Final = 2
"""Counted up whenever this code gives other answers."""

_TICK_S: Final = 0.029
"""Frames that follow faster are answered, but not remembered: the network knows 15 to 30 a second."""
_FORGET_AFTER_S: Final = 1.0
_JUMP: Final = 0.6
"""A mid-hip that jumps by more body heights within a moment is a cut in the video, or somebody else."""
_GROWTH: Final = 1.6
"""So is a body that looks this many times as tall."""
_LEAST_TALL, _MOST_TALL = 0.03, 4.0
"""How tall a body may look, in long sides of the picture."""
_HEIGHT_STD, _HEIGHT_STD_TOLD = 0.06, 0.012
"""How far off a body's height is, as a share, unless it was told, and if it was."""
_ROOT_STD_M: Final = (0.06, 0.03, 0.18)
_NEEDED: Final[dict[str, tuple[str, ...]]] = {
    "knee_flexion": ("hip", "knee", "ankle"),
    "hip_flexion": ("shoulder", "hip", "knee"),
    "elbow_flexion": ("shoulder", "elbow", "wrist"),
}


def weights_sha256() -> str:
    """Tell which network is bundled."""
    return card().sha256


def load(device: str = "cpu") -> Lifter:  # noqa: ARG001 - a frame takes half a millisecond on one core
    """Give the lifter.

    Raises:
        ModelFileError: its file is missing or not what it should be.
    """
    return _PerfectForm(Network())


class _PerfectForm:
    """Lifts one frame after the other, so a batch gives the same bits."""

    def __init__(self, network: Network) -> None:
        self._network = network

    def lift(self, state: bytes, height_m: float | None, looks: Sequence[Look]) -> tuple[bytes, list[Lifted]]:
        """Lift consecutive frames."""
        memory = unpack(state, self._network.begin())
        bodies = []
        for look in looks:
            memory, body = self._lift(memory, height_m, look)
            bodies.append(body)
        return memory.pack(), bodies

    def _lift(self, memory: Memory, height_m: float | None, look: Look) -> tuple[Memory, Lifted]:
        seen = sight(look)
        hip = seen.joints[INDEX["hip"]]
        tall = float(statures(seen.joints, seen.scores))
        if not np.isfinite(look.pts_s) or seen.scores[INDEX["hip"]] <= 0 or not _is_body(tall, memory):
            return memory, nothing()
        memory = self._unless_cut(memory, look.pts_s, hip, tall)
        elapsed_s = look.pts_s - memory.pts_s if memory.begun else 0.0
        tall = float(follow(np.array(memory.tall), np.array(tall), np.array(elapsed_s)))
        since_tick_s = look.pts_s - memory.tick_s if memory.begun else 0.0
        step = self._network.step(_seen(seen, tall, since_tick_s), memory.network)
        after = replace(memory, tall=tall, hip=hip, pts_s=look.pts_s, seen_s=memory.seen_s + elapsed_s, begun=True)
        if since_tick_s >= _TICK_S or not memory.begun:
            after = replace(after, network=step.memory, tick_s=look.pts_s)
        told = steadied(memory.values, memory.speeds, step.values, elapsed_s) if memory.begun else _fresh(step.values)
        after = replace(after, values=told[0], speeds=told[1])
        said = answer(told[0], step.spreads)
        lengths = bones.learn(memory.lengths, said.joints, said.joints_std, memory.seen_s, elapsed_s)
        return replace(after, lengths=lengths), _body(said, lengths.known, seen, height_m)

    def _unless_cut(self, memory: Memory, pts_s: float, hip: Floats, tall: float) -> Memory:
        """Forget what was seen before a gap, a cut, or time that runs backwards; the bones stay."""
        if not memory.begun:
            return memory
        moved = float(np.linalg.norm(hip - memory.hip)) / memory.tall
        ratio = tall / memory.tall if np.isfinite(tall) else 1.0
        cut = moved > _JUMP or ratio > _GROWTH
        if 0 <= pts_s - memory.pts_s <= _FORGET_AFTER_S and not cut:
            return memory
        return replace(memory, network=self._network.begin(), tall=0.0, begun=False)


def _fresh(values: Floats) -> tuple[Floats, Floats]:
    return values, np.zeros_like(values)


def _is_body(tall: float, memory: Memory) -> bool:
    """Tell whether there is a body of a possible size; what isn't known now may be known from before."""
    return _LEAST_TALL < (tall if np.isfinite(tall) else memory.tall) < _MOST_TALL


def _seen(seen: Sight, tall: float, elapsed_s: float) -> Seen:
    elapsed_s = float(np.clip(elapsed_s, _TICK_S, 0.2)) if elapsed_s > 0 else 0.0
    height, focal, elapsed = np.array(tall), np.array(seen.focal), np.array(elapsed_s)
    return Seen(seen.joints, seen.scores, seen.hint, seen.bar, height, focal, elapsed)


def nothing() -> Lifted:
    """Give no body."""
    return Lifted(
        joints=np.full((26, 3), np.nan),
        joints_std=np.full((26, 3), np.nan),
        root_std=np.array(_ROOT_STD_M),
        angles_deg=np.full(len(ANGLES), np.nan),
        angles_std_deg=np.full(len(ANGLES), np.nan),
        depth_margin_m=float("nan"),
        depth_margin_std_m=float("nan"),
    )


def _body(told: Answer, lengths: Floats, seen: Sight, height_m: float | None) -> Lifted:
    tall_m = height_m or HEIGHT_UNLESS_TOLD_M
    joints = tall_m * bones.hold(told.joints, lengths)
    where = place(seen, joints)
    if where is None:
        return nothing()
    unsure = _HEIGHT_STD if height_m is None else _HEIGHT_STD_TOLD
    given = seen.scores > 0
    known = np.array([_known(name, given) for name in ANGLES])
    std = np.hypot(tall_m * told.joints_std, unsure * np.abs(joints))
    std[INDEX["hip"]] = 0.0
    return Lifted(
        joints=np.where(
            given[:, None], joints + np.array([where.right, tall_m * told.hip_height, where.towards]), np.nan
        ),
        joints_std=np.where(given[:, None], std, np.nan),
        root_std=np.array(_ROOT_STD_M),
        angles_deg=np.where(known, told.angles_deg, np.nan),
        angles_std_deg=np.where(known, told.angles_std_deg, np.nan),
        depth_margin_m=tall_m * told.margin if known[:2].all() else float("nan"),
        depth_margin_std_m=tall_m * told.margin_std if known[:2].all() else float("nan"),
    )


def _known(name: str, given: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> bool:
    kind, _, side = name.rpartition("_")
    needed = ("neck", "hip") if name == "trunk_lean" else [f"{side}_{joint}" for joint in _NEEDED[kind]]
    return bool(given[[INDEX[joint] for joint in needed]].all())
