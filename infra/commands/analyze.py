"""`perfectform analyze`: videos in, a report, a table of frames and a drawn video out."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from contracts.arrays import floats
from contracts.report import Report
from contracts.run import LifterHint
from contracts.vocabulary import LiftChoice
from infra.models.chosen import Chosen, chosen_backends
from infra.results.out_folder import folders_of
from infra.settings import DETECTOR, JPEG_QUALITY, LIFTER, POSE, PROFILE, THREADS, Setting, in_force
from infra.stages.fused import Fused

if TYPE_CHECKING:
    from producers.video_info import VideoInfo

_RATE_UNLESS_TOLD: Final = 30.0


def _unless_told(setting: Setting) -> str:
    return f"{setting.about}. Unless told: {setting.env}, else {setting.default()}."


class _Tap(click.ParamType):
    """SECONDS,X,Y: where somebody stands, and when."""

    name = "SECONDS,X,Y"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[float, float, float]:
        """Read three numbers."""
        try:
            seconds, x, y = (float(part) for part in str(value).split(","))
        except ValueError:
            self.fail(f"{value!r} isn't three numbers, as 1.5,360,640 would be", param, ctx)
        return seconds, x, y


@click.command(epilog="Exit codes: 0 done, also with nobody in the video; 2 what was given can't be used; 1 a fault.")
@click.argument("videos", metavar="VIDEO...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--lift", type=click.Choice(["auto", "squat", "bench", "deadlift"]), default="auto", help="Which lift it is."
)
@click.option("--height", metavar="M", type=click.FloatRange(1.0, 2.5), help="The lifter's height in metres.")
@click.option(
    "--plate",
    metavar="MM",
    type=click.FloatRange(100, 600),
    default=450,
    help="Diameter of the largest plates in millimetres; 450 unless told.",
)
@click.option("--profile", help=f"Whose rules count. Unless told: {PROFILE.env}, else ipf.")
@click.option("--detector", metavar="NAME", help=_unless_told(DETECTOR))
@click.option("--pose", metavar="NAME", help=_unless_told(POSE))
@click.option("--lifter", metavar="NAME", help=_unless_told(LIFTER))
@click.option("--lifter-at", type=_Tap(), help="Who the lifter is: a moment, and where they are then, px.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder for the results; made when needed.")
def analyze(  # noqa: PLR0913 - one parameter an option
    *,
    videos: tuple[Path, ...],
    lift: LiftChoice,
    height: float | None,
    plate: float,
    profile: str | None,
    detector: str | None,
    pose: str | None,
    lifter: str | None,
    lifter_at: tuple[float, float, float] | None,
    out: Path,
) -> None:
    """Say what the form is like in each VIDEO, frame by frame and rep by rep.

    \b
    Into the folder --out come, all together once everything is whole:
      report.json     sets, reps, metrics with their spread, checks, cues, warnings
      frames.parquet  a row per frame: joints in the picture and in metres, angles, phase
      overlay.mp4     the video with skeleton, angles and cues drawn in, sound included
    Of several videos each gets a folder of its own in there, named after it.

    \b
    Examples:
      perfectform analyze squat.mp4 --lift squat --height 1.78 --out results
      perfectform analyze monday/*.mov --out results
      perfectform analyze crowded.mp4 --lifter-at 2.5,360,700 --out results
    """  # noqa: D301 - click's mark for a block that it doesn't wrap
    chosen = Chosen(
        lift=lift,
        height_m=height,
        plate_diameter_m=plate / 1000,
        profile=profile or in_force(PROFILE).value,
        backends=chosen_backends(detector=detector, pose2d=pose, lifter=lifter),
    )
    folders = folders_of(videos, out)
    chosen.run()  # what is wrong with any of it is told before the work begins
    for video in videos:
        _info(video)
    stages = chosen.stages(in_force(THREADS).value)
    for video, folder in folders.items():
        report = analyse_one(video, chosen, stages, folder, lifter_at)
        show(report, folder)


def analyse_one(
    video: Path, chosen: Chosen, stages: Fused, folder: Path, lifter_at: tuple[float, float, float] | None = None
) -> Report:
    """Analyse one video, with its progress shown.

    Args:
        video: the file.
        chosen: what is known of the lift.
        stages: with the chosen models.
        folder: where the results go.
        lifter_at: media time and place (s, px, px) of the lifter, if told.

    Raises:
        ValueError: one of ours, when the video can't be used or the results can't be written.
    """
    from infra.results.shown_progress import shown_progress
    from infra.results.standalone import analyse
    from infra.sessions.passage import Play
    from producers.pace import FlatOut

    info = _info(video)
    hint = None
    if lifter_at is not None:
        seconds, *point = lifter_at
        hint = LifterHint(frame=round(seconds * (info.fps or _RATE_UNLESS_TOLD)), point_in_image=floats(point))
    with shown_progress(video.name, info) as told:
        play = Play(pace=FlatOut(), quality=in_force(JPEG_QUALITY).value, told=told)
        return asyncio.run(analyse(video, chosen.run(hint), stages, folder, play))


def show(report: Report, folder: Path) -> None:
    """Print a report, and where the files lie."""
    from infra.results.shown_report import show_report

    show_report(report)
    for name in ("report.json", "frames.parquet", "overlay.mp4"):
        click.echo(folder / name)


def _info(video: Path) -> "VideoInfo":
    """Open a video to see what it is; raises VideoError if it can't be used."""
    from producers.video_file import open_video

    with open_video(video) as opened:
        return opened.info
