"""Tells the reps of a squat from the mid-hip's height and the knees' bend, frame by frame, never looking ahead.

Heights are shares of the body's height. A rep begins when the hips leave the height at which the lifter stands. It is
over when the hips have been back near it for a moment, or go down again after most of the way up. What is too shallow,
too quick or done with straight knees is no rep. A jump that no body makes is passed over unless it lasts.
"""

from typing import Final

import msgspec
from msgspec.structs import replace

from contracts.vocabulary import Phase

_LEAVES: Final = 0.03
"""How far below standing the hips are when a descent is told."""
_NEAR: Final = 0.008
"""How near to standing a descent is dated to have begun, and an ascent to have ended."""
_LEAVES_WITHIN_S: Final = 2.0
"""A descent is dated at most so long before it is told."""
_LEAST_FALL: Final = 0.085
_LEAST_STANDING: Final = 0.38
"""A body whose hips are lower than this at the top of a rep doesn't stand, or is none: hips are at 0.53."""
_LEAST_BEND_DEG: Final = 50.0
_LEAST_S: Final = 0.8
_TURNS: Final = 0.015
"""How far the hips rise above their lowest when the bottom is over."""
_BACK: Final = 0.85
"""Share of the fall that is made good when the lifter counts as up."""
_UP_BEFORE_NEXT: Final = 0.6
_DOWN_AGAIN: Final = 0.4
"""After that share of the way up, sinking by this share begins the next rep: this one was not locked out."""
_STRAIGHT_DEG: Final = 40.0
_STILL_PER_S: Final = 0.04
"""Slower than this many body heights a second is standing still."""
_STANDS_AFTER_S: Final = 0.4
_HOLD_S: Final = 0.5
"""For how long after coming up the lockout is watched."""
_STALLS_S: Final = 1.3
"""So long without rising on the way up is a failing rep."""
_SINKS: Final = 0.35
"""So is sinking back by this share of the fall."""
_LOST_S: Final = 15.0
"""A rep that takes longer was none: the lifter sat down or left."""
_SMOOTH_S: Final = 0.1
_FASTEST_PER_S: Final = 2.0
_JUMP: Final = 0.04
_JUMP_LASTS_S: Final = 0.8


class Motion(msgspec.Struct, frozen=True, kw_only=True):
    """Where in a rep the lifter is; heights are shares of the body's height, times media time in seconds."""

    phase: Phase = "setup"
    at_s: float | None = None
    height: float = 0.0
    speed: float = 0.0
    """Of the mid-hip upwards, per second, smoothed."""
    knee_deg: float = 0.0
    """Mean flexion of both knees, smoothed."""
    standing: float = 0.0
    """The height at which the lifter stands."""
    near_s: float = 0.0
    """When the hips were last near standing height."""
    still_since_s: float = 0.0
    """Since when the lifter has been standing still on straight legs."""
    start_s: float = 0.0
    deepest_bend_deg: float = 0.0
    lowest: float = 0.0
    lowest_s: float = 0.0
    highest: float = 0.0
    """Since the lowest."""
    highest_s: float = 0.0
    up_s: float = 0.0
    """When the lifter came up."""
    risen: float = 0.0
    """The height that the lifter last rose to, in steps that are no tremor."""
    risen_s: float = 0.0
    stalled: bool = False
    """It stood still on the way up, or sank back."""
    reps: int = 0


class Finished(msgspec.Struct, frozen=True):
    """A rep that the motion shows to be over."""

    start_s: float
    end_s: float
    fall: float
    """How far the hips went down, shares of the body's height."""
    recovered: float
    """Share of the fall that was made good."""
    failed: bool
    """It stalled on the way up."""


def advance(motion: Motion, at_s: float, height: float, knee_deg: float) -> tuple[Motion, Finished | None]:
    """Take in the next frame: the mid-hip's height over the floor and the knees' mean flexion.

    Returns:
        The motion after it, the very same object if the frame is passed over; and the rep that this frame ended.
    """
    if motion.at_s is None:
        motion = replace(motion, at_s=at_s, height=height, knee_deg=knee_deg, still_since_s=at_s)
        return _stand_here(motion), None
    elapsed_s = at_s - motion.at_s
    allowed = _JUMP + _FASTEST_PER_S * min(elapsed_s, _SMOOTH_S)
    if elapsed_s <= 0 or (elapsed_s < _JUMP_LASTS_S and abs(height - motion.height) > allowed):
        return motion, None
    motion = _measure(motion, at_s, height, knee_deg)
    if motion.phase in ("descent", "bottom"):
        return _going_down(motion), None
    if motion.phase in ("ascent", "fail"):
        return _coming_up(motion)
    if motion.phase == "lockout":
        return _locking_out(motion)
    return _standing(motion, elapsed_s), None


def _measure(motion: Motion, at_s: float, height: float, knee_deg: float) -> Motion:
    elapsed_s = at_s - (motion.at_s or 0.0)
    share = elapsed_s / (_SMOOTH_S + elapsed_s)
    speed = motion.speed + share * ((height - motion.height) / elapsed_s - motion.speed)
    knee_deg = motion.knee_deg + share * (knee_deg - motion.knee_deg)
    still = abs(speed) < _STILL_PER_S and knee_deg < _STRAIGHT_DEG
    return replace(
        motion,
        at_s=at_s,
        height=height,
        speed=speed,
        knee_deg=knee_deg,
        deepest_bend_deg=max(motion.deepest_bend_deg, knee_deg),
        still_since_s=motion.still_since_s if still else at_s,
    )


