"""What a 2D model would say of sessions: errors with bias, scatter, memory in time; swaps, nonsense, missing joints."""

from typing import Final, NamedTuple

import torch
from torch import Tensor

from contracts.skeleton import INDEX
from training.detector import MANNERS, MIRRORED, SAYS, Detector
from training.echoes import Measured, echoed

_BLAZEPOSE_GIVES_NOT: Final = [INDEX[name] for name in ("head", "left_small_toe", "right_small_toe")]
_COCO_GIVES_NOT: Final = [
    INDEX[name]
    for name in ("head", *(f"{side}_{part}" for side in ("left", "right") for part in ("big_toe", "small_toe", "heel")))
]
_ALWAYS: Final = [INDEX[f"{side}_{joint}"] for side in ("left", "right") for joint in ("hip", "shoulder")]
"""Without these there is no body at all."""


_ECHOED: Final = 0.65
"""Share of sessions whose errors are those of one measured clip."""


_ARMS: Final = [INDEX[f"{side}_{joint}"] for side in ("left", "right") for joint in ("elbow", "wrist")]
_EMPTY_HANDED: Final = 0.3
"""Share of the measured bias of arms that is taken where no bar is held: it was measured on arms that hold one."""
_SWAPPED_BEYOND: Final = 2.2
"""Spreads of what wanders, beyond which left and right are swapped: 1.4 % of the frames, once for each kind of swap."""


class Errs(NamedTuple):
    """How a 2D model errs: learned on average, and clip by clip as measured."""

    detector: Detector
    measured: Measured


class Imagined(NamedTuple):
    """What the model says; (b, n, 26, ...)."""

    joints: Tensor
    """In long sides from the principal point."""
    scores: Tensor
    hint: Tensor
    """m, from the mid-hip: right, down, away; 0: none."""


def wander(shape: tuple[int, ...], elapsed_s: Tensor, memory_s: float) -> Tensor:
    """Give noise of spread 1 that remembers itself for a while; `shape` is (b, n, ...), `elapsed_s` (b, n)."""
    noise = torch.randn(shape)
    keep = torch.exp(-elapsed_s / memory_s).reshape(*elapsed_s.shape, *[1] * (len(shape) - 2))
    fresh = torch.sqrt(1 - keep**2)
    value, out = noise[:, 0], [noise[:, 0]]
    for frame in range(1, shape[1]):
        value = keep[:, frame] * value + fresh[:, frame] * noise[:, frame]
        out.append(value)
    return torch.stack(out, dim=1)


class Bodies(NamedTuple):
    """What is before the camera, (b, n, ...)."""

    joints: Tensor
    """(b, n, 26, 3), true, level, from the mid-hip, in body heights."""
    visibility: Tensor
    """(b, n, 26)"""
    image: Tensor
    """(b, n, 26, 2), true, in long sides from the principal point."""
    size: Tensor
    """(b, n): how tall the body is in the picture, in long sides."""
    elapsed_s: Tensor
    """(b, n), since the frame before."""
    frames: Tensor
    """(b, n, NEAR): which measured frames may be echoed, ..."""
    weights: Tensor
    """... and how much of each."""
    holds: Tensor
    """(b,), whether a bar is held."""


def imagine(errs: Errs, bodies: Bodies) -> Imagined:
    """Draw what the model says."""
    count = len(bodies.joints)
    mean, log_spread = _expected(errs.detector, bodies)
    # No session errs quite as the clips did: more or less of the same bias (filmed: less), and one of its own.
    of_clip = torch.rand(count, 1, 1, 1) < _ECHOED
    mean = torch.where(of_clip, echoed(errs.measured, bodies.frames, bodies.weights), mean)
    much = torch.empty(count, 1, 1, 1).uniform_(0.1, 1.3) * (1 + 0.25 * torch.randn(count, 1, 26, 1))
    much[:, :, _ARMS] *= torch.where(bodies.holds, 1.0, _EMPTY_HANDED)[:, None, None, None]
    loud = torch.where(of_clip, 0.5, 1.0) * torch.empty(count, 1, 1, 1).uniform_(0.3, 1.1)
    # Some models see less well throughout, and say so.
    poor = torch.where(torch.rand(count, 1, 1) < 0.1, torch.rand(count, 1, 1), torch.zeros(count, 1, 1))
    loud = loud * (1 + 2 * poor[..., None])
    noise = loud * log_spread.exp() * _noise(errs.detector, bodies.elapsed_s)
    own = 0.009 * torch.randn(count, 1, 26, 2)
    error = much * mean[..., :2] + noise[..., :2] + own
    hint = bodies.joints * torch.tensor([1.0, -1.0, -1.0]) + much * mean[..., 2:5] + noise[..., 2:5]
    # Where it errs less it is surer: measured between clips, by about 1 for limbs where errors are e times smaller.
    surer = -much[..., 0].clamp(min=0.05).log()
    scores = torch.sigmoid(mean[..., 5] + surer + noise[..., 5]) * (1 - 0.8 * poor)
    seen = bodies.image + error * bodies.size[..., None, None]
    seen, scores, hint = _spoiled(seen, scores, 1.7 * hint, bodies.elapsed_s, bodies.size)
    return _given(seen, scores, hint)


