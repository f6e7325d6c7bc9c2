"""`perfectform demo`: the sample set goes through the whole path, in the browser."""

import asyncio
import sys
import tempfile
import time
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from infra.commands.analyze import analyse_one, show
from infra.models.chosen import Chosen
from infra.settings import JPEG_QUALITY, PROFILE, THREADS, in_force

if TYPE_CHECKING:
    from infra.serving.behind import Behind

SAMPLE = Path(__file__).resolve().parents[1] / "sample" / "squat.mp4"
"""A rendered set of squats, ours, CC0."""
_HEIGHT_M: Final = 1.72
"""Of the sample's lifter."""
_SESSION: Final = "sample"


@click.command()
@click.option(
    "--once/--serve",
    default=None,
    help="--once: no browser, write the results into a folder, and end; so it is without a terminal unless told.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("demo-out"),
    show_default=True,
    help="With --once: the folder for the results; made when needed.",
)
def demo(once: bool | None, out: Path) -> None:
    """Watch the sample set go through the whole path: video in, reps, checks and cues out.

    It is shown in the browser, at the pace of its camera; what the page is given is forgotten when the demo ends.
    """
    if once or (once is None and not sys.stdout.isatty()):
        _write(out)
        return
    from infra.serving.answering import Serving
    from infra.serving.serve import serve
    from infra.until_told import run
    from producers.pace import FlatOut, LikeACamera

    with tempfile.TemporaryDirectory(prefix="perfectform-") as data:
        serving = serve(
            Serving(data=Path(data), port=0),
            lambda: Chosen().stages(in_force(THREADS).value),
            _play,
            quality=in_force(JPEG_QUALITY).value,
            pace_of=lambda one: LikeACamera(time.monotonic, asyncio.sleep) if one.session == _SESSION else FlatOut(),
        )
        run(serving)


async def _play(address: str, path: "Behind") -> None:
    """Put the sample set in, as an upload would, and show it."""
    from infra.serving.sample import upload

    await upload(path, SAMPLE, _SESSION, height_m=_HEIGHT_M, profile=in_force(PROFILE).value)
    click.echo(f"The sample set is shown at {address}#/sessions/{_SESSION}")
    click.echo("Then drop a video of yours on that page. Ctrl-C ends the demo, and forgets what it was given.")
    click.echo("To keep your sets:  perfectform serve")
    click.echo("For files instead:  perfectform analyze VIDEO --lift squat --height 1.78 --out results")
    await asyncio.to_thread(webbrowser.open, f"{address}#/sessions/{_SESSION}")


def _write(out: Path) -> None:
    chosen = Chosen(lift="squat", height_m=_HEIGHT_M, profile=in_force(PROFILE).value)
    report = analyse_one(SAMPLE, chosen, chosen.stages(in_force(THREADS).value), out)
    show(report, out)
    click.echo(f"\nOpen {out / 'overlay.mp4'} to see what was seen, then try a video of yours:")
    click.echo("  perfectform analyze VIDEO --lift squat --height 1.78 --out results")
