"""Compares models on a video: a table, a video side by side, and each run's frames, all of one session."""

import asyncio
from collections.abc import Sequence
from contextlib import ExitStack, aclosing
from dataclasses import fields
from pathlib import Path

import msgspec

from infra.comparing.contenders import Contender
from infra.comparing.image_truth import truth_of
from infra.comparing.overlay import SideBySide
from infra.comparing.tally import Result, Tally
from infra.comparing.together import SESSION, Entered, Timed, side_by_side
from infra.results.frames_table import FramesTable
from infra.results.out_folder import OutputError, out_folder
from infra.results.overlay_video import OverlayError
from infra.sessions.passage import Play
from infra.stages.fused import FrameAnswer, Fused
from producers.video_file import VideoFile, open_video


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """A run of a comparison."""

    name: str
    run: str
    models: dict[str, str]
    """By role."""
    result: Result


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """What `compare.json` holds."""

    video: str
    session: str
    runs: tuple[Compared, ...]


async def compare(path: Path, entered: Sequence[tuple[Contender, Fused]], out: Path, play: Play) -> Comparison:
    """Compare models on one video, and put `compare.json`, `overlay.mp4` and `NAME.parquet` of each into a folder.

    Args:
        path: the video; a studio's truth that lies beside it is compared with too.
        entered: which models, and the stages with them.
        out: the folder, made when needed; all or nothing.
        play: how the video goes through.

    Raises:
        VideoError: the video can't be read, or not to its end.
        OutputError: the results can't be written.
        ModelFailedError: a model broke; says which one, and at which frame.
    """
    timed = [Entered(one.run, _timed(stages)) for one, stages in entered]
    tallies = [Tally(truth_of(path)) for _ in entered]
    with open_video(path) as video, out_folder(out) as folder:
        try:
            await _write(video, folder, [one.name for one, _ in entered], timed, tallies, play)
        except OverlayError as error:  # it names where it wrote, which nobody else has seen
            raise OutputError(str(error).replace(str(folder), str(out))) from error
        runs = [
            Compared(name=one.name, run=one.run.id, models=one.run.models, result=tally.result(of.stages.took_s))
            for (one, _), tally, of in zip(entered, tallies, timed, strict=True)
        ]
        comparison = Comparison(video=str(path), session=SESSION, runs=tuple(runs))
        (folder / "compare.json").write_bytes(msgspec.json.format(msgspec.json.encode(comparison)))
    return comparison


def _timed(stages: Fused) -> Timed:
    return Timed(**{part.name: getattr(stages, part.name) for part in fields(stages)})


async def _write(  # noqa: PLR0913, PLR0917 - what goes in, and all that comes out
    video: VideoFile,
    folder: Path,
    names: Sequence[str],
    entered: Sequence[Entered],
    tallies: Sequence[Tally],
    play: Play,
) -> None:
    """Send the video through; write and count each frame."""
    with SideBySide(folder / "overlay.mp4", video, names) as overlay, ExitStack() as stack:
        tables = [stack.enter_context(FramesTable(folder / f"{name}.parquet")) for name in names]

        def add(answers: Sequence[FrameAnswer]) -> None:
            overlay.add(answers)
            for answer, table, tally in zip(answers, tables, tallies, strict=True):
                table.add(answer.poses2d, answer.poses3d, answer.form)
                tally.add(answer, answers[0])

        async with aclosing(side_by_side(video, entered, play)) as frames:
            async for answers in frames:
                await asyncio.to_thread(add, answers)
                play.told(answers[0].frames_done)