def _expected(detector: Detector, bodies: Bodies) -> tuple[Tensor, Tensor]:
    """Give what the model says on average, and its spread, in a manner between two that were found."""
    count, frames = bodies.joints.shape[:2]
    one, other = (detector.manners[torch.randint(len(detector.manners), (count,))] for _ in range(2))
    manner = torch.lerp(one, other, torch.rand(count, 1)) + 0.3 * torch.randn(count, MANNERS)
    with torch.no_grad():
        said = detector(
            bodies.joints.flatten(0, 1), bodies.visibility.flatten(0, 1), manner.repeat_interleave(frames, dim=0)
        )
    mean, log_spread = (value.unflatten(0, (count, frames)) for value in said)
    return mean, log_spread


def _noise(detector: Detector, elapsed_s: Tensor) -> Tensor:
    """Give (b, n, 26, 6) of spread 1, as joints go together; most of it stays for a while."""
    slow, quick = (wander((*elapsed_s.shape, SAYS), elapsed_s, memory_s) for memory_s in (1.0, 0.12))
    noise = 0.7 * slow + 0.6 * quick + 0.35 * torch.randn_like(slow)
    return (noise @ detector.together.T).unflatten(-1, (26, 6))


def _spoiled(
    seen: Tensor, scores: Tensor, hint: Tensor, elapsed_s: Tensor, size: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    """Swap left and right for a moment or for long, and put joints somewhere else with full confidence.

    Of measured frames 3.8 % are swapped in depth, half of them for more than a second on end.
    """
    swap = torch.zeros(*elapsed_s.shape, 1, 1, dtype=torch.bool)
    for memory_s in (0.3, 3.0):
        swap |= (wander((*elapsed_s.shape, 1), elapsed_s, memory_s) > _SWAPPED_BEYOND)[..., None]
    legs = torch.zeros(26, dtype=torch.bool)
    legs[[13, 14, 15, 16, 20, 21, 22, 23, 24, 25]] = True
    which = torch.where(torch.rand(len(seen), 1, 1) < 0.5, legs, torch.ones(26, dtype=torch.bool))[..., None]
    seen, hint = (torch.where(swap & which, value[:, :, MIRRORED], value) for value in (seen, hint))
    nonsense = wander((len(seen), seen.shape[1], 26), elapsed_s, 0.4) > 3.0
    away = 0.12 * wander((len(seen), seen.shape[1], 26, 2), elapsed_s, 0.8) * size[..., None, None]
    return seen + torch.where(nonsense[..., None], away, 0.0), scores, hint


def _given(seen: Tensor, scores: Tensor, hint: Tensor) -> Imagined:
    """Leave out what a model of another kind wouldn't give, and at times what is hardly seen."""
    kind = torch.rand(len(seen))
    gone = torch.zeros(len(seen), 1, 26, dtype=torch.bool)
    for index in _BLAZEPOSE_GIVES_NOT:
        gone[kind < 0.75, :, index] = True
    for index in _COCO_GIVES_NOT:
        gone[(kind > 0.75) & (kind < 0.9), :, index] = True
    dropped = (torch.rand(len(seen), 1, 26) < 0.04) & (torch.rand(len(seen), 1, 1) < 0.3)
    dropped[:, :, _ALWAYS] = False
    gone = gone | dropped
    scores = torch.where(gone, 0.0, scores)
    hint = torch.where((kind < 0.7)[:, None, None, None], hint, 0.0)
    middle = (seen[:, :, [11, 5]] + seen[:, :, [12, 6]]) / 2
    seen = seen.clone()
    seen[:, :, [19, 18]] = middle
    hint = hint - hint[:, :, 19:20]
    scores = scores.clone()
    for to, (one, other) in ((19, (11, 12)), (18, (5, 6))):
        scores[:, :, to] = torch.minimum(scores[:, :, one], scores[:, :, other])
    return Imagined(seen, scores, hint)
