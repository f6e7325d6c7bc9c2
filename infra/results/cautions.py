"""What the user should know beside the results: a sentence for everything that was assumed, missed or doubtful."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from contracts.report import ReportSet
from contracts.run import Run
from infra.stages.fused import FrameAnswer
from processors.geometry.body_scale import HEIGHT_UNLESS_TOLD_M
from processors.judge import judges

_CROWDED: Final = 0.2
"""From this share of the looks at everybody on, several people count as a doubt about who the lifter is."""


@dataclass
class Seen:
    """What the frames had to show so far."""

    frames: int = 0
    unreadable: int = 0
    with_lifter: int = 0
    looks: int = 0
    """Frames in which the detector saw somebody."""
    crowded: int = 0
    """Looks that found joints of several people."""
    gravity_assumed: bool = False

    def add(self, answer: FrameAnswer) -> None:
        """Count a frame in."""
        self.frames += 1
        self.unreadable += bool(answer.unreadable)
        self.with_lifter += answer.poses3d.body is not None
        self.looks += bool(answer.detections.people)
        self.crowded += bool(answer.detections.people) and len(answer.poses2d.people) > 1
        self.gravity_assumed |= answer.poses3d.body is not None and answer.poses3d.gravity == "assumed"


def cautions(seen: Seen, run: Run, sets: Sequence[ReportSet], notes: Sequence[str]) -> tuple[str, ...]:
    """Say what the user should know, a sentence each.

    Args:
        seen: what the frames had to show.
        run: what was told about the lift and the lifter.
        sets: what the judge found.
        notes: what there is to say about how the video was read, half sentences.
    """
    return (*(f"{note[0].upper()}{note[1:]}." for note in notes), *_of_frames(seen, run), *_of_answers(seen, run, sets))


def _of_frames(seen: Seen, run: Run) -> Iterator[str]:
    if seen.unreadable:
        yield f"{seen.unreadable} of {seen.frames} frames could not be read on the way and were passed over."
    if seen.looks and seen.crowded > _CROWDED * seen.looks and run.lifter_hint is None:
        yield (
            f"Several people were seen in {seen.crowded / seen.looks:.0%} of the looks: see in overlay.mp4 whether the "
            "right one was followed, and say who it is with --lifter-at if not."
        )


def _of_answers(seen: Seen, run: Run, sets: Sequence[ReportSet]) -> Iterator[str]:
    if not seen.with_lifter:
        yield "Nobody was seen in this video: show the whole body, from the side or half from the front."
        return
    if not judges(run.lift):
        yield f"Of a {_NAMES[run.lift]} only joints and angles are told: its reps are not judged yet."
    elif not any(part.reps for part in sets):
        untold = " Bench presses and deadlifts are not judged yet." if run.lift == "auto" else ""
        yield f"No repetition of a squat was found.{untold}"
    if seen.gravity_assumed:
        yield "Upright was taken from the picture, as the video doesn't say how the camera was held."
    if run.height_m is None:
        yield f"The lifter was taken to be {HEIGHT_UNLESS_TOLD_M} m tall: say how tall with --height for true metres."


_NAMES: Final = {"bench": "bench press", "deadlift": "deadlift"}
