"""What `perfectform models compare` does: loads the models once, and goes through the videos."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from infra.comparing.compare import compare
from infra.comparing.contenders import contenders
from infra.comparing.shown import COLUMNS, EXPLAINED, row_of
from infra.models.backends import Family
from infra.models.chosen import Chosen
from infra.plain_table import print_table
from infra.results.out_folder import folders_of
from infra.results.shown_progress import shown_progress
from infra.sessions.passage import Play
from infra.settings import JPEG_QUALITY, THREADS, in_force
from producers.pace import FlatOut
from producers.video_file import open_video


def compare_all(videos: Sequence[Path], chosen: Chosen, told: Mapping[Family, Sequence[str]], out: Path) -> None:
    """Compare on each video, and print a table of each.

    Raises:
        ValueError: one of ours: nothing to compare, an unknown model, a video that can't be used, ...
    """
    entered = contenders(chosen, told)
    folders = folders_of(videos, out)
    infos = {}
    for video in videos:
        with open_video(video) as opened:  # what is wrong with any is told before the work begins
            infos[video] = opened.info
    models = [(one, one.chosen.stages(in_force(THREADS).value)) for one in entered]
    for video, folder in folders.items():
        with shown_progress(video.name, infos[video]) as progress:
            play = Play(pace=FlatOut(), quality=in_force(JPEG_QUALITY).value, told=progress)
            comparison = asyncio.run(compare(video, models, folder, play))
        print_table(
            f"{video.name}: models compared on the same frames", COLUMNS, [row_of(one) for one in comparison.runs]
        )
        click.echo(folder / "overlay.mp4")
    click.echo(EXPLAINED)