def flush(motion: Motion) -> tuple[Motion, Finished | None]:
    """Give up waiting for more frames.

    Returns:
        The motion to go on with if the lifter comes back, and the rep under way, if most of it was done.
    """
    most_is_done = _recovered(motion, motion.highest) >= _UP_BEFORE_NEXT
    over = motion.phase in ("lockout", "fail") or (motion.phase == "ascent" and most_is_done)
    finished = _end(motion, next_start_s=None)[1] if over else None
    return Motion(reps=motion.reps + (finished is not None)), finished


def _lost(motion: Motion) -> bool:
    return _at(motion) - motion.start_s > _LOST_S


def _stands(motion: Motion) -> bool:
    return _at(motion) - motion.still_since_s >= _STANDS_AFTER_S


def _standing(motion: Motion, elapsed_s: float) -> Motion:
    below = motion.standing - motion.height
    if below > _LEAVES and not _stands(motion):
        return _descend(motion, motion.near_s)
    if below < 0 or _stands(motion):
        motion = replace(motion, standing=motion.standing - below * min(1.0, elapsed_s / 0.25))
    near_s = _at(motion) if below < _NEAR else max(motion.near_s, _at(motion) - _LEAVES_WITHIN_S)
    return replace(motion, near_s=near_s)


def _descend(motion: Motion, start_s: float) -> Motion:
    motion = replace(motion, phase="descent", start_s=start_s, deepest_bend_deg=motion.knee_deg, stalled=False)
    return _lower(motion)


def _lower(motion: Motion) -> Motion:
    """Take the height for the lowest; from there the highest is looked for anew."""
    at_s = _at(motion)
    return replace(motion, lowest=motion.height, lowest_s=at_s, highest=motion.height, highest_s=at_s)


def _going_down(motion: Motion) -> Motion:
    if _stands(motion) or _lost(motion):
        return _stand_here(motion)
    if motion.height <= motion.lowest:
        motion = _lower(motion)
    if motion.height - motion.lowest > _TURNS:
        rising = replace(motion, phase="ascent", highest=motion.height, highest_s=motion.at_s)
        return replace(rising, risen=motion.height, risen_s=motion.at_s)
    deep = motion.standing - motion.lowest > _LEAST_FALL
    return replace(motion, phase="bottom" if deep and motion.speed > -_STILL_PER_S else "descent")


def _coming_up(motion: Motion) -> tuple[Motion, Finished | None]:
    if _lost(motion):
        return _end(motion, next_start_s=None) if motion.stalled else (_stand_here(motion), None)
    if motion.height < motion.lowest and not motion.stalled:
        return _going_down(replace(motion, phase="descent")), None
    motion = _rise(motion)
    if _recovered(motion, motion.height) >= _BACK:
        return replace(motion, phase="lockout", up_s=motion.at_s), None
    if _stands(motion):
        return _end(motion, next_start_s=None)
    sunk = (motion.highest - motion.height) / max(motion.standing - motion.lowest, 1e-9)
    if _recovered(motion, motion.highest) >= _UP_BEFORE_NEXT and sunk > _DOWN_AGAIN:
        return _end(motion, next_start_s=motion.highest_s)
    stalled = motion.stalled or _at(motion) - motion.risen_s > _STALLS_S or sunk > _SINKS
    return replace(motion, phase="fail" if stalled else "ascent", stalled=stalled), None


def _rise(motion: Motion) -> Motion:
    if motion.height > motion.risen + _NEAR:
        motion = replace(motion, risen=motion.height, risen_s=motion.at_s)
    if motion.height > motion.highest:
        motion = replace(motion, highest=motion.height, highest_s=motion.at_s)
    if motion.height < motion.lowest - _NEAR:
        motion = replace(motion, lowest=motion.height, lowest_s=motion.at_s)
    return motion


def _locking_out(motion: Motion) -> tuple[Motion, Finished | None]:
    if motion.height > motion.highest + _NEAR:
        motion = replace(motion, highest=motion.height, highest_s=motion.at_s)
    if motion.highest - motion.height > _LEAVES:
        return _end(motion, next_start_s=motion.highest_s)
    if _at(motion) - max(motion.up_s, motion.highest_s) > _HOLD_S:
        return _end(motion, next_start_s=None)
    return motion, None


def _end(motion: Motion, next_start_s: float | None) -> tuple[Motion, Finished | None]:
    """End the rep, and begin the next where the hips are already going down; what was no rep leaves no trace."""
    sank = motion.stalled and _recovered(motion, motion.height) < _UP_BEFORE_NEXT
    finished = Finished(
        motion.start_s,
        max(motion.highest_s, motion.lowest_s) if sank else motion.highest_s,
        motion.standing - motion.lowest,
        _recovered(motion, motion.highest),
        failed=motion.stalled,
    )
    is_rep = (
        finished.fall >= _LEAST_FALL
        and motion.standing >= _LEAST_STANDING
        and finished.end_s - finished.start_s >= _LEAST_S
        and motion.deepest_bend_deg >= _LEAST_BEND_DEG
    )
    motion = replace(motion, reps=motion.reps + is_rep, standing=max(motion.standing, motion.highest))
    after = _stand_here(motion) if next_start_s is None else _descend(motion, next_start_s)
    return after, finished if is_rep else None


def _stand_here(motion: Motion) -> Motion:
    return replace(motion, phase="rest" if motion.reps else "setup", standing=motion.height, near_s=motion.at_s)


def _recovered(motion: Motion, height: float) -> float:
    return (height - motion.lowest) / max(motion.standing - motion.lowest, 1e-9)


def _at(motion: Motion) -> float:
    return motion.at_s or 0.0
