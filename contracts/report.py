"""The file `report.json` of `perfectform analyze`: schema `report.v1`."""

from typing import Annotated

from contracts.form import Rep
from contracts.message import Message, says
from contracts.vocabulary import Lift


class ReportVideo(Message, frozen=True, kw_only=True):
    """The video that was analysed."""

    path: Annotated[str, says("As it was given")]
    width: Annotated[int, says("Width as shown, upright", unit="px")]
    height: Annotated[int, says("Height as shown, upright", unit="px")]
    frames: Annotated[int, says("Shown frames")]
    duration_s: Annotated[float, says("From the first shown frame to the end of the last", unit="s")]
    fps: Annotated[float, says("Mean rate of the shown frames", unit="frames/s")]


class ReportSet(Message, frozen=True, kw_only=True):
    """One set: unrack to re-rack, or first to last rep."""

    lift: Annotated[Lift, says("Which lift")]
    lift_confidence: Annotated[float, says("How sure that is, 0..1; 1 where it was told")]
    start_s: Annotated[float, says("Media time at which it begins", unit="s")]
    end_s: Annotated[float, says("Media time at which it is over", unit="s")]
    reps: Annotated[tuple[Rep, ...], says("Its repetitions in order")]


class Report(Message, frozen=True, kw_only=True, tag_field="schema", tag="report.v1"):
    """What `analyze` found. Times are media time: seconds from the first shown frame."""

    video: Annotated[ReportVideo, says("The video")]
    models: Annotated[dict[str, str], says("By family: `name@<first 8 of the weights' sha256>.<code revision>`")]
    run: Annotated[str, says("Hash of everything that shapes the answer")]
    sets: Annotated[tuple[ReportSet, ...], says("The sets in order; empty: none was found")]
    warnings: Annotated[tuple[str, ...], says("What the user should know, a sentence each")] = ()
