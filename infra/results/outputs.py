"""The three files of an analysed video: frames.parquet and overlay.mp4 as frames are answered, then report.json."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from contracts.form import FormEvent
from contracts.report import Report, ReportVideo
from contracts.run import Run
from infra.results.cautions import Seen, cautions
from infra.results.frames_table import FramesTable
from infra.results.overlay import Overlay
from infra.results.overlay_of import overlay_of
from infra.results.report import json_of, sets_of
from infra.stages.answers import Answer
from infra.stages.fused import EndAnswer
from producers.video_file import VideoFile

_RATE_UNLESS_TOLD: Final = 30.0


class Outputs:
    """Takes the answers to a video's frames in order; nothing that grows with the video is kept.

    Args:
        table: takes a row a frame.
        overlay: draws each frame.
    """

    def __init__(self, table: FramesTable, overlay: Overlay) -> None:
        self._table, self._overlay = table, overlay
        self._events: list[FormEvent] = []
        self._seen = Seen()
        self._last_pts_s = 0.0

    async def add(self, answer: Answer) -> None:
        """Take the answers to a frame, or to the end."""
        self._events += answer.form.events
        if isinstance(answer, EndAnswer):
            return
        self._seen.add(answer)
        self._last_pts_s = answer.form.pts
        self._table.add(answer.poses2d, answer.poses3d, answer.form)
        await self._overlay.add(answer)

    def report(self, path: Path, video: VideoFile, run: Run) -> Report:
        """Sum up.

        Args:
            path: of the video, as it was given.
            video: read to its end.
            run: whose answers were taken.
        """
        sets = sets_of(self._events)
        return Report(
            video=self._video(path, video),
            models=run.models,
            run=run.id,
            sets=sets,
            warnings=cautions(self._seen, run, sets, video.notes),
        )

    def _video(self, path: Path, video: VideoFile) -> ReportVideo:
        frames, last_s = self._seen.frames, self._last_pts_s
        fps = (frames - 1) / last_s if last_s else video.info.fps or _RATE_UNLESS_TOLD
        return ReportVideo(
            path=str(path),
            width=video.info.width,
            height=video.info.height,
            frames=frames,
            duration_s=last_s + 1 / fps,
            fps=fps,
        )


@asynccontextmanager
async def outputs(folder: Path, path: Path, video: VideoFile) -> AsyncIterator[Outputs]:
    """Open the table and the overlay in a folder; both are whole on leaving.

    Raises:
        OverlayError: the overlay can't be written; also on leaving.
    """
    with FramesTable(folder / "frames.parquet") as table:
        async with overlay_of(video, path, folder / "overlay.mp4") as overlay:
            yield Outputs(table, overlay)


def write_report(folder: Path, report: Report) -> None:
    """Write report.json."""
    (folder / "report.json").write_bytes(json_of(report))
